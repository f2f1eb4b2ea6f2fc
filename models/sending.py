"""Gửi đi: how messages leave, many at a time, whatever crashes.

A claim is one UPDATE that says which rows it took; an attempt row is committed before the network is touched; only the
holder of the lease writes the outcome. A lease that ran out over an open attempt becomes `unknown`: nobody knows
whether it arrived, so nobody sends it again by himself.

Works on a session handed in and never commits, so that the caller decides what is durable before it goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Integer, String, Update, and_, bindparam, case, func, insert, literal
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col, select, update

from models.database import Instant
from models.given_rows import given, given_rows
from models.messages import Attempt, Message
from models.outcomes import Outcome, verdict
from models.vocabulary import Channel, MessageState
from models.writing import table_of

LEASE = timedelta(minutes=5)
NO_LEASE = 2 * LEASE  # what seems to be held longer than this was taken by a clock that was wrong

_MESSAGE = table_of(Message).c
_MOVING = (
    select(
        _MESSAGE.state, func.min(_MESSAGE.expires_at), func.min(_MESSAGE.lease_until), func.max(_MESSAGE.lease_until)
    )
    .where(
        _MESSAGE.state.in_((MessageState.PLANNED.value, MessageState.SENDING.value)),
        _MESSAGE.channel != Channel.HAND.value,
    )
    .group_by(_MESSAGE.state)
)
_READY = (
    select(_MESSAGE.id)
    .where(
        _MESSAGE.state == MessageState.PLANNED.value,
        _MESSAGE.not_before <= bindparam("now"),
        _MESSAGE.expires_at > bindparam("now"),
        _MESSAGE.channel.not_in(bindparam("shut", expanding=True)),
    )
    .order_by(_MESSAGE.not_before, _MESSAGE.id)  # as an index has them: nobody sorts all that waits to take a few
    .limit(bindparam("most"))
)
_READY_URGENT, _READY_REST = _READY.where(_MESSAGE.is_urgent), _READY.where(~_MESSAGE.is_urgent)
_CLAIM = (
    update(table_of(Message))
    .where(
        _MESSAGE.id.in_(bindparam("ids", expanding=True)),
        _MESSAGE.state == MessageState.PLANNED.value,
        _MESSAGE.not_before <= bindparam("now"),
        _MESSAGE.expires_at > bindparam("now"),
    )
    .values(state=MessageState.SENDING.value, lease_owner=bindparam("owner"), lease_until=bindparam("until"))
    .returning(_MESSAGE.id)
)
_BEGIN = (
    update(table_of(Message))
    .where(
        _MESSAGE.id.in_(bindparam("ids", expanding=True)),
        _MESSAGE.state == MessageState.SENDING.value,
        _MESSAGE.lease_owner == bindparam("owner"),
        _MESSAGE.lease_until > bindparam("now"),
    )
    .values(attempts=_MESSAGE.attempts + 1, lease_until=bindparam("until"))
    .returning(_MESSAGE.id, _MESSAGE.attempts)
)
_ANSWERED = (
    update(table_of(Attempt))
    .where(
        table_of(Attempt).c.message_id.in_(bindparam("ids", expanding=True)),
        table_of(Attempt).c.owner == bindparam("holder"),
        table_of(Attempt).c.finished_at.is_(None),
    )
    .values(finished_at=bindparam("then"), outcome=bindparam("said"), code=bindparam("told"), detail=bindparam("words"))
)
_BEGUN: dict[str, TypeEngine[Any]] = {"id": Integer(), "number": Integer()}
_ENDS: dict[str, TypeEngine[Any]] = {"id": Integer(), "state": String(), "reason": String(), "provider_id": String()}


@dataclass(frozen=True)
class Ending:
    """What became of one attempt at one message, and when to try again, should this be worth it."""

    id: int
    number: int
    outcome: Outcome
    retry_at: datetime


@dataclass(frozen=True)
class UnderWay:
    """What has not come to an end yet: anything at all, with a lease that ran out, or too late to be sent."""

    anything: bool
    stale: bool
    late: bool


def under_way(session: Session, now: datetime) -> UnderWay:
    """One look that takes no lock: most drains find nothing to do and leave everybody else alone."""
    rows = session.connection().execute(_MOVING).all()
    stale = any(
        state == MessageState.SENDING and lease is not None and (lease <= now or longest > now + NO_LEASE)
        for state, _, lease, longest in rows
    )
    late = any(state == MessageState.PLANNED and expires <= now for state, expires, *_ in rows)
    return UnderWay(bool(rows), stale, late or stale)


def expire(session: Session, now: datetime) -> int:
    """What could not go out in time does not go out at all. The call list waits for its person.

    A mail that was to go once more because nobody knows whether it arrived is as unknown as it was.
    """
    result = session.exec(
        update(Message)
        .where(
            col(Message.state) == MessageState.PLANNED,
            col(Message.channel) != Channel.HAND,
            col(Message.expires_at) <= now,
        )
        .values(
            state=case((col(Message.repeats) > 0, MessageState.UNKNOWN.value), else_=MessageState.EXPIRED.value),
            reason="Quá thời gian còn ý nghĩa để gửi.",
        )
        .execution_options(synchronize_session=False)
    )
    return result.rowcount


def ready(session: Session, now: datetime, limit: int, closed_channels: Iterable[str] = ()) -> list[int]:
    """Ids of the messages that may go out now, oldest first, urgent ones before all. Takes nothing."""
    asked = {"now": now, "shut": [Channel.HAND.value, *closed_channels], "most": limit}
    found = list(session.connection().execute(_READY_URGENT, asked).scalars())
    if len(found) < limit:
        found += session.connection().execute(_READY_REST, {**asked, "most": limit - len(found)}).scalars()
    return found


def claim(session: Session, ids: Collection[int], owner: str, now: datetime, lease: timedelta = LEASE) -> list[Message]:
    """Take these planned messages for this owner, in one statement; the rows of those taken, in the order asked.

    Left out: what somebody else was faster to take, and what is no longer planned or not to go out now.
    """
    asked = {"ids": list(ids), "now": now, "owner": owner, "until": now + lease}
    held = set(session.connection().execute(_CLAIM, asked).scalars())
    return _rows(session, ids, col(Message.id).in_(held))


def held_by(session: Session, ids: Collection[int], owner: str, now: datetime) -> list[Message]:
    """Those of these messages whose lease is still this owner's, as they are now and in the order asked."""
    return _rows(session, ids, _held_by(ids, owner) & (_MESSAGE.lease_until > now))


