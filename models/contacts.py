"""Đầu mối: one contact of a unit as typed by an officer, checked and kept from a day on; and what it asked for itself.

A corrected contact is a new row from a day on and the old one ends the day before. Which channel comes first is the
contact's own wish: it changes in place, and never takes a channel away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select as sql
from sqlmodel import Session

from models import import_cells
from models.canonical import canonical
from models.errors import Refused
from models.further_channels import checked_addresses, further_of, set_further
from models.reach import HOUSE_ORDER, Contacts
from models.tokens import derived_id
from models.units import Contact
from models.vocabulary import Channel
from models.writing import table_of

LEADS_NOWHERE = (
    "Mẫu tin Zalo đang dùng không có nút mở cổng nộp nên không nhận trước qua Zalo khi đã có kênh khác. "
    "Đề nghị chọn kênh khác hoặc để theo nếp chung."
)
PHONE = re.compile(r"\+?\d[\d .-]{6,18}")


@dataclass(frozen=True)
class Details:
    """What is known of a contact, beside its days."""

    post: str = ""
    email: str = ""
    zalo: str = ""
    phone: str = ""
    is_head: bool = False
    by_hand: bool = False
    prefers: str = ""
    further: Mapping[Channel, str] = field(default_factory=dict)

    def checked(self, services: Collection[str], mute: Collection[Channel] = ()) -> Details:
        """The same, fit to be kept. Errors: `Refused`.

        `services`: names of the extra services set up; `mute`: channels whose messages give no way into the portal.
        """
        try:  # as an import book would have them: the same address typed otherwise is no second address
            email = import_cells.email(self.email)
        except ValueError:
            raise Refused("Địa chỉ thư điện tử chưa đúng. Đề nghị kiểm tra lại.") from None
        try:
            zalo = import_cells.phone(self.zalo)
        except ValueError:
            raise Refused("Số Zalo chưa đúng. Đề nghị chỉ ghi chữ số, ví dụ 0912 345 678.") from None
        if self.phone and not PHONE.fullmatch(self.phone):
            raise Refused("Số điện thoại chưa đúng. Đề nghị chỉ ghi chữ số, ví dụ 0277 385 1234.")
        further = checked_addresses(self.further, services)
        if not (self.email or self.zalo or self.phone or further):
            raise Refused("Đề nghị ghi ít nhất một cách liên lạc: thư điện tử, Zalo hoặc điện thoại.")
        known = {Channel.EMAIL: self.email, Channel.ZALO: self.zalo, **further}
        if self.prefers and (self.prefers not in HOUSE_ORDER or not known.get(Channel.of(self.prefers))):
            raise Refused("Kênh nhận trước chưa có địa chỉ. Đề nghị ghi địa chỉ trên kênh ấy hoặc chọn kênh khác.")
        if self.prefers and self.prefers not in _may_come_first(known, mute):
            raise Refused(LEADS_NOWHERE)
        return replace(self, email=email, zalo=zalo, further=further)


def keep_contact(session: Session, unit_id: str, old: Contact | None, details: Details, begins: date) -> Contact:
    """A checked contact from a day on, in place of the old one where there is one."""
    if old is not None:
        end_contact(session, old, begins)
    new = Contact(
        unit_id=unit_id,
        post=details.post,
        email=details.email,
        zalo=details.zalo,
        phone=details.phone,
        is_head=details.is_head,
        by_hand=details.by_hand,
        prefers=details.prefers,
        valid_from=begins,
    )
    session.add(new)
    session.flush()
    set_further(session, new, details.further)
    return new


def end_contact(session: Session, contact: Contact, begins: date) -> None:
    """The contact holds no more from this day on; one that never held is taken out."""
    if contact.valid_from and begins <= contact.valid_from:
        set_further(session, contact, {})
        session.delete(contact)
    else:
        contact.valid_to = begins - timedelta(days=1)
        session.add(contact)
    session.flush()


def fingerprint(secret: str, *addresses: str) -> str:
    """What the journal says of addresses: twelve digits that tell one set from another, and lead to none of them.

    Keyed with the home's secret: without it a list of all telephone numbers would give each of them away.
    """
    known = sorted(address for address in addresses if address)
    return derived_id("contact " + canonical(known), secret)[:12] if known else "trống"


def print_of(session: Session, contact: Contact | None, secret: str) -> str:
    """The fingerprint of one contact as it stands."""
    if contact is None:
        return "trống"
    further = further_of(session, [contact.unit_id]).get(contact.id or 0, {})
    return fingerprint(secret, contact.email, contact.zalo, contact.phone, *further.values())


def prints_of_all(session: Session, secret: str) -> dict[int, tuple[str, str]]:
    """Of every contact its unit and its fingerprint."""
    c, further = table_of(Contact).c, further_of(session)
    rows = session.connection().execute(sql(c.id, c.unit_id, c.email, c.zalo, c.phone))
    return {
        id: (unit_id, fingerprint(secret, *addresses, *further.get(id, {}).values()))
        for id, unit_id, *addresses in rows
    }


def choices_of(contacts: Contacts, mute: Collection[Channel] = ()) -> dict[Channel, str]:
    """The channels a unit may ask to be reached by first, with its address on each; empty where people call it.

    `mute`: channels whose messages give no way into the portal; they come first only where there is no other.
    """
    contact = contacts.first
    if contact is None or contact.by_hand:
        return {}
    known = contacts.addresses(contact)
    return _may_come_first(known, mute)


def prefer(session: Session, contacts: Contacts, first: str, mute: Collection[Channel] = ()) -> str:
    """Keep which channel comes first; empty: the house's order. Returns what held before. Errors: `Refused`."""
    contact, choices = contacts.first, choices_of(contacts, mute)
    if contact is None or not choices:
        raise Refused("Đơn vị chưa có địa chỉ nhận tin điện tử. Đề nghị liên hệ đầu mối để bổ sung.")
    if first and first not in choices:
        raise Refused("Kênh được chọn chưa có địa chỉ. Đề nghị chọn một trong các kênh trên trang.")
    before, contact.prefers = contact.prefers, first
    session.add(contact)
    return before


def _may_come_first(known: Mapping[Channel, str], mute: Collection[Channel]) -> dict[Channel, str]:
    """Of the channels with an address those that lead into the portal; all of them where none does."""
    there = {channel: known[channel] for channel in HOUSE_ORDER if known.get(channel)}
    return {channel: address for channel, address in there.items() if channel not in mute} or there
