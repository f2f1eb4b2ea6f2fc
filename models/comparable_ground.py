"""Phạm vi so sánh được: whether the units of two periods stand for the same ground, across changes of the map.

Between two days places merge, split and end. What any succession in that time ties together is one area; figures of an
area can be held beside each other only if on both days all of its places were asked, by bodies of the same tree. Areas
are the smallest there are: only changes after the earlier day and up to the later one count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.dates_in_words import day_text
from models.heirs import Heirs, by_giver, heirs_in
from models.map_views import Place, places_as_of
from models.rollup import Leaf, Node
from models.units import Unit
from models.vocabulary import Tree
from models.workdays import DAY


class Life(NamedTuple):
    """From when to when a unit exists, both inclusive; None: open."""

    first_on: date | None = None
    last_on: date | None = None

    def holds(self, on: date) -> bool:
        return (self.first_on is None or self.first_on <= on) and (self.last_on is None or self.last_on >= on)


class Body(NamedTuple):
    """Where one of those who are asked sits, in which tree, and its life; waived or waiting ones included."""

    unit_id: str
    place: str
    tree: str
    life: Life


@dataclass(frozen=True)
class MapChange:
    """What became of the places between two days. `nodes`: the later map, on which both periods are shown."""

    earlier: date
    later: date
    nodes: Mapping[str, Node]
    lives: Mapping[str, Life]
    parents_then: Mapping[str, str | None]
    heirs: Heirs = field(default_factory=Heirs)
    _stands: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _tied(self) -> Mapping[str, frozenset[str]]:
        links = [link for of_one in self.heirs.links.values() for link in of_one]
        meanwhile = [link for link in links if self.earlier < link.on <= self.later]
        return Heirs(by_giver(meanwhile)).together(self.later)

    def area(self, place: str) -> frozenset[str]:
        """All places that the changes of this time tie to one; only itself where there were none."""
        return self._tied.get(place) or frozenset([place])

    def lived(self, place: str, on: date) -> bool:
        return self.lives.get(place, Life()).holds(on)

    def stands_on(self, place: str) -> str:
        """The lowest node of the later map that holds all that took over from a place.

        Of a place that ended without heirs, the node of whoever took over from the place above it.
        """
        if place not in self._stands:
            self._stands[place] = self._standing(place)
        return self._stands[place]

    def _standing(self, place: str) -> str:
        at: str | None = place
        while at is not None:
            living = [member for member in self.area(at) if self.lived(member, self.later)]
            if living:
                return self.meeting(living) or min(living)
            at = self.parents_then.get(at)
        return place

    def placed(self, leaves: Iterable[Leaf]) -> list[Leaf]:
        """Units of the earlier period where they stand on the later map."""
        return [leaf._replace(place=self.stands_on(leaf.place)) for leaf in leaves]

    def above(self, node: str) -> list[str]:
        """The node and all above it, from the bottom."""
        found: list[str] = []
        at: str | None = node
        while at is not None and at not in found:
            found.append(at)
            at = self.nodes[at].parent if at in self.nodes else None
        return found

    def meeting(self, places: Iterable[str]) -> str | None:
        """The lowest node that has all of these below it or is it; None without places or without a common one."""
        ways = [self.above(place) for place in places]
        return next((node for node in ways[0] if all(node in way for way in ways)), None) if ways else None

    def why_apart(self, then: Collection[Body], now: Collection[Body]) -> str:
        """What made two groups stand for different ground, as `do thay đổi …`; empty: nothing that changed did.

        Where the same places simply were not asked both times, no change is to blame, and this is silent.
        """
        covered: dict[tuple[frozenset[str], str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for n, bodies in enumerate((then, now)):
            for body in bodies:
                covered[self.area(body.place), body.tree][n].add(body.place)
        apart = {
            key
            for key, (places_then, places_now) in covered.items()
            if not (places_then and places_now)
            or places_then != {p for p in key[0] if self.lived(p, self.earlier)}
            or places_now != {p for p in key[0] if self.lived(p, self.later)}
        }
        if not apart:
            return ""
        days = [day for area, _ in apart for day in self._changes_of(area)]
        if days:
            return f"do thay đổi đơn vị hành chính từ ngày {day_text(max(days))}"
        lives = [b.life for b in (*then, *now) if (self.area(b.place), b.tree) in apart]
        if days := [day for life in lives for day in self._turns(life)]:
            return f"do thay đổi tổ chức từ ngày {day_text(max(days))}"
        return ""

    def last_changed(self, bodies: Iterable[Body]) -> date | None:
        """The last day on which a place of these changed; None where none did."""
        areas = {self.area(body.place) for body in bodies}
        return max((day for area in areas for day in self._changes_of(area)), default=None)

    def _changes_of(self, area: frozenset[str]) -> list[date]:
        """The days in between on which places of an area began, ended or handed something on."""
        days = [day for place in area for day in self._turns(self.lives.get(place, Life()))]
        handed = [link.on for place in area for link in self.heirs.links.get(place, ())]
        return days + [day for day in handed if self.earlier < day <= self.later]

    def _turns(self, life: Life) -> list[date]:
        first, after = life.first_on, life.last_on + DAY if life.last_on else None
        return [day for day in (first, after) if day and self.earlier < day <= self.later]


class MapHistory:
    """The places of all days, read once: what became of them between any two."""

    def __init__(self, session: Session):
        self._session = session
        self._maps: dict[date, dict[str, Place]] = {}
        self._between: dict[tuple[date, date], MapChange] = {}

    def on(self, day: date) -> MapChange:
        """The map of one day, on which nothing changes."""
        return self.between(day, day)

    def between(self, earlier: date, later: date) -> MapChange:
        """What became of the places from one day to a later one; of the later one alone, where it is no later."""
        pair = min(earlier, later), later
        if pair not in self._between:
            nodes = {p.id: Node(p.id, p.name, p.parent) for p in self._map(later).values()}
            then = {p.id: p.parent for p in self._map(pair[0]).values()}
            self._between[pair] = MapChange(*pair, nodes, self._lives, then, self._heirs)
        return self._between[pair]

    def _map(self, day: date) -> dict[str, Place]:
        if day not in self._maps:
            self._maps[day] = places_as_of(self._session, day)
        return self._maps[day]

    @cached_property
    def _heirs(self) -> Heirs:
        return heirs_in(self._session, Tree.TERRITORY)

    @cached_property
    def _lives(self) -> dict[str, Life]:
        lived = select(col(Unit.id), col(Unit.valid_from), col(Unit.valid_to)).where(col(Unit.tree) == Tree.TERRITORY)
        return {id: Life(first, last) for id, first, last in self._session.connection().execute(lived)}
