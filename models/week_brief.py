"""Tổng hợp tuần: what a leader should know of the week behind and the week ahead, on one page.

Counts of duties and units, titles and days: never an indicator's value. Set-based; written by `notifications.briefs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadline_words import due_words
from models.deadlines import Deadline
from models.desk import desk
from models.obligations import duty_title, known_deadlines, requests_by_duty
from models.owed import owed
from models.period_counts import periods
from models.questions import Question, questions
from models.quiet_hours import end_of_day
from models.tallies import Behind, lateness
from models.workdays import DAY, WorkCalendar

WEEK = timedelta(days=7)
NAMES = 10
LONGEST_EXTENSION = timedelta(days=120)  # deadlines older than that are not asked whether an extension ran out now
_FROM: Any = bindparam("week_from", type_=Date)
_TO: Any = bindparam("week_to", type_=Date)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of the week that has begun. `lead`: who leads the duty, where its text says so."""

    title: str
    label: str
    programme_title: str
    due_on: date
    due_words: str
    units: int
    lead: str


@dataclass(frozen=True, slots=True)
class Line:
    """One programme in force: its share of the week behind, who is late now, what comes this week."""

    title: str
    standing: str  # why nothing runs; empty in force
    in_time: int
    expected: int
    late_units: int
    ahead: int


@dataclass(frozen=True, slots=True)
class WeekBrief:
    """The week from Monday `begins_on`. `in_time` of `expected` duties that fell due from Monday `since` until it: the
    week before, or, after weeks without a working day (Tết), since the last one that had a page."""

    on: date
    since: date
    begins_on: date
    in_time: int
    expected: int
    late_units: int
    late: tuple[Behind, ...]
    lines: tuple[Line, ...]
    ahead: tuple[Due, ...]
    questions: tuple[Question, ...]
    letters: int  # drafts of official letters that wait for a signature
    has_passed: bool = False  # deadlines of this week lay before the day, and none lies ahead

    @property
    def ends_on(self) -> date:
        return self.begins_on + WEEK - DAY

    @property
    def number(self) -> int:
        return self.begins_on.isocalendar().week

    @property
    def per_mille(self) -> int | None:
        """In-time share in thousandths; None where nothing fell due."""
        return round(1000 * self.in_time / self.expected) if self.expected else None


def week_slot(on: date) -> str:
    """The ISO week of a day as it stands in the outbox: `2026-W47`."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def monday_before(calendar: WorkCalendar, monday: date) -> date:
    """The Monday of the last week before this one that had a working day, and so a page."""
    return monday_of(calendar.last_working_on_or_before(monday - DAY))


def week_brief(session: Session, law: Catalogue, on: date) -> WeekBrief:
    """The brief of the week a day lies in."""
    monday = monday_of(on)
    known = known_deadlines(session, law, by=end_of_day(on))
    past = [d for d in known if d.due_on < on]
    since = monday_before(law.calendar, monday)
    behind = [d for d in past if d.due_on >= since - LONGEST_EXTENSION]
    counted = _in_time(session, law, behind, on, since, monday - DAY)
    late = lateness(session, law, on, past, NAMES)
    ahead = _ahead(session, law, known, on, monday + WEEK - DAY)
    coming = Counter(slug for slug, _ in ahead)
    lines = []
    for programme in law.programmes.values():
        standing = programme.why_idle(on)
        in_time, expected = counted.get(programme.slug, (0, 0))
        own_late = late.by_programme.get(programme.slug, 0)
        if standing and not (expected or own_late):
            continue
        lines.append(Line(programme.short_title, standing, in_time, expected, own_late, coming[programme.slug]))
    return WeekBrief(
        on=on,
        since=since,
        begins_on=monday,
        in_time=sum(in_time for in_time, _ in counted.values()),
        expected=sum(expected for _, expected in counted.values()),
        late_units=late.units,
        late=late.first,
        lines=tuple(lines),
        ahead=tuple(due for _, due in ahead),
        questions=tuple(questions(session, law, on, [])),
        letters=desk(session, on).letters,
        has_passed=not ahead and _any_expected(session, law, on, [d for d in past if d.due_on >= monday]),
    )


def _in_time(
    session: Session, law: Catalogue, chosen: Sequence[Deadline], on: date, week_from: date, week_to: date
) -> dict[str, tuple[int, int]]:
    """Of what was to be filed in these days (extensions counted): by programme, how many in time of how many."""
    statement, values = owed(session, law, chosen, on)
    rows = session.connection().execute(_of_week(statement), {**values, "week_from": week_from, "week_to": week_to})
    in_time, expected = Counter[str](), Counter[str]()
    for n, extended_until, first_filed_at in rows:
        deadline = chosen[n]
        expected[deadline.programme] += 1
        due_at = end_of_day(extended_until) if extended_until else deadline.due_at
        in_time[deadline.programme] += first_filed_at is not None and first_filed_at <= due_at
    return {slug: (in_time[slug], expected[slug]) for slug in expected}


@lru_cache
def _of_week(statement: Select[Any]) -> Select[Any]:
    rows = statement.subquery("of_week").c
    held = and_(rows.held_on >= _FROM, rows.held_on <= _TO, rows.is_expected)
    return select(rows.n, rows.extended_until, rows.first_filed_at).where(held)


def _any_expected(session: Session, law: Catalogue, on: date, chosen: Sequence[Deadline]) -> bool:
    """Whether anybody had to meet one of these deadlines."""
    among = {d.key for d in chosen}
    return bool(among) and any(status.expected for status in periods(session, law, on, among=among))


def _ahead(
    session: Session, law: Catalogue, known: Sequence[Deadline], from_on: date, to_on: date
) -> list[tuple[str, Due]]:
    """The deadlines of these days that anybody has to meet, with their programme, by day."""
    requests = requests_by_duty(session, end_of_day(from_on))
    among = {d.key for d in known if from_on <= d.due_on <= to_on}
    found = []
    for status in periods(session, law, from_on, among=among) if among else ():
        if not status.expected:
            continue
        d, programme = status.deadline, law.programme(status.programme)
        duty = programme.duties.get(d.duty)
        title, lead = duty_title(law, requests, d), duty.lead if duty else ""
        due = Due(title, d.label, programme.short_title, d.due_on, due_words(d), status.expected, lead or "")
        found.append((programme.slug, due))
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[1].title))
