"""Phạm vi ràng buộc: which units a programme binds, and between which days, as places are moved and taken over.

A scope binds its places and all that lies below them on each day; whoever took over from a bound place is bound in its
stead, without what else lies below that heir. A place moved below an unbound one leaves from that day with all below
it; moved below one that is bound as heir it stays as it was, and a newcomer there stays unbound. Played day by day;
pure but for `parents_in`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.heirs import Heirs
from models.units import Unit, UnitPast
from models.vocabulary import Tree
from models.workdays import DAY


class Span(NamedTuple):
    """From the first to the last day, both inclusive; None: from the start, without end."""

    first: date | None = None
    last: date | None = None
    is_heir: bool = False  # bound because it took over from another

    def holds(self, on: date) -> bool:
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)

    @property
    def is_empty(self) -> bool:
        return self.first is not None and self.last is not None and self.last < self.first


class Move(NamedTuple):
    """From `on` a place stands below another."""

    on: date
    place: str
    parent: str | None


@dataclass(frozen=True)
class Parents:
    """Each place and the one above it at first, then every move since, by day."""

    first: Mapping[str, str | None] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()


def parents_in(session: Session) -> Parents:
    """Where every place stood, and when it was moved. A place that was only renamed has not moved."""
    is_place, connection = col(Unit.tree) == str(Tree.TERRITORY), session.connection()
    places = connection.execute(select(col(Unit.id), col(Unit.parent_id)).where(is_place))
    standing = {place: parent for place, parent in places}
    past = select(col(UnitPast.unit_id), col(UnitPast.parent_id), col(UnitPast.valid_to))
    past = past.join(Unit, col(Unit.id) == col(UnitPast.unit_id)).where(is_place)
    moves = []
    for unit_id, parent, last_on in connection.execute(past.order_by(col(UnitPast.valid_to).desc())):
        if standing[unit_id] != parent:
            moves.append(Move(last_on + DAY, unit_id, standing[unit_id]))
            standing[unit_id] = parent
    return Parents(standing, tuple(reversed(moves)))


def bound(scope: Iterable[str], parents: Parents, heirs: Heirs) -> dict[str, Span]:
    """Every place a scope ever binds. One that left and came back counts as bound in between."""
    world = _World(frozenset(scope), parents, heirs)
    moves = defaultdict(list)
    for move in parents.moves:
        moves[move.on].append(move)
    for on in sorted(heirs.givers_by_day.keys() | moves.keys()):
        world.hand_on(on)
        world.move(on, moves.get(on, ()))
    return {id: span for id, span in world.spans.items() if not span.is_empty}


def named(units: Iterable[str], heirs: Heirs) -> dict[str, Span]:
    """Units that a text names and, link by link, whoever took over from them."""
    return bound(units, Parents(), heirs)


class _World:
    """Who is bound as day follows day. `now`: the bound → whether what lies below is bound along with them."""

    def __init__(self, scope: frozenset[str], parents: Parents, heirs: Heirs):
        self.scope, self.heirs, self.parent = scope, heirs, dict(parents.first)
        self.below: dict[str | None, set[str]] = defaultdict(set)
        for place, parent in self.parent.items():
            self.below[parent].add(place)
        self.now: dict[str, bool] = {}
        self.spans: dict[str, Span] = {}
        for place in scope:
            self._enter(place, None)

    def hand_on(self, on: date) -> None:
        """The successions of a day: who takes over from the bound is bound."""
        givers = [giver for giver in self.heirs.givers_by_day.get(on, ()) if giver in self.now]
        while givers:
            for link in self.heirs.links.get(givers.pop(), ()):
                if link.on == on and link.to_id not in self.now:
                    self._begin(link.to_id, on, with_below=False)
                    givers.append(link.to_id)

    def move(self, on: date, moves: Sequence[Move]) -> None:
        """The moves of a day, each judged by the places above before and after all of them."""
        came_from = {move.place: self.parent.get(move.place) for move in moves}
        for move in moves:
            self.below[came_from[move.place]].discard(move.place)
            self.below[move.parent].add(move.place)
            self.parent[move.place] = move.parent
        for move in moves:
            if self.now.get(move.parent or ""):
                self._enter(move.place, on)
            elif move.parent not in self.now and came_from[move.place] in self.now:
                self._leave(move.place, on)

    def _enter(self, place: str, on: date | None) -> None:
        """A place is bound with all below it."""
        queue = [place]
        while queue:
            at = queue.pop()
            if not self.now.get(at):
                self._begin(at, on, with_below=True)
                queue.extend(self.below[at])

    def _leave(self, place: str, on: date) -> None:
        """A place, and all below it, is no longer bound; what the scope itself names stays."""
        queue = [place]
        while queue:
            at = queue.pop()
            if at not in self.scope:
                if self.now.pop(at, None) is not None:
                    self.spans[at] = self.spans[at]._replace(last=on - DAY)
                queue.extend(self.below[at])

    def _begin(self, place: str, on: date | None, *, with_below: bool) -> None:
        self.now[place] = with_below
        had = self.spans.get(place)
        self.spans[place] = had._replace(last=None) if had else Span(on, None, is_heir=not with_below)