def begin_attempts(
    session: Session, ids: Collection[int], owner: str, now: datetime, lease: timedelta = LEASE
) -> dict[int, int]:
    """Write the attempts that are about to be made; the caller commits before touching the network.

    Returns the number of each attempt by message; a message whose lease is no longer this owner's is missing: then it
    may not be sent. The lease of the others begins anew: however long a batch took, its last letter has a whole one.
    """
    asked = {"ids": list(ids), "now": now, "owner": owner, "until": now + lease}
    begun = session.connection().execute(_BEGIN, asked)
    numbers: dict[int, int] = {id: number for id, number in begun}
    if numbers:
        row = {"holder": owner, "now": now, "begun": given(sorted(numbers.items()))}
        session.connection().execute(_attempts(session.get_bind().dialect.name), row)
    return numbers


def finish(session: Session, endings: Sequence[Ending], owner: str, now: datetime) -> dict[int, MessageState]:
    """Record what the channel said. An attempt always keeps it; a message only while its lease is the owner's.

    Returns the new state of each message; one whose lease was lost is missing.
    """
    if not endings:
        return {}
    alike: dict[tuple[str, str, str], list[int]] = {}
    for e in endings:
        alike.setdefault((e.outcome.status, e.outcome.code, e.outcome.detail[:500]), []).append(e.id)
    for (status, code, detail), ids in alike.items():
        said = {"ids": ids, "holder": owner, "then": now, "said": status, "told": code, "words": detail}
        session.connection().execute(_ANSWERED, said)
    verdicts = zip(endings, _verdicts(session, endings), strict=True)
    ends = [(e.id, state.value, reason, e.outcome.provider_id) for e, (state, reason) in verdicts]
    # Python's sqlite3 opens no transaction for a statement that begins with WITH; the one before has opened it
    settled = {"ends": given(ends), "holder": owner, "now": now}
    rows = session.connection().execute(_settling(session.get_bind().dialect.name), settled)
    found = {id: MessageState.of(state) for id, state in rows}
    later = {e.id: e.retry_at for e in endings if found.get(e.id) is MessageState.PLANNED}
    for at in sorted(set(later.values())):
        ids = [id for id, then in later.items() if then == at]
        session.connection().execute(update(table_of(Message)).where(_MESSAGE.id.in_(ids)).values(not_before=at))
    return found


