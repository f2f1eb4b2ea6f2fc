"""Dạng thời hạn: how a rule lies on the calendar, once or again and again, with a day or without one.

A shape yields occurrences: a span (period) and, where the text names one, a day, or the event a term is counted from.
It never invents a day. Arithmetic always starts from the year, never from the previous occurrence.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from models.dates_in_words import day_and_month_text, day_text
from models.quiet_hours import HANOI, end_of_day
from models.spans import Span, span_label, span_of, spans_of_year
from models.terms import Event, Term
from models.workdays import WorkCalendar

LAST, LAST_WORKING = "last", "last-working"
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class DayInMonth:
    """A day of a month: 1–31 (in a shorter month its last, Civil Code art. 148.3), `last` or `last-working`."""

    year: int
    month: int
    day: int | str

    def on(self, calendar: WorkCalendar) -> date:
        last = date(self.year, self.month, monthrange(self.year, self.month)[1])
        if self.day == LAST_WORKING:
            return calendar.last_working_on_or_before(last)
        return last if isinstance(self.day, str) else last.replace(day=min(self.day, last.day))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time the duty falls: its period; the day the text names, if it names one; or the event it hangs on."""

    span: Span
    named_on: date | None = None
    named_by: DayInMonth | None = None
    event: Event | None = None


class Shape(Protocol):
    """How a rule lies on the calendar."""

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]: ...

    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OnDay:
    """One day, once: `trước ngày 15/3/2024`."""

    day: date

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        yield Occurrence(span_of(self.day.isoformat()), self.day)

    @property
    def words(self) -> str:
        return f"một lần, ngày {day_text(self.day)}"


@dataclass(frozen=True, slots=True)
class InSpan:
    """Once, somewhere inside a span: `vào năm 2028`, `quý III/2021`, `từ ngày 01/4/2024 đến ngày 31/5/2024`."""

    span: Span

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        yield Occurrence(self.span)

    @property
    def words(self) -> str:
        return f"một lần, trong {span_label(self.span.code)}"


@dataclass(frozen=True, slots=True)
class EveryYear:
    """The same day of every year; `covers` is the part of the year the occurrence is labelled with: "", "H1", "H2".

    `in_next_year`: `năm sau liền kề`; the report of year Y falls in Y+1, and its period stays Y.
    """

    month: int
    day: int | str
    covers: str = ""
    in_next_year: bool = False

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        for year in years:
            code = f"{year}-{self.covers}" if self.covers else str(year)
            named = DayInMonth(year + self.in_next_year, self.month, self.day)
            yield Occurrence(span_of(code), named.on(calendar), named)

    @property
    def words(self) -> str:
        if isinstance(self.day, int):
            day = f"ngày {day_and_month_text(self.month, self.day)}"
        else:
            day = f"{_day_words(self.day)} của tháng {self.month}"
        return f"hằng năm, {day}{' năm sau liền kề' if self.in_next_year else ''}"


@dataclass(frozen=True, slots=True)
class EveryMonths:
    """Every 1, 3, 6 or 12 months, as whole periods: `cấp xã 01 tháng 01 lần`.

    With a `day` it is one of the period's last month, or of the month after it (`in_next_month`):
    `ngày 20 của tháng cuối quý`, `ngày 05 của tháng sau`. Without one the period has no day of its own.
    """

    months: int
    day: int | str | None = None
    in_next_month: bool = False

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        for year in years:
            for span in spans_of_year(year, self.months):
                if self.day is None:
                    yield Occurrence(span)
                else:
                    after, month = divmod(span.last.month - 1 + self.in_next_month, 12)
                    named = DayInMonth(year + after, month + 1, self.day)
                    yield Occurrence(span, named.on(calendar), named)

    @property
    def words(self) -> str:
        every = "hằng năm" if self.months == 12 else f"{self.months:02} tháng một lần"
        if self.day is None:
            return every
        months = _NEXT_MONTH if self.in_next_month else _LAST_MONTH
        return f"{every}, {_day_words(self.day)} của {months[self.months]}"


@dataclass(frozen=True, slots=True)
class EveryPart:
    """One part of every year, without a day: `Q4` (hằng năm, quý IV), `H1`, or a month `11`."""

    part: str

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        for year in years:
            yield Occurrence(span_of(f"{year}-{self.part}"))

    @property
    def words(self) -> str:
        if self.part.startswith("Q"):
            return f"hằng năm, trong quý {_ROMAN[int(self.part[1]) - 1]}"
        if self.part.startswith("H"):
            return f"hằng năm, trong 6 tháng {'đầu' if self.part == 'H1' else 'cuối'} năm"
        return f"hằng năm, trong tháng {int(self.part)}"


@dataclass(frozen=True, slots=True)
class EveryYearBetween:
    """From one day to another of every year, each (month, day); an end before its beginning lies in the next year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        for year in years:
            first, last = date(year, *self.first), date(year + (self.last < self.first), *self.last)
            yield Occurrence(span_of(f"{first}..{last}"))

    @property
    def words(self) -> str:
        next_year = " năm sau" if self.last < self.first else ""
        first, last = day_and_month_text(*self.first), day_and_month_text(*self.last)
        return f"hằng năm, từ ngày {first} đến ngày {last}{next_year}"


@dataclass(frozen=True, slots=True)
class FromEvent:
    """A term after an event, or before it (`is_before`): `trong 10 ngày làm việc kể từ ngày nhận văn bản`.

    The event is a day (`on`, with the hour `at` for terms in hours), the end of each of `periods`, or the last valid
    day of another duty (`of_duty`, which `models.deadlines` looks up). None of the three: it is not dated yet, and
    there is no occurrence.
    """

    event: str
    term: Term
    is_before: bool = False
    on: date | None = None
    at: time | None = None
    periods: Shape | None = None
    of_duty: str = ""

    def occurrences(self, years: range, calendar: WorkCalendar) -> Iterator[Occurrence]:
        if self.periods:
            for each in self.periods.occurrences(years, calendar):
                yield Occurrence(each.span, event=Event(self.event, each.span.last, end_of_day(each.span.last)))
        elif self.on:
            at = datetime.combine(self.on, self.at, HANOI).astimezone(UTC) if self.at else None
            yield Occurrence(span_of(self.on.isoformat()), event=Event(self.event, self.on, at))

    def after(self, span: Span, last_valid_on: date, last_valid_at: datetime) -> Occurrence:
        """The occurrence that hangs on a deadline of the other duty."""
        return Occurrence(span, event=Event(self.event, last_valid_on, last_valid_at, self.of_duty))

    @property
    def is_dated(self) -> bool:
        return bool(self.periods or self.on or self.of_duty)

    @property
    def words(self) -> str:
        every = f"{self.periods.words}: " if self.periods else ""
        if self.is_before:
            said = f"trước {self.event} {self.term.words}"
        else:
            said = f"trong {self.term.words} kể từ {self.event}"
        return f"{every}{said}{'' if self.is_dated else ' (chưa có ngày của sự kiện)'}"


_LAST_MONTH = {1: "tháng", 3: "tháng cuối quý", 6: "tháng cuối kỳ", 12: "tháng cuối năm"}
_NEXT_MONTH = {1: "tháng sau", 3: "tháng đầu quý sau", 6: "tháng liền sau kỳ", 12: "tháng đầu năm sau"}


def _day_words(day: int | str) -> str:
    return {LAST: "ngày cuối cùng", LAST_WORKING: "ngày làm việc cuối cùng"}.get(str(day)) or f"ngày {day:02}"
