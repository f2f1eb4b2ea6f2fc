"""Một trang cho lãnh đạo as a Word document that can be written on; one A4 sheet whatever the names."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from models.leader_page import LeaderPage
from reports import nd30
from reports.charts import Bar, Panel, panels
from reports.grids import Cell, grid
from reports.leader_words import NO_LATE, TITLE, PageWords, page_words

START = WD_ALIGN_PARAGRAPH.LEFT
EDGE = Mm(12)  # above and below: a page to be read, not a document after the decree
CHART_WIDTH, CHART_HEIGHT = 158.0, 33.0  # mm


def leader_page_docx(page: LeaderPage, agency: str, *, is_demo: bool = False) -> bytes:
    """The page as .docx bytes; the same page, the same bytes."""
    words = page_words(page, agency, is_demo=is_demo)
    document = nd30.paper(TITLE.capitalize(), is_demo=is_demo)
    section = document.sections[0]
    section.top_margin = section.bottom_margin = EDGE
    section.header_distance = section.footer_distance = EDGE // 2
    _left(document, words.agency.upper(), size=11, bold=True)
    nd30.line(document, TITLE, size=13, bold=True)
    nd30.line(document, words.day, size=11, after=4)
    _heading(document, "Năm con số")
    each = nd30.BODY_WIDTH // len(words.tiles)
    rows = [
        [Cell(tile.value, bold=True, align="center") for tile in words.tiles],
        [Cell(tile.label, align="center") for tile in words.tiles],
        [Cell(tile.about, italic=True, align="center") for tile in words.tiles],
    ]
    document.element.body.insert(-1, grid([each] * len(words.tiles), rows, heading_rows=0, size=8.5))
    _heading(document, words.late_heading)
    if not words.late:
        _left(document, NO_LATE, size=11)
    for n, unit in enumerate(words.late, 1):
        _left(document, f"{n}. {unit.name}", size=11, bold=True)
        _left(document, unit.what, size=10)
        if unit.why:
            _left(document, unit.why, size=9, italic=True)
    _heading(document, "Một việc xin ý kiến")
    asked = "\n".join(filter(None, (words.decision, words.waiting)))
    document.element.body.insert(-1, grid([nd30.BODY_WIDTH], [[Cell(asked, bold=True)]], heading_rows=0, size=11))
    _heading(document, "Tỷ lệ đúng hạn 12 tháng (theo tháng của ngày hạn)")
    _chart(document, words)
    _left(document, words.trend, size=10)
    return nd30.saved(document)


def _chart(document: Any, words: PageWords) -> None:
    bars = [Bar(month.label[:3] + month.label[5:], month.percent, month.words) for month in words.months]
    png, height = panels([Panel("", bars)], width=CHART_WIDTH, across=1, each=CHART_HEIGHT)
    picture = nd30.line(document, "").add_run().add_picture(BytesIO(png), width=Mm(CHART_WIDTH), height=Mm(height))
    told = "; ".join(f"{month.label} {month.words}" for month in words.months)
    picture._inline.docPr.set("descr", f"Biểu đồ cột tỷ lệ đúng hạn theo tháng: {told}.")


def _heading(document: Any, words: str) -> None:
    paragraph = _left(document, words, size=11.5, bold=True)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.space_after = Pt(2)


def _left(document: Any, words: str, *, size: float, bold: bool = False, italic: bool = False) -> Any:
    paragraph = nd30.line(document, words, size=size, bold=bold, italic=italic)
    paragraph.alignment = START
    return paragraph
