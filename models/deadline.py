"""Hạn: the day named, the last valid day, the day held to, the working-day target, and the steps that led there.

The noun and its small arithmetic. Which deadlines there are is the business of `models.deadlines`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models.steps import Step
from models.vocabulary import Bound, DutyKind, Level, OffDayPolicy
from models.workdays import WorkCalendar

CLOSES_AFTER = 5  # working days after the due day, when both chasers have gone out


@dataclass(frozen=True, slots=True)
class Basis:
    """Căn cứ: number of the document (None where its copy has none), clause, and the words that carry the date."""

    document: str | None
    clause: str
    wording: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty in one period. `due_on` is the day held to, `target_on` the last working day up to `last_valid_on`."""

    programme: str
    duty: str
    kind: DutyKind
    levels: tuple[Level, ...]
    period: str
    label: str
    period_from: date
    period_to: date
    window_from: date | None
    window_to: date | None
    bound: Bound
    named_on: date | None
    last_valid_on: date
    due_on: date
    target_on: date
    provisional: bool
    readings: dict[str, date] | None = field(hash=False)
    steps: tuple[Step, ...] = field(hash=False, compare=False)
    basis: Basis
    has_day: bool
    event_on: date | None = None
    working_days: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.programme, self.duty, self.period

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc deadlines --json` prints: ISO dates, null where the law is silent."""
        return {
            "programme": self.programme,
            "duty": self.duty,
            "kind": str(self.kind),
            "levels": [str(level) for level in self.levels],
            "period": self.period,
            "window_from": _iso(self.window_from),
            "window_to": _iso(self.window_to),
            "bound": str(self.bound),
            "named_on": _iso(self.named_on),
            "last_valid_on": _iso(self.last_valid_on),
            "due_on": _iso(self.due_on),
            "target_on": _iso(self.target_on),
            "provisional": self.provisional,
            "readings": {name: _iso(day) for name, day in self.readings.items()} if self.readings else None,
            "basis": {"document": self.basis.document, "clause": self.basis.clause, "wording": self.basis.wording},
            "steps": [dict(s) for s in self.steps],
        }


def last_valid_day(bound: Bound, named_on: date | None, span_end: date) -> date:
    """`before` X ends with X−1; `by` and `exact` X with X; `within` with the last day of its span."""
    if named_on is None or bound is Bound.WITHIN:
        return span_end
    return named_on - timedelta(days=1) if bound is Bound.BEFORE else named_on


def held_to(last_valid_on: date, policy: OffDayPolicy | None, calendar: WorkCalendar) -> date:
    """The day held to after the off-day policy. No policy: the day stays where the words put it."""
    if policy in (None, OffDayPolicy.KEEP) or calendar.is_working(last_valid_on):
        return last_valid_on
    if policy is OffDayPolicy.EARLIER:
        return calendar.last_working_on_or_before(last_valid_on)
    return calendar.next_working_after(last_valid_on)


def readings_of(bound: Bound, named_on: date | None, target_on: date) -> dict[str, date] | None:
    """Where the words leave room: the day nobody can dispute, and the latest that can be argued (on the named day).

    Many receivers still take a paper on the day itself, so "trước ngày X" has two readings; the other bounds have one.
    """
    if bound is not Bound.BEFORE or named_on is None:
        return None
    return {"safest": target_on, "latest": named_on}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def closes_on(deadline: Deadline, calendar: WorkCalendar) -> date:
    """The day the timetable closes a period and totals it; late filings are still taken afterwards."""
    return calendar.add_working_days(deadline.due_on, CLOSES_AFTER)
