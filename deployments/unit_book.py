"""Biểu Excel of units and contacts: handed out filled with those who owe something today, taken back checked and whole.

A unit without a contact stands in it as reached by hand, which is what happens to it; such a row makes no contact
before an address is filled in, so the book can come back as it went out and be completed little by little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.assignments import assign
from models.audit import record
from models.catalogue import Catalogue
from models.contact_import import NO_CONTACT_YET
from models.contacts import prints_of_all
from models.further_channels import further_of, service_templates
from models.import_rows import CONTACT_COLUMNS, CONTACT_SHEET, UNIT_COLUMNS, UNIT_SHEET, SheetRow
from models.settings import Settings
from models.unit_import import ImportCounts, import_units
from models.units import Assignment, Contact, Unit
from reports.unit_sheets import read_unit_sheets, units_template


def filled_template(session: Session, on: date) -> bytes:
    """The book with the units that owe something and exist on that day, and how they are reached."""
    owing = select(col(Assignment.unit_id)).distinct()
    found = session.scalars(select(Unit).where(col(Unit.id).in_(owing)).order_by(col(Unit.tree), col(Unit.id)))
    units = [unit for unit in found if _holds(unit, on)]
    contacts: dict[str, list[Contact]] = {unit.id: [] for unit in units}
    for contact in session.scalars(select(Contact).order_by(col(Contact.id))):
        if contact.unit_id in contacts and _holds(contact, on):
            contacts[contact.unit_id].append(contact)
    further = further_of(session)
    rows = [_row(UNIT_SHEET, UNIT_COLUMNS, unit) for unit in units]
    for unit in units:
        known = contacts[unit.id] or [
            Contact(unit_id=unit.id, post=NO_CONTACT_YET, by_hand=True, valid_from=unit.valid_from)
        ]
        rows += [_row(CONTACT_SHEET, CONTACT_COLUMNS, contact, further.get(contact.id or 0)) for contact in known]
    return units_template(rows)


def take_book(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    data: bytes,
    on: date,
    now: datetime,
    by: str,
    secret: str = "",
) -> ImportCounts:
    """Check and write a filled book, then derive the assignments of new units. Errors: `ImportRefused`.

    With the home's `secret` every contact it changes has a line in the journal, with both fingerprints.
    """
    before = prints_of_all(session, secret) if secret else {}
    counts = import_units(session, read_unit_sheets(data), on, service_templates(settings))
    if counts.changed:
        assign(session, catalogue)
        told = ", ".join(f"{name} {n}" for name, n in asdict(counts).items() if n)
        record(session, by, "import_units", "units", told, now=now)
        after = prints_of_all(session, secret) if counts.contacts_changed and before else before
        for id, (unit_id, print_) in before.items():
            if after[id][1] != print_:
                record(session, by, "contact_set", f"unit:{unit_id}", f"cũ {print_}, mới {after[id][1]}", now=now)
    return counts


def _row(sheet: str, columns: dict[str, str], thing: Any, further: Mapping[Any, str] | None = None) -> SheetRow:
    own = {key: getattr(thing, key) for key in columns if hasattr(thing, key)}
    return SheetRow(sheet, 0, {**dict.fromkeys(columns, ""), **own, **(further or {})})


def _holds(thing: Any, on: date) -> bool:
    return (thing.valid_from or on) <= on <= (thing.valid_to or on)
