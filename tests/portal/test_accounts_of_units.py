"""Accounts of a unit: its filers and its head, in by the common door, in their own unit only, each with their say."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from sqlmodel import select

from models.access import Link, Officer
from models.catalogue import home_catalogue
from models.facts import Audit, Decision, Submission
from models.filing import file_submission
from models.officers import create_officer
from models.units import Unit
from portal import cookies
from tests.portal.people import FIGURES, KEY, PASSWORD, PERIOD, PROGRAMME, REQUEST, Portal, seal_in, token_in

FORM = f"/don-vi/{KEY}"
REVIEW = "/don-vi/duyet/1"


@pytest.fixture
def manned(portal: Portal) -> Portal:
    """The first unit has a filer and a head, the second a head."""
    with portal.session() as session:
        for username, role, n in (("nguoinop", "filer", 0), ("thutruong", "head", 0), ("nguoila", "head", 1)):
            create_officer(
                session, username=username, full_name=f"Đồng chí {username}", password=PASSWORD, role=role,
                unit_id=portal.units[n],
            )  # fmt: skip
        session.commit()
    return portal


def file(client, **over: str):
    page = client.get(FORM).text
    return client.post(
        FORM, data={"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, **over}
    )


def send(client, path: str, **data):
    return client.post(path, data={"seal": seal_in(client.get(path).text), **data})


def test_an_account_of_a_unit_lands_on_its_list_and_files_under_its_name(manned: Portal) -> None:
    client = manned.stranger()
    data = {"seal": seal_in(client.get("/dang-nhap").text), "username": "nguoinop", "password": PASSWORD}
    answer = client.post("/dang-nhap", data={**data, "onward": "/can-bo/tin"})
    assert answer.headers["location"] == "/don-vi"
    assert "Đồng chí nguoinop" in client.get("/don-vi").text
    assert file(client).status_code == 303
    with manned.session() as session:
        filed = session.exec(select(Submission)).one()
    assert (filed.unit_id, filed.filed_by) == (manned.units[0], "nguoinop")


def test_an_officer_is_not_led_to_the_pages_of_a_unit(manned: Portal) -> None:
    client = manned.stranger()
    data = {"seal": seal_in(client.get("/dang-nhap").text), "username": "thammuu", "password": PASSWORD}
    assert client.post("/dang-nhap", data={**data, "onward": "/don-vi/duyet"}).headers["location"] == "/can-bo"


def test_the_head_reads_the_filing_and_approves_it_and_then_the_agency_accepts(manned: Portal) -> None:
    file(manned.officer("nguoinop"))
    agency = manned.officer("thammuu")
    waiting = agency.get("/can-bo/bai-nop/1").text
    assert 'value="accept"' not in waiting
    early = agency.post("/can-bo/bai-nop/1", data={"seal": seal_in(waiting), "action": "accept"})
    assert early.status_code == 422
    assert "Đang chờ Thủ trưởng" in early.text
    head = manned.officer("thutruong")
    assert "01 báo cáo chờ thủ trưởng đơn vị duyệt" in head.get("/don-vi/duyet").text
    assert send(head, REVIEW, action="approve").status_code == 303
    assert "duyệt lúc 09:00 23/11/2026" in head.get(REVIEW).text
    assert send(agency, "/can-bo/bai-nop/1", action="accept").status_code == 303
    with manned.session() as session:
        words = session.exec(select(Decision).order_by(Decision.id)).all()
    assert [(w.action, w.by, w.as_unit, w.step) for w in words] == [
        ("approve", "thutruong", manned.units[0], 1),
        ("accept", "thammuu", "", 2),
    ]


def test_what_waits_for_the_head_stands_on_the_first_page_and_nowhere_else(manned: Portal) -> None:
    head, filer = manned.officer("thutruong"), manned.officer("nguoinop")
    assert "chờ thủ trưởng đơn vị duyệt" not in head.get("/don-vi").text
    file(filer)
    assert "01 báo cáo chờ thủ trưởng đơn vị duyệt" in head.get("/don-vi").text
    for other in (filer, manned.officer("nguoila"), manned.unit(manned.units[0])):
        assert "chờ thủ trưởng đơn vị duyệt" not in other.get("/don-vi").text
    send(head, "/don-vi/uy-quyen", to="nguoinop", until="27/11/2026", reason="nghỉ phép")
    assert "01 báo cáo chờ thủ trưởng đơn vị duyệt" in filer.get("/don-vi").text


def test_what_waits_for_an_officer_of_a_unit_stands_on_the_first_page(manned: Portal) -> None:
    with manned.session() as session:
        create_officer(
            session, username="troly", full_name="Trợ lý", password=PASSWORD, role="staff", unit_id=manned.units[0]
        )  # fmt: skip
        session.commit()
    file(manned.officer("nguoinop"))
    helper, agency = manned.officer("troly"), manned.officer("thammuu")
    assert "chờ ý kiến duyệt" not in helper.get("/can-bo").text
    send(manned.officer("thutruong"), "/don-vi/uy-quyen", to="troly", until="27/11/2026", reason="nghỉ phép")
    assert "01 báo cáo chờ ý kiến duyệt." in helper.get("/can-bo").text
    assert "theo ủy quyền của Đồng chí thutruong" in helper.get("/can-bo/cho-duyet").text
    assert "chờ ý kiến duyệt" not in agency.get("/can-bo").text


def test_the_head_reads_the_attached_document_and_no_other_unit_s(manned: Portal) -> None:
    filer = manned.officer("nguoinop")
    page = filer.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    filer.post(FORM, data=data, files={"attachment": ("Báo cáo.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")})
    head = manned.officer("thutruong")
    assert 'href="/don-vi/tep/1"' in head.get(REVIEW).text
    answer = head.get("/don-vi/tep/1")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7\n%%EOF\n")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert manned.officer("nguoila").get("/don-vi/tep/1").status_code == 404
    assert 'href="/don-vi/tep/1"' not in filer.get(REVIEW).text
    assert filer.get("/don-vi/tep/1").status_code == 403
    with manned.session() as session:
        read = session.exec(select(Audit).where(Audit.action == "attachment_read")).one()
    assert (read.actor, read.subject) == ("thutruong", "attachment:1")


def test_the_head_sends_it_back_to_the_exact_cell(manned: Portal) -> None:
    filer = manned.officer("nguoinop")
    file(filer)
    head = manned.officer("thutruong")
    answer = send(head, REVIEW, action="return", **{"c.B01": "chưa khớp nhật ký"})
    assert answer.status_code == 303
    page = filer.get(REVIEW).text
    assert re.search(r"<b>[^<]+<span class=\"soft small\">B01</span></b>: chưa khớp nhật ký", page)
    assert "Đề nghị xem lại 01 chỉ tiêu: B01." in page
    assert re.search(r": chưa khớp nhật ký\.", filer.get("/don-vi").text)
    form = filer.get(FORM)
    assert form.status_code == 200
    assert "Cần bổ sung: chưa khớp nhật ký" in form.text
    file(filer, **{"f.B01": "13"})
    page = head.get("/don-vi/duyet/2").text
    assert "Đã sửa từ bản 1" in page
    assert "(đã sửa)" in page


def test_what_was_typed_beside_the_cells_is_not_lost_when_the_word_is_refused(manned: Portal) -> None:
    file(manned.officer("nguoinop"))
    head = manned.officer("thutruong")
    answer = send(head, REVIEW, action="return", note="gọi 0912 345 678", **{"c.B01": "chưa khớp nhật ký"})
    assert answer.status_code == 422
    assert "thông tin về cá nhân" in answer.text
    assert 'value="chưa khớp nhật ký"' in answer.text
    assert "gọi 0912 345 678" in answer.text


def test_another_unit_s_head_finds_nothing_here(manned: Portal) -> None:
    file(manned.officer("nguoinop"))
    stranger = manned.officer("nguoila")
    assert stranger.get(REVIEW).status_code == 404
    assert stranger.get("/don-vi/bien-nhan/1").status_code == 404
    answer = stranger.post(REVIEW, data={"seal": seal_in(stranger.get("/don-vi").text), "action": "approve"})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/can-bo", "/can-bo/bai-nop/1", "/can-bo/cho-duyet", "/lanh-dao", "/can-bo/don-vi"])
@pytest.mark.parametrize("who", ["nguoinop", "thutruong"])
def test_no_account_of_a_unit_sees_a_page_of_the_officers(manned: Portal, who: str, path: str) -> None:
    assert manned.officer(who).get(path).status_code == 401


def test_the_visit_of_an_officer_made_a_filer_is_over(manned: Portal) -> None:
    client = manned.officer("thammuu")
    with manned.session() as session:
        account = session.get_one(Officer, "thammuu")
        account.role, account.unit_id = "filer", manned.units[0]
        session.commit()
    assert client.get("/can-bo").status_code == 401


def test_who_files_through_the_link_on_their_own_browser_does_not_approve_it(manned: Portal) -> None:
    client = manned.stranger()
    client.get(manned.link(manned.units[0]))
    file(client)
    page = client.get("/dang-nhap").text
    assert "Người nộp không tự duyệt" in page
    client.post("/dang-nhap", data={"seal": seal_in(page), "username": "thutruong", "password": PASSWORD})
    refused = send(client, REVIEW, action="approve")
    assert refused.status_code == 422
    assert "qua liên kết đã mở trên cùng máy" in refused.text


def test_an_account_that_opens_the_link_of_its_unit_stays_itself(manned: Portal) -> None:
    head = manned.officer("thutruong")
    head.get(manned.link(manned.units[0]))
    file(head)
    with manned.session() as session:
        assert session.exec(select(Submission)).one().filed_by == "thutruong"
        used = session.exec(select(Audit).where(Audit.action == "use_link")).one()
        link = session.exec(select(Link).where(Link.unit_id == manned.units[0])).one()
    assert (used.actor, used.subject) == ("thutruong", f"link:{link.id}")


def test_a_link_of_another_unit_ends_the_visit_of_the_account(manned: Portal) -> None:
    head = manned.officer("thutruong")
    head.get(manned.link(manned.units[1]))
    assert "Đồng chí thutruong" not in head.get("/don-vi").text


def test_logging_in_as_a_unit_ends_the_officer_s_visit_in_that_browser(manned: Portal) -> None:
    client = manned.officer("thammuu")
    data = {"seal": seal_in(client.get("/dang-nhap").text), "username": "nguoinop", "password": PASSWORD}
    client.post("/dang-nhap", data=data)
    assert cookies.OFFICER not in client.cookies
    assert client.get("/").headers["location"] == "/don-vi"


def test_a_head_away_lends_the_say_and_takes_it_back(manned: Portal) -> None:
    file(manned.unit(manned.units[0]))
    head, filer = manned.officer("thutruong"), manned.officer("nguoinop")
    assert filer.post(REVIEW, data={"seal": seal_in(filer.get("/don-vi").text), "action": "approve"}).status_code == 403
    wrong = send(head, "/don-vi/uy-quyen", to="nguoila", until="27/11/2026", reason="nghỉ phép")
    assert wrong.status_code == 422
    assert "cùng đơn vị" in wrong.text
    assert 'value="nghỉ phép"' in wrong.text
    assert send(head, "/don-vi/uy-quyen", to="nguoinop", until="27/11/2026", reason="nghỉ phép").status_code == 303
    assert "Đang có hiệu lực" in head.get("/don-vi/uy-quyen").text
    page = filer.get(REVIEW).text
    assert "theo ủy quyền của Đồng chí thutruong" in page
    assert filer.post(REVIEW, data={"seal": seal_in(page), "action": "approve"}).status_code == 303
    agency = manned.officer("thammuu").get("/can-bo/bai-nop/1").text
    assert "Đồng chí nguoinop (thay Đồng chí thutruong)" in agency
    send(head, "/don-vi/uy-quyen", thu_hoi="1")
    assert filer.get("/don-vi/uy-quyen").status_code == 403


def test_nobody_takes_back_what_another_lent(manned: Portal) -> None:
    officer, operator = manned.officer("thammuu"), manned.officer("vanhanh")
    assert send(officer, "/can-bo/uy-quyen", to="vanhanh", until="27/11/2026", reason="đi học").status_code == 303
    assert "thay Cán bộ thammuu" in operator.get("/can-bo/uy-quyen").text
    refused = send(operator, "/can-bo/uy-quyen", thu_hoi="1")
    assert refused.status_code == 422


def filed(portal: Portal, n: int, **figures: str) -> int:
    with portal.session() as session:
        made = file_submission(
            session, home_catalogue(portal.home), unit_id=portal.units[n], programme=PROGRAMME, duty=REQUEST,
            period=PERIOD, kind="figures", figures={"B01": "12", "B02": "1.250", **figures}, now=portal.clock.now,
            by="test",
        )  # fmt: skip
        session.commit()
        return made.id or 0


def test_many_are_accepted_at_once_and_the_rest_say_why(portal: Portal) -> None:
    ids = [filed(portal, n) for n in range(3)]
    with portal.session() as session:  # filed before the checks asked: nothing explains it
        session.get_one(Submission, ids[2]).figures = {"B01": 12, "B02": 3, "D01.tu_so": 9, "D01.mau_so": 4}
        session.commit()
    officer = portal.officer("thammuu")
    page = officer.get("/can-bo/cho-duyet").text
    assert page.count('name="bai"') == 2
    assert "xem riêng" in page
    data = {"seal": seal_in(page), "viec": KEY, "bai": [*map(str, ids), "999"]}
    answer = officer.post("/can-bo/cho-duyet", data=data)
    assert "Đã ghi nhận 02 bài." in answer.text
    assert "còn điểm chưa giải trình" in answer.text
    assert "vừa được người khác xử lý" in answer.text
    with portal.session() as session:
        states = [session.get_one(Submission, id).state for id in ids]
    assert states == ["accepted", "accepted", "filed"]


def test_all_or_none_are_chosen_by_a_link_and_what_is_open_never_is(portal: Portal) -> None:
    ids = [filed(portal, n) for n in range(3)]
    with portal.session() as session:
        session.get_one(Submission, ids[2]).figures = {"B01": 12, "B02": 3, "D01.tu_so": 9, "D01.mau_so": 4}
        session.get_one(Submission, ids[1]).version = 2
        session.commit()
    officer = portal.officer("thammuu")
    for way, chosen in (("", 1), ("tat-ca", 2), ("khong", 0)):
        page = officer.get(f"/can-bo/cho-duyet?viec={KEY}&chon={way}").text
        assert page.count('name="bai"') == 2
        assert page.count(" checked>") == chosen
    assert "<h1>Chờ duyệt</h1>" in page


def test_after_a_word_the_next_filing_and_the_queue_are_one_step_away(portal: Portal) -> None:
    ids = [filed(portal, n) for n in range(3)]
    officer = portal.officer("thammuu")
    here, seen = f"/can-bo/bai-nop/{ids[0]}", []
    for _ in ids:
        page = officer.get(here).text
        assert f'<a href="/can-bo/cho-duyet?viec={quote(KEY, safe="")}">Chờ duyệt</a>' in page
        answer = officer.post(here, data={"seal": seal_in(page), "action": "accept"})
        assert answer.status_code == 303
        seen.append(int(here.rpartition("/")[2]))
        done = officer.get(answer.headers["location"]).text
        assert "Đã ghi nhận: tiếp nhận." in done
        assert "Về danh sách chờ duyệt" in done
        following = re.search(r'href="(/can-bo/bai-nop/\d+)">Bài tiếp theo', done)
        here = following[1] if following else ""
    assert sorted(seen) == sorted(ids)
    assert not here
    assert "Không còn bài nào chờ duyệt" in done


def test_a_superior_s_officer_reads_and_has_a_say_but_runs_nothing(portal: Portal) -> None:
    with portal.session() as session:
        above = session.get_one(Unit, portal.units[0]).parent_id
        create_officer(
            session, username="captren", full_name="Cán bộ cấp trên", password=PASSWORD, role="staff", unit_id=above
        )
        session.commit()
    id = filed(portal, 0)
    client = portal.officer("captren")
    page = client.get(f"/can-bo/bai-nop/{id}").text
    assert 'name="action"' not in page
    answer = client.post(f"/can-bo/bai-nop/{id}", data={"seal": seal_in(page), "action": "accept"})
    assert answer.status_code == 422
    assert "không có bước duyệt nào" in answer.text
    assert client.post("/can-bo/tin/cong-tac", data={"seal": seal_in(page)}).status_code == 403
    assert "Hiện không có bài nộp nào" in client.get("/can-bo/cho-duyet").text


def test_text_of_others_is_shown_as_text(manned: Portal) -> None:
    filer = manned.officer("nguoinop")
    file(filer)
    head = manned.officer("thutruong")
    evil = "<script>alert(1)</script>"
    send(head, REVIEW, action="return", note=evil, **{"c.B01": evil})
    for client, path in ((filer, REVIEW), (manned.officer("thammuu"), "/can-bo/bai-nop/1")):
        page = client.get(path).text
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_the_journal_says_who_came_and_spoke(manned: Portal) -> None:
    file(manned.officer("nguoinop"))
    send(manned.officer("thutruong"), REVIEW, action="approve")
    with manned.session() as session:
        lines = session.exec(select(Audit).where(Audit.subject == "submission:1").order_by(Audit.id)).all()
    assert [(line.actor, line.action) for line in lines] == [("nguoinop", "file"), ("thutruong", "approve")]
