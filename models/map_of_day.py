"""Bản đồ của ngày: the units that existed on a day, under the name and the parent they had on that day.

A unit that was renamed or moved keeps its id; what it was before stands in `UnitPast`. Where it was renamed twice,
the first past that reaches the day is the one. Does not follow successions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import String, or_, select
from sqlmodel import Session, col

from models.given_rows import given, given_rows
from models.units import Unit, UnitPast
from models.vocabulary import Level, Tree
from models.writing import table_of

_FIELDS = ("id", "tree", "level", "kind", "code", "name", "parent_id", "territory_id", "valid_from", "valid_to")


@dataclass(frozen=True)
class Node:
    """One unit on the map of a day; `valid_from` and `valid_to` are the unit's own, both inclusive."""

    id: str
    tree: str  # Tree
    level: str  # Level
    kind: str
    code: str
    name: str
    parent_id: str | None
    territory_id: str | None
    valid_from: date | None
    valid_to: date | None
    generated: bool = False


def places(session: Session, on: date) -> dict[str, Node]:
    """Every province, district and commune of the day, by id."""
    return units_on(session, on, tree=Tree.TERRITORY)


def units_on(session: Session, on: date, *, tree: Tree | str = "", level: Level | str = "") -> dict[str, Node]:
    """Every unit of the day by id, of one tree and level where asked; ordered by tree, level, name and id."""
    unit = table_of(Unit)
    asked = select(*(unit.c[name] for name in (*_FIELDS, "generated"))).where(
        or_(unit.c.valid_from.is_(None), unit.c.valid_from <= on),
        or_(unit.c.valid_to.is_(None), unit.c.valid_to >= on),
    )
    if tree:
        asked = asked.where(unit.c.tree == str(tree))
    if level:
        asked = asked.where(unit.c.level == str(level))
    then = pasts(session, on)
    found = [_as_then(Node(**row._mapping), then) for row in session.connection().execute(asked)]
    return {node.id: node for node in sorted(found, key=lambda n: (n.tree, n.level, n.name, n.id))}


def unit_of_day(session: Session, unit_id: str, on: date) -> Node | None:
    """One unit as it was on a day, whether or not it existed then; None for an id nobody has."""
    unit = table_of(Unit)
    asked = select(*(unit.c[name] for name in (*_FIELDS, "generated"))).where(unit.c.id == unit_id)
    row = session.connection().execute(asked).first()
    return _as_then(Node(**row._mapping), pasts(session, on)) if row else None


def name_on(session: Session, unit: Unit, on: date) -> str:
    """What a unit was called on a day; a renaming that is still to come has not happened."""
    past = select(col(UnitPast.name)).where(col(UnitPast.unit_id) == unit.id, col(UnitPast.valid_to) >= on)
    return session.connection().execute(past.order_by(col(UnitPast.valid_to))).scalars().first() or unit.name


def names_on(session: Session, unit_ids: Iterable[str], on: date) -> dict[str, str]:
    """What each of these units was called on a day, asked for all at once; an unknown id is left out."""
    these = given_rows(session.get_bind().dialect.name, "these", {"id": String()})
    query = select(col(Unit.id), col(Unit.name)).join(these, these.c.id == col(Unit.id))
    asked = {"these": given((id,) for id in unit_ids)}
    known, then = session.connection().execute(query, asked).all(), pasts(session, on)
    return {id: then[id]["name"] if id in then else name for id, name in known}


def pasts(session: Session, on: date) -> dict[str, Mapping[str, Any]]:
    """Unit id → name, kind, code and parent it had on a day, for every unit that was called or placed otherwise."""
    past = table_of(UnitPast)
    rows = session.connection().execute(select(past).where(past.c.valid_to >= on).order_by(past.c.valid_to.desc()))
    return {row.unit_id: {k: row._mapping[k] for k in ("name", "kind", "code", "parent_id")} for row in rows}


def _as_then(node: Node, then: Mapping[str, Mapping[str, Any]]) -> Node:
    return replace(node, **then[node.id]) if node.id in then else node
