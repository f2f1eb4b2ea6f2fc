"""Who may open which door: every route × every kind of visitor, and every way of pretending to be another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from httpx import Response
from sqlmodel import select
from starlette.testclient import TestClient

from models.access import Link, Officer
from models.links import revoke_link
from models.second_factor import begin_with
from models.visits import LONGEST, Visit, end_all
from portal import cookies
from portal.doors import door_of
from portal.routes import ROUTERS
from tests.portal.people import FIGURES, KEY, PASSWORD, PROGRAMME, Portal, seal_in, token_in

# one sample of every address; a route that is missing here fails the first test
SAMPLES = {
    "/": "/",
    "/suc-khoe": "/suc-khoe",
    "/giao-dien": "/giao-dien",
    "/suc-khoe/nhip": "/suc-khoe/nhip",
    "/do-luong": "/do-luong",
    "/can-bo/suc-khoe": "/can-bo/suc-khoe",
    "/can-bo/nhip": "/can-bo/nhip",
    "/can-bo/nhip/bao-dong/{alarm_id}": "/can-bo/nhip/bao-dong/1",
    "/dang-nhap": "/dang-nhap",
    "/dang-nhap/ma": "/dang-nhap/ma",
    "/dang-xuat": "/dang-xuat",
    "/tai-khoan": "/tai-khoan",
    "/tai-khoan/phien": "/tai-khoan/phien",
    "/tai-khoan/mat-khau": "/tai-khoan/mat-khau",
    "/tai-khoan/hai-buoc": "/tai-khoan/hai-buoc",
    "/tai-khoan/hai-buoc/ma.svg": "/tai-khoan/hai-buoc/ma.svg",
    "/n/{token}": "/n/khong-co",
    "/lich/{token}.ics": "/lich/khong-co.ics",
    "/don-vi/lich": "/don-vi/lich",
    "/don-vi/lich/treo-tuong.docx": "/don-vi/lich/treo-tuong.docx",
    "/can-bo/lich": "/can-bo/lich",
    "/can-bo/lich/treo-tuong.docx": "/can-bo/lich/treo-tuong.docx",
    "/can-bo/don-vi/lich/{unit_id:path}": "/can-bo/don-vi/lich/police/2025-07/82",
    "/don-vi": "/don-vi",
    "/don-vi/dong": "/don-vi/dong",
    "/don-vi/cach-nhan": "/don-vi/cach-nhan",
    "/don-vi/bien-nhan/{submission_id}": "/don-vi/bien-nhan/1",
    "/don-vi/bien-nhan/{submission_id}/ban-sao": "/don-vi/bien-nhan/1/ban-sao",
    "/don-vi/bien-nhan/{submission_id}/bao-cao": "/don-vi/bien-nhan/1/bao-cao",
    "/don-vi/bieu/{programme}/{duty}/{period:path}": f"/don-vi/bieu/{KEY}",
    "/don-vi/nhap-do/{programme}/{duty}/{period:path}": f"/don-vi/nhap-do/{KEY}",
    "/don-vi/bo-nhap-do/{programme}/{duty}/{period:path}": f"/don-vi/bo-nhap-do/{KEY}",
    "/don-vi/in-bieu/{programme}/{duty}/{period:path}": f"/don-vi/in-bieu/{KEY}",
    "/xac-nhan": "/xac-nhan",
    "/don-vi/{programme}/{duty}/{period:path}": f"/don-vi/{KEY}",
    "/don-vi/da-nhan/{programme}/{duty}/{period:path}": f"/don-vi/da-nhan/{KEY}",
    "/don-vi/hen-lai/{programme}/{duty}/{period:path}": f"/don-vi/hen-lai/{KEY}",
    "/can-bo": "/can-bo",
    "/can-bo/bang": "/can-bo/bang",
    "/can-bo/dung-han": "/can-bo/dung-han",
    "/can-bo/goi": "/can-bo/goi",
    "/can-bo/dung-han.csv": "/can-bo/dung-han.csv",
    "/can-bo/tong-hop/o/{programme}/{duty}/{period:path}": f"/can-bo/tong-hop/o/{KEY}?dong=B01",
    "/can-bo/bang.csv": "/can-bo/bang.csv",
    "/can-bo/ganh-nang": "/can-bo/ganh-nang",
    "/can-bo/chuong-trinh/{slug}/chi-tieu": f"/can-bo/chuong-trinh/{PROGRAMME}/chi-tieu",
    "/can-bo/ban-da-gui/{n}/{programme}/{duty}/{period:path}": f"/can-bo/ban-da-gui/1/{KEY}",
    "/can-bo/gui-lai": "/can-bo/gui-lai",
    "/can-bo/gui-lai/{programme}/{duty}/{period:path}": f"/can-bo/gui-lai/{KEY}",
    "/can-bo/tong-hop/so-sanh/{programme}/{duty}/{period:path}": f"/can-bo/tong-hop/so-sanh/{KEY}",
    "/can-bo/tong-hop/dien-bien/{programme}/{duty}/{period:path}": f"/can-bo/tong-hop/dien-bien/{KEY}",
    "/can-bo/chuong-trinh": "/can-bo/chuong-trinh",
    "/can-bo/chuong-trinh/{slug}": f"/can-bo/chuong-trinh/{PROGRAMME}",
    "/can-bo/chuong-trinh/{slug}/vong-doi": f"/can-bo/chuong-trinh/{PROGRAMME}/vong-doi",
    "/can-bo/chuong-trinh/{slug}/vong-doi.svg": f"/can-bo/chuong-trinh/{PROGRAMME}/vong-doi.svg",
    "/can-bo/han/{programme}/{duty}/{period:path}": f"/can-bo/han/{KEY}",
    "/can-bo/giai-thich/{programme}/{duty}/{period:path}": f"/can-bo/giai-thich/{KEY}",
    "/don-vi/giai-thich/{programme}/{duty}/{period:path}": f"/don-vi/giai-thich/{KEY}",
    "/can-bo/han/gia-han/{programme}/{duty}/{period:path}": f"/can-bo/han/gia-han/{KEY}",
    "/don-vi/gia-han/{programme}/{duty}/{period:path}": f"/don-vi/gia-han/{KEY}",
    "/don-vi/rut-gia-han/{programme}/{duty}/{period:path}": f"/don-vi/rut-gia-han/{KEY}",
    "/can-bo/gia-han": "/can-bo/gia-han",
    "/can-bo/gia-han/{wish_id}": "/can-bo/gia-han/1",
    "/can-bo/bai-nop/{submission_id}": "/can-bo/bai-nop/1",
    "/can-bo/cho-duyet": "/can-bo/cho-duyet",
    "/can-bo/uy-quyen": "/can-bo/uy-quyen",
    "/don-vi/duyet": "/don-vi/duyet",
    "/don-vi/duyet/{submission_id}": "/don-vi/duyet/1",
    "/don-vi/uy-quyen": "/don-vi/uy-quyen",
    "/don-vi/tep/{attachment_id}": "/don-vi/tep/1",
    "/can-bo/tep/{attachment_id}": "/can-bo/tep/1",
    "/can-bo/van-ban/thi-dua/{programme}/{year}": f"/can-bo/van-ban/thi-dua/{PROGRAMME}/2026",
    "/can-bo/van-ban/dieu-chinh/{programme}/{duty}/{period:path}": f"/can-bo/van-ban/dieu-chinh/{KEY}",
    "/can-bo/tong-hop/docx/{programme}/{duty}/{period:path}": f"/can-bo/tong-hop/docx/{KEY}",
    "/can-bo/tong-hop/xlsx/{programme}/{duty}/{period:path}": f"/can-bo/tong-hop/xlsx/{KEY}",
    "/can-bo/tong-hop/{programme}/{duty}/{period:path}": f"/can-bo/tong-hop/{KEY}",
    "/can-bo/ban-giao": "/can-bo/ban-giao",
    "/can-bo/ban-giao/{matter_id}": "/can-bo/ban-giao/1",
    "/can-bo/xuat/{programme}/{duty}/{period:path}": f"/can-bo/xuat/{KEY}",
    "/can-bo/xuat/tep/{programme}/{duty}/{period:path}": f"/can-bo/xuat/tep/{KEY}?dang=json",
    "/can-bo/tin": "/can-bo/tin",
    "/can-bo/tin/chuyen-tay": "/can-bo/tin/chuyen-tay",
    "/can-bo/tin/chuyen-tay.docx": "/can-bo/tin/chuyen-tay.docx",
    "/can-bo/tin/cong-tac": "/can-bo/tin/cong-tac",
    "/can-bo/tin/tam-ngung": "/can-bo/tin/tam-ngung",
    "/can-bo/tin/tam-ngung/{mute_id}": "/can-bo/tin/tam-ngung/1",
    "/can-bo/tin/cong-van": "/can-bo/tin/cong-van",
    "/can-bo/tin/cong-van/{letter_id}": "/can-bo/tin/cong-van/1",
    "/can-bo/tin/cong-van/{letter_id}/du-thao.docx": "/can-bo/tin/cong-van/1/du-thao.docx",
    "/can-bo/tin/{message_id}": "/can-bo/tin/1",
    "/can-bo/tin/{message_id}/gui-lai": "/can-bo/tin/1/gui-lai",
    "/can-bo/thu-tra-loi": "/can-bo/thu-tra-loi",
    "/can-bo/thu-tra-loi/{mail_id}": "/can-bo/thu-tra-loi/1",
    "/can-bo/thu-tra-loi/{mail_id}/tep/{number}": "/can-bo/thu-tra-loi/1/tep/1",
    "/can-bo/don-vi": "/can-bo/don-vi",
    "/can-bo/don-vi-cu": "/can-bo/don-vi-cu",
    "/can-bo/don-vi-bien-dong": "/can-bo/don-vi-bien-dong",
    "/can-bo/don-vi-bien-dong/{change_id}": "/can-bo/don-vi-bien-dong/1",
    "/can-bo/don-vi/{unit_id:path}": "/can-bo/don-vi/police/2025-07/82",
    "/can-bo/don-vi/dau-moi/{unit_id:path}": "/can-bo/don-vi/dau-moi/police/2025-07/82",
    "/can-bo/don-vi/thu-hoi/{unit_id:path}": "/can-bo/don-vi/thu-hoi/police/2025-07/82",
    "/can-bo/lenh": "/can-bo/lenh",
    "/can-bo/lenh/{order_id}": "/can-bo/lenh/1",
    "/can-bo/thay-doi": "/can-bo/thay-doi",
    "/can-bo/thay-doi/{change_id}": "/can-bo/thay-doi/1",
    "/lanh-dao": "/lanh-dao",
    "/lanh-dao/mot-trang.pdf": "/lanh-dao/mot-trang.pdf",
    "/lanh-dao/mot-trang.docx": "/lanh-dao/mot-trang.docx",
    "/can-bo/zalo": "/can-bo/zalo",
    "/can-bo/zalo/tro-ve": "/can-bo/zalo/tro-ve",
    "/zalo/su-kien": "/zalo/su-kien",
}
ROUTES = [(route, method) for router in ROUTERS for route in router.routes for method in sorted(route.methods)]
TABLE = Path(__file__).with_name("access_table.txt")
PROVINCE = "police/2025-07/82"
OTHER_PROGRAMME = "279-kh-mttw-bca"
LED_ON = "/tai-khoan/hai-buoc"
ACCOUNT = "/tai-khoan/mat-khau"  # a page with a seal that asks the database for nothing


@dataclass(frozen=True)
class Table:
    """The table as it was written: visitor → mark, by door and by kind of reach; the door and kind of every route."""

    doors: dict[str, dict[str, str]]
    reach: dict[str, dict[str, str]]
    routes: dict[tuple[str, str], tuple[str, str]]

    @property
    def visitors(self) -> list[str]:
        return list(self.doors["public"])

    def expected(self, method: str, path: str, visitor: str) -> str:
        door, kind = self.routes[method, path]
        mark = self.doors[door][visitor]
        return self.reach[kind].get(visitor, mark) if mark == "+" and kind != "-" else mark


def read_table(text: str) -> Table:
    parts = dict(re.findall(r"^\[(\w+)\]\n(.*?)(?=^\[|\Z)", text, re.M | re.S))
    lines = {
        name: [line.split() for line in part.splitlines() if line.strip() and line[0] != "#"]
        for name, part in parts.items()
    }

    def columns(name: str) -> dict[str, dict[str, str]]:
        heads, *rows = lines[name]
        return {head: {row[0]: row[n] for row in rows} for n, head in enumerate(heads, 1)}

    routes = {(method, path): (door, kind) for method, path, door, kind in lines["routes"]}
    return Table(columns("doors"), columns("reach"), routes)


EXPECTED = read_table(TABLE.read_text("utf-8"))


def name_of(case: object) -> str:
    return f"{case[1]} {case[0].path}" if isinstance(case, tuple) else str(case)


def doors(route: object) -> set[str]:
    return door_of(route.dependant)  # type: ignore[attr-defined]


def door_in_table(method: str, path: str) -> str:
    return EXPECTED.routes[method, path][0]


@pytest.fixture(scope="module")
def place(make_portal: Callable[[Path], Portal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    made = make_portal(tmp_path_factory.mktemp("access") / "portal")
    yield made
    for client in made.clients:
        client.close()


@pytest.fixture(scope="module")
def visitors(place: Portal) -> dict[str, tuple[TestClient, str]]:
    """Each kind of visitor, with the seal of a page they had open."""

    def opened(client: TestClient, path: str) -> tuple[TestClient, str]:
        return client, seal_in(client.get(path).text)

    place.home.save(place.home.settings_in_file().model_copy(update={"second_factor_roles": "leader"}))
    with place.session() as session:
        same = session.get_one(Officer, "thammuu").model_dump()
        for username, more in (
            ("dismissed", {}), ("newpassword", {}), ("nextday", {}), ("idle", {}), ("ended", {}),
            ("nguoinop", {"role": "filer", "unit_id": place.units[0]}),
            ("thutruong", {"role": "head", "unit_id": place.units[0]}),
            ("thoiviec", {"role": "filer", "unit_id": place.units[0]}),
            ("doimatkhau", {"role": "filer", "unit_id": place.units[0]}),
            ("thangchuc", {"role": "head", "unit_id": place.units[0]}),
            ("captren", {"unit_id": PROVINCE}),
            ("gan", {"reach": {"below": [place.units[0]]}}),
            ("xa", {"reach": {"below": [place.units[1]]}}),
            ("chuongtrinh", {"reach": {"programmes": [PROGRAMME]}}),
            ("chuongtrinhkhac", {"reach": {"programmes": [OTHER_PROGRAMME]}}),
            ("lanhdaomoi", {"role": "leader"}),
        ):  # fmt: skip
            session.add(Officer(**{**same, "username": username, **more}))
        key = pyotp.random_base32()
        leader = session.get_one(Officer, "lanhdao")
        begin_with(session, leader, key, pyotp.TOTP(key).at(place.clock.now), place.home.secret(), place.clock.now)
        session.commit()
    unit = place.unit(place.units[0])
    page = unit.get(f"/don-vi/{KEY}").text
    filed = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    assert unit.post(f"/don-vi/{KEY}", data=filed).status_code == 303
    found = {
        "unit": opened(unit, "/don-vi"),
        "unit-revoked": opened(place.unit(place.units[1]), "/don-vi"),
        "unit-expired": opened(place.unit(place.units[2]), "/don-vi"),
        "stranger": opened(place.stranger(), "/dang-nhap"),
    }
    begun, idle = place.clock.now, timedelta(minutes=place.home.settings().visit_idle_minutes)
    for name, username, before in (("staff-next-day", "nextday", LONGEST), ("staff-idle", "idle", idle)):
        place.clock.now = begun - before
        found[name] = opened(place.officer(username), ACCOUNT)
    place.clock.now = begun
    for name, username in (
        ("filer", "nguoinop"), ("head", "thutruong"), ("filer-dismissed", "thoiviec"),
        ("filer-new-password", "doimatkhau"), ("promoted", "thangchuc"),
    ):  # fmt: skip
        found[name] = opened(place.officer(username), ACCOUNT)
    for name, username in (
        ("staff", "thammuu"), ("operator", "vanhanh"), ("superior", "captren"), ("near", "gan"), ("far", "xa"),
        ("this", "chuongtrinh"), ("other", "chuongtrinhkhac"), ("staff-dismissed", "dismissed"),
        ("staff-new-password", "newpassword"), ("staff-ended", "ended"),
    ):  # fmt: skip
        found[name] = opened(place.officer(username), ACCOUNT)
    found["leader-bare"] = opened(place.officer("lanhdaomoi"), ACCOUNT)
    found["code-pending"] = opened(place.officer("lanhdao"), "/dang-nhap/ma")
    came = place.officer("lanhdao")
    code = pyotp.TOTP(key).at(place.clock.now + timedelta(seconds=30))  # that of this half minute has served
    seal = seal_in(came.get("/dang-nhap/ma").text)
    assert came.post("/dang-nhap/ma", data={"seal": seal, "code": code}).headers["location"] == "/lanh-dao"
    found["leader"] = opened(came, ACCOUNT)
    with place.session() as session:
        session.get_one(Officer, "dismissed").is_active = False
        session.get_one(Officer, "thoiviec").is_active = False
        session.get_one(Officer, "thangchuc").role = "staff"  # an open visit keeps nothing of the old office
        for changed in ("doimatkhau", "newpassword"):
            session.get_one(Officer, changed).password_hash = session.get_one(Officer, "lanhdao").password_hash
        end_all(session, "ended", "console", place.clock.now)
        for link in session.exec(select(Link)):
            if link.unit_id == place.units[1]:
                revoke_link(session, link.id, place.clock.now)
            if link.unit_id == place.units[2]:
                link.expires_at = place.clock.now
        session.commit()
    forger = place.stranger()
    good = found["staff"][0].cookies[cookies.OFFICER]
    forger.cookies.set(cookies.OFFICER, good[:-4] + ("aaaa" if good[-4:] != "aaaa" else "bbbb"))
    forger.cookies.set(cookies.UNIT, good)  # an officer's cookie is no unit's
    found["forger"] = (forger, found["staff"][1])
    return found


def test_the_table_knows_every_route_and_every_visitor() -> None:
    served = {(method, route.path) for route, method in ROUTES}
    missing = sorted(served - set(EXPECTED.routes))
    assert not missing, f"add to {TABLE.name} who comes in: {missing}"
    assert not set(EXPECTED.routes) - served, "routes of the table that are no more"
    assert len(EXPECTED.routes) * len(EXPECTED.visitors) >= 2000
    marks = {EXPECTED.expected(m, p, v) for m, p in EXPECTED.routes for v in EXPECTED.visitors}
    assert marks == set("+x?>.")


def test_every_route_stands_behind_exactly_one_kind_of_door() -> None:
    for route, _ in ROUTES:
        found = doors(route)
        assert found, f"{route.path} does not ask who comes"
        ways = [{"public"}, {"unit"}, {"unit", "head"}, {"officer"}]
        ways += [{"account"}, *({"officer", inner} for inner in ("reviewing", "acting", "operator"))]
        assert found in ways, route.path
        assert route.path in SAMPLES, f"{route.path} is not in the access matrix"


def test_every_post_asks_for_a_sealed_form() -> None:
    for route, method in ROUTES:
        if method == "POST":
            names = {d.call.__name__ for d in route.dependant.dependencies}
            assert names & {
                "unit_form",
                "head_form",
                "review_form",
                "officer_form",
                "session_form",
                "account_form",
                "halfway_form",
                "stranger_form",
                "operator_form",
                "signed_event",
            }, route.path


@pytest.mark.parametrize("case", ROUTES, ids=name_of)
def test_a_door_lets_in_exactly_whom_it_should(
    case, place: Portal, visitors: dict[str, tuple[TestClient, str]]
) -> None:
    route, method = case
    wrong = {}
    for visitor in EXPECTED.visitors:
        expected = EXPECTED.expected(method, route.path, visitor)
        client, seal = visitors[visitor]
        carried = dict(client.cookies)
        answer = client.request(method, SAMPLES[route.path], **({"data": {"seal": seal}} if method == "POST" else {}))
        client.cookies.clear()
        client.cookies.update(carried)  # a way out taken here must not shut the next case out
        if method == "POST" and route.path in LEAVES:
            go_on(place)
        seen = mark_of_answer(method, answer)
        if expected == ".":
            seen = "." if answer.status_code < 500 else seen
        if seen != expected or "Traceback" in answer.text:
            wrong[visitor] = f"expected {expected}, was {seen} ({answer.status_code})"
    assert wrong == {}


def mark_of_answer(method: str, answer: Response) -> str:
    """The mark of the table for what was answered."""
    if answer.status_code == 303 and answer.headers["location"] == LED_ON:
        return ">"
    if method == "POST" and "phải có bước xác thực thứ hai" in answer.text:
        return ">"
    return {401: "?", 403: "x", 500: "error"}.get(answer.status_code, "+")


LEAVES = ("/dang-xuat", "/don-vi/dong", "/tai-khoan/phien")


def go_on(place: Portal) -> None:
    """Whoever left goes on, as if they had not; those whose visit others ended stay outside."""
    with place.session() as session:
        for visit in session.exec(select(Visit).where(Visit.ended_by == Visit.username)):
            visit.ended_at, visit.ended_by = None, ""
        session.commit()


@pytest.mark.parametrize("case", [c for c in ROUTES if c[1] == "POST"], ids=name_of)
def test_a_post_without_the_seal_of_its_own_visit_changes_nothing(
    case, visitors: dict[str, tuple[TestClient, str]]
) -> None:
    route, _ = case
    door = door_in_table("POST", route.path)
    mine = {"public": "stranger", "login": "stranger", "unit": "unit", "head": "head"}.get(door, "staff")
    for seal in ("", "0" * 64, visitors["operator"][1]):
        assert visitors[mine][0].post(SAMPLES[route.path], data={"seal": seal}).status_code == 403


def test_a_form_sent_from_another_site_is_not_taken(visitors: dict[str, tuple[TestClient, str]]) -> None:
    client, seal = visitors["staff"]
    answer = client.post("/dang-xuat", data={"seal": seal}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_unit_reaches_nothing_of_another_unit(portal: Portal) -> None:
    mine, other = portal.unit(portal.units[0]), portal.unit(portal.units[1])
    page = mine.get(f"/don-vi/{KEY}").text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    receipt = mine.post(f"/don-vi/{KEY}", data=data).headers["location"].partition("?")[0]
    assert mine.get(receipt).status_code == 200
    assert other.get(receipt).status_code == 404
    district = f"/don-vi/{PROGRAMME}/S000-15/2026-Q3"  # a duty of a level that is not theirs
    assert other.get(district).status_code == 404
    for path in ("/don-vi/05-khong-co/S000-16/2026-11", f"/don-vi/{PROGRAMME}/S000-99/2026", f"/don-vi/{KEY}-x"):
        assert other.get(path).status_code == 404


def test_the_token_of_one_unit_answers_nothing_for_another(portal: Portal) -> None:
    mine, other = portal.unit(portal.units[0]), portal.unit(portal.units[1])
    page = mine.get(f"/don-vi/{KEY}").text
    token = token_in(page)
    mine.post(f"/don-vi/{KEY}", data={"seal": seal_in(page), "token": token, "kind": "figures", **FIGURES})
    theirs = {"seal": seal_in(other.get(f"/don-vi/{KEY}").text), "token": token, "kind": "figures", **FIGURES}
    location = other.post(f"/don-vi/{KEY}", data=theirs).headers["location"]
    assert other.get(location).status_code == 200  # a filing of its own
    assert mine.get(location).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a.b", "../../etc/passwd", "%00", "á" * 40])
def test_a_guessed_link_opens_nothing(portal: Portal, token: str) -> None:
    assert portal.stranger().get(f"/n/{token}").status_code in (401, 404)


def test_an_altered_link_opens_nothing(portal: Portal) -> None:
    link = portal.link(portal.units[0])
    answer = portal.stranger().get(link[:-2] + ("AA" if not link.endswith("AA") else "BB"))
    assert answer.status_code == 401
    assert "Đề nghị" in answer.text


def test_a_link_may_be_opened_again_until_it_expires(portal: Portal) -> None:
    link, client = portal.link(portal.units[0]), portal.stranger()
    assert client.get(link).status_code == client.get(link).status_code == 303
    portal.clock.now += timedelta(days=14)
    answer = portal.stranger().get(link)
    assert answer.status_code == 401
    assert "hết hạn" in answer.text


def test_five_wrong_passwords_shut_the_door_for_a_quarter_of_an_hour(portal: Portal) -> None:
    client = portal.stranger()

    def enter(password: str):
        seal = seal_in(client.get("/dang-nhap").text)
        return client.post("/dang-nhap", data={"seal": seal, "username": "thammuu", "password": password})

    for _ in range(5):
        assert enter("sai-mat-khau").status_code == 401
    shut = enter(PASSWORD)
    assert shut.status_code == 401
    assert "tạm khóa" in shut.text
    portal.clock.now += timedelta(minutes=16)
    assert enter(PASSWORD).status_code == 303


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(portal: Portal) -> None:
    said = set()
    for username in ("thammuu", "khong-co-ai"):
        client = portal.stranger()
        seal = seal_in(client.get("/dang-nhap").text)
        page = client.post("/dang-nhap", data={"seal": seal, "username": username, "password": "sai"}).text
        said.add(re.search(r'role="alert">([^<]+)<', page)[1])
    assert len(said) == 1


def test_logging_in_gives_a_new_visit_whatever_cookie_was_planted(portal: Portal) -> None:
    first = portal.officer()
    planted = first.cookies[cookies.OFFICER]
    client = portal.stranger()
    client.cookies.set(cookies.OFFICER, planted)
    seal = seal_in(client.get("/dang-nhap").text)
    answer = client.post("/dang-nhap", data={"seal": seal, "username": "thammuu", "password": PASSWORD})
    assert cookies.OFFICER in answer.headers["set-cookie"]
    assert planted not in answer.headers["set-cookie"]


def test_logging_out_shuts_the_door_behind(portal: Portal) -> None:
    client = portal.officer()
    client.post("/dang-xuat", data={"seal": seal_in(client.get("/can-bo").text)})
    assert client.get("/can-bo").status_code == 401


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nx: y"]
)
def test_logging_in_never_leads_off_the_site(portal: Portal, onward: str) -> None:
    client = portal.stranger()
    seal = seal_in(client.get("/dang-nhap").text)
    data = {"seal": seal, "username": "thammuu", "password": PASSWORD, "onward": onward}
    assert client.post("/dang-nhap", data=data).headers["location"] == "/can-bo"


def test_logging_in_goes_on_to_the_page_that_was_asked_for(portal: Portal) -> None:
    client = portal.stranger()
    page = client.get("/can-bo/tin").text
    data = {"seal": seal_in(page), "username": "thammuu", "password": PASSWORD, "onward": "/can-bo/tin"}
    assert 'name="onward" value="/can-bo/tin"' in page
    assert client.post("/dang-nhap", data=data).headers["location"] == "/can-bo/tin"
