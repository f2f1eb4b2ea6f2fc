"""Lịch treo tường: one year on the wall, twelve months with its days off and deadlines, then the list of both.

A3: the year on one sheet; A4: half a year a sheet, in letters of the same size. Every mark can be told apart without
colour. Knows which day is marked and what is said of it; does not know how a deadline comes about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from models.dates_in_words import day_and_month_text, day_text, full_day_text, weekday_text
from models.workdays import DayOff, WorkCalendar
from reports import nd30
from reports.grids import Cell, grid
from reports.month_blocks import Mark, MonthBlock, month_table

MARGIN = 12  # mm
LEGEND = (
    "Ô nền đậm: ngày hết hạn, ngày hội. Ô khung đậm: hết kỳ, văn bản không ấn định ngày. Chữ nghiêng, nền nhạt: ngày "
    "nghỉ. Gạch chân: ngày làm bù."
)


@dataclass(frozen=True)
class Sheet:
    """A landscape sheet in mm, and how many months stand on it, in how many columns."""

    name: str
    wide: int
    tall: int
    months: int
    columns: int


SHEETS = {"A3": Sheet("A3", 420, 297, 12, 4), "A4": Sheet("A4", 297, 210, 6, 3)}


@dataclass(frozen=True)
class WallEntry:
    """One deadline of the year. `clock` is its time of day where the words set one ("16 giờ 00")."""

    on: date
    what: str
    sentence: str
    basis: str
    clock: str = ""
    ends_a_period: bool = False  # no day of its own: the last day of its period


@dataclass(frozen=True)
class WallCalendar:
    """A year to be hung up: for whom (`subject`), by which agency, with which days off and deadlines."""

    year: int
    subject: str
    agency: str
    calendar: WorkCalendar
    entries: Sequence[WallEntry]
    is_demo: bool = False


def wall_calendar_docx(wall: WallCalendar, sheet: Sheet = SHEETS["A3"]) -> bytes:
    """The calendar as .docx bytes; the same year gives the same bytes."""
    title = f"Lịch thời hạn năm {wall.year}"
    document = nd30.paper(title, is_demo=wall.is_demo, landscape=True)
    _turn(document.sections[0], sheet)
    blocks = [_block(wall, month) for month in range(1, 13)]
    body = document.element.body
    for first in range(0, 12, sheet.months):
        if first:
            document.add_page_break()
        _heading(document, wall, title)
        body.insert(-1, month_table(blocks[first : first + sheet.months], sheet.columns, *_room(sheet)))
        nd30.line(document, LEGEND, size=10, italic=True)
    document.add_page_break()
    _deadline_list(document, wall, _width(sheet))
    _day_off_list(document, wall, _width(sheet))
    return nd30.saved(document)


def _turn(section: Any, sheet: Sheet) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(sheet.wide), Mm(sheet.tall)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(MARGIN)
    section.header_distance = section.footer_distance = Mm(5)


def _width(sheet: Sheet) -> int:
    """Between the margins, in twips."""
    return round((sheet.wide - 2 * MARGIN) * 56.7)


def _room(sheet: Sheet) -> tuple[int, int]:
    """Width and height of one month, in twips: what the heading and the legend (34 mm) leave."""
    rows = sheet.months // sheet.columns
    return _width(sheet) // sheet.columns, round((sheet.tall - 2 * MARGIN - 34) / rows * 56.7)


def _heading(document: Any, wall: WallCalendar, title: str) -> None:
    if wall.agency:
        nd30.line(document, wall.agency.upper(), size=12)
    nd30.line(document, title.upper(), size=20, bold=True)
    provisional = (
        " · Ngày nghỉ dự kiến, chưa có thông báo chính thức" if wall.calendar.is_provisional(wall.year) else ""
    )
    nd30.line(document, f"{wall.subject}{provisional}", size=12, italic=True, after=4)


def _block(wall: WallCalendar, month: int) -> MonthBlock:
    own = [e for e in wall.entries if (e.on.year, e.on.month) == (wall.year, month)]
    days = [info for info in wall.calendar.days(wall.year) if info.date.month == month]
    marks = {info.date.day: Mark.MADE_UP for info in days if info.working and info.date.weekday() >= 5}
    marks |= {e.on.day: Mark.PERIOD_END for e in own if e.ends_a_period}
    marks |= {e.on.day: Mark.DEADLINE for e in own if not e.ends_a_period}
    days_off = frozenset(info.date.day for info in days if not info.working)
    return MonthBlock(wall.year, month, marks, days_off, tuple(_short(e, wall.calendar) for e in own))


def _short(entry: WallEntry, calendar: WorkCalendar) -> str:
    """`14/6 (Chủ nhật; làm việc đến thứ Sáu, 12/6): Báo cáo …`, for the few lines under a month."""
    said = [entry.clock] if entry.clock else []
    if not entry.ends_a_period and not calendar.is_working(entry.on):
        last = calendar.last_working_on_or_before(entry.on)
        said += [weekday_text(entry.on), f"ngày làm việc trước đó: {day_and_month_text(last.month, last.day)}"]
    aside = f" ({'; '.join(said)})" if said else ""
    return f"{day_and_month_text(entry.on.month, entry.on.day)}{aside}: {entry.what}"


def _deadline_list(document: Any, wall: WallCalendar, width: int) -> None:
    _list_heading(document, f"DANH SÁCH THỜI HẠN NĂM {wall.year}")
    if not wall.entries:
        nd30.line(document, "Trong năm không có thời hạn nào.", size=12)
        return
    rows = [[Cell(t) for t in ("TT", "Ngày", "Nội dung, kỳ", "Thời hạn theo văn bản", "Căn cứ")]]
    for number, entry in enumerate(wall.entries, 1):
        on = full_day_text(entry.on) + (f"\n{entry.clock}" if entry.clock else "")
        rows.append(
            [Cell(str(number), align="center"), Cell(on), *map(Cell, (entry.what, entry.sentence, entry.basis))]
        )
    document.element.body.insert(-1, grid(_shares(width, 4, 13, 35, 27, 21), rows, size=11))


def _day_off_list(document: Any, wall: WallCalendar, width: int) -> None:
    nd30.gap(document, 12)
    _list_heading(document, f"NGÀY NGHỈ, NGÀY LÀM BÙ NĂM {wall.year}")
    table = wall.calendar.tables.get(wall.year)
    if table is None:
        nd30.line(document, "Chưa có bảng ngày nghỉ của năm này; lịch chỉ tính thứ Bảy, Chủ nhật.", size=12)
        return
    _list_heading(document, f"Nguồn chung: {table.source}", size=12, bold=False)
    rows = [[Cell(t) for t in ("Ngày", "Nghỉ hay làm bù", "Lý do", "Văn bản")]]
    entries = [(e, "nghỉ") for e in table.days_off] + [(e, "làm bù") for e in table.working_weekends]
    for entry, what in sorted(entries, key=lambda each: each[0].first):
        rows.append([Cell(_days(entry)), Cell(what), Cell(entry.why), Cell(entry.source or "nguồn chung")])
    document.element.body.insert(-1, grid(_shares(width, 26, 12, 30, 32), rows, size=11))


def _list_heading(document: Any, text: str, *, size: float = 14, bold: bool = True) -> None:
    """Never the last line of a sheet: it stays with the list below it."""
    nd30.line(document, text, size=size, bold=bold, after=4).paragraph_format.keep_with_next = True


def _days(entry: DayOff) -> str:
    first = full_day_text(entry.first)
    return first if entry.first == entry.last else f"{first} đến {weekday_text(entry.last)}, {day_text(entry.last)}"


def _shares(width: int, *parts: int) -> list[int]:
    """Column widths from hundredths."""
    return [width * part // 100 for part in parts]