def postpone(session: Session, until: Mapping[int, datetime], reason: str, owner: str) -> None:
    """Give claimed messages back untouched, to go out at these instants and not before."""
    for at in sorted(set(until.values())):
        _give_back(session, [id for id, then in until.items() if then == at], owner, not_before=at, reason=reason)


def release(session: Session, ids: Collection[int], owner: str) -> None:
    """Give claimed messages back untouched."""
    _give_back(session, ids, owner)


def _give_back(session: Session, ids: Collection[int], owner: str, **values: object) -> None:
    planned = {"state": MessageState.PLANNED.value, "lease_owner": None, "lease_until": None, **values}
    session.connection().execute(update(table_of(Message)).where(_held_by(ids, owner)).values(**planned))


@lru_cache
def _attempts(dialect: str) -> Insert:
    begun, attempt = given_rows(dialect, "begun", _BEGUN), table_of(Attempt)
    nothing = [literal("").label(name) for name in ("outcome", "code", "detail")]
    values = select(begun.c.id, begun.c.number, bindparam("holder", type_=String), bindparam("now", type_=Instant))
    columns = ("message_id", "number", "owner", "started_at", "outcome", "code", "detail")
    return insert(attempt).from_select(columns, values.add_columns(*nothing).order_by(begun.c.id))


@lru_cache
def _settling(dialect: str) -> Update:
    """The new state of all messages that are still the owner's, in one statement."""
    ends, now = given_rows(dialect, "ends", _ENDS), bindparam("now", type_=Instant)
    is_sent = ends.c.state == MessageState.SENT.value
    return (
        update(table_of(Message))
        .where(
            _MESSAGE.id == ends.c.id,
            _MESSAGE.state == MessageState.SENDING.value,
            _MESSAGE.lease_owner == bindparam("holder"),
        )
        .values(
            state=ends.c.state,
            reason=ends.c.reason,
            sent_at=case((is_sent, now)),
            provider_id=case((is_sent, ends.c.provider_id), else_=""),
            lease_owner=None,
            lease_until=None,
        )
        .returning(_MESSAGE.id, _MESSAGE.state)
    )


def _rows(session: Session, ids: Collection[int], which: ColumnElement[bool]) -> list[Message]:
    rows = session.exec(select(Message).where(which).execution_options(populate_existing=True))
    by_id = {row.id: row for row in rows}
    return [by_id[id] for id in ids if id in by_id]


def _held_by(ids: Collection[int], owner: str) -> ColumnElement[bool]:
    return and_(_MESSAGE.id.in_(ids), _MESSAGE.state == MessageState.SENDING.value, _MESSAGE.lease_owner == owner)


def _verdicts(session: Session, endings: Sequence[Ending]) -> list[tuple[MessageState, str]]:
    """The state each outcome leads to, and the operator's words for it."""
    open_ids = [e.id for e in endings if e.outcome.status in ("retry", "defer")]
    tried, expires = dict[int, int](), dict[int, datetime]()
    if open_ids:
        refused = select(Attempt.message_id, func.count()).where(
            col(Attempt.message_id).in_(open_ids), col(Attempt.outcome) == "retry"
        )
        tried = dict(session.exec(refused.group_by(col(Attempt.message_id))).all())
        until = select(col(Message.id), Message.expires_at).where(col(Message.id).in_(open_ids))
        expires = {id: at for id, at in session.exec(until) if id is not None}
    return [verdict(e.outcome, tried.get(e.id, 0), e.retry_at, expires.get(e.id)) for e in endings]
