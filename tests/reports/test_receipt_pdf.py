"""The receipt as PDF: the same bytes everywhere, its fonts inside, every figure readable, no text taken for code."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from models.final_figures import moved_figures
from models.vocabulary import SubmissionKind
from reports.receipt_facts import Receipt, filed_text
from reports.receipt_pdf import receipt_pdf


@pytest.fixture(scope="module")
def receipt(catalogue) -> Receipt:
    form = catalogue.forms["phong-trao"]
    figures = {"B01": 12, "B02": 1250, "G01": 35.5, "A02": True, "G03": "Không."}
    return Receipt(
        number="TN-2026-000123-K7",
        unit="Công an xã Thường Phước",
        duty="Báo cáo 6 tháng",
        period="6 tháng đầu năm 2026",
        deadline_sentence="trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026)",
        filed_at=datetime(2026, 6, 11, 3, tzinfo=UTC),
        kind=SubmissionKind.FIGURES,
        agency="Phòng Tham mưu, Công an Tỉnh",
        form=form,
        figures=figures,
        moved=moved_figures(form, {**figures, "B02": 1100}, figures),
        answers=[("B02 tăng hơn 10 lần.", "Tổ chức Ngày hội toàn dân")],
        verify_at="https://nop.example/xac-nhan",
    )


def read(content: bytes) -> str:
    """The words of a PDF, whatever the line breaks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_everything_a_unit_should_remember_can_be_read_back(receipt):
    text = read(receipt_pdf(receipt))
    for said in (
        "TN-2026-000123-K7", "Công an xã Thường Phước", "trước ngày 15/6/2026", "10 giờ 00 phút ngày 11/6/2026",
        "1.100 1.250", "35,5", "Giải trình: Tổ chức Ngày hội toàn dân", "https://nop.example/xac-nhan",
        "không thay cho văn bản có chữ ký",
    ):  # fmt: skip
        assert said in text


def test_the_same_receipt_gives_the_same_bytes(receipt):
    assert receipt_pdf(receipt) == receipt_pdf(receipt)


def test_a_filing_of_any_instant_has_its_copy(receipt):
    """Filings carry microseconds; the date inside a PDF does not."""
    assert receipt_pdf(replace(receipt, filed_at=receipt.filed_at.replace(microsecond=123456))) == receipt_pdf(receipt)


def test_its_fonts_are_inside_and_it_says_what_it_is(receipt):
    reader = PdfReader(io.BytesIO(receipt_pdf(receipt)))
    assert reader.metadata.title == "Phiếu tiếp nhận TN-2026-000123-K7"
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert names
    assert all("LibertinusSerif" in name for name in names)
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all("/FontFile3" in each.get_object() or "/FontFile2" in each.get_object() for each in inner)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged: a screen reader can follow it


def test_a_nil_return_has_no_table(receipt):
    text = read(receipt_pdf(replace(receipt, kind=SubmissionKind.NIL, figures={}, moved=(), answers=())))
    assert "không phát sinh" in text
    assert "Bản sao số liệu" not in text


def test_a_demo_says_so(receipt):
    assert "demo" in read(receipt_pdf(replace(receipt, is_demo=True)))


@settings(max_examples=25)
@given(note=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_no_text_is_ever_read_as_markup(receipt, note: str):
    """Typst markup, code, quotes and backslashes: it always compiles, and all letters are there."""
    text = read(receipt_pdf(replace(receipt, note=f"«{note}»", form=None, moved=(), answers=())))
    told = text[text.index("«") + 1 : text.rindex("»")]
    assert "".join(told.split()) == "".join(note.split())


def test_a_value_filed_as_nothing_prints_as_a_dash():
    assert [filed_text(v) for v in (None, "", 0, False, 1250)] == ["–", "–", "0", "không", "1.250"]
