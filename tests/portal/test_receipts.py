"""Receipts: a page, a Word and a PDF copy that say the same, and a public page that says whether a number is real."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader
from sqlmodel import select

from models.facts import Submission
from models.receipts import receipt_of
from tests.portal.people import FIGURES, KEY, Portal, seal_in, token_in


@pytest.fixture
def filed(portal: Portal):
    """A filing, with the client that made it and the path of its receipt."""
    client = portal.unit()
    page = client.get(f"/don-vi/{KEY}").text
    sent = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, "f.G03": "#eval(1) $x$ <b>"}
    location = client.post(f"/don-vi/{KEY}", data=sent).headers["location"].partition("?")[0]
    return client, location


def test_the_receipt_comes_as_word_and_as_pdf_with_the_same_number_and_figures(portal: Portal, filed) -> None:
    client, path = filed
    number = re.search(r"TN-2026-\d{6}-[A-Z]\d", client.get(path).text)[0]
    pdf = client.get(f"{path}/ban-sao?dang=pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert f"bien-nhan-{number}.pdf" in pdf.headers["content-disposition"]
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    word = Document(io.BytesIO(client.get(f"{path}/ban-sao").content))
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for said in (number, "1.250", "35,5", "đúng hạn"):
        assert said in text
        assert said in cells + "\n".join(p.text for p in word.paragraphs)
    assert "#eval(1) $x$ <b>" in text  # set as text, never read as markup


def test_another_unit_gets_neither_copy(portal: Portal, filed) -> None:
    other = portal.unit(portal.units[1])
    assert other.get(filed[1]).status_code == 404
    assert other.get(f"{filed[1]}/ban-sao?dang=pdf").status_code == 404


def test_anybody_may_ask_whether_a_number_is_real_and_learns_the_day_alone(portal: Portal, filed) -> None:
    number = re.search(r"TN-2026-\d{6}-[A-Z]\d", filed[0].get(filed[1]).text)[0]
    stranger = portal.stranger()
    page = stranger.get("/xac-nhan", params={"ma": f" {number.lower()} "}).text
    assert f"Mã {number} có thật" in page
    assert "ngày 23/11/2026" in page
    with portal.session() as session:
        unit = session.exec(select(Submission)).one().unit_id
    assert unit not in page
    assert "Công an phường" not in page
    assert "phong trào ba tháng" not in page


def test_a_number_nobody_got_and_a_slip_are_told_apart(portal: Portal, filed) -> None:
    stranger = portal.stranger()
    assert "Không có mã này" in stranger.get("/xac-nhan", params={"ma": receipt_of(999, 2026)}).text
    for slip in ("TN-2026-000001-A0", "x", "<script>alert(1)</script>", "' OR '1'='1", "TN-2026-000001-A0" * 9):
        page = stranger.get("/xac-nhan", params={"ma": slip}).text
        assert "Mã chưa đúng dạng" in page or "Không có mã này" in page
        assert "<script>alert" not in page
