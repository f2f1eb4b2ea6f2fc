"""Đã nhắc: which rungs of which obligations were said already, and in messages of which day.

Reads the outbox only; whether a rung still stands is the ladder's knowledge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Integer, Select, String, and_, bindparam, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from models.given_rows import given, given_rows
from models.messages import Message, MessageItem
from models.outbox import unit_of
from models.vocabulary import Channel, MessageState
from models.writing import table_of

SPOKEN = (MessageState.SENDING, MessageState.SENT, MessageState.FAILED, MessageState.UNKNOWN)
CARRIED = (MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN)


class Spoken(NamedTuple):
    """A rung was said: in a message of which day, planned at which instant."""

    on: date
    at: datetime


RungKey = tuple[str, str, str, str, str]  # programme, duty, period, unit, stage
Carried = dict[tuple[str, str], dict[RungKey, list[Spoken]]]  # by recipient and channel


Key = tuple[str, str, str]  # programme, duty, period
Asked = tuple[str, str, str, str]  # and the stage
_ASKED: dict[str, TypeEngine[Any]] = {name: String() for name in ("programme", "duty", "period", "stage")}


def rungs_spoken(
    session: Session, since: date, as_of: date, among: Collection[Asked] | None = None
) -> dict[RungKey, list[Spoken]]:
    """Which rungs were already said since a day: key of the obligation and stage → the messages that said so.

    What was sent, tried or lost counts; so does what still waits from this same day or waits for a hand.
    `among`: of these deadlines and stages only.
    """
    values: dict[str, Any] = {"since": since, "as_of": as_of}
    spoken: dict[RungKey, list[Spoken]] = {}
    for _, key, said in _said(session, among, False, values):
        spoken.setdefault(key, []).append(said)
    return spoken


def rungs_carried(session: Session, beside: Collection[Message], among: Collection[Asked]) -> Carried:
    """Which of these rungs other messages than these said, or may have said, by recipient and channel."""
    recipients = sorted({m.recipient for m in beside})
    values = {
        "beside": given((m.id,) for m in beside),
        "recipients": given((recipient,) for recipient in recipients),
        "units": given((unit_of(recipient),) for recipient in recipients),
    }
    carried: Carried = {}
    for to, key, said in _said(session, among, True, values):
        carried.setdefault(to, {}).setdefault(key, []).append(said)
    return carried


def _said(
    session: Session, among: Collection[Asked] | None, is_carried: bool, values: dict[str, Any]
) -> Iterator[tuple[tuple[str, str], RungKey, Spoken]]:
    if among is not None:
        values["asked"] = given(sorted(set(among)))
    statement = _statement(session.get_bind().dialect.name, among is not None, is_carried)
    for recipient, channel, *key, on, at in session.connection().execute(statement, values):
        yield (recipient, channel), (key[0], key[1], key[2], key[3], key[4]), Spoken(on, at)


@lru_cache
def _statement(dialect: str, is_among: bool, is_carried: bool) -> Select[Any]:
    message, item = table_of(Message), table_of(MessageItem)
    query = (
        select(message.c.recipient, message.c.channel)
        .add_columns(item.c.programme, item.c.duty, item.c.period, item.c.unit_id, item.c.stage)
        .add_columns(message.c.as_of, message.c.planned_at)
    )
    if is_among:
        asked = given_rows(dialect, "asked", _ASKED)
        keys = [asked.c[name] == item.c[name] for name in _ASKED]
        source: FromClause = asked.join(item, and_(*keys)).join(message, message.c.id == item.c.message_id)
    else:
        source = item.join(message, message.c.id == item.c.message_id)
    query = query.select_from(source)
    if is_carried:
        these = {
            name: given_rows(dialect, name, {"is": kind})
            for name, kind in (("beside", Integer()), ("recipients", String()), ("units", String()))
        }
        return query.where(
            item.c.unit_id.in_(select(these["units"].c["is"])),  # or everybody's items of these deadlines are walked
            message.c.id.not_in(select(these["beside"].c["is"])),
            message.c.recipient.in_(select(these["recipients"].c["is"])),
            message.c.resend == 0,
            message.c.state.in_([s.value for s in CARRIED]),
        )
    return query.where(message.c.as_of >= bindparam("since"), has_spoken(message, bindparam("as_of")))


def has_spoken(message: FromClause, as_of: Any) -> ColumnElement[bool]:
    """Whether a message counts as having said what it holds: sent, tried or lost, or waiting since this same day."""
    today, by_hand = message.c.as_of == as_of, message.c.channel == Channel.HAND.value
    waiting = (message.c.state == MessageState.PLANNED.value) & (today | by_hand)
    return message.c.state.in_([s.value for s in SPOKEN]) | waiting
