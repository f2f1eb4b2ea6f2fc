"""Soạn tin: from reminders of one unit to the letter it gets. Used when planning, and again just before sending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.errors import Refused
from models.map_of_day import pasts
from models.obligations import Obligation
from models.quiet_hours import day_in_hanoi
from models.reminders import AT_ONCE
from models.settings import Settings
from models.units import Unit
from models.vocabulary import Stage
from notifications.lines import Line, line_of
from notifications.relation import Relation, relation_to
from notifications.wording import Sheet


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a letter needs to know of a unit."""

    id: str
    name: str
    tree: str
    level: str


def addressees(session: Session, unit_ids: Iterable[str], on: date) -> dict[str, Addressee]:
    """Tree, level and name on that day of these units: who is renamed next year is still called as today."""
    ids, found = sorted(set(unit_ids)), dict[str, Addressee]()
    for n in range(0, len(ids), AT_ONCE):
        rows = session.exec(
            select(Unit.id, Unit.name, Unit.tree, Unit.level).where(col(Unit.id).in_(ids[n : n + AT_ONCE]))
        )
        found |= {row[0]: Addressee(*row) for row in rows}
    renamed = {id: then["name"] for id, then in pasts(session, on).items() if id in found}
    return found | {id: replace(found[id], name=name) for id, name in renamed.items()}


def public_address(settings: Settings) -> str:
    """Where links lead. Errors: `Refused` for a live home that does not say."""
    if settings.public_url:
        return settings.public_url
    if settings.is_demo:
        return f"http://127.0.0.1:{settings.portal_port}"
    raise Refused("Chưa thiết lập “public_url”: địa chỉ gốc của cổng nộp báo cáo ghi trong liên kết gửi cho đơn vị.")


@dataclass(frozen=True, slots=True)
class Said:
    """One obligation at one rung, as it is to be told."""

    obligation: Obligation
    stage: Stage
    first_chased_on: date | None = None


class Composer:
    """Writes the sheets of one round or drain; lines that units share are made once."""

    def __init__(self, settings: Settings, catalogue: Catalogue, on: date):
        self._settings, self._catalogue, self._on = settings, catalogue, on
        self._lines: dict[tuple[object, ...], Line] = {}

    def sheet(self, tree: str, level: str, said: Sequence[Said], *, to_head: bool = False) -> Sheet:
        """What is said on this day to units of this tree and level."""
        programme = self._catalogue.programme(said[0].obligation.programme)
        agency = self._settings.agency or programme.tracker
        relation: Relation = relation_to(agency, tree, level)
        return Sheet(
            agency=agency,
            focal_point=self._settings.focal_point,
            relation=relation,
            on=self._on,
            lines=tuple(self._line(each) for each in said),
            to_head=to_head,
            is_demo=self._settings.is_demo,
        )

    def _line(self, said: Said) -> Line:
        o, stage = said.obligation, said.stage
        received_on = day_in_hanoi(o.filed_at) if o.filed_at and stage is Stage.RETURNED else None
        key = (*o.deadline.key, o.due_on, o.extended_until, o.route, stage, said.first_chased_on, received_on)
        if key not in self._lines:
            self._lines[key] = line_of(
                self._catalogue, o, stage, self._on, first_chased_on=said.first_chased_on, received_on=received_on
            )
        return self._lines[key]
