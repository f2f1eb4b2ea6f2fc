"""The Excel form goes out and comes back: filed exactly as on the page, or shown with the cell that is wrong."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from models.facts import Submission
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
