"""What lies below a unit: how many places its own place has on the map of a day, and what the bodies there filed.

A number of children comes from the map of the deadline's last valid day, never from what somebody wrote into a form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from models.deadline import Deadline
from models.facts import Submission
from models.forms import Form
from models.map_of_day import pasts
from models.units import Unit
from models.vocabulary import AcrossUnits, Level, SubmissionKind, SubmissionState, Tree
from models.writing import table_of

STANDING = (SubmissionState.FILED.value, SubmissionState.ACCEPTED.value)  # neither returned nor replaced

Key = tuple[str, str]  # tree, place


def add_places(
    session: Session, deadline: Deadline, form: Form, asked: set[str], values: Mapping[str, dict[str, Any]]
) -> None:
    """`map.children`, `map.communes` and the sums `below`, on the map of the last valid day."""
    on = deadline.last_valid_on
    unit = table_of(Unit)
    query = select(unit.c.id, unit.c.tree, unit.c.territory_id).where(unit.c.id.in_(list(values)))
    if len(values) > 1:
        query = select(unit.c.id, unit.c.tree, unit.c.territory_id).where(unit.c.territory_id.is_not(None))
    place_of = {row.id: (row.tree, row.territory_id) for row in session.connection().execute(query)}
    tops = {place_of[unit_id][1] for unit_id in values if unit_id in place_of and place_of[unit_id][1]}
    children = _children(session, tops, on)
    for unit_id in values:
        children_here = children.get(place_of.get(unit_id, ("", ""))[1], [])
        if children_here:
            values[unit_id]["map.children"] = len(children_here)
            values[unit_id]["map.communes"] = _communes(children_here, children)
    if "below" in asked:
        sums = _sums_below(session, deadline, form, {place for kids in children.values() for place, _ in kids})
        for unit_id in values:
            tree, here = place_of.get(unit_id, ("", ""))
            for place, _ in children.get(here, ()):
                for code, value in sums.get((tree, place), {}).items():
                    name = f"below.{code}"
                    values[unit_id][name] = values[unit_id].get(name, 0) + value


def _children(session: Session, tops: set[str], on: date) -> dict[str, list[tuple[str, str]]]:
    """Place → the (id, level) of those directly below it that day, for the tops and everything beneath them."""
    unit, then = table_of(Unit), pasts(session, on)
    elsewhere = {place: past["parent_id"] for place, past in then.items()}
    found: dict[str, list[tuple[str, str]]] = {}
    queue = {top for top in tops if top}
    while queue:
        back = [place for place, parent in elsewhere.items() if parent in queue]
        query = select(unit.c.id, unit.c.level, unit.c.parent_id).where(
            unit.c.tree == Tree.TERRITORY.value,
            or_(unit.c.parent_id.in_(queue), unit.c.id.in_(back)),
            or_(unit.c.valid_from.is_(None), unit.c.valid_from <= on),
            or_(unit.c.valid_to.is_(None), unit.c.valid_to >= on),
        )
        below: dict[str, list[tuple[str, str]]] = {place: [] for place in queue}
        for row in session.connection().execute(query):
            parent = elsewhere.get(row.id, row.parent_id)
            if parent in below:
                below[parent].append((row.id, row.level))
        found |= below
        queue = {place for kids in below.values() for place, level in kids if level != Level.COMMUNE} - set(found)
    return found


def _communes(kids: Iterable[tuple[str, str]], children: Mapping[str, list[tuple[str, str]]]) -> int:
    return sum(1 if level == Level.COMMUNE else _communes(children.get(place, ()), children) for place, level in kids)


def _sums_below(session: Session, deadline: Deadline, form: Form, among: set[str]) -> dict[Key, dict[str, Any]]:
    """(tree, place) → Σ of what the bodies of one tree on one place filed for the same duty and period."""
    s, unit = table_of(Submission), table_of(Unit)
    adding = [f.code for i in form.indicators if i.across is AcrossUnits.SUM for f in i.fields()]
    found: dict[Key, dict[str, Any]] = defaultdict(dict)
    if not among:
        return found
    query = (
        select(unit.c.tree, unit.c.territory_id, s.c.figures)
        .join(unit, unit.c.id == s.c.unit_id)
        .where(
            s.c.programme == deadline.programme,
            s.c.duty == deadline.duty,
            s.c.period == deadline.period,
            s.c.form == form.id,
            s.c.kind == SubmissionKind.FIGURES.value,
            s.c.state.in_(STANDING),
        )
    )
    for tree, place, figures in session.connection().execute(query):
        if place in among:
            told = found[tree, place]
            for code in adding:
                if (figures or {}).get(code) is not None:
                    told[code] = told.get(code, 0) + figures[code]
    return found
