"""Định mức tin nhắc: how many messages the ladders mean for one unit in a year, and who has had its share.

A message a day whatever stands in it (the digest), so days are counted, not rungs. `planned` is what a unit hears that
files on its last day every time; `most` what one hears that never files. Urgent requests are nobody's plan and count
in neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.deadline import Deadline
from models.deadlines import deadlines
from models.given_rows import given, given_rows
from models.ladder import held_days, ladder_for, rungs
from models.ladder_files import AFTER_THE_DAY
from models.messages import Message, MessageItem
from models.obligations import known_deadlines
from models.programmes import Duty
from models.units import Assignment
from models.vocabulary import MessageState, Stage
from models.workdays import DAY
from models.writing import table_of

SAID_ANYWAY = frozenset({Stage.LAST_DAY, Stage.CHASER_1, Stage.CHASER_2, Stage.RETURNED})
NEVER_HEARD = (MessageState.SKIPPED, MessageState.EXPIRED, MessageState.FAILED)
DutyKey = tuple[str, str]  # programme, duty


@dataclass(frozen=True, slots=True)
class Burden:
    """What one kind of unit, or one unit, is told in a year. Empty `programme`: all programmes in one digest a day."""

    who: str
    programme: str
    year: int
    planned: int
    most: int
    budget: int | None = None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.planned > self.budget

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc burden --json` prints."""
        return {
            "who": self.who,
            "programme": self.programme or None,
            "year": self.year,
            "planned": self.planned,
            "most": self.most,
            "budget": self.budget,
            "is_over": self.is_over,
        }


def burdens(catalogue: Catalogue, year: int, programme: str | None = None) -> list[Burden]:
    """By kind of unit (tree and level, or a body called by name), the heaviest first; all programmes or one."""
    place = ("burdens", year, programme)
    if place not in catalogue.memo:
        told = _days_told(catalogue, deadlines(catalogue, programme), year)
        groups: dict[str, set[DutyKey]] = defaultdict(set)
        for slug in catalogue.programmes if programme is None else [programme]:
            for duty in catalogue.programme(slug).duties.values():
                for who in _addressed(catalogue, duty, date(year, 1, 1)):
                    groups[who].add((slug, duty.id))
        found = [b for who, duties in groups.items() for b in _burdens_of(catalogue, who, duties, told, year)]
        catalogue.memo[place] = sorted(found, key=lambda b: (b.programme, -b.planned, -b.most, b.who))
    return list(catalogue.memo[place])


def burdens_of_unit(session: Session, catalogue: Catalogue, unit_id: str, name: str, year: int) -> list[Burden]:
    """One unit's own, from what is assigned to it that year; requests opened already are counted."""
    held = select(col(Assignment.programme), col(Assignment.duty)).where(
        col(Assignment.unit_id) == unit_id,
        func.coalesce(col(Assignment.valid_from), date.min) <= date(year, 12, 31),
        func.coalesce(col(Assignment.valid_to), date.max) >= date(year, 1, 1),
    )
    duties = {(programme, duty) for programme, duty in session.connection().execute(held)}
    known = [d for d in known_deadlines(session, catalogue) if (d.programme, d.duty) in duties and not d.is_urgent]
    return list(_burdens_of(catalogue, name, duties, _days_told(catalogue, known, year), year))


