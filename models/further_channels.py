"""Kênh khác: the further ways to reach a contact, kept as a channel and an address on it, never as a URL.

An operator sets up extra services by name (setting `extra_services`, one `name=address` after the other, see
`notifications.channels.extra`); a contact has at most one address on each channel. On the channel `extra` it stands as
`<service>:<address>`. The alphabet of an address is small, so that it cannot become a second address or another place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from sqlmodel import Session, col, select

from models.errors import Refused
from models.settings import Settings
from models.units import Contact, ContactChannel
from models.vocabulary import Channel

FURTHER = (Channel.ZALO_OA, Channel.ZALO_BOT, Channel.EXTRA)
PLACE = "{address}"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_PLAIN = {Channel.ZALO_OA: re.compile(r"\d{5,30}"), Channel.ZALO_BOT: re.compile(r"[A-Za-z0-9._-]{3,64}")}
_EXTRA = re.compile(r"(?=.*[A-Za-z0-9])(?!.*\.\.)[A-Za-z0-9@._+:!#-]{1,100}")


def service_templates(settings: Settings) -> dict[str, str]:
    """Name → template of every extra service as written. Errors: `Refused` for a line that is none."""
    found: dict[str, str] = {}
    for part in settings.extra_services.split():
        name, equals, template = part.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise Refused(
                "Thiết lập “extra_services” cần dạng tên=địa-chỉ, nhiều kênh cách nhau bằng dấu cách; "
                "tên chỉ gồm chữ thường không dấu, chữ số và dấu gạch ngang."
            )
        if name in found:
            raise Refused(f"Thiết lập “extra_services” có hai kênh cùng tên “{name}”. Đề nghị giữ một.")
        found[name] = template
    return found


def service_and_address(address: str) -> tuple[str, str]:
    """`sms:0912345678` → (`sms`, `0912345678`)."""
    service, _, own = address.partition(":")
    return service, own


def checked_address(channel: Channel, typed: str, services: Iterable[str]) -> str:
    """An address as it may be kept on a further channel. Errors: `Refused` with what is allowed."""
    address = typed.strip()
    if channel is Channel.EXTRA:
        service, own = service_and_address(address)
        names = sorted(services)
        if service not in names:
            known = f"các kênh đã thiết lập: {', '.join(names)}" if names else "chưa có kênh nào được thiết lập"
            raise Refused(f"Kênh khác cần ghi dạng tên-kênh:địa-chỉ ({known}).")
        if not _EXTRA.fullmatch(own):
            raise Refused(
                f"Địa chỉ trên kênh “{service}” chưa đúng: chỉ một địa chỉ, gồm chữ không dấu, chữ số "
                "và các dấu @ . _ + : ! # -, không có dấu cách, dấu phẩy hay dấu gạch chéo."
            )
    elif not _PLAIN[channel].fullmatch(address):
        what = {
            Channel.ZALO_OA: "mã người dùng Zalo OA: chỉ gồm chữ số",
            Channel.ZALO_BOT: "mã trò chuyện Zalo Bot: chữ không dấu, chữ số và các dấu . _ -",
        }
        raise Refused(f"Chưa đúng {what[channel]}.")
    return address


def checked_addresses(typed: Mapping[Channel, str], services: Iterable[str]) -> dict[Channel, str]:
    """The filled ones of what was typed, each checked. Errors: `Refused`."""
    names = list(services)
    return {channel: checked_address(channel, text, names) for channel, text in typed.items() if text.strip()}


def further_of(session: Session, unit_ids: Collection[str] | None = None) -> dict[int, dict[Channel, str]]:
    """The further addresses by contact: of every one, or of the contacts of these units."""
    query = select(ContactChannel)
    if unit_ids is not None:
        query = query.join(Contact, col(Contact.id) == ContactChannel.contact_id)
        query = query.where(col(Contact.unit_id).in_(unit_ids))
    found: dict[int, dict[Channel, str]] = {}
    for one in session.exec(query):
        found.setdefault(one.contact_id, {})[Channel.of(one.channel)] = one.address
    return found


def set_further(session: Session, contact: Contact, addresses: Mapping[Channel, str]) -> None:
    """These are the further addresses of a contact, all of them; others are taken away."""
    held = {one.channel: one for one in session.exec(_rows_of(contact.id))}
    for channel in FURTHER:
        row, address = held.get(channel.value), addresses.get(channel, "")
        if row is None and address:
            session.add(ContactChannel(contact_id=contact.id or 0, channel=channel.value, address=address))
        elif row is not None and not address:
            session.delete(row)
        elif row is not None:
            row.address = address
    session.flush()


def _rows_of(contact_id: int | None):
    return select(ContactChannel).where(ContactChannel.contact_id == contact_id)
