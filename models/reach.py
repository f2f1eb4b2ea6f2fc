"""Cách tới đơn vị: over which channel, to which address, a unit is spoken to on a day.

The house's choice: e-mail carries the full letter; Zalo adds its short form only to what is urgent, due today or
overdue, and stands in where there is no e-mail. A unit without any usable address is put on the call list (by hand):
nobody is left out in silence. Contacts hold between two days; addresses that a channel called dead are not used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models.messages import Message
from models.outbox import HEAD, resend, suppressed, unit_of
from models.units import Contact
from models.vocabulary import Channel, Stage

ALSO_BY_ZALO = {Stage.LAST_DAY, Stage.CHASER_1, Stage.CHASER_2}
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who answers for a unit: the post that does the work, and its head."""

    main: Contact | None = None
    head: Contact | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One message to one address."""

    recipient: str
    channel: Channel
    address: str
    to_head: bool = False


def contacts_on(session: Session, unit_ids: Iterable[str], on: date) -> dict[str, Contacts]:
    """The contacts of these units that hold on this day; the latest begun of several."""
    ids, found = sorted(set(unit_ids)), dict[str, Contacts]()
    for n in range(0, len(ids), AT_ONCE):
        rows = session.exec(
            select(Contact)
            .where(
                col(Contact.unit_id).in_(ids[n : n + AT_ONCE]),
                or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= on),
                or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= on),
            )
            .order_by(col(Contact.valid_from), col(Contact.id))
        )
        for contact in rows:
            known = found.get(contact.unit_id, Contacts())
            if contact.is_head:
                found[contact.unit_id] = Contacts(known.main, contact)
            else:
                found[contact.unit_id] = Contacts(contact, known.head)
    return found


def ways(
    unit_id: str,
    contacts: Contacts,
    stages: Collection[Stage],
    *,
    is_urgent: bool,
    open_channels: Collection[Channel],
    dead: Collection[tuple[str, str]],
) -> list[Way]:
    """How this unit hears of these stages. Never empty. The second chaser goes to the head as well."""
    main = contacts.main or contacts.head
    if main is None:
        return [Way(unit_id, Channel.HAND, "")]
    if main.by_hand:
        found = [Way(unit_id, Channel.HAND, main.phone)]
    else:
        found = _by_machine(unit_id, main, stages, is_urgent, open_channels, dead)
    head = contacts.head
    if Stage.CHASER_2 in stages and head is not None and head is not main:
        if usable(Channel.EMAIL, head, open_channels, dead) and head.email != main.email:
            found.append(Way(HEAD + unit_id, Channel.EMAIL, head.email, to_head=True))
        elif head.by_hand:
            found.append(Way(HEAD + unit_id, Channel.HAND, head.phone, to_head=True))
    return found


def usable(
    channel: Channel, contact: Contact, open_channels: Collection[Channel], dead: Collection[tuple[str, str]]
) -> bool:
    """Whether this contact can be reached over this channel."""
    address = {Channel.EMAIL: contact.email, Channel.ZALO: contact.zalo}.get(channel, "")
    return bool(address) and channel in open_channels and (str(channel), address) not in dead


def resend_where_reached(session: Session, id: int, *, reason: str, by: str, now: datetime) -> Message:
    """Send a message once more, to the address that holds today: a corrected contact is why one sends again.

    Errors: `Refused` as `models.outbox.resend`.
    """
    again = resend(session, id, reason=reason, by=by, now=now)
    again.address = _address_of_the_day(session, again) or again.address
    session.add(again)
    session.flush()
    return again


def _address_of_the_day(session: Session, message: Message) -> str | None:
    """Where this recipient is reached over this channel now; None where nothing better is known."""
    unit, channel = unit_of(message.recipient), Channel.of(message.channel)
    known = contacts_on(session, [unit], message.as_of).get(unit, Contacts()) if unit else Contacts()
    contact = known.head if message.recipient.startswith(HEAD) else known.main or known.head
    if contact is None or not usable(channel, contact, {channel}, suppressed(session, message.as_of)):
        return None
    return contact.email if channel is Channel.EMAIL else contact.zalo


def _by_machine(
    unit_id: str,
    main: Contact,
    stages: Collection[Stage],
    is_urgent: bool,
    open_channels: Collection[Channel],
    dead: Collection[tuple[str, str]],
) -> list[Way]:
    mail = usable(Channel.EMAIL, main, open_channels, dead)
    zalo = usable(Channel.ZALO, main, open_channels, dead)
    if not (mail or zalo):
        return [Way(unit_id, Channel.HAND, main.phone)]
    found = [Way(unit_id, Channel.EMAIL, main.email)] if mail else []
    if zalo and (not mail or is_urgent or ALSO_BY_ZALO & set(stages)):
        found.append(Way(unit_id, Channel.ZALO, main.zalo))
    return found
