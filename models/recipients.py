"""Nơi nhận trong lời: whom a message goes to, as people call it; the codes in the outbox are for machines.

Reads, never writes.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.access import Officer
from models.outbox import OFFICER, unit_of
from models.units import Unit


def recipient_names(session: Session, recipients: Iterable[str]) -> dict[str, str]:
    """Each recipient of the outbox in words: a unit by its name, its head, an officer by the full name."""
    wanted = set(recipients)
    usernames = {r.removeprefix(OFFICER) for r in wanted if r.startswith(OFFICER)}
    units = _known(session, Unit.id, Unit.name, {unit_of(r) for r in wanted} - {""})
    officers = _known(session, Officer.username, Officer.full_name, usernames)
    return {recipient: _in_words(recipient, units, officers) for recipient in wanted}


def _known(session: Session, key: str, name: str, wanted: set[str]) -> dict[str, str]:
    return dict(session.exec(select(key, name).where(col(key).in_(wanted))).all()) if wanted else {}


def _in_words(recipient: str, units: dict[str, str], officers: dict[str, str]) -> str:
    unit = unit_of(recipient)
    if not unit:
        username = recipient.removeprefix(OFFICER)
        return f"Cán bộ {officers.get(username) or username}"
    name = units.get(unit, unit)
    return name if recipient == unit else f"Thủ trưởng {name}"
