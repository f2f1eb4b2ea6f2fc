"""Bàn giao to be read without the system: one page of HTML and one Word document, saying the same.

Everything typed is escaped; the page asks no network for anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from models.dates_in_words import day_text
from reports import nd30
from reports.grids import Cell, grid, printable

STYLE = (
    "body{font:16px/1.5 'Times New Roman',serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #777;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}"
    ".wide{overflow-x:auto}caption{text-align:left;color:#444}h2{margin-top:2rem}@media print{body{margin:0}}"
)
TEXT_WIDTH = nd30.BODY_WIDTH


@dataclass(frozen=True)
class Section:
    """A heading with a table below, or the words for there being nothing."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str
    shares: Sequence[int] = ()  # of the width, in Word
    links: Mapping[str, str] | None = None  # text of a cell → file of the pack


@dataclass(frozen=True)
class HandoverTold:
    """What both say."""

    agency: str
    from_name: str
    from_post: str
    on: date
    note: str
    sections: Sequence[Section]
    is_demo: bool = False

    @property
    def title(self) -> str:
        return f"Bàn giao việc theo dõi ngày {day_text(self.on)}"


CARE = (
    "Gói có số điện thoại, địa chỉ của đầu mối: giữ như danh bạ của cơ quan, không gửi ra ngoài. "
    "Mã kiểm tra của gói ghi vào biên bản bàn giao có chữ ký."
)


def handover_html(told: HandoverTold) -> bytes:
    """The page; its links lead to files of the same pack."""
    who = ", ".join(part for part in (told.from_name, told.from_post, told.agency) if part)
    parts = [f"<h1>{escape(told.title)}</h1>", f"<p>Người bàn giao: {escape(who)}.</p>", f"<p>{escape(CARE)}</p>"]
    if told.is_demo:
        parts.append(f"<p>{escape(nd30.DEMO)}.</p>")
    if told.note:
        parts.append(f"<h2>Điều cần nói thêm</h2><p>{escape(told.note)}</p>")
    parts += [_section(section) for section in told.sections]
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(told.title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    ).encode()


def handover_docx(told: HandoverTold) -> bytes:
    """The same as .docx, to be printed and signed."""
    document = nd30.paper(told.title, is_demo=told.is_demo)
    if told.agency:
        nd30.line(document, told.agency.upper(), size=12, bold=True)
        nd30.gap(document, 6)
    nd30.line(document, "DANH MỤC BÀN GIAO VIỆC THEO DÕI", bold=True)
    nd30.line(document, f"(Ngày {day_text(told.on)})", size=13, italic=True, after=6)
    nd30.prose(document, "Người bàn giao: " + ", ".join(p for p in (told.from_name, told.from_post) if p) + ".")
    if told.note:
        nd30.prose(document, f"Điều cần nói thêm: {told.note}")
    for number, section in enumerate(told.sections, 1):
        nd30.clause_heading(document, f"{number}. {section.title}")
        if not section.rows:
            nd30.prose(document, section.empty)
            continue
        shares = section.shares or [1] * len(section.heads)
        widths = [TEXT_WIDTH * share // sum(shares) for share in shares]
        rows = [[Cell(head) for head in section.heads]] + [[Cell(text) for text in row] for row in section.rows]
        document.element.body.insert(-1, grid(widths, rows, size=12))
        nd30.gap(document, 8)
    nd30.prose(document, CARE, italic=True)
    nd30.prose(document, "Mã kiểm tra của gói (SHA-256): ……")
    half = TEXT_WIDTH // 2
    left, right = nd30.columns(document, [half, half]).rows[0].cells
    nd30.line(left, "NGƯỜI BÀN GIAO", size=13, bold=True)
    nd30.line(right, "NGƯỜI NHẬN", size=13, bold=True)
    return nd30.saved(document)


def _section(section: Section) -> str:
    head = f"<h2>{escape(section.title)}</h2>"
    if not section.rows:
        return f"{head}<p>{escape(section.empty)}</p>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in section.heads)
    links = section.links or {}
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{_cell(text, links)}</td>" for text in row) + "</tr>" for row in section.rows
    )
    count = f"<caption>{len(section.rows)} dòng</caption>"
    table = f"<table>{count}<thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>"
    return f'{head}<div class="wide" tabindex="0">{table}</div>'


def _cell(text: str, links: Mapping[str, str]) -> str:
    shown = escape(printable(text)).replace("\n", "<br>")
    return f'<a href="{quote(links[text])}">{shown}</a>' if text in links else shown
