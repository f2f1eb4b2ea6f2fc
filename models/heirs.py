"""Ai kế thừa ai: what stood on one place on a day, and where it stands on a later map, by the links of succession.

A place that ended hands everything on: by the shares its links state, otherwise to the default heir. A place that lives
on and only lost a part keeps what the links do not give away. Links of kind `functions` move tasks, never figures.
Pure but for `heirs_in`, which reads the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.units import Succession, Unit
from models.vocabulary import SuccessionKind, Tree

CARRIES = (SuccessionKind.FULL, SuccessionKind.PARTIAL)
WHOLE = Fraction(1)


class Link(NamedTuple):
    """`to_id` took over from `from_id` on that day. `share`: of the figures, 0..1; None where nobody stated one."""

    from_id: str
    to_id: str
    on: date
    share: Fraction | None = None
    is_default: bool = True


@dataclass(frozen=True)
class Heirs:
    """The links that carry figures and duties, by who hands on; and the last day of each unit that ended."""

    links: Mapping[str, list[Link]] = field(default_factory=dict)
    ended: Mapping[str, date] = field(default_factory=dict)

    @cached_property
    def givers_by_day(self) -> Mapping[date, set[str]]:
        """Who hands something on, on each day that anybody does."""
        found: dict[date, set[str]] = defaultdict(set)
        for giver, links in self.links.items():
            for link in links:
                found[link.on].add(giver)
        return dict(found)

    def carried(self, unit: str, since: date, on: date) -> dict[str, Fraction]:
        """Who holds on `on` what `unit` held on `since`, in shares that sum to 1; itself where nobody took over.

        A share of 0 names an heir that surely got something, nobody knows how much: more than one entry is an estimate.
        """
        return self._carried(unit, since, on, ())

    def _carried(self, unit: str, since: date, on: date, seen: tuple[str, ...]) -> dict[str, Fraction]:
        since = min(since, self.ended.get(unit, since))
        ahead = [link for link in self.links.get(unit, ()) if since < link.on <= on and link.to_id != unit]
        if not ahead or unit in seen:
            return {unit: WHOLE}
        first = min(link.on for link in ahead)
        lives = self.ended.get(unit, date.max) >= first
        found: dict[str, Fraction] = defaultdict(Fraction)
        for heir, share in _shares(unit, [link for link in ahead if link.on == first], lives).items():
            # who lives on is looked at again from that day; the day moves forward, so this ends
            before = seen if heir == unit else (*seen, unit)
            for last, part in self._carried(heir, first, on, before).items():
                found[last] += share * part
        return dict(found)

    def together(self, on: date) -> dict[str, frozenset[str]]:
        """Each unit with all that any link up to `on` ties it to: the smallest areas comparable over the years."""
        root: dict[str, str] = {}

        def top(unit: str) -> str:
            root.setdefault(unit, unit)
            while root[unit] != unit:
                root[unit] = unit = root[root[unit]]
            return unit

        for links in self.links.values():
            for link in links:
                if link.on <= on:
                    root[top(link.to_id)] = top(link.from_id)
        members: dict[str, set[str]] = defaultdict(set)
        for unit in list(root):
            members[top(unit)].add(unit)
        return {unit: frozenset(group) for group in members.values() for unit in group}


def heirs_in(session: Session, tree: Tree | None = None) -> Heirs:
    """The links on record, of one tree or of all."""
    unit, link = Unit, Succession
    query = select(
        col(link.from_id), col(link.to_id), col(link.takes_over_on), col(link.share), col(link.is_default)
    ).where(col(link.kind).in_([str(kind) for kind in CARRIES]))
    last_days = select(col(unit.id), col(unit.valid_to)).where(col(unit.valid_to).is_not(None))
    if tree is not None:
        query = query.join(unit, col(unit.id) == col(link.from_id)).where(col(unit.tree) == str(tree))
        last_days = last_days.where(col(unit.tree) == str(tree))
    rows = session.connection().execute(query.order_by(col(link.from_id), col(link.to_id)))
    ended = {unit_id: day for unit_id, day in session.connection().execute(last_days)}
    return Heirs(by_giver(Link(f, t, on, _exact(share), default) for f, t, on, share, default in rows), ended)


def by_giver(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.from_id].append(link)
    return dict(found)


def _exact(share: float | None) -> Fraction | None:
    """The share as it was written: 0.3 is three tenths."""
    return None if share is None else Fraction(str(share))


def _shares(unit: str, links: list[Link], lives: bool) -> dict[str, Fraction]:
    """How one day's links divide a unit, itself included if it lives on."""
    links = sorted(links, key=lambda link: not link.is_default)
    heirs = list(dict.fromkeys(link.to_id for link in links))
    stated: dict[str, Fraction] = defaultdict(Fraction)
    for link in links:
        stated[link.to_id] += link.share or 0
    given = sum(stated.values(), Fraction(0))
    is_stated = given > 0 and all(link.share is not None for link in links)
    if not is_stated:
        keeper = unit if lives else heirs[0]
        return {heir: WHOLE if heir == keeper else Fraction(0) for heir in ([unit] if lives else []) + heirs}
    if not lives or given > 1:
        return {heir: share / given for heir, share in stated.items()}
    return {unit: 1 - given, **stated}
