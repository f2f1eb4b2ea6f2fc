"""Cách đọc hạn: what the words of a clause come to on the calendar, down to the last instant still in time.

A named day is read by its bound, with or without a time of day; a term is counted from its event and, where its last
day is a day off, ends with the next working day (Civil Code 2015, art. 148.5), unless the rule says to keep it.
A day fixed by a directive is no term and stays where it is; so does a day counted back from an event, since moving it
later would eat up the time it secures. Knows no duties, programmes or units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models.errors import Refused
from models.quiet_hours import HANOI, day_in_hanoi, end_of_day
from models.terms import Event, Term, counted
from models.vocabulary import Bound, OffDayPolicy, TermUnit
from models.workdays import DAY, WorkCalendar

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause read. `unrolled_on` is the last day before art. 148.5; `last_valid_at` is aware UTC, still in time."""

    bound: Bound
    unrolled_on: date
    last_valid_on: date
    last_valid_at: datetime
    named_on: date | None = None
    clock: time | None = None
    event: Event | None = None
    term: Term | None = None

    @property
    def is_rolled(self) -> bool:
        return self.unrolled_on != self.last_valid_on

    def can_be_met_on(self, day: date) -> bool:
        """Whether anybody can have done it by then: what is asked after an event cannot be done before it."""
        return self.bound is not Bound.AFTER or self.event is None or day >= self.event.on

    @property
    def rolls(self) -> bool:
        """Whether art. 148.5 speaks of it: a term in days, weeks, months or years after an event."""
        return self.bound is Bound.AFTER and self.term is not None and self.term.unit is not TermUnit.HOURS


def read_day(bound: Bound, named_on: date | None, span_last: date, clock: time | None = None) -> Reading:
    """`before` X ends with X−1, or just before the hour of X; `by`, `exact` with X or that hour; `within`: its span."""
    if named_on is None or bound is Bound.WITHIN:
        return Reading(bound, span_last, span_last, end_of_day(span_last))
    if clock is None:
        last = named_on - DAY if bound is Bound.BEFORE else named_on
        return Reading(bound, last, last, end_of_day(last), named_on)
    at = datetime.combine(named_on, clock, HANOI).astimezone(UTC) - (INSTANT if bound is Bound.BEFORE else timedelta())
    last = day_in_hanoi(at)  # before 00h00 of X is the end of X−1
    return Reading(bound, last, last, at, named_on, clock)


def read_term(
    bound: Bound, event: Event, term: Term, calendar: WorkCalendar, policy: OffDayPolicy | None = None
) -> Reading:
    """A term after an event, or counted back from it. Errors: `Refused` for hours from an event without its hour."""
    backwards = bound is Bound.BEFORE_EVENT
    if term.unit is TermUnit.HOURS:
        if event.at is None:
            raise Refused(f"Thời hạn {term.words} phải tính từ một giờ nhất định của “{event.words}”.")
        at = event.at + timedelta(hours=-term.count if backwards else term.count)
        last = day_in_hanoi(at)
        return Reading(bound, last, last, at, event=event, term=term)
    unrolled = last = counted(event.on, term, calendar, backwards=backwards)
    if not (backwards or policy is OffDayPolicy.KEEP or calendar.is_working(unrolled)):
        last = calendar.next_working_after(unrolled)
    return Reading(bound, unrolled, last, end_of_day(last), event=event, term=term)


def held_to(reading: Reading, policy: OffDayPolicy | None, calendar: WorkCalendar) -> date:
    """The day held to after the off-day policy. No policy: the day stays where the words and the law put it."""
    last = reading.last_valid_on
    if policy is OffDayPolicy.EARLIER:
        earlier = calendar.last_working_on_or_before(reading.unrolled_on)
        return earlier if reading.can_be_met_on(earlier) else last
    if policy is OffDayPolicy.LATER and not calendar.is_working(last):
        return calendar.next_working_after(last)
    return last


def readings_of(reading: Reading, calendar: WorkCalendar) -> dict[str, date] | None:
    """Where the words leave room: the day nobody can dispute, and the latest that can be argued; None if they do not.

    Many receivers still take a paper on the very day of "trước ngày X"; art. 148.5 may be pleaded for "chậm nhất" on a
    day off as it governs a term; a day counted back from an event can be met early, never late. Of a term without a
    working day in it there is no earlier day to advise.
    """
    last, unrolled = reading.last_valid_on, reading.unrolled_on
    safest, latest = calendar.last_working_on_or_before(unrolled), last
    if reading.bound is Bound.BEFORE and reading.named_on:
        latest = reading.named_on
    elif (reading.bound is Bound.BY or reading.rolls) and not calendar.is_working(unrolled):
        latest = calendar.next_working_after(unrolled)
    elif reading.bound is not Bound.BEFORE_EVENT or (reading.term and reading.term.unit is TermUnit.HOURS):
        return None
    return {"safest": safest, "latest": latest} if safest != latest and reading.can_be_met_on(safest) else None


def years_consulted(reading: Reading, days: Iterable[date]) -> list[int]:
    """The years whose tables of days off were looked into on the way to these days, in order."""
    years = {reading.last_valid_on.year, reading.unrolled_on.year, *(day.year for day in days)}
    if reading.event and reading.term and reading.term.unit is TermUnit.WORKING_DAYS:
        years.add(reading.event.on.year)
    return list(range(min(years), max(years) + 1))
