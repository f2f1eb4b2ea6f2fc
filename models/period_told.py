"""Số liệu của một kỳ: all that was reported for one period, as known on a day, to be held beside another period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.comparable_ground import Body, Life, MapChange
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import PeriodClose, Submission
from models.forms import Form
from models.obligations import known_deadlines
from models.owed import owed
from models.quiet_hours import end_of_day
from models.reopenings import reopened_on
from models.rollup import Leaf
from models.spans import span_of
from models.totals import form_of, leaves_of
from models.units import Unit
from models.vocabulary import Bound, ObligationState
from models.writing import table_of


@dataclass(frozen=True)
class Told:
    """All that was reported for one period, as known on a day."""

    deadline: Deadline
    form: Form
    leaves: list[Leaf]
    bodies: list[Body]
    versions: frozenset[tuple[str, str]]  # form, version
    is_closed: bool

    @cached_property
    def expected(self) -> frozenset[str]:
        """The units that count in N."""
        return frozenset(leaf.unit_id for leaf in self.leaves)

    @property
    def day(self) -> date:
        """The day of its map."""
        return self.deadline.last_valid_on

    @property
    def is_whole(self) -> bool:
        """Whether the figures cover the whole period: the programme neither began nor ended inside it."""
        d = self.deadline
        if d.window_from or d.bound is Bound.EXACT or part_of_year(d.period) is None:
            return True
        span = span_of(d.period)
        return d.period_from <= span.first and d.period_to >= span.last


@dataclass(frozen=True)
class Side:
    """One period on the map that is shown: its units where they stand there."""

    told: Told
    leaves: list[Leaf]
    bodies: list[tuple[str, Body]]  # by the node they stand on


def told(session: Session, catalogue: Catalogue, deadline: Deadline, as_of: date) -> Told:
    """What was reported for a period. Errors: `Refused` where it has no figures."""
    form = form_of(session, catalogue, deadline)
    if form is None:
        raise Refused(f"Kỳ {deadline.label} của nhiệm vụ {deadline.duty} không có biểu số liệu để so sánh.")
    statement, values = owed(session, catalogue, [deadline], as_of, ahead=True)
    rows = session.connection().execute(_asked(statement), values).all()
    bodies = [Body(r.unit_id, r.territory_id or r.unit_id, r.tree, Life(r.valid_from, r.valid_to)) for r in rows]
    key = zip((PeriodClose.programme, PeriodClose.duty, PeriodClose.period), deadline.key, strict=True)
    closes = select(col(PeriodClose.id)).where(*(col(name) == value for name, value in key))
    is_closed = session.connection().execute(closes.where(col(PeriodClose.at) <= end_of_day(as_of))).first() is not None
    is_closed = is_closed and deadline.key not in reopened_on(session, as_of)
    versions = frozenset((row.form, row.form_version) for row in rows if row.form)
    return Told(deadline, form, leaves_of(session, catalogue, deadline, as_of), bodies, versions, is_closed)


@lru_cache
def _asked(statement: Select[Any]) -> Select[Any]:
    """All who were asked, the waived and the waiting too, with the form and version of what they filed."""
    every = statement.subquery("asked")
    unit, rows = table_of(Unit).c, every.c
    was_asked = or_(rows.is_expected, rows.state.in_([ObligationState.WAIVED.value, ObligationState.WAITING.value]))
    return (
        select(rows.unit_id, rows.territory_id, rows.tree, unit.valid_from, unit.valid_to, _FORM, _VERSION)
        .select_from(every.join(table_of(Unit), unit.id == rows.unit_id))
        .join(Submission, col(Submission.id) == rows.submission_id, isouter=True)
        .where(was_asked)
    )


_FORM, _VERSION = col(Submission.form), col(Submission.form_version)


def on_map(told: Told, change: MapChange) -> Side:
    """This period where its places stand on the later map of a change."""
    return Side(told, change.placed(told.leaves), [(change.stands_on(body.place), body) for body in told.bodies])


def a_year_before(session: Session, catalogue: Catalogue, deadline: Deadline) -> Deadline | None:
    """The same period of the year before, of the same duty; None where there is none."""
    code = part_of_year(deadline.period)
    if code is None:
        return None
    wanted = f"{int(deadline.period[:4]) - 1}{code}"
    same = known_deadlines(session, catalogue, deadline.programme, deadline.duty)
    return next((d for d in same if d.period == wanted), None)


def part_of_year(period: str) -> str | None:
    """What two years' periods have in common: `-H1`, `-Q3`, `-06`, empty for a whole year; None for any other."""
    found = re.fullmatch(r"\d{4}(-(?:H[12]|Q[1-4]|\d{2}))?", period)
    return (found[1] or "") if found else None
