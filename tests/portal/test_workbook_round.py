"""The Excel form goes out and comes back: filed exactly as on the page, or shown with the cell that is wrong."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from models.facts import Submission
from models.filing_facts import QueryAnswer
from models.unit_map import fold
from models.units import Unit
from portal.pages import file_stem
from reports.workbook_identity import SHEET
from tests.filled_workbook import filled
from tests.portal.people import KEY, Portal, seal_in, token_in

PATH, FORM = f"/don-vi/bieu/{KEY}", f"/don-vi/{KEY}"
TYPED = {"B01": 12, "B02": 1250, "D01.tu_so": 9, "D01.mau_so": 12, "E03": 4, "E04": 3, "A02": "có", "G01": 35.5}


def upload(client: TestClient, content: bytes, token: str = ""):
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token or token_in(page, "don-vi/bieu")}
    return client.post(PATH, data=data, files={"workbook": ("bieu.xlsx", content, "application/octet-stream")})


def filings(portal: Portal) -> list[Submission]:
    with portal.session() as session:
        return list(session.exec(select(Submission).order_by(Submission.id)))


def test_a_filled_workbook_files_like_the_page(portal: Portal) -> None:
    client = portal.unit()
    taken = client.get(PATH)
    assert taken.headers["content-disposition"].startswith("attachment")
    answer = upload(client, filled(taken.content, TYPED))
    assert answer.status_code == 303, answer.text
    [kept] = filings(portal)
    assert kept.filed_via == "workbook"
    assert kept.figures == {**TYPED, "A02": True}
    assert "TN-2026-" in client.get(answer.headers["location"]).text


def test_wrong_cells_are_named_and_their_values_stand_on_the_page_to_correct(portal: Portal) -> None:
    client = portal.unit()
    answer = upload(client, filled(client.get(PATH).content, TYPED | {"E04": 9}))
    assert answer.status_code == 422
    assert "Ô D" in answer.text
    assert 'value="1250"' in answer.text or 'value="1.250"' in answer.text
    assert filings(portal) == []


def test_a_workbook_of_another_unit_is_refused(portal: Portal) -> None:
    theirs = filled(portal.unit(portal.units[1]).get(PATH).content, TYPED)
    answer = upload(portal.unit(portal.units[0]), theirs)
    assert answer.status_code == 422
    assert "biểu của đơn vị khác" in answer.text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600])
def test_what_is_no_workbook_of_ours_is_refused_with_words(portal: Portal, content: bytes) -> None:
    answer = upload(portal.unit(), content)
    assert answer.status_code == 422
    assert 'id="workbook-error"' in answer.text
    assert "Đề nghị" in answer.text


def test_a_foreign_workbook_is_refused(portal: Portal) -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    assert "không phải biểu do hệ thống phát hành" in upload(portal.unit(), out.getvalue()).text


def test_uploading_twice_with_one_form_files_once(portal: Portal) -> None:
    client = portal.unit()
    book = filled(client.get(PATH).content, TYPED)
    first, second = upload(client, book, "one-token"), upload(client, book, "one-token")
    assert first.headers["location"] == second.headers["location"]
    assert len(filings(portal)) == 1


ODD = TYPED | {"B02": 20}  # twelve meetings, twenty people
WHY = "Sinh hoạt theo tổ nhỏ ở ấp."


def answers(portal: Portal) -> list[QueryAnswer]:
    with portal.session() as session:
        return list(session.exec(select(QueryAnswer)))


def test_odd_figures_are_asked_about_in_the_cell_where_the_answer_goes(portal: Portal) -> None:
    client = portal.unit()
    answer = upload(client, filled(client.get(PATH).content, ODD))
    assert answer.status_code == 422
    assert "Đề nghị sửa số liệu; nếu đúng thực tế thì ghi giải trình." in answer.text
    assert "B01 = 12, B02 = 20" in answer.text
    assert filings(portal) == []


def test_an_explanation_in_the_workbook_files_it_and_is_found_again(portal: Portal) -> None:
    client = portal.unit()
    answer = upload(client, filled(client.get(PATH).content, ODD, {"B01": WHY}))
    assert answer.status_code == 303, answer.text
    assert [(kept.query, kept.text) for kept in answers(portal)] == [("5.B01-le-B02", WHY)]
    corrected = client.get(PATH).content  # it holds what was filed, the explanation too
    assert upload(client, filled(corrected, {"B03": 7})).status_code == 303
    assert [(kept.version, kept.figures["B02"]) for kept in filings(portal)] == [(1, 20), (2, 20)]
    assert len(answers(portal)) == 1


def test_a_workbook_that_cannot_be_taken_leaves_its_figures_on_the_page(portal: Portal) -> None:
    client = portal.unit()
    book = openpyxl.load_workbook(io.BytesIO(filled(client.get(PATH).content, TYPED)))
    book[SHEET].insert_rows(12)
    out = io.BytesIO()
    book.save(out)
    answer = upload(client, out.getvalue())
    assert answer.status_code == 422
    assert "Cấu trúc biểu đã bị thay đổi" in answer.text
    assert f"Số liệu đọc được ({len(TYPED):02} ô) đã điền sẵn dưới đây" in answer.text
    assert 'value="35,5"' in answer.text
    assert filings(portal) == []


def test_a_wrong_cell_is_named_and_every_other_stands_on_the_page(portal: Portal) -> None:
    client = portal.unit()
    answer = upload(client, filled(client.get(PATH).content, TYPED | {"B01": "ba mươi"}))
    assert answer.status_code == 422
    assert 'value="ba mươi"' in answer.text
    assert 'value="35,5"' in answer.text


def test_a_workbook_taken_away_is_named_after_its_unit_and_what_it_is(portal: Portal) -> None:
    said = portal.unit().get(f"/don-vi/bieu/{KEY}").headers["content-disposition"]
    name = re.search(r'filename="([^"]+)"', said)
    assert name
    with portal.session() as session:
        unit = session.get_one(Unit, portal.units[0]).name
    assert name[1].startswith(f"bieu_{re.sub('[^a-z]+', '-', fold(unit))}_")
    assert name[1].endswith(f"_{KEY.rpartition('/')[2]}.xlsx")
    assert name[1].isascii()
    other = portal.unit(portal.units[1]).get(f"/don-vi/bieu/{KEY}").headers["content-disposition"]
    assert other != said


def test_a_long_title_in_a_file_name_ends_after_a_whole_word() -> None:
    assert file_stem("Biểu", "Công an xã Mỹ Hiệp", "", longest=12) == "bieu_cong-an-xa"
    assert file_stem('../../a"b') == "a-b"
