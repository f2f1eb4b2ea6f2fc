"""The units an act is laid against, and which of them it means: names and ids become ids.

A name is looked up on the right side of the day: who ends, is renamed or moved existed the day before; who takes over
or is a parent exists on the day itself, newly made units included. Decides nothing about what may happen to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel
from sqlalchemy import select
from sqlmodel import Session, col

from models.import_graph import find_by_name
from models.unit_acts import Birth, UnitAct
from models.unit_import import held_units
from models.unit_sources import BODIES_OF_A_PLACE, LEVELS, Place, body_row
from models.units import Succession, UnitPast
from models.vocabulary import SuccessionKind, Tree

Row = dict[str, Any]
P = TypeVar("P", bound=BaseModel)


class Problem(NamedTuple):
    """What stands in the way, and the field of the act it is about: `end[2].heirs[1].to`."""

    where: str
    message: str


@dataclass(frozen=True)
class World:
    """Units as they are held, who has heirs already, and until when units had other names or parents."""

    units: dict[str, Row]
    succeeded: frozenset[str] = frozenset()
    pasts: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


def world_of(session: Session) -> World:
    wholly = [str(SuccessionKind.FULL), str(SuccessionKind.PARTIAL)]
    links = select(col(Succession.from_id)).where(col(Succession.kind).in_(wholly))
    pasts: dict[str, tuple[date, ...]] = defaultdict(tuple)
    for unit_id, last in session.connection().execute(select(col(UnitPast.unit_id), col(UnitPast.valid_to))):
        pasts[unit_id] += (last,)
    return World(held_units(session), frozenset(session.connection().execute(links).scalars()), dict(pasts))


def resolved(act: UnitAct, world: World) -> tuple[UnitAct, list[Problem]]:
    """The same act with every unit named by its id."""
    problems: list[Problem] = []

    def meant(text: str, units: Mapping[str, Row], on: date, where: str) -> str:
        if not text:
            return ""
        try:
            found = find_by_name(text, units, on)
        except ValueError as e:
            problems.append(Problem(where, str(e)))
            return text
        name = units[found]["name"]
        if text != found and text.casefold() != name.casefold():  # communes may differ by one accent only
            problems.append(Problem(where, f"không có đơn vị “{text}”; nếu là “{name}” ({found}) thì ghi đúng tên, mã"))
        return found

    def before(text: str, where: str) -> str:
        return meant(text, world.units, act.last_day, where)

    ends = _looked_up(act.end, "end", unit=before)
    then = dict(world.units)
    for ending in ends:
        if ending.unit in then:
            then[ending.unit] = {**then[ending.unit], "valid_to": act.last_day}
    for birth in act.create:
        then |= {row["id"]: row for row in newborn(birth, act) if row["id"] not in then}

    def after(text: str, where: str) -> str:
        return meant(text, then, act.effective_on, where)

    def all_after(texts: tuple[str, ...], where: str) -> tuple[str, ...]:
        return tuple(after(text, where) for text in texts)

    heirs = [_looked_up(ending.heirs, f"end[{n}].heirs", to=after) for n, ending in enumerate(ends, 1)]
    found = {
        "create": _looked_up(act.create, "create", parent=after, territory=after),
        "rename": _looked_up(act.rename, "rename", unit=before),
        "move": _looked_up(act.move, "move", unit=before, parent=after),
        "end": tuple(ending.model_copy(update={"heirs": to}) for ending, to in zip(ends, heirs, strict=True)),
        "end_level": _looked_up(act.end_level, "end_level", under=before, heir=after, functions_to=all_after),
        "functions": _looked_up(act.functions, "functions", frm=before, to=after),
    }
    return act.model_copy(update=found), problems


def _looked_up(parts: Iterable[P], section: str, **ways: Callable[[Any, str], Any]) -> tuple[P, ...]:
    """The parts of a section with some of their fields looked up, each told where in the file it stands."""
    return tuple(
        part.model_copy(
            update={
                name: way(getattr(part, name), f"{section}[{n}].{'from' if name == 'frm' else name}")
                for name, way in ways.items()
            }
        )
        for n, part in enumerate(parts, 1)
    )


def newborn(birth: Birth, act: UnitAct) -> Iterator[Row]:
    """The row of a new unit and, for a place, of the bodies it has by rule."""
    is_place = birth.tree is Tree.TERRITORY
    source = source_of(act)
    yield {
        "id": birth.id,
        "tree": str(birth.tree),
        "level": str(birth.level),
        "kind": birth.kind,
        "code": birth.code,
        "name": birth.name,
        "parent_id": birth.parent or None,
        "territory_id": birth.id if is_place else birth.territory or None,
        "valid_from": act.effective_on,
        "valid_to": None,
        "generated": False,
        "source": source,
    }
    if not is_place or birth.level not in LEVELS:
        return
    place = Place(
        id=birth.id,
        code=birth.code,
        name=birth.name,
        level=birth.level,
        kind=birth.kind,
        parent=birth.parent or None,
        valid_from=act.effective_on,
    )
    for tree in BODIES_OF_A_PLACE:
        body = body_row(tree, place)
        if body["valid_to"] is None:  # a level this tree no longer has gets no new body
            yield {**body, "source": source}


def source_of(act: UnitAct) -> str:
    """Where a row touched by the act comes from; it is never that of a map, so loading a map leaves the row alone."""
    return f"biến động đơn vị: {act.citation or act.title}"
