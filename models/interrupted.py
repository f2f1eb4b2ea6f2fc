"""Bị ngắt giữa chừng: what becomes of messages whose holder did not come back.

A lease that ran out over an open attempt becomes `unknown`: nobody knows whether it arrived, so nobody sends it again
by himself. Without an open attempt nothing had happened yet. Works on a session handed in and never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, literal, or_
from sqlmodel import Session, col, select, update

from models.messages import Attempt, Message
from models.outcomes import NOBODY_KNOWS
from models.sending import NO_LEASE
from models.vocabulary import MessageState
from models.writing import table_of

_MESSAGE = table_of(Message).c
_NOT_MADE = delete(table_of(Attempt)).where(
    table_of(Attempt).c.message_id == bindparam("of_message"),
    table_of(Attempt).c.number == bindparam("of_number"),
    table_of(Attempt).c.owner == bindparam("of_owner"),
)
_ONE_LESS = (
    update(table_of(Message))
    .where(
        _MESSAGE.id == bindparam("of_message"),
        _MESSAGE.attempts == bindparam("of_number"),
        _MESSAGE.lease_owner == bindparam("of_owner"),
    )
    .values(attempts=_MESSAGE.attempts - 1)
)
_IS_LAST_OPEN = and_(
    table_of(Attempt).c.message_id == _MESSAGE.id,
    table_of(Attempt).c.number == _MESSAGE.attempts,
    table_of(Attempt).c.finished_at.is_(None),
)


@dataclass(frozen=True)
class Interrupted:
    """An attempt that was begun and of which nobody wrote the end before the lease ran out."""

    id: int
    number: int
    owner: str


@dataclass(frozen=True)
class Recovered:
    """How many interrupted messages nobody knows about, and how many had not been touched yet."""

    unknown: int
    planned: int


def interrupted(session: Session, now: datetime) -> list[Interrupted]:
    """The open attempts of messages whose lease ran out."""
    query = select(col(Attempt.message_id), col(Attempt.number), col(Attempt.owner)).join(Message, _IS_LAST_OPEN)
    rows = session.connection().execute(query.where(_stale(now)).order_by(col(Attempt.message_id)))
    return [Interrupted(*row) for row in rows]


def recover(session: Session, now: datetime, not_of: Collection[str] = ()) -> Recovered:
    """Leases that ran out: over an open attempt nobody knows, without one nothing had happened yet.

    `not_of`: owners about whom somebody is still finding out.
    """
    stale = and_(_stale(now), col(Message.lease_owner).not_in(list(not_of)))
    is_open = select(literal(1)).where(_IS_LAST_OPEN).exists()
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


def take_back(session: Session, begun: Mapping[int, int], owner: str) -> None:
    """Attempts that were begun and then not made leave no trace; their messages stay this owner's."""
    if begun:
        known = [{"of_message": id, "of_number": number, "of_owner": owner} for id, number in sorted(begun.items())]
        session.connection().execute(_NOT_MADE, known)
        session.connection().execute(_ONE_LESS, known)


def _stale(now: datetime) -> ColumnElement[bool]:
    """Held by nobody any more. A lease from a clock that ran ahead must not hold a message for as long."""
    over = or_(_MESSAGE.lease_until <= now, _MESSAGE.lease_until > now + NO_LEASE)
    return and_(_MESSAGE.state == MessageState.SENDING.value, over)
