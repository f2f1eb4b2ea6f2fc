"""Diễn biến: what has come to pass in the lives of programmes, units and rules, each written down once for telling.

A look at the world of a day (`seen`) says what happened since the last look; `note` keeps what is new, one row a kind
and subject, whoever looks how often. Who tells it (`tasks.events`) marks it told. Works on a session handed in, knows
no Prefect. Counts of units only, never a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, Index, func
from sqlalchemy import select as sql
from sqlmodel import Field, Session, SQLModel, col, select

from models.access import CatalogueChange, Switch
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline import key_by_name
from models.desk_matters import Names
from models.facts import PeriodClose, Request, Ruling, instant
from models.heartbeat import grace_of, heartbeat
from models.milestones import Milestone, MilestoneKind, milestones
from models.orders import Order
from models.period_counts import periods
from models.quiet_hours import HANOI, day_in_hanoi, end_of_day
from models.rhythm import RHYTHMS
from models.settings import Settings
from models.units import Unit, UnitChange
from models.vocabulary import ChangeState, HappeningKind, OrderState
from models.writing import insert_new, table_of

WATERMARK = "happenings_seen"  # the switch that holds the last day looked at
FIRST_LOOK = timedelta(days=1)  # a home that never looked tells of yesterday and today, not of ten years
LONGEST = timedelta(days=400)  # and one that stood still tells of no more than that
K = HappeningKind
OF_MILESTONE = {MilestoneKind.OPENS: K.OPENED, MilestoneKind.DUE: K.DUE}


class Happening(SQLModel, table=True):
    """One thing that came to pass. `told_at` empty: written down, not yet told; `event`: the id it is told under."""

    __table_args__ = (Index("ux_happening", "what", "subject", unique=True), Index("ix_happening_told", "told_at"))
    id: int | None = Field(default=None, primary_key=True)
    what: str  # HappeningKind
    subject: str  # what it is about, e.g. an obligation's key without the unit
    words: str
    about: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    event: str
    noted_at: datetime = instant()
    told_at: datetime | None = instant(default=None, nullable=True)


@dataclass(frozen=True)
class Seen:
    """What a look found. `about`: the parts a reader may act on: programme, duty, period, number."""

    what: HappeningKind
    subject: str
    words: str
    about: dict[str, str] = field(default_factory=dict)


def seen(session: Session, catalogue: Catalogue, settings: Settings, now: datetime) -> list[Seen]:
    """Everything that came to pass between the last look and now; a second look in a row finds the same or more."""
    today = day_in_hanoi(now)
    since = _since(session, today)
    return [
        *_milestones(session, catalogue, since, today),
        *_closings(session, catalogue, since),
        *_ended(session, since, today),
        *_changes(session, catalogue, since),
        *_orders(session, since),
        *_late(session, settings, now),
    ]


def note(session: Session, found: Iterable[Seen], now: datetime) -> int:
    """Write down what is new; returns how much. What was written down before stays as it was."""
    rows = [
        {
            "what": str(each.what),
            "subject": each.subject,
            "words": each.words,
            "about": each.about,
            "event": str(uuid4()),
            "noted_at": now,
        }
        for each in found
    ]
    return len(insert_new(session, Happening, rows, returning=[table_of(Happening).c.id])) if rows else 0


def looked(session: Session, now: datetime) -> None:
    """Move the watermark to today: the next look begins here."""
    switch = session.get(Switch, WATERMARK) or Switch(key=WATERMARK, value="")
    switch.value, switch.at = day_in_hanoi(now).isoformat(), now
    session.add(switch)
    session.flush()


def untold(session: Session, limit: int = 200) -> list[Happening]:
    """What is written down and not yet told, oldest first."""
    query = select(Happening).where(col(Happening.told_at).is_(None)).order_by(col(Happening.id)).limit(limit)
    return list(session.exec(query))


def mark_told(session: Session, told: Iterable[Happening], now: datetime) -> None:
    for row in told:
        row.told_at = now
        session.add(row)
    session.flush()


def _since(session: Session, today: date) -> date:
    """The first day to look at: the one before the last one looked at, for what came later that day, or was decided
    before midnight and written down after it.
    """
    switch = session.get(Switch, WATERMARK)
    if switch is None:
        return today - FIRST_LOOK
    return max(min(date.fromisoformat(switch.value), today) - FIRST_LOOK, today - LONGEST)


def _milestones(session: Session, catalogue: Catalogue, since: date, today: date) -> Iterator[Seen]:
    """Periods that opened, came due, or went overdue with somebody missing."""
    requests, rulings = list(session.exec(select(Request))), list(session.exec(select(Ruling)))
    overdue: list[Milestone] = []
    for slug, programme in catalogue.programmes.items():
        for m in milestones(catalogue, slug, since - timedelta(days=1), requests=requests, rulings=rulings):
            if m.on > today:
                break
            if programme.waiting_from and programme.waiting_from <= m.on:
                continue
            if m.what is MilestoneKind.DUE and m.on < today:
                overdue.append(m)
            if m.on >= since and m.what in OF_MILESTONE:
                kind = OF_MILESTONE[m.what]
                yield Seen(kind, f"{slug}|{m.duty}|{m.period}|{m.on}", m.name, key_by_name(_of(m)))
    if not overdue:
        return
    statuses = periods(session, catalogue, today, among={_of(m) for m in overdue})
    missing = {(s.programme, s.duty, s.period): (s.expected - s.reported, s.expected) for s in statuses}
    for m in overdue:
        left, expected = missing.get(_of(m), (0, 0))
        if left:
            words = f"{m.name} · quá hạn: còn {left}/{expected} đơn vị chưa báo cáo"
            yield Seen(K.OVERDUE, f"{m.programme}|{m.duty}|{m.period}|{m.on}", words, key_by_name(_of(m)))


def _closings(session: Session, catalogue: Catalogue, since: date) -> Iterator[Seen]:
    closed = table_of(PeriodClose).c  # the snapshots stay where they are
    query = sql(closed.id, closed.programme, closed.duty, closed.period).order_by(closed.id)
    found = session.connection().execute(query.where(closed.at > end_of_day(since - timedelta(days=1)))).all()
    if not found:  # most looks: no name need be looked up
        return
    names = Names(session, catalogue, since)
    for row in found:
        key = row.programme, row.duty, row.period
        yield Seen(K.CLOSED, f"period_close:{row.id}", f"Đã khóa kỳ · {names.work(*key)}", key_by_name(key))


def _ended(session: Session, since: date, today: date) -> Iterator[Seen]:
    """Units whose last day has passed: one line a day, however many thousand they are."""
    ended = (col(Unit.valid_to) >= since - timedelta(days=1), col(Unit.valid_to) < today)
    query = select(col(Unit.valid_to), func.count()).where(*ended).group_by(col(Unit.valid_to))
    for day, count in session.exec(query.order_by(col(Unit.valid_to))):
        assert day is not None
        words = f"{count} đơn vị kết thúc hoạt động sau ngày {day_text(day)}"
        yield Seen(K.UNITS_ENDED, f"{day}", words, {"last_day": f"{day}"})


def _changes(session: Session, catalogue: Catalogue, since: date) -> Iterator[Seen]:
    """Changes of units and of rules that officers put in force or took back."""
    start = end_of_day(since - timedelta(days=1))
    confirmed = (ChangeState.CONFIRMED.value, ChangeState.UNDONE.value)
    for u in session.exec(
        select(UnitChange).where(col(UnitChange.state).in_(confirmed), col(UnitChange.decided_at) > start)
    ):
        yield Seen(
            K.UNITS_CHANGED, f"unit_change:{u.id}", f"Biến động đơn vị số {u.id}: {u.title}", {"number": f"{u.id}"}
        )
    for u in session.exec(select(UnitChange).where(col(UnitChange.undone_at) > start)):
        words = f"Đã hoàn tác biến động đơn vị số {u.id}: {u.title}"
        yield Seen(K.UNITS_UNDONE, f"unit_change:{u.id}", words, {"number": f"{u.id}"})
    for c in session.exec(
        select(CatalogueChange).where(CatalogueChange.state == "confirmed", col(CatalogueChange.decided_at) > start)
    ):
        words = f"Quy tắc mới có hiệu lực, đề xuất số {c.id}: {catalogue.called(c.programme)}"
        yield Seen(K.RULES_CHANGED, f"catalogue_change:{c.id}", words, {"number": f"{c.id}"})


def _orders(session: Session, since: date) -> Iterator[Seen]:
    """Orders of operators that were confirmed, refused or left to expire."""
    decided = (Order.state != OrderState.WAITING.value, col(Order.decided_at) > end_of_day(since - timedelta(days=1)))
    for o in session.exec(select(Order).where(*decided).order_by(col(Order.id))):
        words = f"Lệnh số {o.id} ({o.about}): {OrderState.of(o.state).label}"
        yield Seen(K.ORDER_DECIDED, o.subject, words, {"number": f"{o.id}"})


def _late(session: Session, settings: Settings, now: datetime) -> Iterator[Seen]:
    """Regular works whose planned time and grace have passed without a success."""
    for s in heartbeat(session, settings, now):
        if s.is_missed:
            planned = RHYTHMS[s.work].before(now - grace_of(settings, s.work)).astimezone(HANOI)
            words = f"{s.work.label.capitalize()} lúc {planned:%H:%M} ngày {day_text(planned.date())} chưa chạy xong"
            yield Seen(K.LATE, f"{s.work}|{planned:%Y-%m-%d %H}", words, {"work": str(s.work)})


def _of(m: Milestone) -> tuple[str, str, str]:
    return m.programme, m.duty, m.period
