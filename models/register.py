"""Sổ đơn vị của ngày: every unit there ever was with its dates, who took over from whom up to that day, who lives.

Read once and asked often; does not know duties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.map_of_day import pasts
from models.units import Succession, Unit
from models.vocabulary import SuccessionKind


@dataclass(frozen=True, slots=True)
class Known:
    """A unit under the name it had on the day."""

    id: str
    name: str
    tree: str
    level: str
    territory_id: str | None
    valid_from: date | None
    valid_to: date | None


class Register:
    """Units and successions as of one day."""

    def __init__(self, session: Session, on: date):
        self.on = on
        then = pasts(session, on)
        columns = (Unit.id, Unit.name, Unit.tree, Unit.level, Unit.territory_id, Unit.valid_from, Unit.valid_to)
        self.units: dict[str, Known] = {}
        for id, name, *rest in session.connection().execute(select(*map(col, columns))):
            self.units[id] = Known(id, then.get(id, {}).get("name", name), *rest)
        self.links: dict[str, list[Succession]] = defaultdict(list)
        for link in session.scalars(select(Succession).where(col(Succession.takes_over_on) <= on)):
            self.links[link.from_id].append(link)
        living = {(unit.tree, unit.level) for unit in self.units.values() if self.lives(unit.id)}
        self._living_levels, self._living_trees = living, {tree for tree, _ in living}

    def lives(self, unit_id: str) -> bool:
        unit = self.units[unit_id]
        has_begun = unit.valid_from is None or unit.valid_from <= self.on
        return has_begun and (unit.valid_to is None or unit.valid_to >= self.on)

    def ended_on(self, unit_id: str) -> date | None:
        """The last day of a unit that is no more; None for one that lives, is yet to come, or is not known."""
        unit = self.units.get(unit_id)
        return unit.valid_to if unit and unit.valid_to and unit.valid_to < self.on else None

    def are_alike(self, one: str, other: str) -> bool:
        """Whether two units stand in the same tree on the same level, so that one can take the other's place."""
        a, b = self.units[one], self.units.get(other)
        return b is not None and (a.tree, a.level) == (b.tree, b.level)

    def is_taken_over(self, unit_id: str) -> bool:
        """Whether a unit of its own kind wholly took its place."""
        whole = (link for link in self.links[unit_id] if link.kind == SuccessionKind.FULL)
        return any(self.are_alike(unit_id, link.to_id) for link in whole)

    def is_level_gone(self, unit_id: str) -> bool:
        """Whether the unit's tree lives on without any unit of its level, and nothing of it passed to another body.

        What was folded into the level above leaves the level's own duties without a holder all the same.
        """
        unit = self.units[unit_id]
        is_alone = (unit.tree, unit.level) not in self._living_levels and unit.tree in self._living_trees
        return is_alone and all(self._is_upward(unit, link) for link in self.links[unit_id])

    def _is_upward(self, unit: Known, link: Succession) -> bool:
        """Whether a link carries the whole unit to another level of its tree."""
        heir = self.units.get(link.to_id)
        is_elsewhere = heir is not None and heir.tree == unit.tree and heir.level != unit.level
        return is_elsewhere and link.kind == SuccessionKind.FULL

    def living_heir(self, unit_id: str) -> str | None:
        """The unit itself, or whoever wholly took over from it and lives; None: gone without such an heir."""
        seen: set[str] = set()
        at: str | None = unit_id
        while at is not None and at not in seen and not self.lives(at):
            seen.add(at)
            at = next((link.to_id for link in self.links[at] if link.kind == SuccessionKind.FULL), None)
        return at if at is not None and self.lives(at) else None

    def named(self, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Ids with names, each once."""
        return tuple((id, self.units[id].name if id in self.units else id) for id in dict.fromkeys(ids))
