"""Minutes, plans and papers sent elsewhere as a unit files them on its page, and as they are read afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from models.facts import Request, Submission
from models.filing_facts import MeetingDecision
from portal.handed_in import NOTHING_YET, Beside
from tests.portal.people import KEY, Portal, seal_in, token_in

MEETING = "/don-vi/05-ctrph-cat-mttq/S000-16/2026-11"
MINUTES = {
    "f.F01": "1",
    "document_number": "11/BB-CAX",
    "document_on": "20/11/2026",
    "d.held_on": "20/11/2026",
    "d.place": "Trụ sở UBND xã",
    "d.present": "25",
    "d.invited": "30",
}


def file(client, path: str = MEETING, **typed: str):
    page = client.get(path).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **MINUTES, **typed}
    return client.post(path, data={name: text for name, text in data.items() if text is not None})


def test_the_minutes_of_a_meeting_are_asked_for_by_name(portal: Portal) -> None:
    page = portal.unit().get(MEETING).text
    for words in ("Biên bản họp", "Số, ký hiệu biên bản", "Ngày họp", "Nơi họp", "Số người dự", "Kết luận giao việc"):
        assert words in page
    assert page.count(f'value="{portal.units[0]}"') == 3  # one in each blank row: nobody stands below a commune


def test_minutes_come_back_on_the_receipt_and_before_the_officer(portal: Portal) -> None:
    client = portal.unit()
    order = {"k.1.text": "Rà soát mô hình tự quản", "k.1.unit": portal.units[0], "k.1.due": "18/12/2026"}
    receipt = client.get(file(client, **order).headers["location"]).text
    for words in ("Trụ sở UBND xã", "20/11/2026", "Rà soát mô hình tự quản", "Đã giao, mã KL-1-1", "18/12/2026"):
        assert words in receipt
    read = portal.officer().get("/can-bo/bai-nop/1").text
    assert "Trụ sở UBND xã" in read
    assert "Rà soát mô hình tự quản" in read
    listed = client.get("/don-vi").text
    assert "Rà soát mô hình tự quản" in listed
    assert "văn bản số 11/BB-CAX" in listed  # its source


def test_what_was_filed_stands_in_the_boxes_to_be_corrected(portal: Portal) -> None:
    client = portal.unit()
    file(client, **{"k.1.text": "Rà soát", "k.1.unit": portal.units[0], "k.1.due": "18/12/2026"})
    page = client.get(MEETING).text
    for value in ("20/11/2026", "Trụ sở UBND xã", "25", "Rà soát", "18/12/2026"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"d.held_on": "24/11/2026"}, "không sau ngày hôm nay"),
        ({"d.place": ""}, "Đề nghị ghi mục “Nơi họp”"),
        ({"d.present": "40"}, "lớn hơn Số người được mời"),
        ({"k.1.text": "Rà soát", "k.1.due": "mai"}, "ngày/tháng/năm"),
        ({"k.1.text": "Rà soát", "k.1.unit": "police/2025-07/1", "k.1.due": "18/12/2026"}, "cấp dưới trong cùng hệ"),
        ({"k.2.text": "Rà soát", "k.2.due": "18/12/2026", "document_number": ""}, "viện dẫn biên bản"),
    ],
)
def test_what_is_wrong_stands_beside_its_box_and_everything_typed_stays(portal: Portal, typed, said) -> None:
    client = portal.unit()
    typed = {"k.2.unit": portal.units[0], "k.1.unit": portal.units[0], **typed}
    answer = file(client, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    for name, text in {**MINUTES, **typed}.items():
        assert not text or name.endswith("unit") or f'value="{text}"' in answer.text
    with portal.session() as session:
        assert session.exec(select(Submission)).first() is None
        assert session.exec(select(MeetingDecision)).first() is None


def test_markup_in_a_field_of_the_minutes_is_shown_as_text(portal: Portal) -> None:
    client, evil = portal.unit(), "<script>alert(1)</script>"
    order = {"k.1.text": evil, "k.1.unit": portal.units[0], "k.1.due": "18/12/2026"}
    receipt = client.get(file(client, **{"d.place": evil}, **order).headers["location"]).text
    for page in (
        receipt,
        client.get("/don-vi").text,
        client.get(MEETING).text,
        portal.officer().get("/can-bo/bai-nop/1").text,
    ):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_an_officer_accepting_minutes_leaves_the_orders_standing(portal: Portal) -> None:
    client = portal.unit()
    file(client, **{"k.1.text": "Rà soát", "k.1.unit": portal.units[0], "k.1.due": "18/12/2026"})
    officer = portal.officer()
    page = officer.get("/can-bo/bai-nop/1").text
    officer.post("/can-bo/bai-nop/1", data={"seal": seal_in(page), "action": "return", "note": "Bổ sung thành phần"})
    assert "không còn hiệu lực theo bản này" in officer.get("/can-bo/bai-nop/1").text.lower()
    file(client, **{"k.1.text": "Rà soát", "k.1.unit": portal.units[0], "k.1.due": "18/12/2026"})
    with portal.session() as session:
        rows = list(session.exec(select(MeetingDecision).order_by(MeetingDecision.id)))
    assert {row.request_code for row in rows} == {"KL-1-1"}
    assert rows[0].due_on == date(2026, 12, 18)


def test_a_paper_sent_by_the_secret_way_shows_its_number_and_nothing_else(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(f"/don-vi/{KEY}").text
    data = {"seal": seal_in(page), "token": "t", "kind": "offline", "paper_number": "07/BC-M", "paper_on": "20/11/2026"}
    receipt = client.get(client.post(f"/don-vi/{KEY}", data=data).headers["location"]).text
    assert "07/BC-M ngày 20/11/2026" in receipt
    assert "đã gửi bản giấy hoặc qua đường mật" in receipt


def test_one_answer_names_everything_that_is_wrong_with_a_filing(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(MEETING).text
    typed = {**MINUTES, "f.F01": "ba", "document_number": "", "document_on": "mai", "d.place": "", "d.present": "40"}
    files = [("attachment", (name, b"khong phai PDF", "application/pdf")) for name in ("a.pdf", "b.pdf")]
    answer = client.post(
        MEETING, data={"seal": seal_in(page), "token": token_in(page), "kind": "figures", **typed}, files=files
    )
    assert answer.status_code == 422
    for words in (
        "“a.pdf”",
        "“b.pdf”",
        "ngày/tháng/năm",
        "Đề nghị ghi mục “Nơi họp”",
        "lớn hơn Số người được mời",
        "F01",
    ):
        assert words in answer.text
    with portal.session() as session:
        assert session.exec(select(Submission)).all() == []


def test_a_paper_asked_for_by_number_is_not_asked_for_in_general_too() -> None:
    beside = Beside({"note": NOTHING_YET, "document_on": "Không đọc được ngày."})
    beside.add({"document_number": "Đề nghị ghi mục “Số kế hoạch”.", "document_on": "Đề nghị ghi mục “Ngày”."})
    assert beside == {"document_on": "Không đọc được ngày.", "document_number": "Đề nghị ghi mục “Số kế hoạch”."}


def test_what_a_unit_orders_of_itself_is_sent_nowhere_and_minutes_hold_no_estimates(portal: Portal) -> None:
    client = portal.unit()
    file(client, **{"k.1.text": "Rà soát mô hình", "k.1.unit": portal.units[0], "k.1.due": "18/12/2026"})
    with portal.session() as session:
        [request] = [r for r in session.exec(select(Request)) if r.code.startswith("KL-")]
        assert request.route_to == ""
    page = client.get(f"/don-vi/{request.programme}/{request.code}/{request.period}").text
    assert "Rà soát mô hình" in page
    assert "Gửi về" not in page
    assert "is_provisional" not in client.get(MEETING).text
    assert "is_provisional" in client.get(f"/don-vi/{KEY}").text
