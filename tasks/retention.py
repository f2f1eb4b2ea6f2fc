"""Xóa thông tin liên hệ đã hết thời hạn giữ: in the database, and in the letters a demo keeps as files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from models.retention import Erased, contacts_of, erase, past_contacts
from models.settings import Home
from tasks.session import open_session

BY_ITSELF = "hệ thống"  # the daily round, by the setting


def erase_old_contacts(
    home: Home, today: date, now: datetime, *, by: str = BY_ITSELF, unit_id: str = "", dry_run: bool = False
) -> Erased:
    """Erase what the setting `contact_keep_days` no longer keeps; with `unit_id` all past contacts of that unit now.

    With `dry_run` only the contacts are counted and nothing is written.
    """
    with open_session(home) as session:
        if unit_id:
            contacts = contacts_of(session, unit_id, today)
        else:
            contacts = past_contacts(session, today, home.settings().contact_keep_days)
        if dry_run:
            return Erased(len(contacts))
        found = erase(session, home, contacts, by=by, now=now)
    letters = _letters_to(home, found.addresses)
    return replace(found, mails=found.mails + letters)


def _letters_to(home: Home, addresses: Collection[str]) -> int:
    """Take away the demo's letters that name one of these addresses. A live home keeps none."""
    known = [address.lower().encode() for address in addresses if "@" in address]
    gone = 0
    for file in sorted(home.mail.glob("*.eml")) if known and home.mail.is_dir() else ():
        if any(address in file.read_bytes().lower() for address in known):
            file.unlink()
            gone += 1
    return gone
