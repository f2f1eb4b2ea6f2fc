"""Thay đổi tổ chức trong giai đoạn: who bore a programme before and after each change of the map, and what became what.

Counted are the bodies that held a duty of the programme on a day, by tree and level. A reorganisation is a day on which
places of the programme's ground took over from others. Names are those of the day. Pure reading.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlmodel import Session, col

from models.map_of_day import unit_of_day
from models.units import Assignment, Succession, Unit, UnitChange
from models.vocabulary import ChangeState, Level, SuccessionKind, Tree
from models.workdays import DAY

FEW = 5  # links on one day that make a reorganisation of it; fewer are single changes


@dataclass(frozen=True, slots=True)
class BodyCount:
    """One kind of body: how many of them held a duty on each of the days."""

    tree: Tree
    level: Level
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TookOver:
    """One place of the ground that took over from others on a day."""

    on: date
    name: str
    from_names: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Organisation:
    """`days`: the first, each eve and day of a reorganisation, the last; `counts` of the rows go with them."""

    days: tuple[date, ...]
    rows: tuple[BodyCount, ...]
    reorganised: tuple[date, ...]
    places: tuple[TookOver, ...]
    acts: tuple[tuple[date, str], ...]  # confirmed acts: day and title

    @property
    def has_changed(self) -> bool:
        return bool(self.reorganised or self.acts) or any(len(set(row.counts)) > 1 for row in self.rows)


def organisation(session: Session, programme: str, first_on: date, last_on: date) -> Organisation:
    """The bodies of a programme over a stretch of days, both ends inclusive."""
    links = _links(session, programme, first_on, last_on)
    often = Counter(on for on, _, _, _ in links)
    reorganised = tuple(sorted(on for on, count in often.items() if count >= FEW))
    days = sorted({first_on, *(on - DAY for on in reorganised), *reorganised, last_on})
    days = [day for day in days if first_on <= day <= last_on]
    by_day = [_holders(session, programme, day) for day in days]
    kinds = [(tree, level) for tree in Tree for level in Level if any((tree, level) in counts for counts in by_day)]
    rows = tuple(BodyCount(tree, level, tuple(counts[tree, level] for counts in by_day)) for tree, level in kinds)
    return Organisation(tuple(days), rows, reorganised, _places(session, links), _acts(session, first_on, last_on))


def _holders(session: Session, programme: str, on: date) -> Counter[tuple[Tree, Level]]:
    """How many bodies held a duty on a day, by tree and level."""
    query = (
        select(col(Unit.tree), col(Unit.level), func.count(distinct(col(Unit.id))))
        .join(Assignment, col(Assignment.unit_id) == col(Unit.id))
        .where(
            col(Assignment.programme) == programme,
            *_holds(Unit, on),
            *_holds(Assignment, on),
        )
        .group_by(col(Unit.tree), col(Unit.level))
    )
    found: Counter[tuple[Tree, Level]] = Counter()
    for tree, level, count in session.connection().execute(query):
        found[Tree.of(tree), Level.of(level)] = count
    return found


def _holds(of: type[Unit] | type[Assignment], on: date) -> tuple[ColumnElement[bool], ...]:
    first, last = col(of.valid_from), col(of.valid_to)
    return or_(first.is_(None), first <= on), or_(last.is_(None), last >= on)


def _links(session: Session, programme: str, first_on: date, last_on: date) -> list[tuple[date, str, str, str]]:
    """(day, from, to, basis) of the places on the programme's ground that took over from others."""
    ground = (
        select(col(Unit.territory_id))
        .join(Assignment, col(Assignment.unit_id) == col(Unit.id))
        .where(col(Assignment.programme) == programme, col(Unit.territory_id).is_not(None))
    )
    places = select(col(Unit.id)).where(col(Unit.tree) == Tree.TERRITORY.value)
    query = (
        select(col(Succession.takes_over_on), col(Succession.from_id), col(Succession.to_id), col(Succession.basis))
        .where(
            col(Succession.takes_over_on) > first_on,
            col(Succession.takes_over_on) <= last_on,
            col(Succession.kind) != SuccessionKind.FUNCTIONS.value,
            col(Succession.from_id).in_(places),
            or_(col(Succession.from_id).in_(ground), col(Succession.to_id).in_(ground)),
        )
        .order_by(col(Succession.takes_over_on), col(Succession.to_id), col(Succession.from_id))
    )
    return [(on, of, to, basis) for on, of, to, basis in session.connection().execute(query)]


def _places(session: Session, links: Sequence[tuple[date, str, str, str]]) -> tuple[TookOver, ...]:
    by_heir: dict[tuple[date, str], list[tuple[str, str]]] = defaultdict(list)
    for on, of, to, basis in links:
        by_heir[on, to].append((of, basis))
    names: Mapping[tuple[str, date], str] = {}
    names = {
        (unit, day): _name(session, unit, day) for on, of, to, _ in links for unit, day in ((to, on), (of, on - DAY))
    }
    found = [
        TookOver(on, names[to, on], tuple(sorted(names[of, on - DAY] for of, _ in givers)), givers[0][1])
        for (on, to), givers in by_heir.items()
    ]
    return tuple(sorted(found, key=lambda place: (place.on, place.name)))


def _name(session: Session, unit_id: str, on: date) -> str:
    node = unit_of_day(session, unit_id, on)
    return node.name if node else unit_id


def _acts(session: Session, first_on: date, last_on: date) -> tuple[tuple[date, str], ...]:
    query = (
        select(col(UnitChange.effective_on), col(UnitChange.title))
        .where(
            col(UnitChange.state) == ChangeState.CONFIRMED.value,
            col(UnitChange.effective_on) > first_on,
            col(UnitChange.effective_on) <= last_on,
        )
        .order_by(col(UnitChange.effective_on), col(UnitChange.id))
    )
    return tuple((on, title) for on, title in session.connection().execute(query))
