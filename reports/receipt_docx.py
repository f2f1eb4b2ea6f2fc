"""Phiếu tiếp nhận as a Word document: number, hour, whether in time, a copy of what was filed."""

from __future__ import annotations

from typing import Any

from reports import nd30
from reports.grids import Cell, grid
from reports.receipt_facts import Receipt, facts, figure_lines, filed_text, form_words

FACTS = (2835, nd30.BODY_WIDTH - 2835)
FIGURES = (1531, 4705, 1417, nd30.BODY_WIDTH - 1531 - 4705 - 1417)


def receipt_docx(receipt: Receipt) -> bytes:
    """The receipt as .docx bytes."""
    document = nd30.paper(f"Phiếu tiếp nhận {receipt.number}", is_demo=receipt.is_demo)
    nd30.line(document, receipt.agency.upper(), size=12, bold=True)
    nd30.gap(document, 10)
    nd30.line(document, "PHIẾU TIẾP NHẬN BÁO CÁO", bold=True)
    nd30.line(document, f"Mã tiếp nhận: {receipt.number}", bold=True, after=6)
    if receipt.is_demo:
        nd30.line(document, nd30.DEMO, size=12, after=6)
    rows = [[Cell(label, bold=True), Cell(value)] for label, value in facts(receipt)]
    document.element.body.insert(-1, grid(FACTS, rows, heading_rows=0, size=12))
    nd30.gap(document, 10)
    if receipt.moved:
        _changes(document, receipt)
    if receipt.has_figures:
        _copy(document, receipt)
    if receipt.answers:
        _answers(document, receipt)
    nd30.prose(document, receipt.thanks, italic=True)
    if receipt.how_to_verify:
        nd30.prose(document, receipt.how_to_verify, italic=True)
    return nd30.saved(document)


def _copy(document: Any, receipt: Receipt) -> None:
    _heading(document, "Bản sao số liệu đã nộp")
    rows = [[Cell("Mã"), Cell("Chỉ tiêu"), Cell("Đơn vị tính"), Cell("Số liệu")]]
    for line in figure_lines(receipt):
        if line.is_words:
            rows.append([Cell(line.code), Cell(f"{line.label}: {line.value}", span=3)])
        else:
            rows.append([Cell(line.code), Cell(line.label), Cell(line.unit), Cell(line.value, align="right")])
    document.element.body.insert(-1, grid(FIGURES, rows, size=11))
    nd30.line(document, form_words(receipt), size=11, after=8)


def _changes(document: Any, receipt: Receipt) -> None:
    _heading(document, "Thay đổi so với số ước đã gửi")
    rows = [[Cell("Mã"), Cell("Chỉ tiêu"), Cell("Số ước"), Cell("Số chính thức")]]
    for m in receipt.moved:
        before, after = (Cell(filed_text(value), align="right") for value in (m.before, m.after))
        rows.append([Cell(m.code.partition(".")[0]), Cell(m.label), before, after])
    document.element.body.insert(-1, grid(FIGURES, rows, size=11))
    nd30.gap(document, 8)


def _answers(document: Any, receipt: Receipt) -> None:
    _heading(document, "Giải trình của đơn vị")
    for question, answer in receipt.answers:
        nd30.prose(document, f"{question} Giải trình: {answer}")


def _heading(document: Any, words: str) -> None:
    nd30.line(document, words, bold=True, after=6).paragraph_format.keep_with_next = True
