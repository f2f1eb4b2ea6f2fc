"""Quy tắc thời hạn: the bound a clause sets and the shape its days take on the calendar.

A shape yields occurrences: a span (period) and, where the text names one, a day. It never invents a day: a rule
without a shape has no occurrence. Arithmetic always starts from the year, never from the previous occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.dates_in_words import day_and_month_text, day_text
from models.spans import Span, span_label, span_of, spans_of_year
from models.vocabulary import Bound, Mode, OffDayPolicy


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time the duty falls: its period and the day the text names, if it names one."""

    span: Span
    named_on: date | None


class Shape(Protocol):
    """How a rule lies on the calendar."""

    def occurrences(self, years: range) -> Iterator[Occurrence]: ...

    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OnDay:
    """One day, once: `trước ngày 15/3/2024`."""

    day: date

    def occurrences(self, years: range) -> Iterator[Occurrence]:
        yield Occurrence(span_of(self.day.isoformat()), self.day)

    @property
    def words(self) -> str:
        return f"một lần, ngày {day_text(self.day)}"


@dataclass(frozen=True, slots=True)
class InSpan:
    """Once, somewhere inside a span: `vào năm 2028`, `quý III/2021`."""

    span: Span

    def occurrences(self, years: range) -> Iterator[Occurrence]:
        yield Occurrence(self.span, None)

    @property
    def words(self) -> str:
        return f"một lần, trong {span_label(self.span.code)}"


@dataclass(frozen=True, slots=True)
class EveryYear:
    """The same day of every year; `covers` is the part of the year the occurrence is labelled with: "", "H1", "H2"."""

    month: int
    day: int
    covers: str = ""

    def occurrences(self, years: range) -> Iterator[Occurrence]:
        for year in years:
            code = f"{year}-{self.covers}" if self.covers else str(year)
            yield Occurrence(span_of(code), date(year, self.month, self.day))

    @property
    def words(self) -> str:
        return f"hằng năm, ngày {day_and_month_text(self.month, self.day)}"


@dataclass(frozen=True, slots=True)
class EveryMonths:
    """Every 1, 3, 6 or 12 months, as whole periods without a day of their own: `cấp xã 01 tháng 01 lần`."""

    months: int

    def occurrences(self, years: range) -> Iterator[Occurrence]:
        for year in years:
            for span in spans_of_year(year, self.months):
                yield Occurrence(span, None)

    @property
    def words(self) -> str:
        return "hằng năm" if self.months == 12 else f"{self.months:02} tháng một lần"


@dataclass(frozen=True, slots=True)
class EveryQuarter:
    """One quarter of every year: `hằng năm (quý IV)`."""

    quarter: int

    def occurrences(self, years: range) -> Iterator[Occurrence]:
        for year in years:
            yield Occurrence(span_of(f"{year}-Q{self.quarter}"), None)

    @property
    def words(self) -> str:
        return f"hằng năm, trong quý {('I', 'II', 'III', 'IV')[self.quarter - 1]}"


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """One end of a data window: a day of the report's year, or of the year before (`year_shift` −1)."""

    year_shift: int
    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year + self.year_shift, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Window:
    """Kỳ số liệu as the text states it; absent where the text is silent."""

    first: WindowEnd
    last: WindowEnd

    def of_year(self, year: int) -> tuple[date, date]:
        return self.first.in_year(year), self.last.in_year(year)


@dataclass(frozen=True, slots=True)
class Rule:
    """Bound + shape. `first_on`/`last_on` limit which occurrences count, by the day each ends."""

    mode: Mode
    bound: Bound | None = None
    shape: Shape | None = None
    window: Window | None = None
    off_day_policy: OffDayPolicy | None = None
    policy_set_by: str = ""
    first_on: date | None = None
    last_on: date | None = None
    trigger: str = ""

    @property
    def words(self) -> str:
        """The rule in Vietnamese, for lists: `hằng năm, ngày 15/6`, `thường xuyên`."""
        return self.shape.words if self.shape else self.mode.label
