"""Nhập liên hệ: the sheet of contacts read strictly and written beside what is held.

A contact is the same one while unit, post and first day stay the same. A book without the columns of preference and
further channels (one of before) changes nothing there; an empty cell in such a column takes the address away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from models import import_cells
from models.errors import Refused
from models.further_channels import FURTHER, checked_address
from models.import_graph import find_by_name
from models.import_rows import OPTIONAL, ImportProblem, SheetRow, problem_at, read_cell, read_days
from models.units import Contact, ContactChannel
from models.vocabulary import Channel
from models.writing import table_of

NO_CONTACT_YET = "Bộ phận văn phòng"  # the post in a template's row of a unit that has no contact
REACHABLE = ("email", "zalo", "phone", *(channel.value for channel in FURTHER))


def read_contacts(
    rows: Sequence[SheetRow],
    units: Mapping[str, Mapping[str, Any]],
    on: date,
    services: Collection[str],
    problems: list[ImportProblem],
) -> list[dict[str, Any]]:
    """Clean contacts; what cannot be taken is noted. `services`: names of the extra services that are set up."""
    contacts: list[dict[str, Any]] = []
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        contact = {
            "unit_id": read_cell(row, "unit_id", lambda v: find_by_name(import_cells.text(v), units, on), problems),
            "post": read_cell(row, "post", import_cells.text, problems),
            "email": read_cell(row, "email", import_cells.email, problems),
            "zalo": read_cell(row, "zalo", import_cells.phone, problems),
            "phone": read_cell(row, "phone", import_cells.phone, problems),
            "by_hand": read_cell(row, "by_hand", import_cells.yes, problems),
            "is_head": read_cell(row, "is_head", import_cells.yes, problems),
            **read_days(row, problems),
            **_further(row, services, problems),
        }
        if not any(row.cells.get(key) for key in REACHABLE) and contact["by_hand"] is False:
            words = "cần ít nhất một cách liên hệ: thư điện tử, Zalo, điện thoại, hoặc ghi “có” ở cột Chuyển tay"
            problems.append(problem_at(row, "email", words))
        if (first := contact.get("prefers")) and not row.cells.get(first, True):
            words = f"ưu tiên {Channel.of(first).label} nhưng dòng này chưa ghi địa chỉ trên kênh ấy"
            problems.append(problem_at(row, "prefers", words))
        key = _key(contact)
        if contact["unit_id"] and key in seen:
            words = (
                f"đơn vị này đã có cùng chức danh và ngày bắt đầu ở dòng {seen[key]}; ghi chức danh khác để phân biệt"
            )
            problems.append(problem_at(row, "post", words))
        seen.setdefault(key, row.row)
        contacts.append(contact)
    return contacts


def filled_in(session: Session, contacts: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Without the rows of a template that nobody filled in: no address, the post as handed out, nobody held there."""
    held = _held(session)
    return tuple(
        contact
        for contact in contacts
        if contact["post"] != NO_CONTACT_YET or any(contact.get(key) for key in REACHABLE) or _key(contact) in held
    )


def write_contacts(session: Session, contacts: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Write checked contacts: (how many are new, how many of those held have changed)."""
    connection, held = session.connection(), _held(session)
    new = [contact for contact in contacts if _key(contact) not in held]
    changed = [c for c in contacts if (old := held.get(_key(c))) and any(old[k] != v for k, v in c.items())]
    if new:
        connection.execute(insert(Contact), [_own(contact) for contact in new])
    for contact in changed:
        number = held[_key(contact)]["id"]
        connection.execute(update(Contact).where(col(Contact.id) == number).values(**_own(contact)))
    _write_further(session, [c for c in (*new, *changed) if c.keys() & OPTIONAL])
    return len(new), len(changed)


def _further(row: SheetRow, services: Collection[str], problems: list[ImportProblem]) -> dict[str, str]:
    """Preference and further addresses, of the columns this book has."""
    found = {
        channel.value: read_cell(row, channel.value, partial(_address, channel, services), problems)
        for channel in FURTHER
        if channel.value in row.cells
    }
    if "prefers" in row.cells:
        found["prefers"] = read_cell(row, "prefers", _channel, problems)
    return found


def _address(channel: Channel, services: Collection[str], value: Any) -> str:
    typed = import_cells.text(value)
    try:
        return checked_address(channel, typed, services) if typed else ""
    except Refused as no:
        raise ValueError(no.reason[0].lower() + no.reason[1:].rstrip(".")) from no


def _channel(value: Any) -> str:
    """A channel by its code or its words; blank is the house's order."""
    if not import_cells.text(value):
        return ""
    found = import_cells.word(value, Channel)
    if found is Channel.HAND:
        raise ValueError("chuyển tay được ghi ở cột Chuyển tay, không phải ở cột Ưu tiên")
    return found.value


def _held(session: Session) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Every contact there is, with its further addresses, by what makes it the same one."""
    connection, contact, further = session.connection(), table_of(Contact), table_of(ContactChannel)
    empty = {channel.value: "" for channel in FURTHER}
    by_id = {row.id: {**row._asdict(), **empty} for row in connection.execute(select(contact).order_by(contact.c.id))}
    for one in connection.execute(select(further)):
        by_id[one.contact_id][one.channel] = one.address
    return {_key(row): row for row in by_id.values()}


def _write_further(session: Session, contacts: Sequence[dict[str, Any]]) -> None:
    if not contacts:
        return
    connection, held = session.connection(), _held(session)
    rows = []
    for contact in contacts:
        number, given = held[_key(contact)]["id"], [c.value for c in FURTHER if c.value in contact]
        mine = (col(ContactChannel.contact_id) == number, col(ContactChannel.channel).in_(given))
        connection.execute(delete(ContactChannel).where(*mine))
        rows += [{"contact_id": number, "channel": c, "address": contact[c]} for c in given if contact[c]]
    if rows:
        connection.execute(insert(ContactChannel), rows)


def _own(contact: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the contact's own row."""
    return {key: value for key, value in contact.items() if key not in {c.value for c in FURTHER}}


def _key(contact: Mapping[str, Any]) -> tuple[Any, ...]:
    return contact["unit_id"], (contact["post"] or "").casefold(), contact["valid_from"]
