"""Bảng ngày nghỉ dự thảo: what a year's days off would be by law alone, before the yearly notice says so.

Labour Code 2019, art. 112 (holidays), art. 111.3 (a holiday on a weekend is taken on the next working day), Resolution
28/2026/QH16 (24/11, for which no day in lieu is ordered). How Tết and the second day of 2/9 lie is for the Prime
Minister to say each year (art. 112.3): the draft follows past years, so it is provisional, a proposal for a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from models.dates_in_words import day_and_month_text, day_text, weekday_text
from models.lunar import gio_to, tet
from models.vocabulary import TableStatus
from models.workdays import DAY, DayOff, WorkCalendar, YearTable

FIRST_YEAR, LAST_YEAR = 2021, 2099  # art. 112 in its present words; the range the lunar series was compared over
CULTURE_DAY_SINCE = 2026
BASIS = "Bộ luật Lao động 2019, Điều 111, 112; Nghị quyết 28/2026/QH16 (24/11); ngày âm lịch theo giờ Việt Nam"
AWAITED = f"{BASIS}; chờ thông báo"
_BESIDE_2_9 = (1, -1, -1, 1, -1, -1, 1)  # Monday … Sunday: on which side the second day was put in past years


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day that the law gives. `is_sure`: the law names the day itself, not only how many there are."""

    on: date
    why: str
    has_day_in_lieu: bool = True
    is_sure: bool = True


def holidays_by_law(year: int) -> list[Holiday]:
    """Every holiday of a year, in order, weekends included."""
    first = tet(year)
    second_of_september = date(year, 9, 2)
    beside = second_of_september + _BESIDE_2_9[second_of_september.weekday()] * DAY
    found = [
        Holiday(date(year, 1, 1), "Tết Dương lịch"),
        *(Holiday(first + n * DAY, "Tết Nguyên đán", is_sure=0 <= n <= 2) for n in range(-2, 3)),
        Holiday(gio_to(year), "Giỗ Tổ Hùng Vương (10/3 âm lịch)"),
        Holiday(date(year, 4, 30), "Ngày Chiến thắng 30/4"),
        Holiday(date(year, 5, 1), "Ngày Quốc tế Lao động 01/5"),
        Holiday(second_of_september, "Quốc khánh 02/9"),
        Holiday(beside, "Quốc khánh 02/9", has_day_in_lieu=False, is_sure=False),
    ]
    if year >= CULTURE_DAY_SINCE:
        found.append(Holiday(date(year, 11, 24), "Ngày Văn hóa Việt Nam 24/11", has_day_in_lieu=False))
    return sorted(found, key=lambda holiday: holiday.on)


def drafted_table(year: int) -> YearTable:
    """The year's table by law, provisional. Shape: years `FIRST_YEAR` … `LAST_YEAR`."""
    holidays = holidays_by_law(year)
    off = {holiday.on: holiday.why for holiday in holidays}
    for holiday in holidays:
        if holiday.has_day_in_lieu and holiday.on.weekday() >= 5:
            instead = holiday.on
            while instead.weekday() >= 5 or instead in off:
                instead += DAY
            day = day_and_month_text(holiday.on.month, holiday.on.day)
            off[instead] = f"nghỉ bù {day} ({weekday_text(holiday.on)}, {holiday.why})"
    return YearTable(year, TableStatus.PROVISIONAL, AWAITED, tuple(_runs(off)))


def omissions(table: YearTable) -> list[str]:
    """Weekdays that the law itself gives and this table leaves worked: each as a sentence for whoever enters it."""
    if not FIRST_YEAR <= table.year <= LAST_YEAR:
        return []
    calendar = WorkCalendar([table])
    return [
        f"Bảng năm {table.year} chưa cho nghỉ {weekday_text(h.on)}, {day_text(h.on)} ({h.why}; "
        "Điều 112 Bộ luật Lao động 2019). Đề nghị đối chiếu lại với thông báo."
        for h in holidays_by_law(table.year)
        if h.is_sure and h.on.weekday() < 5 and calendar.is_working(h.on)
    ]


def table_text(table: YearTable) -> str:
    """The table as the YAML file that is edited and proposed again."""
    lines = [f"year: {table.year}", f"status: {table.status}", f"source: {_quoted(table.source)}"]
    if table.note:
        lines.append(f"note: {_quoted(table.note)}")
    lines += ["days_off:", *(_line(entry) for entry in table.days_off)]
    if table.working_weekends:
        lines += ["working_weekends:", *(_line(entry) for entry in table.working_weekends)]
    return "\n".join(lines) + "\n"


def _runs(off: dict[date, str]) -> list[DayOff]:
    """Days that follow one another for the same reason, as one entry."""
    days = sorted(off)
    runs = []
    for _, run in groupby(enumerate(days), lambda item: (off[item[1]], item[1] - timedelta(days=item[0]))):
        found = [day for _, day in run]
        runs.append(DayOff(found[0], found[-1], off[found[0]]))
    return runs


def _line(entry: DayOff) -> str:
    when = f"day: {entry.first}" if entry.first == entry.last else f"from: {entry.first}, to: {entry.last}"
    source = f", source: {_quoted(entry.source)}" if entry.source else ""
    return f"  - {{{when}, why: {_quoted(entry.why)}{source}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
