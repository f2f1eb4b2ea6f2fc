"""Hạn: the day named, the last valid day, the day held to, the working-day target, and the steps that led there.

The noun and its small arithmetic. How the words are read stands in `models.readings`, which deadlines there are in
`models.deadlines`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from models.steps import Step
from models.terms import Event, Term
from models.vocabulary import Bound, DutyKind, Level, TermUnit
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
    """One duty in one period. `due_on` is the day held to, `target_on` the last working day up to `last_valid_on`.

    `last_valid_at` is the last instant still in time (aware UTC): the end of the last valid day, or the hour named.
    """

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
    last_valid_at: datetime
    due_on: date
    target_on: date
    provisional: bool
    readings: dict[str, date] | None = field(hash=False)
    steps: tuple[Step, ...] = field(hash=False, compare=False)
    basis: Basis
    has_day: bool
    clock: time | None = None
    event: Event | None = None
    term: Term | None = None
    is_urgent: bool = False  # an on-demand request whose officer cannot wait for the digest of the day
    opened_at: datetime | None = None  # when that request was opened (aware UTC)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.programme, self.duty, self.period

    @property
    def due_at(self) -> datetime:
        """The last instant of the day held to (aware UTC); at the hour named, where one is."""
        return self.last_valid_at + (self.due_on - self.last_valid_on)

    @property
    def has_hour(self) -> bool:
        """Whether it ends within its day: at an hour the words name, or after so many hours."""
        return self.clock is not None or (self.term is not None and self.term.unit is TermUnit.HOURS)

    @property
    def is_all_days_off(self) -> bool:
        """Whether no working day lies between its event, or the day it was ordered, and its end."""
        if self.bound is Bound.AFTER and self.event:
            return self.target_on < self.event.on
        return self.period_to == self.last_valid_on and self.target_on < self.period_from

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


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def key_by_name(key: tuple[str, str, str]) -> dict[str, str]:
    """The key of a deadline as columns and arguments call its parts."""
    return dict(zip(("programme", "duty", "period"), key, strict=True))


def closes_on(deadline: Deadline, calendar: WorkCalendar) -> date:
    """The day the timetable closes a period and totals it; late filings are still taken afterwards."""
    return calendar.add_working_days(deadline.due_on, CLOSES_AFTER)
