"""Phạm vi quyền: which lines of organisation, which units and which programmes an account reaches, to read and to act.

Three limits, each of which may be absent: trees (`Tree`), sub-trees (units or places, each with all that stands below
it on the map of a day), programmes. An account of a superior never reaches beyond what stands below its own unit, one
of a reporting unit never beyond that unit. What a unit took over from another is not followed: an ended unit is
reached through the parents it ended with. Says who reaches what; the doors of the portal and the console ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from models.access import Officer
from models.errors import Refused
from models.map_of_day import pasts
from models.units import Unit
from models.vocabulary import Role, Tree

AT_ONCE = 500  # parents in one question
DEEPEST = 12  # no line of organisation is that deep; a loop of parents ends here
OUT_OF_REACH = "Đơn vị này không thuộc phạm vi của tài khoản. Đề nghị chuyển cho cán bộ phụ trách."
NOT_THEIR_PROGRAMME = "Chương trình này không thuộc phạm vi của tài khoản. Đề nghị chuyển cho cán bộ phụ trách."


@dataclass(frozen=True)
class Reach:
    """What an account reaches; an empty set is no limit. `within`: the unit a superior or a reporting unit never
    leaves; `only_itself`: not even downward.
    """

    trees: frozenset[str] = field(default_factory=frozenset)
    below: frozenset[str] = field(default_factory=frozenset)
    programmes: frozenset[str] = field(default_factory=frozenset)
    within: str = ""
    only_itself: bool = False

    @property
    def limits_units(self) -> bool:
        return bool(self.trees or self.below or self.within)

    @property
    def limits_programmes(self) -> bool:
        return bool(self.programmes)

    @property
    def is_limited(self) -> bool:
        return self.limits_units or self.limits_programmes

    def holds_programme(self, slug: str) -> bool:
        return not self.programmes or slug in self.programmes


def reach_of(account: Officer) -> Reach:
    """What an account reaches, read from its row."""
    kept = account.reach or {}
    return Reach(
        trees=frozenset(kept.get("trees", ())),
        below=frozenset(kept.get("below", ())),
        programmes=frozenset(kept.get("programmes", ())),
        within=account.unit_id or "",
        only_itself=account.role in (Role.FILER, Role.HEAD),
    )


def reaches(session: Session, account: Officer, unit_id: str, on: date) -> bool:
    """Whether an account reaches a unit as the map of that day stands. An unknown unit is reached by nobody."""
    return unit_id in reached_among(session, reach_of(account), [unit_id], on)


def reached_among(session: Session, reach: Reach, unit_ids: Iterable[str], on: date) -> frozenset[str]:
    """Those of these units that are reached. Few are walked upward; many are looked up in all that is reached."""
    asked = frozenset(unit_ids)
    if len(asked) > AT_ONCE and (whole := units_reached(session, reach, on)) is not None:
        return asked & whole
    world = _Above(session, on)
    return frozenset(unit_id for unit_id in asked if _is_reached(world, reach, unit_id))


def units_reached(session: Session, reach: Reach, on: date) -> frozenset[str] | None:
    """Every unit reached on a day, ended ones included; None: all there are."""
    if not reach.limits_units:
        return None
    if reach.only_itself:
        return frozenset([reach.within])
    found: frozenset[str] | None = None
    for roots in ([reach.within] if reach.within else [], sorted(reach.below)):
        if roots:
            here = _below(session, roots, on)
            found = here if found is None else found & here
    if reach.trees:
        in_tree = select(col(Unit.id)).where(col(Unit.tree).in_(sorted(reach.trees)))
        here = frozenset(session.connection().execute(in_tree).scalars())
        found = here if found is None else found & here
    return found


def refuse_beyond(
    session: Session, account: Officer, on: date, *, unit_ids: Collection[str] = (), programmes: Collection[str] = ()
) -> None:
    """Errors: `Refused` where an account would act on a unit or a programme beyond its reach."""
    reach = reach_of(account)
    if any(not reach.holds_programme(slug) for slug in programmes):
        raise Refused(NOT_THEIR_PROGRAMME)
    if reach.limits_units and reached_among(session, reach, unit_ids, on) != frozenset(unit_ids):
        raise Refused(OUT_OF_REACH)


def set_reach(
    session: Session,
    account: Officer,
    *,
    trees: Collection[str] = (),
    below: Collection[str] = (),
    programmes: Collection[str] = (),
    known_programmes: Collection[str] = (),
) -> Reach:
    """Limit an account of the agency or of a superior; nothing given: no limit of its own any more.

    Errors: `Refused` for an unknown tree, unit or programme, and for accounts this does not apply to.
    """
    if account.role in (Role.FILER, Role.HEAD):
        raise Refused(f"Tài khoản {account.username} chỉ thuộc đơn vị của mình nên không có phạm vi để giới hạn.")
    if account.role == Role.OPERATOR and (trees or below or programmes):
        raise Refused("Tài khoản quản trị vận hành không giới hạn phạm vi. Đề nghị dùng vai trò tham mưu.")
    if wrong := sorted(set(trees) - {str(tree) for tree in Tree}):
        raise Refused(f"Không có hệ “{wrong[0]}”. Các hệ: {', '.join(f'{t} ({t.label})' for t in Tree)}.")
    if wrong := sorted(unit for unit in set(below) if session.get(Unit, unit) is None):
        raise Refused(f"Không có đơn vị mang mã “{wrong[0]}”. Đề nghị xem danh sách bằng: dondoc units list")
    if wrong := sorted(set(programmes) - set(known_programmes)):
        raise Refused(f"Không có chương trình “{wrong[0]}”. Đề nghị xem danh sách bằng: dondoc programmes")
    kept = {"trees": sorted(set(trees)), "below": sorted(set(below)), "programmes": sorted(set(programmes))}
    account.reach = {name: values for name, values in kept.items() if values}
    session.add(account)
    session.flush()
    return reach_of(account)


def _is_reached(world: _Above, reach: Reach, unit_id: str) -> bool:
    tree = world.tree_of(unit_id)
    if tree is None:
        return False
    if reach.only_itself:
        return unit_id == reach.within
    if reach.trees and tree not in reach.trees:
        return False
    roots = [wanted for wanted in (frozenset([reach.within] if reach.within else []), reach.below) if wanted]
    return all(not wanted.isdisjoint(world.line_of(unit_id)) for wanted in roots)


class _Above:
    """The lines upward from single units on a day: itself, its parents, and the places those sit on."""

    def __init__(self, session: Session, on: date):
        self._session = session
        self._then: Mapping[str, Mapping[str, Any]] = pasts(session, on)
        self._known: dict[str, tuple[str, str | None, str | None] | None] = {}

    def tree_of(self, unit_id: str) -> str | None:
        row = self._row(unit_id)
        return row[0] if row else None

    def line_of(self, unit_id: str) -> set[str]:
        found, ahead = set[str](), [unit_id]
        while ahead:
            here = ahead.pop()
            if here in found or (row := self._row(here)) is None:
                continue
            found.add(here)
            ahead += [above for above in row[1:] if above]
        return found

    def _row(self, unit_id: str) -> tuple[str, str | None, str | None] | None:
        if unit_id not in self._known:
            asked = select(col(Unit.tree), col(Unit.parent_id), col(Unit.territory_id)).where(col(Unit.id) == unit_id)
            row = self._session.connection().execute(asked).first()
            moved = self._then.get(unit_id)
            self._known[unit_id] = (row[0], moved["parent_id"] if moved else row[1], row[2]) if row else None
        return self._known[unit_id]


def _below(session: Session, roots: Collection[str], on: date) -> frozenset[str]:
    """The roots and all that stands below them or sits on a place among them, level by level."""
    then = pasts(session, on)
    moved: dict[str, list[str]] = {}
    for unit_id, past in then.items():
        moved.setdefault(past["parent_id"] or "", []).append(unit_id)
    found, level = set(roots), sorted(roots)
    for _ in range(DEEPEST):
        following: set[str] = set()
        for n in range(0, len(level), AT_ONCE):
            part = level[n : n + AT_ONCE]
            asked = select(col(Unit.id), col(Unit.parent_id), col(Unit.territory_id))
            asked = asked.where(or_(col(Unit.parent_id).in_(part), col(Unit.territory_id).in_(part)))
            for unit_id, parent, place in session.connection().execute(asked):
                if place in part or (parent in part and unit_id not in then):
                    following.add(unit_id)
            following.update(unit_id for here in part for unit_id in moved.get(here, ()))
        level = sorted(following - found)
        if not level:
            break
        found |= following
    return frozenset(found)
