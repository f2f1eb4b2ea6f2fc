"""Nấc đã qua: rungs that came and went unsaid while no round ran, as far as a round would have said them.

Whoever was not there yet, or was to hear nothing as long as the rung stood (an officer's mute, a hold), missed nothing.
Works inside the database on the tables of a round.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Insert, String, and_, insert, literal, or_, select
from sqlmodel import Session, col

from models.facts import Hold, Mute
from models.given_rows import given, given_rows
from models.quiet_hours import day_in_hanoi
from models.rhythm import RHYTHMS
from models.round_fresh import last_said
from models.round_tables import PASSED, STALE, STANDING
from models.units import Assignment, Unit
from models.vocabulary import Work
from models.workdays import DAY
from models.writing import table_of

_SPAN = {name: String() for name in ("programme", "duty", "unit_id")} | {"from_on": Date(), "until_on": Date()}
_COLUMNS = ["unit_id", "programme", "duty", "period", "stage", "from_on"]


def find_overtaken(session: Session, since: date, on: date) -> bool:
    """Write into `round_stale` what came and went unsaid after the day `since`; whether there is any."""
    connection = session.connection()
    values = {"today": on, "quiet": given(_quiet(session, since, on))}
    connection.execute(_finding(session.get_bind().dialect.name), values)
    return connection.execute(select(STALE.c.unit_id).limit(1)).first() is not None


@lru_cache
def _finding(dialect: str) -> Insert:
    p, s = PASSED.c, STANDING.c
    rows = (
        select(s.unit_id, p.programme, p.duty, p.period, p.stage, p.from_on)
        .select_from(STANDING.join(PASSED, p.kind == s.kind))
        .where(
            last_said(p.stage, p.from_on, p.until_on, None, p).is_(None),
            ~_came_later(),
            ~_was_quiet(given_rows(dialect, "quiet", _SPAN).c),
        )
    )
    return insert(STALE).from_select(_COLUMNS, rows)


def _came_later() -> Any:
    """Whether the unit, or its duty, began when the rung was over."""
    p, a, u = PASSED.c, table_of(Assignment).c, table_of(Unit).c
    mine = and_(a.programme == p.programme, a.duty == p.duty, a.unit_id == STANDING.c.unit_id, u.id == a.unit_id)
    later = or_(a.valid_from > p.until_on, u.valid_from > p.until_on)
    return select(literal(1)).where(mine, later).correlate(STANDING, PASSED).exists()


def _was_quiet(span: Any) -> Any:
    """Whether somebody had asked for silence as long as the rung stood."""
    p = PASSED.c
    mine = {"programme": p.programme, "duty": p.duty, "unit_id": STANDING.c.unit_id}
    fits = [or_(span[name] == "", span[name] == value) for name, value in mine.items()]
    covers = (span.from_on <= p.from_on, span.until_on >= p.until_on)
    return select(literal(1)).where(*fits, *covers).correlate(STANDING, PASSED).exists()


def _quiet(session: Session, since: date, on: date) -> Iterator[tuple[str, str, str, date, date]]:
    """Spans of days on which a scope was to hear nothing; empty: all. A mute holds from the first round after it."""
    round_after = RHYTHMS[Work.ROUND].after
    for mute in session.scalars(select(Mute).where(col(Mute.until) > since)):
        first, last = day_in_hanoi(round_after(mute.at)), mute.until
        if mute.lifted_at is not None:
            last = min(last, day_in_hanoi(round_after(mute.lifted_at)) - DAY)
        yield mute.programme, mute.duty, mute.unit_id, first, last
    held = select(Hold).where(col(Hold.from_on) < on, or_(col(Hold.until).is_(None), col(Hold.until) > since))
    for hold in session.scalars(held):
        yield hold.programme, hold.duty, hold.unit_id, hold.from_on, hold.until or date.max
