"""Tuyến gửi của ngày: where a unit sends its work on a day, when receivers have come to their end meanwhile.

A step of a route that means a body (`receiver` in the duty's file) falls away from the day that body is no more; a
person may name another instead (`Disposition` of kind `rerouted`). The route as the text has it is kept beside.
A body nobody ever loaded is not known to have ended: its step stays as the text has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.disposition_words import Words, words_on_receivers
from models.map_views import Place, places_as_of
from models.programmes import Duty, Receiver, Route, Stop
from models.quiet_hours import end_of_day
from models.units import Succession, Unit
from models.vocabulary import SuccessionKind

NOBODY_LEFT = "chờ xác định nơi nhận"


class Way(NamedTuple):
    """Where to send on a day, in words; `was`: as the text has it, where that differs, and until which day it held."""

    words: str
    was: str = ""
    until: date | None = None


class Body(NamedTuple):
    """A body that receives, sitting on a place."""

    id: str
    place: str | None
    valid_from: date | None
    valid_to: date | None


class Ways:
    """The routes of one day, each worked out once; nothing is read before a route asks for a body."""

    def __init__(self, session: Session, catalogue: Catalogue, on: date):
        self._session, self._catalogue, self._on = session, catalogue, on
        self._texts: dict[tuple[str, str, str], tuple[Route, Way]] = {}
        self._found: dict[tuple[str, str, str, str | None, date], Way] = {}

    def of(self, duty: Duty, level: str, place: str | None, last_on: date | None = None) -> Way:
        """The way of one sender, sitting on `place`; of one that ended on `last_on`, as it was then."""
        text = duty.programme, duty.id, level
        if text not in self._texts:
            route = duty.route.at(level)
            self._texts[text] = route, Way(route.words)
        route, way = self._texts[text]
        if not any(route.receivers):
            return way
        then = min(self._on, last_on or self._on)
        key = duty.programme, duty.id, level, place, then
        if key not in self._found:
            stops, until = self._stops(duty, route.stops, place, then)
            words = route.through(stops).words or NOBODY_LEFT
            self._found[key] = Way(words) if words == route.words else Way(words, route.words, until)
        return self._found[key]

    def bodies(self, wanted: Receiver) -> list[Body]:
        """Every body a step may mean, living or not."""
        return self._bodies[wanted]

    def above(self, place: str | None) -> list[str]:
        """A place and all above it, the nearest first."""
        found: list[str] = []
        while place is not None and place not in found:
            found.append(place)
            place = self._places[place].parent if place in self._places else None
        return found

    def receiver(self, wanted: Receiver, place: str | None) -> list[Body]:
        """The bodies a step means for a sender on this place: those of its tree and level on it or above."""
        above = set(self.above(place))
        return [body for body in self._bodies[wanted] if body.place in above]

    def _stops(
        self, duty: Duty, stops: tuple[Stop, ...], place: str | None, then: date
    ) -> tuple[list[Stop], date | None]:
        """The steps that remain on that day, and the last day on which all stood."""
        left, until = [], None
        for stop in stops:
            last_on = self._ended(stop.receiver, place, then) if stop.receiver else None
            if stop.receiver is None or last_on is None:
                left.append(stop)
                continue
            until = min(until or last_on, last_on)
            if instead := self._instead(duty, stop.receiver, place):
                left.append(Stop(instead))
        return left, until

    def _ended(self, wanted: Receiver, place: str | None, then: date) -> date | None:
        """The last day of the body a step means, if it is over by then; None while it lives or was never known."""
        everywhere = self._bodies[wanted]
        meant = self.receiver(wanted, place) or everywhere
        heirs = self._in_place_of(meant)
        meant = [*meant, *(body for body in everywhere if body.id in heirs)]
        if not meant or any(body.valid_to is None or body.valid_to >= then for body in meant):
            return None
        return max(body.valid_to for body in meant if body.valid_to)

    def _in_place_of(self, bodies: Iterable[Body]) -> set[str]:
        """Whoever wholly took over from these, at whatever remove."""
        found: set[str] = set()
        queue = [body.id for body in bodies]
        while queue:
            heirs = self._whole_heirs.get(queue.pop(), set()) - found
            found |= heirs
            queue += heirs
        return found

    def _instead(self, duty: Duty, wanted: Receiver, place: str | None) -> str:
        """The name of whom a person put in the place of a body that ended."""
        for body in self.receiver(wanted, place):
            word = self._said.on(duty.programme, duty.id, body.id)
            if word and word.effective_on <= self._on:
                return ", ".join(self._session.get_one(Unit, to).name for to in word.to)
        return ""

    @cached_property
    def _places(self) -> dict[str, Place]:
        return places_as_of(self._session, self._on)

    @cached_property
    def _bodies(self) -> dict[Receiver, list[Body]]:
        """Every body that some route of the catalogue means, living or not."""
        wanted = {
            stop.receiver
            for programme in self._catalogue.programmes.values()
            for duty in programme.duties.values()
            for stop in duty.route.stops
            if stop.receiver
        }
        found: dict[Receiver, list[Body]] = defaultdict(list)
        by_code = {(str(each.tree), str(each.level)): each for each in wanted}
        query = select(
            col(Unit.tree),
            col(Unit.level),
            col(Unit.id),
            col(Unit.territory_id),
            col(Unit.valid_from),
            col(Unit.valid_to),
        ).where(tuple_(col(Unit.tree), col(Unit.level)).in_(list(by_code)))
        for tree, level, *body in self._session.connection().execute(query):
            found[by_code[tree, level]].append(Body(*body))
        return found

    @cached_property
    def _whole_heirs(self) -> dict[str, set[str]]:
        """Who wholly took over from each body by that day."""
        whole = col(Succession.kind) == str(SuccessionKind.FULL)
        query = select(col(Succession.from_id), col(Succession.to_id)).where(
            whole, col(Succession.takes_over_on) <= self._on
        )
        found: dict[str, set[str]] = defaultdict(set)
        for giver, heir in self._session.connection().execute(query):
            found[giver].add(heir)
        return found

    @cached_property
    def _said(self) -> Words:
        return words_on_receivers(self._session, end_of_day(self._on))
