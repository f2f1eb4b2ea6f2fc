"""Ba cách xem: the same figures on the map of their period, on today's map, or over areas comparable across the years.

Merged places add up. A split place is divided by the shares its succession states, else it goes whole to the default
heir; either way what lies below the level where the parts meet again is an estimate. A place that ended without heirs
(a district) keeps its figures and is frozen: it stands below whoever took over from the place above it.
Nothing is ever lost or counted twice: the sum over the top places is the same in all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.apportion import divided
from models.dates_in_words import day_text
from models.forms import Form
from models.heirs import WHOLE, Heirs, heirs_in
from models.map_of_day import pasts
from models.rollup import Leaf, Node, Total
from models.unit_sources import place_in_words
from models.units import Unit
from models.vocabulary import MapView, Tree
from models.writing import table_of

MOST_NAMED = 3  # places whose names an area bears
AREA = "area/"


@dataclass(frozen=True)
class Place:
    """One place of the territory tree, under the name and parent of the day looked at; `last_on`: it ended then."""

    id: str
    name: str
    parent: str | None
    last_on: date | None = None


@dataclass(frozen=True)
class Viewed:
    """A map to show figures on. `where`: a place of the period → the nodes its figures stand on, in shares."""

    view: MapView
    nodes: dict[str, Node]
    moved: Mapping[str, dict[str, Fraction]] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()

    def where(self, place: str) -> dict[str, Fraction]:
        return self.moved.get(place) or {place: WHOLE}

    def main(self, place: str) -> str:
        """The one node that a place counts at: its largest or default heir."""
        shares = self.where(place)
        return max(shares, key=lambda node: shares[node])

    def leaves(self, form: Form, leaves: Iterable[Leaf]) -> list[Leaf]:
        """The units on this map. A divided one counts once, at its main node; elsewhere its part only adds figures."""
        found: list[Leaf] = []
        for leaf in leaves:
            shares, main = self.where(leaf.place), self.main(leaf.place)
            taking = [node for node, share in shares.items() if share]
            if len(taking) == 1 or not leaf.is_reported:
                found.append(leaf._replace(place=main))
                continue
            parts = divided(form, leaf.figures, [shares[node] for node in taking], taking.index(main))
            for node, figures in zip(taking, parts, strict=True):
                found.append(leaf._replace(place=node, figures=figures, is_part=node != main))
        return found

    def labelled(self, totals: Sequence[Total], leaves: Iterable[Leaf]) -> list[Total]:
        """The totals with what is an estimate and what is frozen marked; `leaves` as they stood in their period."""
        guessed: set[str] = set()
        for place in {leaf.place for leaf in leaves if leaf.is_reported}:
            if len(nodes := self.where(place)) > 1:
                above: list[set[str]] = [self._up(node) for node in nodes]
                guessed |= set[str]().union(*above) - above[0].intersection(*above)
        return [t._replace(is_estimate=t.node in guessed, is_frozen=t.node in self.frozen) for t in totals]

    def _up(self, node: str) -> set[str]:
        found: set[str] = set()
        at: str | None = node
        while at is not None and at not in found:
            found.add(at)
            at = self.nodes[at].parent if at in self.nodes else None
        return found


def map_for(session: Session, view: MapView | str, *, day: date, on: date) -> Viewed:
    """The map to show figures of `day` on: of that day, of `on`, or comparable by what is known of changes up to `on`.

    Errors: `ValueError` for a view there is not.
    """
    view = MapView(view)
    if view is MapView.DAY:
        return Viewed(view, {p.id: Node(p.id, p.name, p.parent) for p in places_as_of(session, day).values()})
    at = _Atlas(places_as_of(session, on), heirs_in(session, Tree.TERRITORY), day, on)
    return at.of_today() if view is MapView.TODAY else at.comparable()


def places_as_of(session: Session, on: date) -> dict[str, Place]:
    """Every place there ever was, called and standing as on that day; one that ended, as it was in the end."""
    unit = table_of(Unit)
    then = pasts(session, on)
    asked = select(unit.c.id, unit.c.name, unit.c.parent_id, unit.c.valid_to).where(unit.c.tree == str(Tree.TERRITORY))
    found = {}
    for id, name, parent, last_on in session.connection().execute(asked):
        past: Mapping[str, Any] = then.get(id, {})
        found[id] = Place(id, past.get("name", name), past.get("parent_id", parent), last_on)
    return found


@dataclass(frozen=True)
class _Atlas:
    """All places as of `on`, and the way from the map of `day` to the other two."""

    places: dict[str, Place]
    heirs: Heirs
    day: date
    on: date

    def _lives(self, place: str) -> bool:
        last_on = self.places[place].last_on
        return last_on is None or last_on >= self.on

    def _name(self, place: str) -> str:
        found = self.places[place]
        return found.name if self._lives(place) or not found.last_on else _until(found.name, found.last_on)

    def of_today(self) -> Viewed:
        moved = {place: self.heirs.carried(place, self.day, self.on) for place in self.places}
        nodes = {}
        for place in {node for shares in moved.values() for node in shares}:
            nodes[place] = Node(place, self._name(place), self._above_today(place, moved))
        return Viewed(MapView.TODAY, nodes, moved, frozenset(p for p in nodes if not self._lives(p)))

    def _above_today(self, place: str, moved: Mapping[str, dict[str, Fraction]]) -> str | None:
        """The place above; where that ended, whoever chiefly took over from it."""
        at = self.places[place].parent
        while at is not None and at in moved:
            shares = moved[at]
            main = max(shares, key=lambda node: shares[node])
            if main != place:
                return main
            at = self.places[at].parent  # a place that took over from the one above it
        return None

    def comparable(self) -> Viewed:
        area_of = {place: self._area_id(place) for place in self.places}
        nodes, frozen = {}, set()
        for place, area in area_of.items():
            if area in nodes:
                continue
            living = sorted((p for p in self._members(place) if self._lives(p)), key=lambda p: self.places[p].name)
            nodes[area] = Node(area, self._area_name(place, living), self._area_above(place, area_of))
            if not living:
                frozen.add(area)
        moved = {place: {area: WHOLE} for place, area in area_of.items()}
        return Viewed(MapView.COMPARABLE, nodes, moved, frozenset(frozen))

    @cached_property
    def _together(self) -> dict[str, frozenset[str]]:
        return self.heirs.together(self.on)

    def _members(self, place: str) -> frozenset[str]:
        return self._together.get(place, frozenset([place])) & self.places.keys()

    def _area_id(self, place: str) -> str:
        members = self._members(place)
        return place if len(members) == 1 else AREA + min(members)

    def _area_name(self, place: str, living: Sequence[str]) -> str:
        members = self._members(place)
        if len(members) == 1:
            return self._name(place)
        names = [place_in_words(self.places[p].name) for p in living]
        names = names or sorted(place_in_words(self._name(p)) for p in members)
        more = f" và {len(names) - MOST_NAMED} địa bàn khác" if len(names) > MOST_NAMED else ""
        return f"Vùng {', '.join(names[:MOST_NAMED])}{more}"

    def _area_above(self, place: str, area_of: Mapping[str, str]) -> str | None:
        """The nearest area that stands above every member."""
        own = area_of[place]
        ways = [self._areas_above(member, area_of) for member in sorted(self._members(place))]
        return next((area for area in ways[0] if area != own and all(area in way for way in ways)), None)

    def _areas_above(self, place: str, area_of: Mapping[str, str]) -> list[str]:
        found: list[str] = []
        at = self.places[place].parent
        while at is not None and at in area_of and area_of[at] not in found:
            found.append(area_of[at])
            at = self.places[at].parent
        return found


def _until(name: str, last_on: date) -> str:
    return name if "đến hết" in name else f"{name} (đến hết {day_text(last_on)})"