def heard(
    session: Session, programmes: Collection[str], on: date, units: Collection[str] | None = None, at_least: int = 1
) -> dict[tuple[str, str], int]:
    """(programme, unit) → messages of that year before this day: digests heard or under way, whatever the channel.

    `at_least`: of units that heard so many; who cannot have is left out before anything is joined.
    """
    message, item = table_of(Message), table_of(MessageItem)
    digests = func.count(message.c.slot.distinct())
    that_year = (
        message.c.as_of >= date(on.year, 1, 1),
        message.c.as_of < on,
        message.c.resend == 0,
        message.c.is_urgent.is_(False),
        message.c.state.not_in([state.value for state in NEVER_HEARD]),
    )
    query = (
        select(item.c.programme, message.c.recipient, digests)
        .join(item, item.c.message_id == message.c.id)
        .where(*that_year, item.c.programme.in_(sorted(programmes)), item.c.unit_id == message.c.recipient)
        .group_by(item.c.programme, message.c.recipient)
        .having(digests >= at_least)
    )
    if at_least > 1:
        often = select(message.c.recipient).where(*that_year).group_by(message.c.recipient)
        query = query.where(message.c.recipient.in_(often.having(digests >= at_least).correlate(None)))
    values: dict[str, Any] = {}
    if units is not None:
        these = given_rows(session.get_bind().dialect.name, "units", {"id": message.c.recipient.type})
        query, values = query.where(message.c.recipient.in_(select(these.c.id))), {"units": given((u,) for u in units)}
    rows = session.connection().execute(query, values)
    return {(programme, unit): count for programme, unit, count in rows}


def units_spent(
    session: Session, catalogue: Catalogue, on: date, units: Collection[str] | None = None
) -> Mapping[tuple[str, str], str]:
    """(programme, unit) that have had their share of the year, each with the reason a preview shows."""
    limits = {p.slug: p.message_budget for p in catalogue.programmes.values() if p.message_budget is not None}
    if not limits:
        return {}
    return {
        key: f"đơn vị đã nhận đủ {count:02} tin nhắc năm {on.year} theo định mức của chương trình; "
        "chỉ còn nhắc ngày cuối, đôn đốc và yêu cầu đột xuất"
        for key, count in heard(session, limits, on, units, min(limits.values())).items()
        if count >= limits[key[0]]
    }


_Told = Mapping[DutyKey, tuple[frozenset[date], frozenset[date]]]


def _days_told(catalogue: Catalogue, known: Iterable[Deadline], year: int) -> _Told:
    """Duty → (days of its reminders up to the last day, days of all its rungs), as working days of that year."""
    calendar = catalogue.calendar
    found: dict[DutyKey, tuple[set[date], set[date]]] = defaultdict(lambda: (set(), set()))
    for deadline in known:
        ladder = ladder_for(catalogue, deadline)
        for rung in rungs(ladder, held_days(deadline, calendar), calendar) if ladder else ():
            told_on = calendar.next_working_after(rung.from_on - DAY)
            if told_on.year == year:
                planned, most = found[(deadline.programme, deadline.duty)]
                most.add(told_on)
                if rung.stage not in AFTER_THE_DAY:
                    planned.add(told_on)
    return {key: (frozenset(planned), frozenset(most)) for key, (planned, most) in found.items()}


def _burdens_of(catalogue: Catalogue, who: str, duties: Iterable[DutyKey], told: _Told, year: int) -> Iterable[Burden]:
    """Of each programme that speaks to them, and of all together where there are several."""
    spoken = {duty: told[duty] for duty in duties if duty in told}
    slugs = sorted({programme for programme, _ in spoken})
    for slug in [*slugs, ""] if len(slugs) > 1 else slugs:
        days = [both for (programme, _), both in spoken.items() if slug in ("", programme)]
        planned, most = (len(frozenset[date]().union(*part)) for part in zip(*days, strict=True))
        limit = catalogue.programme(slug).message_budget if slug else None
        yield Burden(who, slug, year, planned, most, limit)


def _addressed(catalogue: Catalogue, duty: Duty, on: date) -> Iterable[str]:
    """Who still owes it that day, in words: `Công an, cấp xã`, or the name of a body."""
    if not duty.owed:
        return
    for audience in duty.audience:
        for tree in audience.trees:
            living = (level for level in audience.levels if not catalogue.endings.level_ended(tree, level, on))
            yield from (f"{tree.label}, {level.label}" for level in living)
        yield from (catalogue.bodies[id].name if id in catalogue.bodies else id for id in audience.units)
