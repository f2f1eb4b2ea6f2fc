"""A unit comes through its link, sees what it owes, and files exactly once; mistakes are explained, nothing is lost."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
from sqlmodel import select
from starlette.testclient import TestClient

from models.dates_in_words import day_text
from models.facts import Audit, Decision, Request, Submission
from models.review import decide
from tests.portal.people import FIGURES, KEY, Portal, seal_in, token_in

FORM = f"/don-vi/{KEY}"


def fill(client: TestClient, over: dict[str, str] | None = None, token: str = "", **more: object):
    """Open the form and send it; `over` replaces figures."""
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token or token_in(page), "kind": "figures", **FIGURES, **(over or {})}
    return client.post(FORM, data=data, **more)


def filings(portal: Portal) -> list[Submission]:
    with portal.session() as session:
        return list(session.exec(select(Submission).order_by(Submission.id)))


def test_the_link_leaves_the_address_bar_at_once(portal: Portal) -> None:
    client = portal.stranger()
    answer = client.get(portal.link(portal.units[0]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/don-vi")
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_unit_sees_what_it_owes_with_the_day_in_two_parts_and_why(portal: Portal) -> None:
    page = portal.unit().get("/don-vi").text
    assert "Kết quả phong trào ba tháng" in page
    assert "Chậm nhất hết ngày 03/12/2026 (07 ngày làm việc kể từ ngày 23/11/2026)." in page
    assert "Còn 10 ngày" in page
    assert "không tính ngày đầu" in page  # the steps of the deadline
    assert "họp định kỳ cấp xã" in page.lower()


def test_a_filed_form_gives_a_receipt_and_the_unit_owes_it_no_more(portal: Portal) -> None:
    client = portal.unit()
    answer = fill(client)
    assert answer.status_code == 303
    receipt = client.get(answer.headers["location"]).text
    number = re.search(r"TN-2026-\d{6}-[A-Z]\d", receipt)
    assert number
    assert "09 giờ 00 phút ngày 23/11/2026" in receipt
    assert "Đúng hạn" in receipt
    assert "1.250" in receipt
    assert "75%" in receipt  # 9 of 12
    [kept] = filings(portal)
    assert kept.figures["B02"] == 1250
    assert kept.figures["B03"] == 0
    assert "B07" not in kept.figures  # left blank: not reported, not zero
    assert kept.figures["G01"] == 35.5
    listed = client.get("/don-vi").text
    assert number[0] in listed
    assert "Đang trong kỳ" not in listed[: listed.index(number[0])] or "Đã nộp" in listed


def test_a_double_click_files_once(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    first, second = client.post(FORM, data=data), client.post(FORM, data=data)
    assert first.headers["location"] == second.headers["location"]
    assert len(filings(portal)) == 1


def test_filing_again_with_a_new_form_makes_a_second_version_and_keeps_the_first(portal: Portal) -> None:
    client = portal.unit()
    fill(client)
    fill(client, {"f.B01": "13"})
    assert [(s.version, s.state, s.figures["B01"]) for s in filings(portal)] == [
        (1, "superseded", 12),
        (2, "filed", 13),
    ]
    assert 'value="13"' in client.get(FORM).text  # the form opens with what was filed


def test_mistakes_stand_beside_their_fields_and_in_a_summary_and_nothing_typed_is_lost(portal: Portal) -> None:
    client = portal.unit()
    answer = fill(client, {"f.E04": "9", "f.B01": "mười hai", "f.D01.mau_so": "", "document_number": "45/BC-CAX"})
    assert answer.status_code == 422
    page = answer.text
    assert 'href="#o-B01"' in page
    assert 'id="o-B01-loi"' in page
    assert "không phải một số" in page
    assert "đề nghị ghi đủ cả tử số và mẫu số" in page
    assert 'value="mười hai"' in page
    assert 'value="1.250"' in page
    assert 'value="45/BC-CAX"' in page
    assert filings(portal) == []


def test_the_corrected_form_files_with_the_token_of_the_refused_one(portal: Portal) -> None:
    client = portal.unit()
    refused = fill(client, {"f.B01": "-3"}).text
    data = {"seal": seal_in(refused), "token": token_in(refused), "kind": "figures", **FIGURES}
    assert client.post(FORM, data=data).status_code == 303
    assert len(filings(portal)) == 1


def test_personal_data_in_a_text_is_refused_with_the_reason(portal: Portal) -> None:
    client = portal.unit()
    answer = fill(client, {"f.G03": "Liên hệ 0912 345 678 để biết thêm", "note": "CCCD 079 123 456 789"})
    assert answer.status_code == 422
    assert "không nhận thông tin về cá nhân" in answer.text
    assert filings(portal) == []


def test_markup_in_a_text_field_is_shown_as_text(portal: Portal) -> None:
    client = portal.unit()
    nasty = "<script>alert(1)</script>"
    location = fill(client, {"f.G03": nasty, "note": nasty, "document_number": '"><img src=x>'}).headers["location"]
    page = client.get(location).text
    assert nasty not in page
    assert "&lt;script&gt;" in page
    assert "<img src=x>" not in client.get(FORM).text


def test_nothing_to_report_must_be_said_twice(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": "nil-token", "kind": "nil"}
    assert client.post(FORM, data=data).status_code == 422
    location = client.post(FORM, data=data | {"nil_sure": "yes"}).headers["location"]
    assert "không phát sinh" in client.get(location).text
    [kept] = filings(portal)
    assert (kept.kind, kept.figures) == ("nil", {})


def test_a_report_sent_by_the_secret_way_is_recorded_with_number_and_day_only(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": "paper-token", "kind": "offline", "paper_on": "20/11/2026"}
    assert "Đề nghị ghi số, ký hiệu văn bản đã gửi." in client.post(FORM, data=data).text
    location = client.post(FORM, data=data | {"paper_number": "07/BC-CAX"}).headers["location"]
    assert "07/BC-CAX ngày 20/11/2026" in client.get(location).text
    [kept] = filings(portal)
    assert (kept.kind, kept.figures, kept.note) == ("offline", {}, "")


def test_a_paper_document_is_never_of_tomorrow(portal: Portal) -> None:
    answer = fill(portal.unit(), {"document_on": "24/11/2026"})
    assert answer.status_code == 422
    assert "không sau ngày hôm nay" in answer.text


def test_a_late_filing_is_taken_and_said_to_be_late(portal: Portal) -> None:
    portal.clock.now += timedelta(days=12)  # T7 05/12/2026, two days after the day held to
    client = portal.unit()
    assert "Quá hạn 02 ngày" in client.get("/don-vi").text
    assert "Quá hạn 02 ngày" in client.get(fill(client).headers["location"]).text


def test_a_returned_filing_shows_its_reason_and_can_be_filed_again(portal: Portal) -> None:
    client = portal.unit()
    fill(client)
    with portal.session() as session:
        decide(session, filings(portal)[0].id or 0, "return", "B02: kiểm tra lại số lượt", "thammuu", portal.clock.now)
        session.commit()
    page = client.get("/don-vi").text
    assert "B02: kiểm tra lại số lượt" in page
    assert "Bổ sung, nộp lại" in page
    card = page[page.index(f'id="viec-{KEY.replace("/", "-")}"') :].partition("</article>")[0]
    assert "không cần xin gia hạn" in card
    assert "đề nghị gia hạn" not in card
    assert fill(client, {"f.B02": "900"}).status_code == 303
    assert [s.state for s in filings(portal)] == ["superseded", "filed"]


def test_an_accepted_filing_takes_no_correction_by_itself(portal: Portal) -> None:
    client = portal.unit()
    fill(client)
    with portal.session() as session:
        decide(session, filings(portal)[0].id or 0, "accept", "", "thammuu", portal.clock.now)
        session.commit()
        assert session.exec(select(Decision)).one().by == "thammuu"
    answer = client.get(FORM)
    assert answer.status_code == 422
    assert "đã được tiếp nhận" in answer.text


def test_last_time_stands_beside_each_field(portal: Portal) -> None:
    with portal.session() as session:
        now = session.exec(select(Request)).one()
        first, last = date(2026, 9, 1), date(2026, 10, 31)
        now.window_from, now.window_to, days = first, last, (last - first).days
        for code, length, figure in (("DX-2025-08", days, 4321), ("DX-2025-09", days // 2, 99)):  # the later is shorter
            told = now.model_dump(exclude={"id"}) | {
                "code": code, "period": "", "bound": "by", "term_count": None, "term_unit": None,
                "working_days": None, "document_on": first - timedelta(days=9),
                "named_on": first - timedelta(days=1), "window_to": first - timedelta(days=1),
                "window_from": first - timedelta(days=1 + length),
            }  # fmt: skip
            session.add(Request(**told))
            session.flush()
            session.add(
                Submission(
                    programme=now.programme, duty=code, period=told["named_on"].isoformat(), unit_id=portal.units[0],
                    kind="figures", state="accepted", form=now.form, form_version="1", figures={"B02": figure},
                    receipt=code, filed_at=portal.clock.now - timedelta(days=90),
                )
            )  # fmt: skip
        session.commit()
    page = portal.unit().get(FORM).text
    assert "Lần trước: <b>4.321</b>" in page
    assert f"Cột “Lần trước” lấy từ bài nộp từ ngày {day_text(first - timedelta(days=1 + days))}" in page
    sheet = openpyxl.load_workbook(BytesIO(portal.unit().get(f"/don-vi/bieu/{KEY}").content))["Biểu số liệu"]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert any(str(value).startswith("Kỳ trước (từ ngày") for value in cells)
    assert 4321 in cells


def test_who_filed_stands_in_the_audit_without_the_figures(portal: Portal) -> None:
    fill(portal.unit())
    with portal.session() as session:
        [line] = [a for a in session.exec(select(Audit)) if a.action == "file"]
    assert line.actor.startswith("link:")
    assert "1250" not in line.detail


def test_a_meeting_is_filed_from_its_own_short_form(portal: Portal) -> None:
    client = portal.unit()
    path = "/don-vi/05-ctrph-cat-mttq/S000-16/2026-11"
    page = client.get(path).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", "f.F01": "1", "document_number": "03/BB"}
    location = client.post(path, data=data).headers["location"]
    assert "03/BB" in client.get(location).text


def test_an_event_without_a_form_needs_a_number_a_word_or_a_file(portal: Portal) -> None:
    client = portal.unit()
    path = "/don-vi/05-ctrph-cat-mttq/S000-02/2026"
    page = client.get(path).text
    assert "Số lượt người dự" in page
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "document"}
    assert "đính kèm tệp" in client.post(path, data=data).text
    said = {"d.held_on": "20/11/2026", "d.place": "Khu dân cư 3", "d.places": "1", "d.attendance": "120"}
    wrong = client.post(path, data=data | said | {"d.attendance": "nhiều"})
    assert "cần một số nguyên không âm" in wrong.text
    assert "Khu dân cư 3" in wrong.text
    receipt = client.get(client.post(path, data=data | said).headers["location"]).text
    assert "Khu dân cư 3" in receipt
    assert "20/11/2026" in receipt
