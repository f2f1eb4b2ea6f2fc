"""Gửi đi: how messages leave, many at a time, whatever crashes.

A claim is one UPDATE that says which rows it took; an attempt row is committed before the network is touched; only the
holder of the lease writes the outcome. A lease that ran out over an open attempt becomes `unknown`: nobody knows
whether it arrived, so nobody sends it again by himself.

Works on a session handed in and never commits, so that the caller decides what is durable before it goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, literal
from sqlmodel import Session, col, select, update

from models.messages import Attempt, Message
from models.outcomes import NOBODY_KNOWS, Outcome, verdict
from models.vocabulary import Channel, MessageState
from models.writing import table_of

LEASE = timedelta(minutes=5)

_MESSAGE = table_of(Message).c
_MOVING = (
    select(_MESSAGE.state, func.min(_MESSAGE.expires_at), func.min(_MESSAGE.lease_until))
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
    .order_by(_MESSAGE.is_urgent.desc(), _MESSAGE.not_before, _MESSAGE.id)
    .limit(bindparam("most"))
)
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
_ATTEMPT = insert(table_of(Attempt))
_ANSWERED = update(table_of(Attempt)).where(
    table_of(Attempt).c.message_id == bindparam("of_message"), table_of(Attempt).c.number == bindparam("of_number")
)


@dataclass(frozen=True)
class Ending:
    """What became of one attempt at one message, and when to try again, should this be worth it."""

    id: int
    number: int
    outcome: Outcome
    retry_at: datetime


@dataclass(frozen=True)
class Recovered:
    """How many interrupted messages nobody knows about, and how many had not been touched yet."""

    unknown: int
    planned: int


@dataclass(frozen=True)
class UnderWay:
    """What has not come to an end yet: anything at all, with a lease that ran out, or too late to be sent."""

    anything: bool
    stale: bool
    late: bool


def under_way(session: Session, now: datetime) -> UnderWay:
    """One look that takes no lock: most drains find nothing to do and leave everybody else alone."""
    rows = session.connection().execute(_MOVING).all()
    stale = any(state == MessageState.SENDING and lease is not None and lease <= now for state, _, lease in rows)
    late = any(state == MessageState.PLANNED and expires <= now for state, expires, _ in rows)
    return UnderWay(bool(rows), stale, late or stale)


def expire(session: Session, now: datetime) -> int:
    """What could not go out in time does not go out at all. The call list waits for its person."""
    result = session.exec(
        update(Message)
        .where(
            col(Message.state) == MessageState.PLANNED,
            col(Message.channel) != Channel.HAND,
            col(Message.expires_at) <= now,
        )
        .values(state=MessageState.EXPIRED.value, reason="Quá thời gian còn ý nghĩa để gửi.")
        .execution_options(synchronize_session=False)
    )
    return result.rowcount


def ready(session: Session, now: datetime, limit: int, closed_channels: Iterable[str] = ()) -> list[int]:
    """Ids of the messages that may go out now, oldest first, urgent ones before all. Takes nothing."""
    asked = {"now": now, "shut": [Channel.HAND.value, *closed_channels], "most": limit}
    return list(session.connection().execute(_READY, asked).scalars())


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
        rows = [
            {
                "message_id": id,
                "number": number,
                "owner": owner,
                "started_at": now,
                "outcome": "",
                "code": "",
                "detail": "",
            }
            for id, number in sorted(numbers.items())
        ]
        session.connection().execute(_ATTEMPT, rows)
    return numbers


def finish(session: Session, endings: Sequence[Ending], owner: str, now: datetime) -> dict[int, MessageState]:
    """Record what the channel said. An attempt always keeps it; a message only while its lease is the owner's.

    Returns the new state of each message; one whose lease was lost is missing.
    """
    if not endings:
        return {}
    session.connection().execute(
        _ANSWERED,
        [
            {
                "of_message": e.id,
                "of_number": e.number,
                "finished_at": now,
                "outcome": e.outcome.status,
                "code": e.outcome.code,
                "detail": e.outcome.detail[:500],
            }
            for e in endings
        ],
    )
    alike: dict[tuple[tuple[str, object], ...], list[int]] = {}
    for ending, (state, reason) in zip(endings, _verdicts(session, endings), strict=True):
        values: dict[str, object] = {"state": state.value, "reason": reason}
        if state is MessageState.SENT:
            values |= {"sent_at": now, "provider_id": ending.outcome.provider_id}
        elif state is MessageState.PLANNED:
            values |= {"not_before": ending.retry_at}
        alike.setdefault(tuple(values.items()), []).append(ending.id)
    found: dict[int, MessageState] = {}
    for settled, ids in alike.items():
        values = {**dict(settled), "lease_owner": None, "lease_until": None}
        kept = session.connection().execute(
            update(table_of(Message)).where(_held_by(ids, owner)).values(**values).returning(_MESSAGE.id)
        )
        found |= {id: MessageState.of(str(values["state"])) for (id,) in kept}
    return found


def release(session: Session, ids: Collection[int], owner: str) -> None:
    """Give claimed messages back untouched."""
    session.connection().execute(
        update(table_of(Message))
        .where(_held_by(ids, owner))
        .values(state=MessageState.PLANNED.value, lease_owner=None, lease_until=None)
    )


def recover(session: Session, now: datetime) -> Recovered:
    """Leases that ran out: over an open attempt nobody knows, without one nothing had happened yet."""
    stale = and_(col(Message.state) == MessageState.SENDING, col(Message.lease_until) <= now)
    is_open = (
        select(literal(1))
        .where(
            col(Attempt.message_id) == Message.id,
            col(Attempt.number) == Message.attempts,
            col(Attempt.finished_at).is_(None),
        )
        .exists()
    )
    freed: dict[str, object] = {"lease_owner": None, "lease_until": None}
    lost = session.exec(
        update(Message)
        .where(stale, is_open)
        .values(state=MessageState.UNKNOWN.value, reason=NOBODY_KNOWS, **freed)
        .execution_options(synchronize_session=False)
    )
    back = session.exec(
        update(Message)
        .where(stale)
        .values(state=MessageState.PLANNED.value, **freed)
        .execution_options(synchronize_session=False)
    )
    return Recovered(unknown=lost.rowcount, planned=back.rowcount)


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
