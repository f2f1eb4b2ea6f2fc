"""Đếm việc: how many units stand in which state at which deadline, counted by the database, never unit by unit.

The sentence behind digests: of one deadline and state, held to one day, so many. Names are asked for apart, and few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, func, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline_words import due_words
from models.deadlines import Deadline
from models.given_rows import given, given_rows
from models.map_of_day import pasts
from models.obligations import begun_and_next, duty_title, known_deadlines, requests_known
from models.owed import owed
from models.quiet_hours import end_of_day
from models.vocabulary import ObligationState


@dataclass(frozen=True, slots=True)
class Tally:
    """One deadline, one state, one day held to: how many units. `due_on` includes an extension."""

    deadline: Deadline
    title: str
    programme_title: str
    state: ObligationState
    due_on: date
    is_extended: bool
    units: int

    @property
    def due_words(self) -> str:
        """`hết ngày 16/6/2026`, `16h00 ngày 16/6/2026`."""
        return f"hết ngày {day_text(self.due_on)}" if self.is_extended else due_words(self.deadline)


@dataclass(frozen=True, slots=True)
class Behind:
    """One unit and how many duties it is late with."""

    unit_id: str
    name: str
    duties: int


def tallies(session: Session, law: Catalogue, on: date, states: Iterable[ObligationState]) -> list[Tally]:
    """Every deadline whose period has begun, and the next ahead of each duty, where some unit stands in these states.

    By day, then by title.
    """
    requests = {(r.programme, r.code): r for r in requests_known(session, end_of_day(on))}
    chosen = begun_and_next(known_deadlines(session, law, requests=requests.values()), on)
    statement, values = owed(session, law, chosen, on, states=states)
    found = []
    for n, state, held_on, extended_until, units in session.connection().execute(_counted(statement), values):
        deadline = chosen[n]
        title, programme = duty_title(law, requests, deadline), law.programme(deadline.programme).short_title
        is_extended = extended_until is not None
        found.append(Tally(deadline, title, programme, ObligationState(state), held_on, is_extended, units))
    return sorted(found, key=lambda t: (t.due_on, t.title, t.deadline.key, t.state))


def most_behind(
    session: Session, law: Catalogue, on: date, chosen: Sequence[Deadline], most: int
) -> tuple[int, list[Behind]]:
    """How many units are overdue with any of these deadlines, and those with most of them, by name among equals."""
    statement, values = owed(session, law, chosen, on, states=[ObligationState.OVERDUE])
    first = session.connection().execute(_ranked(statement), {**values, "most": most}).all()
    then = pasts(session, on)
    named = [Behind(row.unit_id, then.get(row.unit_id, {"name": row.unit_name})["name"], row.duties) for row in first]
    return (first[0].late if first else 0), named


def units_behind(session: Session, law: Catalogue, on: date, chosen: Sequence[Deadline]) -> dict[str, int]:
    """How many units are overdue with any of these deadlines, by programme."""
    statement, values = owed(session, law, chosen, on, states=[ObligationState.OVERDUE])
    values["belongs"] = given((n, deadline.programme) for n, deadline in enumerate(chosen))
    counted = _by_programme(statement, session.get_bind().dialect.name)
    return {programme: units for programme, units in session.connection().execute(counted, values)}


@lru_cache
def _by_programme(statement: Select[Any], dialect: str) -> Select[Any]:
    rows = statement.subquery("behind")
    belongs = given_rows(dialect, "belongs", {"n": Integer(), "programme": String()})
    joined = rows.join(belongs, belongs.c.n == rows.c.n)
    counted = select(belongs.c.programme, func.count(rows.c.unit_id.distinct())).select_from(joined)
    return counted.group_by(belongs.c.programme)


@lru_cache
def _counted(statement: Select[Any]) -> Select[Any]:
    rows = statement.subquery("counted")
    key = (rows.c.n, rows.c.state, rows.c.held_on, rows.c.extended_until)
    return select(*key, func.count()).group_by(*key)


@lru_cache
def _ranked(statement: Select[Any]) -> Select[Any]:
    rows = statement.subquery("ranked")
    duties = func.count().label("duties")
    late = func.count().over().label("late")  # of all groups, before the first of them are taken
    grouped = select(rows.c.unit_id, rows.c.unit_name, duties, late).group_by(rows.c.unit_id, rows.c.unit_name)
    return grouped.order_by(duties.desc(), rows.c.unit_name, rows.c.unit_id).limit(bindparam("most"))
