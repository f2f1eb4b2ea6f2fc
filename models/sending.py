"""Gửi đi: how one message leaves, whatever crashes.

A claim is one UPDATE whose row count is looked at; an attempt row is committed before the network is touched; only the
holder of the lease writes the outcome. A lease that ran out over an open attempt becomes `unknown`: nobody knows
whether it arrived, so nobody sends it again by himself.

Works on a session handed in and never commits, so that the caller decides what is durable before it goes on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal
from sqlmodel import Session, col, select, update

from models.messages import Attempt, Message
from models.vocabulary import Channel, MessageState

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 6
NOBODY_KNOWS = (
    "Bị ngắt sau khi đã bàn giao cho kênh gửi; chưa rõ đơn vị nhận được hay chưa. "
    "Đề nghị kiểm tra với đơn vị trước khi gửi lại."
)


_MAIL = re.compile(r"([^\s<>()\[\],;:\"'“”]?)[^\s<>()\[\],;:\"'“”]*@([^\s<>()\[\],;:\"'“”]+)")
_PHONE = re.compile(r"(?<![\w.])(\+?84|0)\d{6,8}(\d{3})(?!\w)")


@dataclass(frozen=True)
class Outcome:
    """What a channel said about one attempt. `stage` names how far it came; `code` is the channel's own.

    sent; retry (try again later); defer (not now, through no fault of the message); fallback (not to this recipient on
    this channel); permanent (never); unknown (handed over, answer lost).
    """

    status: str
    code: str = ""
    detail: str = ""
    provider_id: str = ""
    retry_after: float | None = None  # seconds
    stage: str = ""


@dataclass(frozen=True)
class Recovered:
    """How many interrupted messages nobody knows about, and how many had not been touched yet."""

    unknown: int
    planned: int


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
    shut = {Channel.HAND.value, *closed_channels}
    found = session.exec(
        select(Message.id)
        .where(
            Message.state == MessageState.PLANNED,
            Message.not_before <= now,
            Message.expires_at > now,
            col(Message.channel).not_in(shut),
        )
        .order_by(col(Message.is_urgent).desc(), col(Message.not_before), col(Message.id))
        .limit(limit)
    )
    return [id for id in found if id is not None]


def claim(session: Session, id: int, owner: str, now: datetime, lease: timedelta = LEASE) -> bool:
    """Take one planned message for this owner. False: somebody else was faster, or it is no longer planned."""
    result = session.exec(
        update(Message)
        .where(
            col(Message.id) == id,
            col(Message.state) == MessageState.PLANNED,
            col(Message.not_before) <= now,
            col(Message.expires_at) > now,
        )
        .values(state=MessageState.SENDING.value, lease_owner=owner, lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount == 1


def begin_attempt(session: Session, id: int, owner: str, now: datetime) -> int | None:
    """Write the attempt that is about to be made; the caller commits before touching the network.

    Returns its number, or None when the lease is no longer this owner's: then nothing may be sent.
    """
    result = session.exec(
        update(Message)
        .where(_held_by(id, owner), col(Message.lease_until) > now)
        .values(attempts=Message.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        return None
    number = session.exec(select(Message.attempts).where(Message.id == id)).one()
    session.add(Attempt(message_id=id, number=number, owner=owner, started_at=now))
    session.flush()
    return number


def finish(
    session: Session, id: int, owner: str, number: int, outcome: Outcome, now: datetime, retry_at: datetime
) -> MessageState | None:
    """Record what the channel said. The attempt always keeps it; the message only while the lease is the owner's.

    `retry_at` is when to try again, should this be worth it. Returns the new state, or None when the lease was lost.
    """
    session.exec(
        update(Attempt)
        .where(col(Attempt.message_id) == id, col(Attempt.number) == number)
        .values(finished_at=now, outcome=outcome.status, code=outcome.code, detail=outcome.detail[:500])
        .execution_options(synchronize_session=False)
    )
    state, reason = _verdict(session, id, outcome, retry_at)
    values: dict[str, object] = {"state": state.value, "reason": reason, "lease_owner": None, "lease_until": None}
    if state is MessageState.SENT:
        values |= {"sent_at": now, "provider_id": outcome.provider_id}
    elif state is MessageState.PLANNED:
        values |= {"not_before": retry_at}
    result = session.exec(
        update(Message).where(_held_by(id, owner)).values(**values).execution_options(synchronize_session=False)
    )
    return state if result.rowcount == 1 else None


def release(session: Session, id: int, owner: str) -> None:
    """Give a claimed message back untouched."""
    session.exec(
        update(Message)
        .where(_held_by(id, owner))
        .values(state=MessageState.PLANNED.value, lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
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


def wait_before(attempt: int, key: str, base: float = 60, longest: float = 3600) -> timedelta:
    """Exponential back-off with a jitter that depends only on the message and the attempt: 45–75 s, 90–150 s, …"""
    share = int(hashlib.sha256(f"{key}|{attempt}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return timedelta(seconds=min(longest, base * 2 ** (max(attempt, 1) - 1)) * (0.75 + share / 2))


def without_addresses(text: str) -> str:
    """A server's words with the addresses in them masked: reasons are read in reports, by more than one person."""
    return _PHONE.sub(r"\1****\2", _MAIL.sub(r"\1***@\2", text))


def _held_by(id: int, owner: str) -> ColumnElement[bool]:
    return and_(col(Message.id) == id, col(Message.state) == MessageState.SENDING, col(Message.lease_owner) == owner)


def _verdict(session: Session, id: int, outcome: Outcome, retry_at: datetime) -> tuple[MessageState, str]:
    """The state an outcome leads to, and the operator's words for it."""
    said = without_addresses(" ".join(part for part in (outcome.code, outcome.detail) if part))[:400]
    if outcome.status == "sent":
        return MessageState.SENT, ""
    if outcome.status == "unknown":
        return MessageState.UNKNOWN, f"{NOBODY_KNOWS} ({said})"
    if outcome.status in ("fallback", "permanent"):
        return MessageState.FAILED, said
    tried = session.exec(
        select(func.count()).where(col(Attempt.message_id) == id, col(Attempt.outcome) == "retry")
    ).one()
    if outcome.status == "retry" and tried >= MOST_ATTEMPTS:
        return MessageState.FAILED, f"Đã thử {tried} lần không được. Lần cuối: {said}"
    if retry_at >= session.exec(select(Message.expires_at).where(Message.id == id)).one():
        return MessageState.EXPIRED, f"Quá thời gian còn ý nghĩa để gửi. Lần cuối: {said}"
    return MessageState.PLANNED, f"Sẽ thử lại. Lần trước: {said}"
