"""Kỳ số liệu: which days the figures of a period cover, both ends included.

The text states it as fixed days of the report's year (`Y-06-14`), as days of the months around the period's last month
(`(M-1)-15`), as the period itself, or by referring to Decree 09/2019/NĐ-CP, art. 12. Where the text is silent there is
none: a window is never filled in.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.dates_in_words import day_and_month_text
from models.spans import Span
from models.terms import months_away


class DataWindow(Protocol):
    """The days the figures of a period cover."""

    def of(self, span: Span) -> tuple[date, date]: ...

    @property
    def code(self) -> str: ...

    @property
    def words(self) -> str: ...


class WindowPoint(Protocol):
    """One end of a window."""

    def of(self, span: Span) -> date: ...

    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """A day of the report's year, or of the year before (`year_shift` −1): `(Y-1)-12-15`."""

    year_shift: int
    month: int
    day: int

    def of(self, span: Span) -> date:
        return date(span.last.year + self.year_shift, self.month, self.day)

    @property
    def words(self) -> str:
        year = " của năm trước" if self.year_shift else ""
        return f"ngày {day_and_month_text(self.month, self.day)}{year}"


@dataclass(frozen=True, slots=True)
class MonthWindowEnd:
    """A day of the period's last month, or so many months before it: `(M-1)-15`, `M-14`; 31 is any month's last day."""

    months_before: int
    day: int

    def of(self, span: Span) -> date:
        month = months_away(span.last.replace(day=1), -self.months_before)
        return month.replace(day=min(self.day, monthrange(month.year, month.month)[1]))

    @property
    def words(self) -> str:
        month = f"{self.months_before:02} tháng trước tháng cuối kỳ" if self.months_before else "tháng cuối kỳ"
        return f"ngày {self.day:02} của {month}"


@dataclass(frozen=True, slots=True)
class Window:
    """From one end to the other, as the text states them."""

    first: WindowPoint
    last: WindowPoint

    def of(self, span: Span) -> tuple[date, date]:
        return self.first.of(span), self.last.of(span)

    @property
    def code(self) -> str:
        return "stated"

    @property
    def words(self) -> str:
        return f"từ {self.first.words} đến hết {self.last.words}"


@dataclass(frozen=True, slots=True)
class PeriodWindow:
    """The period itself: `số liệu từ ngày đầu kỳ đến ngày cuối kỳ`."""

    def of(self, span: Span) -> tuple[date, date]:
        return span.first, span.last

    @property
    def code(self) -> str:
        return "period"

    @property
    def words(self) -> str:
        return "trọn kỳ"


@dataclass(frozen=True, slots=True)
class DecreeWindow:
    """Decree 09/2019/NĐ-CP, art. 12, for a month, a quarter, a half-year or a year.

    From the 15th of the month before the period to the 14th of its last month, for each of the four kinds.
    """

    def of(self, span: Span) -> tuple[date, date]:
        return months_away(span.first, -1).replace(day=15), span.last.replace(day=14)

    @property
    def code(self) -> str:
        return "nd09"

    @property
    def words(self) -> str:
        return "theo Điều 12 Nghị định 09/2019/NĐ-CP"
