"""Cách tới đơn vị: over which channel, to which address, a unit is spoken to on a day.

The house's choice: e-mail carries the full letter; a short channel (Zalo, an extra service) stands in where there is no
e-mail, and goes beside it only for what is urgent, due today or overdue. A contact may ask for another channel first;
none can be turned off. A unit without any usable address is put on the call list (by hand): nobody is left out in
silence. Contacts hold between two days; addresses that a channel called dead are not used.

`choose` decides by the shape of the contacts alone, so many units are answered by asking once for each distinct shape.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from models.further_channels import further_of
from models.messages import Message
from models.outbox import HEAD, resend, suppressed, unit_of
from models.units import Contact
from models.vocabulary import Channel, Stage

HOUSE_ORDER = (Channel.EMAIL, Channel.ZALO, Channel.ZALO_OA, Channel.ZALO_BOT, Channel.EXTRA)
ALSO_SHORT = {Stage.LAST_DAY, Stage.CHASER_1, Stage.CHASER_2}
AT_ONCE = 500
Dead = Collection[tuple[str, str]]  # (channel, address)


class Reach(NamedTuple):
    """What decides how one contact hears: the channels it can be reached over now, and what it asked for."""

    usable: frozenset[Channel] = frozenset()
    prefers: str = ""
    by_hand: bool = False

    def order(self) -> list[Channel]:
        """The usable channels, the preferred one first."""
        return sorted((c for c in HOUSE_ORDER if c in self.usable), key=lambda c: c != self.prefers)

    def choosing_among(self, mute: frozenset[Channel]) -> Reach:
        """The same without a wish for a channel whose messages lead nowhere."""
        return self._replace(prefers="") if self.prefers in mute else self


class Shape(NamedTuple):
    """All of a unit that decides its ways; few are distinct among many units.

    `main`: who does the work, or the head where there is nobody else; None without any contact.
    `head`: a head beside it, without the channels on which both have the same address; None where there is none.
    """

    main: Reach | None = None
    head: Reach | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who answers for a unit: the post that does the work, and its head."""

    main: Contact | None = None
    head: Contact | None = None
    further: Mapping[int, Mapping[Channel, str]] = field(default_factory=dict)  # by contact id

    @property
    def first(self) -> Contact | None:
        """Who hears what a unit is told."""
        return self.main or self.head

    def of(self, recipient: str) -> Contact | None:
        """The contact behind a message's recipient: a unit, or its head (`head:<unit>`)."""
        return self.head if recipient.startswith(HEAD) else self.first

    def addresses(self, contact: Contact) -> dict[Channel, str]:
        """Every address this contact has, whether usable or not; by hand its telephone."""
        known = {Channel.EMAIL: contact.email, Channel.ZALO: contact.zalo, **self.further.get(contact.id or 0, {})}
        return {channel: address for channel, address in known.items() if address} | {Channel.HAND: contact.phone}


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
    further: dict[int, dict[Channel, str]] = {}
    for n in range(0, len(ids), AT_ONCE):
        part = ids[n : n + AT_ONCE]
        rows = session.exec(
            select(Contact)
            .where(
                col(Contact.unit_id).in_(part),
                or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= on),
                or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= on),
            )
            .order_by(col(Contact.valid_from).nulls_first(), col(Contact.id))  # PostgreSQL would put them last
        )
        for contact in rows:
            known = found.get(contact.unit_id, Contacts(further=further))
            if contact.is_head:
                found[contact.unit_id] = Contacts(known.main, contact, further)
            else:
                found[contact.unit_id] = Contacts(contact, known.head, further)
        further.update(further_of(session, part))
    return found


def ways(
    unit_id: str,
    contacts: Contacts,
    stages: Collection[Stage],
    *,
    is_urgent: bool,
    open_channels: Collection[Channel],
    dead: Dead,
) -> list[Way]:
    """How this unit hears of these stages. Never empty. The second chaser goes to the head as well."""
    shape = shape_of(contacts, open_channels, dead)
    found = []
    for to_head, channel in choose(shape, is_loud(stages, is_urgent), Stage.CHASER_2 in stages):
        contact = contacts.head if to_head else contacts.first
        address = contacts.addresses(contact)[channel] if contact is not None else ""
        found.append(Way(HEAD + unit_id if to_head else unit_id, channel, address, to_head))
    return found


