"""Coming in and going out: visits that end, a second factor from first scan to lost telephone, and strangers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pyotp
import pytest
from sqlmodel import select
from starlette.requests import Request
from starlette.testclient import TestClient

from models.access import Officer
from models.facts import Audit
from models.feeds import feed_token, open_feed
from models.guesses import LINKS_FROM_ONE_ADDRESS
from models.officers import create_officer
from models.visits import LONGEST, Visit, begin
from portal import cookies
from portal.coming_in import source_of
from tests.portal.people import KEY, PASSWORD, PROGRAMME, Portal, seal_in

NEW_PASSWORD = "mat-khau-moi-tinh"
CODES = re.compile(r"<code>([2-9a-z]{5}-[2-9a-z]{5})</code>")


def enter(portal: Portal, username: str = "thammuu", password: str = PASSWORD, client: TestClient | None = None):
    client = client or portal.stranger()
    seal = seal_in(client.get("/dang-nhap").text)
    return client, client.post("/dang-nhap", data={"seal": seal, "username": username, "password": password})


def send(client: TestClient, path: str, **data: str):
    return client.post(path, data={"seal": seal_in(client.get("/tai-khoan").text), **data})


def key_on(page: str) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")


def set_up(portal: Portal, client: TestClient) -> tuple[str, list[str]]:
    """The key and the paper codes of an account that begins to use a second factor."""
    key = key_on(client.get("/tai-khoan/hai-buoc").text)
    code = pyotp.TOTP(key).at(portal.clock.now)
    answer = send(client, "/tai-khoan/hai-buoc", viec="bat", password=PASSWORD, code=code)
    assert answer.status_code == 200, answer.text
    return key, CODES.findall(answer.text)


def bring(client: TestClient, code: str):
    return client.post("/dang-nhap/ma", data={"seal": seal_in(client.get("/dang-nhap/ma").text), "code": code})


def test_a_visit_ends_when_nobody_does_anything_and_lasts_while_somebody_does(portal: Portal) -> None:
    client, idle = portal.officer(), timedelta(minutes=portal.home.settings().visit_idle_minutes)
    for _ in range(3):
        portal.clock.now += idle - timedelta(minutes=1)
        assert client.get("/can-bo/uy-quyen").status_code == 200
    portal.clock.now += idle
    assert "Phiên đăng nhập đã kết thúc" in client.get("/can-bo/uy-quyen").text


def test_no_visit_lasts_longer_than_a_working_day_however_busy(portal: Portal) -> None:
    client, until = portal.officer(), portal.clock.now + LONGEST
    while portal.clock.now < until:
        assert client.get("/can-bo/uy-quyen").status_code == 200
        portal.clock.now += timedelta(minutes=50)
    assert client.get("/can-bo/uy-quyen").status_code == 401


def test_a_cookie_copied_before_leaving_opens_nothing_afterwards(portal: Portal) -> None:
    client = portal.officer()
    kept = client.cookies[cookies.OFFICER]
    assert send(client, "/dang-xuat").status_code == 303
    thief = portal.stranger()
    thief.cookies.set(cookies.OFFICER, kept)
    assert thief.get("/can-bo").status_code == 401
    assert thief.get("/tai-khoan").status_code == 401


def test_logging_in_again_ends_the_visit_a_browser_had_and_carries_none_over(portal: Portal) -> None:
    client = portal.officer()
    planted = client.cookies[cookies.OFFICER]
    _, answer = enter(portal, client=client)
    assert answer.status_code == 303
    assert client.cookies[cookies.OFFICER] != planted
    other = portal.stranger()
    other.cookies.set(cookies.OFFICER, planted)
    assert other.get("/can-bo").status_code == 401


def test_only_the_hash_of_a_visit_is_kept_and_its_number_opens_nothing(portal: Portal) -> None:
    client = portal.officer()
    with portal.session() as session:
        kept = session.exec(select(Visit)).one()
    assert kept.id not in client.cookies[cookies.OFFICER]
    assert kept.device
    forged = portal.stranger()
    forged.cookies.set(cookies.OFFICER, kept.id)
    assert forged.get("/can-bo").status_code == 401


def test_visits_are_listed_and_ended_one_or_all_and_never_another_s(portal: Portal) -> None:
    mine, elsewhere, other = portal.officer(), portal.officer(), portal.officer("vanhanh")
    page = mine.get("/tai-khoan/phien").text
    assert page.count("Đang mở") == 1
    assert "Phiên này" in page
    with portal.session() as session:
        theirs = session.exec(select(Visit.id).where(Visit.username == "vanhanh")).one()
    assert send(mine, "/tai-khoan/phien", phien=theirs).status_code == 422
    assert other.get("/can-bo").status_code == 200
    number = re.search(r'name="phien" value="([0-9a-f]{64})"', page)[1]
    assert send(mine, "/tai-khoan/phien", phien=number).status_code == 303
    assert elsewhere.get("/can-bo").status_code == 401
    again = portal.officer()
    assert send(mine, "/tai-khoan/phien").status_code == 303
    assert (again.get("/can-bo").status_code, mine.get("/can-bo").status_code) == (401, 200)
    with portal.session() as session:
        lines = session.exec(select(Audit).where(Audit.action == "end_visits")).all()
    assert {line.subject for line in lines} == {"officer:thammuu"}


def test_a_new_password_ends_the_other_visits_and_not_this_one(portal: Portal) -> None:
    mine, elsewhere = portal.officer(), portal.officer()
    before = mine.cookies[cookies.OFFICER]
    wrong = send(mine, "/tai-khoan/mat-khau", password="sai-mat-khau", new_password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "Mật khẩu hiện tại không đúng" in wrong.text
    assert NEW_PASSWORD not in wrong.text
    unlike = send(mine, "/tai-khoan/mat-khau", password=PASSWORD, new_password=NEW_PASSWORD, again="khac")
    assert "không giống nhau" in unlike.text
    short = send(mine, "/tai-khoan/mat-khau", password=PASSWORD, new_password="ngan", again="ngan")
    assert "ít nhất 10 ký tự" in short.text
    at_once = send(mine, "/tai-khoan/mat-khau", password="sai-mat-khau", new_password="ngan", again="khac")
    told = ("Mật khẩu hiện tại không đúng", "ít nhất 10 ký tự", "không giống nhau", "Đề nghị sửa 03 điểm")
    assert [words for words in told if words not in at_once.text] == []
    assert elsewhere.get("/can-bo").status_code == 200
    done = send(mine, "/tai-khoan/mat-khau", password=PASSWORD, new_password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert done.status_code == 303
    assert (mine.get("/can-bo").status_code, elsewhere.get("/can-bo").status_code) == (200, 401)
    assert mine.cookies[cookies.OFFICER] != before
    assert enter(portal)[1].status_code == 401
    assert enter(portal, password=NEW_PASSWORD)[1].status_code == 303


def test_the_second_factor_from_the_first_scan_to_the_lost_telephone(portal: Portal) -> None:
    client, elsewhere = portal.officer(), portal.officer()
    picture = client.get("/tai-khoan/hai-buoc/ma.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert b"<script" not in picture.content
    assert picture.headers["cache-control"] == "no-store"
    for wrong in ({"password": "sai-mat-khau", "code": "000000"}, {"password": PASSWORD, "code": "000000"}):
        assert send(client, "/tai-khoan/hai-buoc", viec="bat", **wrong).status_code == 422
    key, codes = set_up(portal, client)
    assert len(codes) == 10
    assert client.get("/tai-khoan/hai-buoc/ma.svg").status_code == 404  # shown while it is set up, never again
    assert key not in client.get("/tai-khoan/hai-buoc").text
    assert (client.get("/can-bo").status_code, elsewhere.get("/can-bo").status_code) == (200, 401)

    came, answer = enter(portal)
    assert answer.headers["location"] == "/dang-nhap/ma"
    assert came.get("/can-bo").status_code == came.get("/tai-khoan").status_code == 401  # halfway is not inside
    assert bring(came, pyotp.TOTP(key).at(portal.clock.now)).status_code == 401  # that code has served
    portal.clock.now += timedelta(minutes=1)
    code = pyotp.TOTP(key).at(portal.clock.now)
    assert bring(came, code).headers["location"] == "/can-bo"
    second, _ = enter(portal)
    assert bring(second, code).status_code == 401
    assert bring(second, codes[0]).headers["location"] == "/can-bo"
    assert "còn 09 mã dự phòng" in second.get("/tai-khoan").text

    late, _ = enter(portal)
    seal = seal_in(late.get("/dang-nhap/ma").text)
    portal.clock.now += cookies.LASTS[cookies.HALFWAY]
    assert late.post("/dang-nhap/ma", data={"seal": seal, "code": codes[1]}).status_code == 403

    fresh = send(second, "/tai-khoan/hai-buoc", viec="ma-moi", password=PASSWORD, code=codes[2])
    assert len(set(CODES.findall(fresh.text)) - set(codes)) == 10
    assert send(second, "/tai-khoan/hai-buoc", viec="tat", password=PASSWORD, code=codes[3]).status_code == 422
    paper = CODES.findall(fresh.text)[0]
    assert send(second, "/tai-khoan/hai-buoc", viec="tat", password=PASSWORD, code=paper).status_code == 303
    assert (second.get("/can-bo").status_code, came.get("/can-bo").status_code) == (200, 401)
    assert enter(portal)[1].headers["location"] == "/can-bo"


def test_a_password_changed_halfway_shuts_the_second_door_too(portal: Portal) -> None:
    client = portal.officer()
    _, codes = set_up(portal, client)
    halfway, _ = enter(portal)
    seal = seal_in(halfway.get("/dang-nhap/ma").text)
    done = send(client, "/tai-khoan/mat-khau", password=PASSWORD, new_password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert done.status_code == 303
    answer = halfway.post("/dang-nhap/ma", data={"seal": seal, "code": codes[0]})
    assert answer.status_code == 401
    assert "Tài khoản vừa thay đổi" in answer.text


def test_where_a_role_must_have_a_second_factor_nothing_else_opens_before_it(portal: Portal) -> None:
    settings = portal.home.settings_in_file()
    portal.home.save(settings.model_copy(update={"second_factor_roles": "staff"}))
    client = portal.officer()
    assert client.get("/can-bo/bang").headers["location"] == "/tai-khoan/hai-buoc"
    assert "bắt buộc có bước xác thực thứ hai" in client.get("/tai-khoan/hai-buoc").text
    _, codes = set_up(portal, client)
    assert client.get("/can-bo").status_code == 200
    refused = send(client, "/tai-khoan/hai-buoc", viec="tat", password=PASSWORD, code=codes[0])
    assert "không bỏ được" in refused.text
    assert portal.officer("vanhanh").get("/can-bo").status_code == 200


def test_who_locks_an_officer_out_locks_out_only_strangers(portal: Portal) -> None:
    own = portal.officer()
    send(own, "/dang-xuat")
    attacker = portal.stranger()
    for _ in range(8):
        enter(portal, password="sai-mat-khau", client=attacker)
    assert "tạm khóa" in enter(portal)[1].text
    assert enter(portal, client=own)[1].status_code == 303


def test_made_up_links_are_counted_by_address_and_a_unit_s_own_link_always_opens(portal: Portal) -> None:
    client = portal.stranger()
    answers = [client.get(f"/n/doan-{n}.xyz").status_code for n in range(LINKS_FROM_ONE_ADDRESS + 2)]
    assert set(answers[:LINKS_FROM_ONE_ADDRESS]) == {401}
    assert answers[LINKS_FROM_ONE_ADDRESS:] == [429, 429]
    waits = client.get("/n/doan.xyz")
    assert int(waits.headers["retry-after"]) > 0
    assert "Đề nghị thử lại sau" in waits.text
    assert client.get(portal.link(portal.units[0])).status_code == 303
    portal.clock.now += timedelta(minutes=16)
    assert client.get("/n/doan.xyz").status_code == 401


ELSEWHERE = ("//evil.example", "https://evil.example/x", "/\\evil.example", "/%5cevil\\", "/\t/evil.example", "")


@pytest.mark.parametrize("way", ELSEWHERE)
def test_no_address_given_to_us_leads_off_the_site(portal: Portal, way: str) -> None:
    client = portal.stranger()
    back = unquote(client.get("/giao-dien", params={"ve": way}).headers["location"])
    link = client.get(portal.link(portal.units[0]), params={"den": way}).headers["location"]
    assert link == "/don-vi"
    assert re.match(r"/(?![/\\])", back)
    assert "\\" not in back


def test_made_up_calendar_addresses_are_counted_and_one_of_ours_always_opens(portal: Portal) -> None:
    stranger, secret = portal.stranger(), portal.home.secret()
    with portal.session() as session:
        feeds = {
            name: feed_token(open_feed(session, by="x", now=portal.clock.now, secret=secret, **whose), secret)
            for name, whose in (("unit", {"unit_id": portal.units[0]}), ("officer", {"officer": "thammuu"}))
        }
        session.commit()
    seen = [stranger.get(f"/lich/doan-{n}.ics").status_code for n in range(LINKS_FROM_ONE_ADDRESS + 2)]
    assert seen == [404] * LINKS_FROM_ONE_ADDRESS + [429] * 2
    assert [stranger.get(f"/lich/{token}.ics").status_code for token in feeds.values()] == [200, 200]
    with portal.session() as session:  # limited since: what the pages do not show, the calendar does not either
        session.get_one(Officer, "thammuu").reach = {"programmes": ["279-kh-mttw-bca"]}
        session.commit()
    assert [stranger.get(f"/lich/{token}.ics").status_code for token in feeds.values()] == [200, 404]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_whoever_has_a_network_of_addresses_is_counted_as_one(address: str, counted: str) -> None:
    scope = {"type": "http", "client": (address, 1), "headers": []}
    assert source_of(Request(scope)) == counted


def test_a_leader_of_limited_reach_begins_on_a_page_that_is_open(portal: Portal) -> None:
    with portal.session() as session:
        session.get_one(Officer, "lanhdao").reach = {"below": [portal.units[0]]}
        session.commit()
    assert portal.officer("lanhdao").get("/can-bo").status_code == 200
    client = portal.stranger()
    data = {"seal": seal_in(client.get("/dang-nhap").text), "username": "lanhdao", "password": PASSWORD}
    assert client.post("/dang-nhap", data=data).headers["location"] == "/can-bo"


def test_under_another_name_nothing_is_answered(portal: Portal, make_portal: Callable, tmp_path: Path) -> None:
    named = make_portal(tmp_path / "named")
    named.home.save(named.home.settings_in_file().model_copy(
        update={"public_url": "https://dondoc.example", "portal_hosts": "noi-bo.example"}
    ))  # fmt: skip
    from portal.app import create_app

    app = create_app(named.home)
    with TestClient(app, base_url="https://dondoc.example", follow_redirects=False) as client:
        for host, status in (
            ("dondoc.example", 200), ("DONDOC.example:443", 200), ("noi-bo.example", 200), ("127.0.0.1:8642", 200),
            ("evil.example", 400), ("dondoc.example.evil.example", 400), ("dondoc.example@evil.example", 400),
            ("", 400), ("a b", 400),
        ):  # fmt: skip
            answer = client.get("/dang-nhap", headers={"host": host})
            assert answer.status_code == status, host
            assert "evil.example" not in answer.text
    app.state.engine.dispose()
    for client in named.clients:
        client.close()


def test_a_body_over_the_limit_is_refused_also_where_its_length_is_not_said(portal: Portal) -> None:
    portal.home.save(portal.home.settings_in_file().model_copy(update={"upload_limit_mb": 1}))
    from portal.app import create_app

    app = create_app(portal.home)

    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    typed = {"content-type": "application/x-www-form-urlencoded"}
    with TestClient(app, base_url="http://portal.test", headers=typed) as client:
        assert client.post("/dang-nhap", content=pieces()).status_code == 413
        assert client.post("/dang-nhap", content=b"x" * 3_000_000).status_code == 413
    app.state.engine.dispose()


def test_no_page_may_be_framed_and_none_takes_script_or_style_from_within(portal: Portal) -> None:
    client = portal.officer()
    for path in ("/tai-khoan", "/tai-khoan/hai-buoc", "/tai-khoan/phien", "/tai-khoan/mat-khau", "/dang-nhap"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:", answer.text)


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch, portal: Portal) -> None:
    """Every comparison of a seal, a mark or a code goes through `hmac.compare_digest`."""
    import hmac

    seen: list[str] = []
    true = hmac.compare_digest

    def watched(a: object, b: object) -> bool:
        import sys

        seen.append(sys._getframe(1).f_globals["__name__"])
        return true(a, b)  # type: ignore[arg-type]

    monkeypatch.setattr(hmac, "compare_digest", watched)
    client = portal.officer()
    set_up(portal, client)
    bring(enter(portal)[0], "000000")
    assert {"portal.cookies", "models.visits", "models.second_factor"} <= set(seen)


@pytest.fixture
def limited(portal: Portal) -> Portal:
    """Two filings of two units, and staff who reach the first unit, another programme, or everything."""
    with portal.session() as session:
        for username, reach in (("gan", {"below": [portal.units[0]]}), ("khac", {"programmes": ["279-kh-mttw-bca"]})):
            create_officer(session, username=username, full_name=username, password=PASSWORD, role="staff")
            session.get_one(Officer, username).reach = reach
        session.commit()
    return portal


def test_lists_leave_out_what_is_beyond_the_reach(limited: Portal) -> None:
    near, other, whole = limited.officer("gan"), limited.officer("khac"), limited.officer()
    rows = [len(c.get("/can-bo/bang.csv").text.splitlines()) for c in (near, other, whole)]
    assert rows[0] == 2
    assert rows[0] < rows[2]
    assert rows[1] < rows[2]
    assert "Phong trào ba tháng" not in other.get("/can-bo").text
    page = near.get(f"/can-bo/han/{KEY}").text
    assert "0/1 đơn vị" in page
    assert "0/4 đơn vị" in whole.get(f"/can-bo/han/{KEY}").text
    listed = near.get("/can-bo/don-vi?he=police").text
    assert limited.units[0] in listed
    assert limited.units[1] not in listed
    assert PROGRAMME not in other.get("/can-bo/chuong-trinh").text
    menu = re.search(r"<nav class=\"tabs\".*?</nav>", near.get("/can-bo").text, re.S)[0]
    assert re.findall(r'href="([^"]+)"', menu) == ["/can-bo", "/can-bo/cho-duyet", "/can-bo/bang", "/can-bo/don-vi"]
    assert "và các đơn vị phía dưới" not in whole.get("/tai-khoan").text
    assert "kể cả các đơn vị phía dưới" in near.get("/tai-khoan").text


def test_a_form_that_names_a_unit_beyond_the_reach_is_not_taken(limited: Portal) -> None:
    near = limited.officer("gan")
    seal = seal_in(near.get(f"/can-bo/han/{KEY}").text)
    asked = {"seal": seal, "what": "extend", "until": "10/12/2026", "reason": "mưa lũ"}
    path = f"/can-bo/han/gia-han/{KEY}"
    assert near.post(path, data={**asked, "unit_id": limited.units[1]}).status_code == 403
    assert near.post(path, data={**asked, "unit_id": limited.units[0]}).status_code == 303


def test_a_visit_made_by_hand_without_the_installation_s_key_is_none(portal: Portal) -> None:
    """The row alone opens nothing: the cookie is signed as well."""
    with portal.session() as session:
        token = begin(session, session.get_one(Officer, "vanhanh"), portal.clock.now)
        session.commit()
    client = portal.stranger()
    client.cookies.set(cookies.OFFICER, token)
    assert client.get("/can-bo").status_code == 401
