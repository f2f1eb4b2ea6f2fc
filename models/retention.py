"""Xóa thông tin liên hệ: addresses of people are kept as long as they serve, and then no longer (Luật 91/2025/QH15).

A contact that was replaced, or whose unit has ended, loses its addresses some days later; with them go the copies in
the outbox, in replies taken in and among the addresses given up. What the law on records obliges to keep stays: which
unit was told of what and when, through which channel, and what the journal says of it, by a fingerprint only. An
address that somebody else still uses stays where it is used. Works on a session handed in and never commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from models.access import Officer
from models.audit import record
from models.contacts import fingerprint
from models.further_channels import further_of
from models.inbound import InboundMail
from models.messages import Message, Suppression
from models.settings import Home
from models.units import Contact, ContactChannel, Unit
from models.vocabulary import InboundState, MessageState
from models.workdays import DAY

ERASED = "(đã xóa)"  # what stands where an address stood
NOBODY = "Đầu mối đã thay hoặc đơn vị đã kết thúc; địa chỉ đã xóa."
PURPOSE = (
    "Địa chỉ và số điện thoại chỉ dùng để nhắc việc, gửi liên kết nộp báo cáo và liên hệ về báo cáo của đơn vị; "
    "không dùng vào việc khác. Khi thay đầu mối hoặc đơn vị kết thúc, thông tin cũ được xóa sau {days} ngày."
)
_OVER = (MessageState.SENT, MessageState.FAILED, MessageState.SKIPPED, MessageState.EXPIRED)
_PORTION = 500


@dataclass(frozen=True)
class Erased:
    """What was taken out. `addresses`: those that nobody uses any more, for the copies outside the database."""

    contacts: int = 0
    messages: int = 0
    mails: int = 0
    addresses: tuple[str, ...] = ()


def past_contacts(session: Session, today: date, kept_days: int) -> list[Contact]:
    """Contacts with an address that ended, or whose unit did, more than so many days ago."""
    last = today - kept_days * DAY
    ended = or_(col(Contact.valid_to) < last, col(Unit.valid_to) < last)
    query = select(Contact).join(Unit, col(Unit.id) == Contact.unit_id).where(ended, _has_address())
    return list(session.exec(query.order_by(col(Contact.id))))


def contacts_of(session: Session, unit_id: str, today: date) -> list[Contact]:
    """The contacts of one unit that no longer hold on a day, however short a time ago."""
    over = or_(col(Contact.valid_to) < today, col(Unit.valid_to) < today)
    query = select(Contact).join(Unit, col(Unit.id) == Contact.unit_id).where(Contact.unit_id == unit_id, over)
    return list(session.exec(query.where(_has_address()).order_by(col(Contact.id))))


def erase(session: Session, home: Home, contacts: Sequence[Contact], *, by: str, now: datetime) -> Erased:
    """Take the addresses out of these contacts and out of everything that was written to them. Done twice it is once.

    What still waits to go to them does not go any more; a contact to whom something is on its way waits for next time.
    The journal keeps one line for each contact, with the fingerprint of what was erased.
    """
    further = further_of(session, {contact.unit_id for contact in contacts})
    on_its_way = set(session.exec(select(Message.address).where(col(Message.state) == MessageState.SENDING.value)))
    contacts = [one for one in contacts if on_its_way.isdisjoint(_addresses(one, further.get(one.id or 0, {})))]
    if not contacts:
        return Erased()
    gone: set[str] = set()
    for contact in contacts:
        mine = further.get(contact.id or 0, {})
        print_ = fingerprint(home.secret(), contact.email, contact.zalo, contact.phone, *mine.values())
        gone |= _addresses(contact, mine)
        contact.email = contact.zalo = contact.phone = ""
        session.add(contact)
        record(session, by, "contact_erase", f"unit:{contact.unit_id}", f"xóa {print_}", now=now)
    session.flush()
    ids = [contact.id for contact in contacts]
    for some in _portions(ids):
        session.exec(delete(ContactChannel).where(col(ContactChannel.contact_id).in_(some)))
    free = sorted(gone - _in_use(session))
    messages = mails = 0
    for some in _portions(free):
        waits = update(Message).where(col(Message.address).in_(some), col(Message.state) == MessageState.PLANNED.value)
        session.exec(waits.values(state=MessageState.SKIPPED.value, reason=NOBODY))
        states = [state.value for state in _OVER]
        sent = update(Message).where(col(Message.address).in_(some), col(Message.state).in_(states))
        messages += session.exec(sent.values(address=ERASED)).rowcount
        known = func.lower(col(InboundMail.sender)).in_([one.lower() for one in some])
        taken = update(InboundMail).where(known, col(InboundMail.state) != InboundState.QUEUED.value)
        mails += session.exec(taken.values(sender=ERASED, subject="")).rowcount
        session.exec(delete(Suppression).where(col(Suppression.address).in_(some)))
    session.expire_all()
    return Erased(len(contacts), messages, mails, tuple(free))


def _addresses(contact: Contact, further: Mapping[Any, str]) -> set[str]:
    return {contact.email, contact.zalo, contact.phone, *further.values()} - {""}


def _has_address() -> Any:
    further = select(ContactChannel.id).where(ContactChannel.contact_id == Contact.id).exists()
    return or_(col(Contact.email) != "", col(Contact.zalo) != "", col(Contact.phone) != "", further)


def _in_use(session: Session) -> set[str]:
    """Every address that a contact or an officer has still."""
    found = set(session.exec(select(Officer.email)))
    for column in (Contact.email, Contact.zalo, Contact.phone, ContactChannel.address):
        found |= set(session.exec(select(column).distinct()))
    return found


def _portions(things: Sequence[Any]) -> list[Sequence[Any]]:
    return [things[i : i + _PORTION] for i in range(0, len(things), _PORTION)]
