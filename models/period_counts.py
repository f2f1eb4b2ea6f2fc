"""Các kỳ báo cáo: every period of every owed duty, open or closed, with n reported of N expected. Never stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.deadline import closes_on
from models.deadlines import Deadline
from models.facts import PeriodClose
from models.obligations import REPORTED, known_deadlines
from models.owed import owed
from models.quiet_hours import end_of_day
from models.reopenings import reopened_on
from models.units import Assignment
from models.vocabulary import PeriodState


@dataclass(frozen=True, slots=True)
class PeriodStatus:
    """One period of one duty over all its units: n reported of N expected."""

    programme: str
    duty: str
    period: str
    state: PeriodState
    reported: int
    expected: int
    deadline: Deadline


def periods(
    session: Session,
    catalogue: Catalogue,
    on: date,
    programme: str | None = None,
    *,
    among: Collection[tuple[str, str, str]] | None = None,
) -> list[PeriodStatus]:
    """Every period of every owed duty, past and to come, with n/N; of these deadlines only where `among` names some.

    Closed: by a person or the timetable, past its closing day (unless its programme waits), or with its programme; not
    while it is reopened.
    """
    known = known_deadlines(session, catalogue, programme, by=end_of_day(on))
    known = [d for d in known if among is None or d.key in among]
    assigned = select(col(Assignment.programme), col(Assignment.duty)).distinct()
    given = {tuple(row) for row in session.connection().execute(assigned)}
    known = [d for d in known if (d.programme, d.duty) in given or _is_owed(catalogue, d)]
    statement, values = owed(session, catalogue, known, on, ahead=True)
    rows = session.connection().execute(_counted(statement), values)
    counts = {row.n: (row.reported, row.expected) for row in rows}
    key = (col(PeriodClose.programme), col(PeriodClose.duty), col(PeriodClose.period))
    closes = session.connection().execute(select(*key).where(col(PeriodClose.at) <= end_of_day(on)))
    reopened = reopened_on(session, on)
    closed = {tuple(row) for row in closes}
    found = []
    for n, deadline in enumerate(known):
        reported, expected = counts.get(n, (0, 0))
        state = _period_state(catalogue, deadline, on, deadline.key in closed)
        if deadline.key in reopened:
            state = PeriodState.OPEN
        found.append(PeriodStatus(*deadline.key, state, reported, expected, deadline))
    return found


@lru_cache
def _counted(statement: Select[Any]) -> Select[Any]:
    """How many of each deadline's units reported, and how many were expected to."""
    counted = statement.subquery("counted")
    return select(
        counted.c.n,
        func.sum(case((counted.c.state.in_(REPORTED), 1), else_=0)).label("reported"),
        func.sum(case((counted.c.is_expected, 1), else_=0)).label("expected"),
    ).group_by(counted.c.n)


def _period_state(catalogue: Catalogue, deadline: Deadline, on: date, is_closed: bool) -> PeriodState:
    programme = catalogue.programme(deadline.programme)
    closing_on = closes_on(deadline, catalogue.calendar)
    waits = programme.waiting_from is not None and programme.waiting_from <= closing_on
    has_passed = closing_on < on and not waits
    if is_closed or has_passed or (deadline.duty in programme.duties and programme.valid_to < on):
        return PeriodState.CLOSED
    return PeriodState.UPCOMING if deadline.period_from > on else PeriodState.OPEN


def _is_owed(catalogue: Catalogue, deadline: Deadline) -> bool:
    duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
    return duty is None or duty.owed
