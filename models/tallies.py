"""Đếm việc: how many units stand in which state at which deadline, counted by the database, never unit by unit.

The sentence behind digests: of one deadline and state, held to one day, so many. Names are asked for apart, and few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import Any

from sqlalchemy import Integer, Select, String, func, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline_words import due_words
from models.deadlines import Deadline
from models.given_rows import given, given_rows
from models.map_of_day import pasts
from models.obligations import begun_and_next, duty_title, known_deadlines, requests_by_duty
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


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many units are overdue, those with most duties, and how many units by programme."""

    units: int
    first: tuple[Behind, ...]
    by_programme: Mapping[str, int]


def tallies(session: Session, law: Catalogue, on: date, states: Iterable[ObligationState]) -> list[Tally]:
    """Every deadline whose period has begun, and the next ahead of each duty, where some unit stands in these states.

    By day, then by title.
    """
    requests = requests_by_duty(session, end_of_day(on))
    chosen = begun_and_next(known_deadlines(session, law, requests=requests.values()), on)
    statement, values = owed(session, law, chosen, on, states=states)
    found = []
    for n, state, held_on, extended_until, units in session.connection().execute(_counted(statement), values):
        deadline = chosen[n]
        title, programme = duty_title(law, requests, deadline), law.programme(deadline.programme).short_title
        is_extended = extended_until is not None
        found.append(Tally(deadline, title, programme, ObligationState(state), held_on, is_extended, units))
    return sorted(found, key=lambda t: (t.due_on, t.title, t.deadline.key, t.state))


def lateness(session: Session, law: Catalogue, on: date, chosen: Sequence[Deadline], most: int) -> Lateness:
    """Who is overdue with any of these deadlines; `first`: with most of them, by name among equals."""
    statement, values = owed(session, law, chosen, on, states=[ObligationState.OVERDUE])
    values["belongs"] = given((n, deadline.programme) for n, deadline in enumerate(chosen))
    query = _by_unit_and_programme(statement, session.get_bind().dialect.name)
    duties, programmes, names = Counter[str](), Counter[str](), dict[str, str]()
    for unit_id, name, programme, count in session.connection().execute(query, values):
        names[unit_id] = name
        duties[unit_id] += count
        programmes[programme] += 1
    then = pasts(session, on)
    ranked = nsmallest(most, duties, key=lambda id: (-duties[id], names[id], id))
    first = tuple(Behind(id, then.get(id, {"name": names[id]})["name"], duties[id]) for id in ranked)
    return Lateness(len(duties), first, programmes)


@lru_cache
def _by_unit_and_programme(statement: Select[Any], dialect: str) -> Select[Any]:
    rows = statement.subquery("behind")
    belongs = given_rows(dialect, "belongs", {"n": Integer(), "programme": String()})
    key = (rows.c.unit_id, rows.c.unit_name, belongs.c.programme)
    return select(*key, func.count()).select_from(rows.join(belongs, belongs.c.n == rows.c.n)).group_by(*key)


@lru_cache
def _counted(statement: Select[Any]) -> Select[Any]:
    rows = statement.subquery("counted")
    key = (rows.c.n, rows.c.state, rows.c.held_on, rows.c.extended_until)
    return select(*key, func.count()).group_by(*key)
