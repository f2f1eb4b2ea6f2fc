"""Ngày làm việc: which days are worked, and why, year by year.

Monday to Friday, minus the days off of the year's table, plus the weekend days worked in exchange (Labour Code 2019,
art. 111–112, and the yearly notices). A year whose notice is not out yet is provisional ("dự kiến"); a year without
a table is weekends only, and provisional too. Does not read files and never guesses a holiday.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

from models.dates_in_words import weekday_text
from models.vocabulary import TableStatus

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A run of days off (both ends inclusive), or one weekend day worked in exchange."""

    first: date
    last: date
    why: str
    source: str = ""

    @property
    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class YearTable:
    """One year's days off and exchanged working days, with the document they come from."""

    year: int
    status: TableStatus
    source: str
    days_off: tuple[DayOff, ...]
    working_weekends: tuple[DayOff, ...] = ()
    note: str = ""

    @cached_property
    def version(self) -> str:
        """Short fingerprint of the days themselves: two tables with the same days have the same version."""
        off, worked = ([f"{d.first}..{d.last}" for d in part] for part in (self.days_off, self.working_weekends))
        return sha256(repr((self.year, str(self.status), off, worked)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class DayInfo:
    """One day of the calendar: worked or not, and what says so."""

    date: date
    working: bool
    why: str
    source: str
    provisional: bool


class WorkCalendar:
    """All the years' tables together."""

    def __init__(self, tables: Iterable[YearTable] = ()):
        self.tables = {table.year: table for table in tables}
        self._off: dict[date, DayOff] = {}
        self._worked: dict[date, DayOff] = {}
        for table in self.tables.values():
            for kept, entries in ((self._off, table.days_off), (self._worked, table.working_weekends)):
                for entry in entries:
                    kept.update(dict.fromkeys(entry.days, entry))

    def is_working(self, day: date) -> bool:
        if day.weekday() < 5:
            return day not in self._off
        return day in self._worked

    def is_provisional(self, year: int) -> bool:
        """True where the year's notice is not out, or no table is held at all."""
        table = self.tables.get(year)
        return table is None or table.status is TableStatus.PROVISIONAL

    def last_working_on_or_before(self, day: date) -> date:
        while not self.is_working(day):
            day -= DAY
        return day

    def next_working_after(self, day: date) -> date:
        day += DAY
        while not self.is_working(day):
            day += DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before, if negative); `day` is not counted (Civil Code art. 147)."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def why(self, day: date) -> DayInfo:
        """What kind of day it is and which document says so."""
        table = self.tables.get(day.year)
        entry = self._worked.get(day) or self._off.get(day)
        source = (entry.source if entry else "") or (table.source if table else "chưa có bảng ngày nghỉ của năm này")
        if entry:
            why = entry.why
        elif day.weekday() >= 5:
            why = f"ngày nghỉ hằng tuần ({weekday_text(day)})"
        else:
            why = "ngày làm việc"
        return DayInfo(day, self.is_working(day), why, source, self.is_provisional(day.year))

    def days(self, year: int) -> list[DayInfo]:
        """Every day of a year, in order."""
        first = date(year, 1, 1)
        return [self.why(first + n * DAY) for n in range((date(year + 1, 1, 1) - first).days)]
