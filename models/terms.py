"""Thời hạn: a stretch counted from an event, as articles 144–148 of the Civil Code 2015 have it counted.

The day of the event is not counted (147); months and years end on the corresponding day, or on the month's last where
there is none (148.3, 148.4), always counted from the event and never from the previous result; hours run through.
What a day off at the end does to the term (148.5) is the business of `models.readings`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.vocabulary import TermUnit
from models.workdays import DAY, WorkCalendar

LONGEST = {
    TermUnit.HOURS: 8760,
    TermUnit.DAYS: 3660,
    TermUnit.WORKING_DAYS: 2600,
    TermUnit.WEEKS: 520,
    TermUnit.MONTHS: 120,
    TermUnit.YEARS: 10,
}  # ten years, a year for hours: no directive of this kind reaches further


@dataclass(frozen=True, slots=True)
class Term:
    """So many of a unit: `10 ngày làm việc`."""

    count: int
    unit: TermUnit

    @property
    def words(self) -> str:
        return f"{self.count:02} {self.unit.label}"


@dataclass(frozen=True, slots=True)
class Event:
    """What a term is counted from: its name, its day in Hanoi, and its instant (aware UTC) where the hour is known."""

    words: str
    on: date
    at: datetime | None = None
    of_duty: str = ""  # the duty whose last valid day it is


def counted(event_on: date, term: Term, calendar: WorkCalendar, *, backwards: bool = False) -> date:
    """The last day of a term of days, weeks, months, years or working days, before any rolling.

    `backwards` counts towards the past, in the same manner: the day of the event is not counted.
    """
    count = -term.count if backwards else term.count
    match term.unit:
        case TermUnit.DAYS:
            return event_on + count * DAY
        case TermUnit.WEEKS:
            return event_on + timedelta(weeks=count)
        case TermUnit.MONTHS:
            return months_away(event_on, count)
        case TermUnit.YEARS:
            return months_away(event_on, 12 * count)
        case TermUnit.WORKING_DAYS:
            return calendar.add_working_days(event_on, count)
        case TermUnit.HOURS:
            raise ValueError("a term in hours is counted from an instant, not from a day")


def months_away(day: date, months: int) -> date:
    """The corresponding day so many months away; the last of the month where it has no such day (art. 148.3)."""
    months += day.year * 12 + day.month - 1
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def rest_around(day: date, calendar: WorkCalendar) -> list[date]:
    """The unbroken run of days off a day lies in, in order; empty for a working day."""
    if calendar.is_working(day):
        return []
    first, after = calendar.last_working_on_or_before(day) + DAY, calendar.next_working_after(day)
    return [first + n * DAY for n in range((after - first).days)]
