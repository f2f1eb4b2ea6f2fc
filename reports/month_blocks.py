"""Month by month on one sheet: small calendars side by side, the days marked, a few lines of words under each.

Written as XML in one piece, like the other grids. A mark shows in black and white: filled, framed, slanted, underlined.
"""

from __future__ import annotations

from calendar import monthcalendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from reports.grids import printable

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
DAY_ROW, NAME_ROW = 285, 340  # twips
SIDE = 113  # between the lines of a month and what stands in it, in twips
LINE, SIZE = 225, 9.5  # a line of words under a month: its height in twips, its letters in points
LETTER = 4.35 * 20  # about how wide a letter of that size runs, in twips
FRAME = '<w:{side} w:val="single" w:sz="12" w:space="0" w:color="1F3864"/>'


class Mark(Enum):
    """What stands on a day."""

    DEADLINE = "filled"
    PERIOD_END = "framed"
    MADE_UP = "underlined"


@dataclass(frozen=True)
class MonthBlock:
    """One month: its marked days, its days off, and what is said of them."""

    year: int
    month: int
    marks: Mapping[int, Mark]
    days_off: frozenset[int] = frozenset()
    lines: tuple[str, ...] = ()


def month_table(blocks: Sequence[MonthBlock], columns: int, width: int, height: int) -> Any:
    """A `w:tbl` of months in rows of `columns`, each `width` × `height` twips, words cut to what there is room for."""
    rows = ""
    for n in range(0, len(blocks), columns):
        cells = "".join(_month(block, width, height) for block in blocks[n : n + columns])
        rows += f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>{cells}</w:tr>'
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    properties = _table_properties(width * columns, SIDE)
    return parse_xml(f"<w:tbl {nsdecls('w')}>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")


def fitting(lines: Sequence[str], width: int, height: int) -> list[str]:
    """The lines there is room for; where some are left out, the last one says how many and where to find them."""
    letters = int(width / LETTER)
    taken: list[str] = []
    room = height // LINE
    for n, line in enumerate(lines):
        needed = len(wrap(line, letters))
        is_last = n == len(lines) - 1
        if needed > room - (not is_last):
            return [*taken, f"… và {len(lines) - n:02d} thời hạn khác, xem danh sách."]
        taken.append(line)
        room -= needed
    return taken


def _month(block: MonthBlock, width: int, height: int) -> str:
    inner = width - 2 * SIDE
    weeks = monthcalendar(block.year, block.month)
    column = inner // 7
    head = "".join(_cell(_paragraph(name, 11, "<w:b/>"), column) for name in WEEKDAYS)
    rows = _day_row(head) + "".join(_day_row("".join(_day(block, d, column) for d in week)) for week in weeks)
    room = height - NAME_ROW - DAY_ROW * (len(weeks) + 1) - 200
    words = "".join(_paragraph(line, SIZE, align="left", height=LINE) for line in fitting(block.lines, inner, room))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        + _paragraph(f"THÁNG {block.month}", 13, "<w:b/>", height=NAME_ROW)
        + f"<w:tbl>{_table_properties(column * 7, 0)}<w:tblGrid>"
        + f'<w:gridCol w:w="{column}"/>' * 7
        + f"</w:tblGrid>{rows}</w:tbl>"
        + _paragraph("", 3, height=80)
        + f"{words}</w:tc>"
    )


def _day_row(cells: str) -> str:
    return f'<w:tr><w:trPr><w:trHeight w:val="{DAY_ROW}" w:hRule="exact"/></w:trPr>{cells}</w:tr>'


def _day(block: MonthBlock, day: int, width: int) -> str:
    """One day; 0 is the empty place before the first or after the last."""
    mark, is_off = block.marks.get(day), day in block.days_off
    fill, colour = ("1F3864", "FFFFFF") if mark is Mark.DEADLINE else ("F6DCDA", "A01818") if is_off else ("", "000000")
    letters = ("<w:b/>" if mark in (Mark.DEADLINE, Mark.PERIOD_END) else "") + ("<w:i/>" if is_off else "")
    letters += f'<w:color w:val="{colour}"/>'
    properties = f"<w:tcBorders>{_sides(FRAME)}</w:tcBorders>" if mark is Mark.PERIOD_END else ""
    properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    under = '<w:u w:val="single"/>' if mark is Mark.MADE_UP else ""
    return _cell(_paragraph(str(day or ""), 11, letters, under), width, properties)


def _cell(content: str, width: int, properties: str = "") -> str:
    own = f'<w:tcW w:w="{width}" w:type="dxa"/>{properties}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{own}</w:tcPr>{content}</w:tc>"


def _paragraph(
    text: str, size: float, letters: str = "", under: str = "", *, align: str = "center", height: int = 0
) -> str:
    """`letters` stand before the size in a run's properties and `under` after it: the schema has an order."""
    line = f'w:line="{height}" w:lineRule="exact"' if height else 'w:line="240" w:lineRule="auto"'
    run = f'{letters}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>{under}'
    return (
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" {line}/><w:ind w:firstLine="0"/><w:jc w:val="{align}"/>'
        f'</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p>'
    )


def _table_properties(width: int, side: int) -> str:
    """`side`: the margin inside a cell; a table without one has no lines either."""
    lines = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
    margins = "".join(f'<w:{edge} w:w="{side}" w:type="dxa"/>' for edge in ("left", "right"))
    borders = f"<w:tblBorders>{_sides(lines, 'insideH', 'insideV')}</w:tblBorders>" if side else ""
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>{borders}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
    )


def _sides(line: str, *more: str) -> str:
    return "".join(line.format(side=side) for side in ("top", "left", "bottom", "right", *more))