def shape_of(contacts: Contacts, open_channels: Collection[Channel], dead: Dead) -> Shape:
    """What of these contacts decides their ways today."""
    main, head = contacts.first, contacts.head
    if main is None:
        return Shape()
    reach = _reach(contacts, main, open_channels, dead)
    if head is None or head is main:
        return Shape(reach)
    beside, known = _reach(contacts, head, open_channels, dead), contacts.addresses(main)
    own = frozenset(c for c in beside.usable if contacts.addresses(head)[c] != known.get(c))
    return shape_with(reach, beside, own)


def shape_with(main: Reach | None, head: Reach | None, own: frozenset[Channel]) -> Shape:
    """The shape of a post and a head; `own`: the usable channels on which the head has an address of its own."""
    if main is None or head is None:
        return Shape(main or head)
    is_same_person = bool(head.usable) and not own and not head.by_hand  # every address of the head is the unit's own
    return Shape(main, None if is_same_person else head._replace(usable=own))


def is_loud(stages: Collection[Stage], is_urgent: bool) -> bool:
    """Whether a short message goes beside the letter."""
    return is_urgent or not ALSO_SHORT.isdisjoint(stages)


@lru_cache(maxsize=4096)
def choose(
    shape: Shape, loud: bool, to_head: bool, mute: frozenset[Channel] = frozenset()
) -> tuple[tuple[bool, Channel], ...]:
    """(to the head, channel) of every message. Loud: one letter and one short message where both can be had.

    `mute`: channels whose messages of this home hold no way into the portal; nobody is told over them by choice.
    """
    main = (shape.main or Reach(by_hand=True)).choosing_among(mute)
    found = [(False, channel) for channel in _one_or_both(main, loud)]
    if to_head and shape.head is not None:
        found.append((True, next(iter(_one_or_both(shape.head.choosing_among(mute), False)))))
    return tuple(found)


def next_way(
    contacts: Contacts, recipient: str, tried: Collection[str], open_channels: Collection[Channel], dead: Dead
) -> Way:
    """Where to turn when these channels did not reach a recipient; in the end a person calls (by hand)."""
    contact = contacts.of(recipient)
    if contact is None:
        return Way(recipient, Channel.HAND, "", recipient.startswith(HEAD))
    reach = _reach(contacts, contact, open_channels, dead)
    left = [] if reach.by_hand else [channel for channel in reach.order() if channel not in tried]
    channel = left[0] if left else Channel.HAND
    return Way(recipient, channel, contacts.addresses(contact)[channel], recipient.startswith(HEAD))


def usable(channel: Channel, address: str, open_channels: Collection[Channel], dead: Dead) -> bool:
    """Whether an address can be used over this channel today."""
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


def _address_of_the_day(session: Session, message: Message) -> str:
    """Where this recipient is reached over this channel now; empty where nothing better is known."""
    unit, channel = unit_of(message.recipient), Channel.of(message.channel)
    known = contacts_on(session, [unit], message.as_of).get(unit, Contacts()) if unit else Contacts()
    contact = known.of(message.recipient)
    address = known.addresses(contact).get(channel, "") if contact is not None else ""
    return address if usable(channel, address, {channel}, suppressed(session, message.as_of)) else ""


def _reach(contacts: Contacts, contact: Contact, open_channels: Collection[Channel], dead: Dead) -> Reach:
    known = contacts.addresses(contact)
    ready = frozenset(c for c in HOUSE_ORDER if usable(c, known.get(c, ""), open_channels, dead))
    return Reach(ready, contact.prefers, contact.by_hand)


def _one_or_both(reach: Reach, loud: bool) -> list[Channel]:
    """The first channel of its order, and when loud the first of the other sort (letter or short) beside it."""
    if reach.by_hand or not (order := reach.order()):
        return [Channel.HAND]
    first = order[0]
    beside = [c for c in order if (c is Channel.EMAIL) != (first is Channel.EMAIL)] if loud else []
    return [first, *beside[:1]]
