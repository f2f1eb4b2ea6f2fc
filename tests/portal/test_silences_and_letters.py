"""Officers at the pages of what is not said and of letters to sign."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import docx
import pytest
from sqlmodel import select

from models.chaser_letters import ChaserLetter
from models.facts import Mute
from tasks.escalation import draft_letters
from tests.portal.people import FIGURES, KEY, PROGRAMME, Portal, seal_in, token_in

MUTES, LETTERS = "/can-bo/tin/tam-ngung", "/can-bo/tin/cong-van"
SEVENTH = datetime(2026, 12, 14, 2, 0, tzinfo=UTC)  # T2 14/12/2026: seven working days after T5 03/12/2026


def test_an_officer_mutes_a_unit_and_lets_it_hear_again(portal: Portal) -> None:
    client = portal.officer()
    page = client.get(f"{MUTES}?don_vi={portal.units[0]}").text
    assert f'value="{portal.units[0]}"' in page
    data = {"seal": seal_in(page), "unit": portal.units[0], "until": "30/11/2026", "reason": "đang chuyển trụ sở"}
    assert client.post(MUTES, data=data).headers["location"] == f"{MUTES}?xong=dat"
    with portal.session() as session:
        [row] = session.exec(select(Mute))
    assert (row.by, row.until) == ("thammuu", date(2026, 11, 30))
    listed = client.get(MUTES).text
    assert "đang chuyển trụ sở" in listed
    assert client.post(f"{MUTES}/{row.id}", data={"seal": seal_in(listed)}).headers["location"] == f"{MUTES}?xong=thoi"
    assert "đang chuyển trụ sở" not in client.get(MUTES).text
    assert client.post(f"{MUTES}/999", data={"seal": seal_in(listed)}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "chưa đúng"),
        ({"until": "30/11/2026"}, "công tắc dừng gửi"),
        ({"unit": "Không có nơi này", "until": "30/11/2026"}, "Không có nơi này"),
        ({"programme": PROGRAMME, "until": "30/11/2026"}, "cần ghi lý do"),
        ({"programme": PROGRAMME, "until": "30/11/2027", "reason": "x"}, "không quá 90 ngày"),
    ],
)
def test_what_cannot_be_muted_is_said_and_what_was_typed_stays(portal: Portal, typed, said) -> None:
    client = portal.officer()
    seal = seal_in(client.get(MUTES).text)
    answer = client.post(MUTES, data={"seal": seal, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    for value in typed.values():
        assert value in answer.text


def test_a_units_own_word_stands_on_the_page_with_its_work(portal: Portal) -> None:
    unit = portal.unit()
    unit.post(f"/don-vi/da-nhan/{KEY}", data={"seal": seal_in(unit.get("/don-vi").text)})
    page = portal.officer("lanhdao").get(MUTES).text
    assert "Kết quả phong trào ba tháng" in page
    assert "Đơn vị báo đã nhận ngày 23/11/2026, không nhắc thêm trước ngày cuối." in page
    assert "Tạm ngừng nhắc một phạm vi" not in page  # a leader reads


@pytest.fixture
def letter(portal: Portal) -> ChaserLetter:
    """The request of the four communes, seven working days late."""
    portal.clock.now = SEVENTH
    draft_letters(portal.home, date(2026, 12, 14), SEVENTH)
    with portal.session() as session:
        [row] = [x for x in session.exec(select(ChaserLetter)) if "/".join(x.key) == KEY]
    return row


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_a_draft_is_read_downloaded_and_settled_by_the_one_who_signs(portal: Portal, letter: ChaserLetter) -> None:
    client = portal.officer()
    assert "dự thảo công văn đôn đốc chờ xem xét, ký." in client.get("/can-bo").text
    assert "Kết quả phong trào ba tháng" in client.get(LETTERS).text
    page = client.get(f"{LETTERS}/{letter.id}").text
    assert page.count("11 ngày") == 4
    text = words_of(client.get(f"{LETTERS}/{letter.id}/du-thao.docx").content)
    assert "V/v đôn đốc gửi kết quả phong trào ba tháng" in text
    assert "nhận được kết quả của 0/04 đơn vị" in text
    assert "chậm nhất hết ngày 21/12/2026" in text
    assert "Thực hiện yêu cầu số 99/CAT-PTM ngày 23/11/2026, các cơ quan, đơn vị gửi kết quả" in text
    assert "DỰ THẢO" in text
    wrong = client.post(f"{LETTERS}/{letter.id}", data={"seal": seal_in(page), "action": "issue", "on": "14/12/2026"})
    assert wrong.status_code == 422
    assert "số, ký hiệu" in wrong.text
    data = {"seal": seal_in(page), "action": "issue", "number": "125/CAT-PTM", "on": "14/12/2026"}
    assert client.post(f"{LETTERS}/{letter.id}", data=data).headers["location"] == f"{LETTERS}?xong=1"
    assert "số 125/CAT-PTM ngày 14/12/2026" in client.get(LETTERS).text
    again = client.post(f"{LETTERS}/{letter.id}", data={**data, "action": "drop", "reason": "x"})
    assert "không đổi được nữa" in again.text


def test_who_files_after_the_draft_was_made_is_not_in_the_document(portal: Portal, letter: ChaserLetter) -> None:
    unit = portal.unit(portal.units[1])
    form = unit.get(f"/don-vi/{KEY}").text
    unit.post(f"/don-vi/{KEY}", data={"seal": seal_in(form), "token": token_in(form), "kind": "figures", **FIGURES})
    client = portal.officer()
    page = client.get(f"{LETTERS}/{letter.id}").text
    assert "Đã nộp" in page
    text = words_of(client.get(f"{LETTERS}/{letter.id}/du-thao.docx").content)
    assert "nhận được kết quả của 01/04 đơn vị" in text
    assert "DANH SÁCH" not in text


def test_a_draft_with_nobody_left_to_write_to_is_not_downloaded(portal: Portal, letter: ChaserLetter) -> None:
    client, document = portal.officer(), f"{LETTERS}/{letter.id}/du-thao.docx"
    assert document in client.get(f"{LETTERS}/{letter.id}").text
    for unit_id in letter.units:
        unit = portal.unit(unit_id)
        form = unit.get(f"/don-vi/{KEY}").text
        unit.post(f"/don-vi/{KEY}", data={"seal": seal_in(form), "token": token_in(form), "kind": "figures", **FIGURES})
    page = client.get(f"{LETTERS}/{letter.id}").text
    assert "Không còn đơn vị nào phải đôn đốc bằng công văn này." in page
    assert document not in page
    refused = client.get(document)
    assert refused.status_code == 404
    assert "không có dự thảo để tải" in refused.text


def test_a_draft_is_dropped_with_its_reason(portal: Portal, letter: ChaserLetter) -> None:
    client = portal.officer()
    seal = seal_in(client.get(f"{LETTERS}/{letter.id}").text)
    assert client.post(f"{LETTERS}/{letter.id}", data={"seal": seal, "action": "drop"}).status_code == 422
    assert client.post(f"{LETTERS}/{letter.id}", data={"seal": seal, "action": "khac"}).status_code == 422
    client.post(f"{LETTERS}/{letter.id}", data={"seal": seal, "action": "drop", "reason": "đã gửi bản giấy"})
    assert "Không ban hành: đã gửi bản giấy" in client.get(f"{LETTERS}/{letter.id}").text


def test_the_programme_page_says_how_many_messages_a_unit_hears_in_a_year(portal: Portal) -> None:
    page = portal.officer().get(f"/can-bo/chuong-trinh/{PROGRAMME}").text
    assert "Tin nhắc một đơn vị nhận trong năm 2026" in page
    assert "Định mức của chương trình: 24 tin" in page
    assert "Công an, cấp xã" in page
