"""Đời của một đơn vị: when it was made, renamed, moved, taken over, and what it was given to do. Facts in order of day.

Reads rows only; what it owes and how punctual it is are asked of `models.owed` and `models.punctuality`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.map_of_day import pasts
from models.obligations import requests_by_duty
from models.units import Assignment, Succession, Unit, UnitPast

DAY = timedelta(days=1)


@dataclass(frozen=True)
class LifeEvent:
    """One thing that happened to a unit. `on` is None where nobody knows since when."""

    on: date | None
    text: str
    basis: str = ""


@dataclass(frozen=True)
class Held:
    """One duty the unit holds or held, with the span where it has ends."""

    programme: str
    programme_title: str
    duty: str
    title: str
    rule_words: str
    first: date | None
    last: date | None


def events_of(session: Session, unit: Unit, on: date) -> list[LifeEvent]:
    """What happened to a unit by a day, oldest first; names are those of the day."""
    found = [LifeEvent(unit.valid_from, "Có trong danh mục" if unit.valid_from is None else "Thành lập")]
    found += _renamings(session, unit)
    found += _successions(session, unit, on)
    if unit.valid_to is not None:
        found.append(LifeEvent(unit.valid_to + DAY, "Không còn hoạt động"))
    known = [event for event in found if event.on is None or event.on <= on or event.on == unit.valid_from]
    return sorted(known, key=lambda event: event.on or date.min)


def held_duties(session: Session, law: Catalogue, unit_id: str) -> list[Held]:
    """Every duty ever given to the unit, by programme; one no rule knows any more keeps its code as its name."""
    requests = requests_by_duty(session)
    query = select(Assignment).where(Assignment.unit_id == unit_id)
    found = []
    for a in session.exec(query.order_by(col(Assignment.programme), col(Assignment.duty))):
        programme = law.programmes.get(a.programme)
        duty = programme.duties.get(a.duty) if programme else None
        request = requests.get((a.programme, a.duty))
        title = request.title if request else duty.title if duty else a.duty
        words = "yêu cầu đột xuất" if request else duty.rule.words if duty else ""
        found.append(Held(a.programme, law.called(a.programme), a.duty, title, words, a.valid_from, a.valid_to))
    return found


def _renamings(session: Session, unit: Unit) -> list[LifeEvent]:
    """A change of name or place happened the day after the old one ended."""
    query = select(UnitPast).where(UnitPast.unit_id == unit.id).order_by(col(UnitPast.valid_to))
    rows = list(session.exec(query))
    stood = [*((row.name, row.parent_id) for row in rows), (unit.name, unit.parent_id)]
    found = []
    for row, (before, after) in zip(rows, pairwise(stood), strict=True):
        since = row.valid_to + DAY
        if before[0] != after[0]:
            found.append(LifeEvent(since, f"Đổi tên từ {before[0]} thành {after[0]}"))
        if before[1] != after[1]:
            above = session.get(Unit, after[1]) if after[1] else None
            found.append(LifeEvent(since, f"Chuyển về {above.name}" if above else "Đổi cấp trên"))
    return found


def _successions(session: Session, unit: Unit, on: date) -> list[LifeEvent]:
    """Who took over from it, and from whom it took over; many on one day are one event."""
    then = pasts(session, on)
    heirs = select(Succession, Unit).join(Unit, col(Unit.id) == col(Succession.to_id))
    origins = select(Succession, Unit).join(Unit, col(Unit.id) == col(Succession.from_id))
    found = []
    for query, words in (
        (origins.where(Succession.to_id == unit.id), "Kế thừa {}"),
        (heirs.where(Succession.from_id == unit.id), "{} kế thừa"),
    ):
        of_day: dict[tuple[date, str], list[str]] = {}
        for link, other in session.exec(query):
            name = then[other.id]["name"] if other.id in then else other.name
            of_day.setdefault((link.takes_over_on, link.basis), []).append(name)
        found += [
            LifeEvent(day, words.format(", ".join(sorted(names))), basis) for (day, basis), names in of_day.items()
        ]
    return found
