"""Kênh thay thế: when a channel cannot reach a unit, the next one is tried, and in the end a person calls.

E-mail → Zalo → by hand. The failed message stays as it is; the new one points back to it. An address that a channel
called dead is remembered for thirty days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.messages import Message
from models.outbox import SHELF_LIFE, Draft, items_of, plan, suppress, suppressed, unit_of
from models.outcomes import Outcome
from models.quiet_hours import day_in_hanoi
from models.reach import Contacts, contacts_on, usable
from models.settings import Home
from models.vocabulary import Channel, MessageState
from notifications.channels import open_channels
from notifications.channels.email import domain_of

DEAD_FOR = timedelta(days=30)
DEAD_CODES = {"550", "551", "553", "556", "address", "-108", "-118", "-119", "-141"}
ON_THE_WAY = (MessageState.PLANNED, MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN)


def turn_elsewhere(session: Session, home: Home, message: Message, outcome: Outcome, now: datetime) -> Channel | None:
    """Plan the same words over the next channel; returns it, or None where another message already carries them."""
    today = day_in_hanoi(now)
    if outcome.status == "fallback" and outcome.code in DEAD_CODES:
        suppress(session, message.channel, message.address, f"{outcome.code} {outcome.detail}", now, today + DEAD_FOR)
    unit_id = unit_of(message.recipient)
    if not unit_id or _is_carried(session, message):
        return None
    contacts = contacts_on(session, [unit_id], today).get(unit_id, Contacts())
    contact = (contacts.main or contacts.head) if message.recipient == unit_id else contacts.head
    settings = home.settings()
    if message.channel == Channel.EMAIL and contact is not None:
        dead = suppressed(session, today)
        if usable(Channel.ZALO, contact, open_channels(settings), dead) and _plan(
            session, message, Channel.ZALO, contact.zalo, now, domain_of(settings)
        ):
            return Channel.ZALO
    _plan(session, message, Channel.HAND, contact.phone if contact else "", now, domain_of(settings))
    return Channel.HAND


def _is_carried(session: Session, message: Message) -> bool:
    """Whether the full letter travels anyway: a short message that fails beside its e-mail needs no stand-in."""
    if message.channel != Channel.ZALO or message.fallback_of is not None:
        return False
    beside = select(Message.id).where(
        Message.recipient == message.recipient,
        Message.slot == message.slot,
        Message.channel == Channel.EMAIL,
        col(Message.state).in_(ON_THE_WAY),
    )
    return session.exec(beside).first() is not None


def _plan(session: Session, message: Message, channel: Channel, address: str, now: datetime, domain: str) -> int:
    id = message.id or 0
    draft = Draft(
        recipient=message.recipient,
        channel=str(channel),
        slot=message.slot,
        address=address,
        subject=message.subject,
        body_text=message.body_text,
        body_short=message.body_short,
        as_of=message.as_of,
        is_urgent=message.is_urgent,
        not_before=now,
        expires_at=now + SHELF_LIFE,
        link_id=message.link_id,
        resend=message.resend,
        fallback_of=id,
        items=tuple(items_of(session, [id])[id]),
    )
    return plan(session, [draft], now, domain)
