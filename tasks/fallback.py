"""Kênh thay thế: when a channel cannot reach a unit, the next one is tried, and in the end a person calls.

The failed message stays as it is; the new one points back to it. Of one message no channel is tried twice. An address
that a channel called dead is remembered for thirty days and then tried again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.messages import Message
from models.outbox import SHELF_LIFE, Draft, items_of, plan, suppress, suppressed, unit_of
from models.outcomes import Outcome
from models.quiet_hours import day_in_hanoi
from models.reach import Contacts, contacts_on, next_way
from models.settings import Home
from models.vocabulary import Channel, MessageState
from notifications.channels import open_channels

DEAD_FOR = timedelta(days=30)
DEAD_CODES = {"550", "551", "553", "556", "address", "-108", "-118", "-119", "-141"}
ON_THE_WAY = (MessageState.PLANNED, MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN)


def turn_elsewhere(session: Session, home: Home, message: Message, outcome: Outcome, now: datetime) -> Channel | None:
    """A channel refused: remember a dead address, and plan the same words over the next channel (`pass_on`)."""
    if outcome.status == "fallback" and outcome.code in DEAD_CODES:
        until = day_in_hanoi(now) + DEAD_FOR
        suppress(session, message.channel, message.address, f"{outcome.code} {outcome.detail}", now, until)
    return pass_on(session, home, message, now)


def pass_on(
    session: Session, home: Home, message: Message, now: datetime, *, besides: Collection[str] = ()
) -> Channel | None:
    """Plan the same words over the next channel; returns it, or None where another message already carries them.

    `besides`: channels known to be down, which are not asked either.
    """
    unit_id = unit_of(message.recipient)
    if not unit_id or is_carried(session, message):
        return None
    today, settings = day_in_hanoi(now), home.settings()
    contacts = contacts_on(session, [unit_id], today).get(unit_id, Contacts())
    closed = _tried(session, message).union(besides)
    way = next_way(contacts, message.recipient, closed, open_channels(settings), suppressed(session, today))
    made = _plan(session, message, way.channel, way.address, now)
    return way.channel if made else None


def is_carried(session: Session, message: Message) -> bool:
    """Whether the full letter travels anyway: a short message that fails beside its e-mail needs no stand-in."""
    if message.channel in (Channel.EMAIL, Channel.HAND) or message.fallback_of is not None:
        return False
    beside = select(Message.id).where(
        Message.recipient == message.recipient,
        Message.slot == message.slot,
        Message.channel == Channel.EMAIL,
        col(Message.state).in_(ON_THE_WAY),
    )
    return session.exec(beside).first() is not None


def _tried(session: Session, message: Message) -> set[str]:
    """The channels on which this recipient was told, or to be told, of the same slot: the whole chain shares it."""
    same = (Message.recipient == message.recipient, Message.slot == message.slot, Message.resend == message.resend)
    return set(session.exec(select(Message.channel).where(*same)))


def _plan(session: Session, message: Message, channel: Channel, address: str, now: datetime) -> int:
    id = message.id or 0
    draft = Draft(
        recipient=message.recipient,
        channel=str(channel),
        slot=message.slot,
        address=address,
        subject=message.subject,
        content_id=message.content_id,
        as_of=message.as_of,
        is_urgent=message.is_urgent,
        not_before=now,
        expires_at=now + SHELF_LIFE,
        resend=message.resend,
        fallback_of=id,
        items=tuple(items_of(session, [id])[id]),
    )
    return plan(session, [draft], now)
