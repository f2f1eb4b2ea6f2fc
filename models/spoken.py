"""Đã nhắc: which rungs of which obligations were said already, and in messages of which day.

Reads the outbox only; whether a rung still stands is the ladder's knowledge.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from models.messages import Message, MessageItem
from models.vocabulary import Channel, MessageState
from models.writing import table_of

SPOKEN = (MessageState.SENDING, MessageState.SENT, MessageState.FAILED, MessageState.UNKNOWN)
CARRIED = (MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN)


class Spoken(NamedTuple):
    """A rung was said: in a message of which day, planned at which instant."""

    on: date
    at: datetime


RungKey = tuple[str, str, str, str, str]  # programme, duty, period, unit, stage


def rungs_spoken(session: Session, since: date, as_of: date) -> dict[RungKey, list[Spoken]]:
    """Which rungs were already said since a day: key of the obligation and stage → the messages that said so.

    What was sent, tried or lost counts; so does what still waits from this same day or waits for a hand.
    """
    message = table_of(Message)
    waiting = (message.c.state == MessageState.PLANNED.value) & (
        (message.c.as_of == as_of) | (message.c.channel == Channel.HAND.value)
    )
    return _spoken(session, message.c.as_of >= since, message.c.state.in_([s.value for s in SPOKEN]) | waiting)


def rungs_carried(session: Session, beside: Message) -> dict[RungKey, list[Spoken]]:
    """Which rungs another message to the same recipient over the same channel has said, or may have said."""
    message = table_of(Message)
    return _spoken(
        session,
        message.c.id != beside.id,
        message.c.recipient == beside.recipient,
        message.c.channel == beside.channel,
        message.c.resend == 0,
        message.c.state.in_([s.value for s in CARRIED]),
    )


def _spoken(session: Session, *which: ColumnElement[bool]) -> dict[RungKey, list[Spoken]]:
    message, item = table_of(Message), table_of(MessageItem)
    rows = session.connection().execute(
        select(item.c.programme, item.c.duty, item.c.period, item.c.unit_id, item.c.stage)
        .add_columns(message.c.as_of, message.c.planned_at)
        .join_from(item, message, message.c.id == item.c.message_id)
        .where(*which)
    )
    spoken: dict[RungKey, list[Spoken]] = {}
    for programme, duty, period, unit_id, stage, on, at in rows:
        spoken.setdefault((programme, duty, period, unit_id, stage), []).append(Spoken(on, at))
    return spoken
