"""Tin của một vòng: from what is to be said to the rows of the outbox, in a handful of statements.

One digest a unit and day, urgent rungs each on their own. The same SELECT shows a preview and fills the outbox, so that
what was shown is what is planned. The unique key of a message makes a second writing add nothing. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Insert, Row, Select, String, and_, bindparam, case, func, insert, literal, null, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models.database import Instant
from models.messages import Message, MessageItem
from models.outbox import HEAD
from models.round_reach import address_of
from models.round_tables import DIGEST, FRESH, KIND, REACH, STALE, WAY, WORDS, weigh
from models.vocabulary import MessageState, Stage
from models.writing import table_of

_M, _I = table_of(Message), table_of(MessageItem)
_TODAY: Any = bindparam("today", type_=Date)
_NOW: Any = bindparam("now", type_=Instant)
_BEFORE: Any = bindparam("before")
_INSIDE = ["message_id", "programme", "duty", "period", "unit_id", "stage"]
OVERTAKEN = "Đã sang nấc nhắc sau: vòng nhắc việc của ngày này không chạy."


@dataclass(frozen=True, slots=True)
class Reading:
    """What a digest reads like for units of one tree and level, or for their heads."""

    parts: str
    tree: str
    level: str
    to_head: bool
    subject: str
    content_id: str
    loud: bool
    chased: bool
    is_urgent: bool
    not_before: datetime
    expires_at: datetime


def gather_digests(session: Session) -> dict[tuple[str, str, str], int]:
    """Write one row a message into `round_digest`; returns how many units read each distinct (parts, tree, level)."""
    connection, f, d = session.connection(), FRESH.c, DIGEST.c
    joined: Any = func.string_agg if session.get_bind().dialect.name == "postgresql" else func.group_concat
    rows = (
        select(f.unit_id, func.min(f.tree), func.min(f.level), f.slot, joined(f.part, " "))
        .where(f.why == "")
        .group_by(f.unit_id, f.slot)
    )
    connection.execute(insert(DIGEST).from_select([c.name for c in DIGEST.columns], rows))
    weigh(session, DIGEST)
    alike = select(d.parts, d.tree, d.level, func.count()).group_by(d.parts, d.tree, d.level)
    return {(parts, tree, level): count for parts, tree, level, count in connection.execute(alike)}


def keep_readings(session: Session, readings: Iterable[Reading]) -> None:
    """Write what every digest reads like into `round_words`."""
    names = [column.name for column in WORDS.columns]
    rows = [{name: getattr(reading, name) for name in names} for reading in readings]
    if rows:
        session.connection().execute(insert(WORDS), rows)
        weigh(session, WORDS)


def messages_told(session: Session) -> list[Row[Any]]:
    """Every message the round would write, with its unit and the digest it says; by unit, urgent ones first."""
    query = _told().add_columns(DIGEST.c.unit_id, WORDS.c.to_head, DIGEST.c.parts)
    ordered = query.order_by(WORDS.c.is_urgent.desc(), DIGEST.c.unit_id, WORDS.c.to_head, WAY.c.channel)
    return list(session.connection().execute(ordered))


def write_messages(session: Session, as_of: date, now: datetime) -> int:
    """The messages of the round and the obligations inside. Returns how many were new."""
    before = _last_id(session)
    asked = {"today": as_of, "now": now}
    written = session.connection().execute(_writing(session.get_bind().dialect.name), asked).rowcount
    if written:
        session.connection().execute(_adding(), {"before": before})
    return written


def write_overtaken(session: Session, now: datetime) -> int:
    """What a round that never ran would have said and is not true any more: kept as skipped, one a unit and day."""
    before = _last_id(session)
    dialect, connection = session.get_bind().dialect.name, session.connection()
    written = connection.execute(_overtaking(dialect), {"now": now}).rowcount
    if written:
        connection.execute(_adding_overtaken(), {"before": before})
    return written


def channels_written(session: Session, as_of: date, now: datetime) -> dict[str, int]:
    """Messages of the day planned at this instant, by channel."""
    query = select(_M.c.channel, func.count()).where(_M.c.as_of == as_of, _M.c.planned_at == now)
    return dict(session.connection().execute(query.group_by(_M.c.channel)).tuples().all())


_UNTOUCHED: dict[str, Any] = {
    "resend": literal(0),
    "message_id": literal(""),
    "attempts": literal(0),
    "provider_id": literal(""),
    "repeats": literal(0),
}


@lru_cache
def _told() -> Select[Any]:
    """The messages of the round: digests, what they read like, and the ways to each unit."""
    d, w = DIGEST.c, WORDS.c
    reads = and_(w.parts == d.parts, w.tree == d.tree, w.level == d.level)
    way = and_(WAY.c.shape == REACH.c.shape, WAY.c.loud == w.loud, WAY.c.chased == w.chased, WAY.c.to_head == w.to_head)
    source = DIGEST.join(WORDS, reads).join(REACH, REACH.c.unit_id == d.unit_id).join(WAY, way)
    return select(
        case((w.to_head, literal(HEAD).concat(d.unit_id)), else_=d.unit_id).label("recipient"),
        WAY.c.channel,
        d.slot,
        address_of(w.to_head, WAY.c.channel).label("address"),
        w.subject,
        w.content_id,
        w.is_urgent,
        w.not_before,
        w.expires_at,
    ).select_from(source)


@lru_cache
def _writing(dialect: str) -> Any:
    told = _told().subquery("told").c
    values: dict[str, Any] = {
        **{name: told[name] for name in ("recipient", "channel", "slot", "address", "subject", "content_id")},
        **{name: told[name] for name in ("is_urgent", "not_before", "expires_at")},
        **_UNTOUCHED,
        "state": literal(MessageState.PLANNED.value),
        "reason": literal(""),
        "as_of": _TODAY,
        "planned_at": _NOW,
    }
    return _if_new(dialect, select(*values.values()).where(told.recipient != ""), list(values))


@lru_cache
def _overtaking(dialect: str) -> Any:
    values: dict[str, Any] = {
        "recipient": STALE.c.unit_id,
        "channel": WAY.c.channel,
        "slot": _iso(dialect, STALE.c.from_on),
        "address": literal(""),
        "subject": literal("Nấc nhắc đã qua"),
        "content_id": null(),
        "is_urgent": literal(False),
        "not_before": _NOW,
        "expires_at": _NOW,
        **_UNTOUCHED,
        "state": literal(MessageState.SKIPPED.value),
        "reason": literal(OVERTAKEN),
        "as_of": STALE.c.from_on,
        "planned_at": _NOW,
    }
    quiet = and_(WAY.c.shape == REACH.c.shape, ~WAY.c.loud, ~WAY.c.chased, ~WAY.c.to_head)
    source = STALE.join(REACH, REACH.c.unit_id == STALE.c.unit_id).join(WAY, quiet)
    rows = select(*values.values()).select_from(source).where(STALE.c.unit_id != "")
    return _if_new(dialect, rows.group_by(STALE.c.unit_id, WAY.c.channel, STALE.c.from_on), list(values))


def _if_new(dialect: str, rows: Select[Any], names: list[str]) -> Any:
    kind = postgresql if dialect == "postgresql" else sqlite
    statement = kind.insert(_M).from_select(names, rows, include_defaults=False).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


@lru_cache
def _adding() -> Insert:
    """The obligations inside the new messages; a head is told of the second chaser only."""
    f, k = FRESH.c, KIND.c
    to_head = _M.c.recipient.startswith(HEAD)
    unit = case((to_head, func.substr(_M.c.recipient, len(HEAD) + 1)), else_=_M.c.recipient)
    source = _M.join(FRESH, and_(f.unit_id == unit, f.slot == _M.c.slot, f.why == "")).join(KIND, k.kind == f.kind)
    rows = select(_M.c.id, k.programme, k.duty, k.period, f.unit_id, k.stage).select_from(source)
    return insert(_I).from_select(_INSIDE, rows.where(_M.c.id > _BEFORE, ~to_head | (k.stage == Stage.CHASER_2.value)))


@lru_cache
def _adding_overtaken() -> Insert:
    there = and_(STALE.c.unit_id == _M.c.recipient, STALE.c.from_on == _M.c.as_of)
    rows = select(_M.c.id, *(STALE.c[name] for name in _INSIDE[1:])).select_from(_M.join(STALE, there))
    return insert(_I).from_select(_INSIDE, rows.where(_M.c.id > _BEFORE, _M.c.content_id.is_(None)))


def _last_id(session: Session) -> int:
    return session.connection().execute(select(func.max(_M.c.id))).scalar() or 0


def _iso(dialect: str, day: Any) -> Any:
    return func.to_char(day, "YYYY-MM-DD") if dialect == "postgresql" else day.cast(String)
