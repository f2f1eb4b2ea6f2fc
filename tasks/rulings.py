"""Ấn định ngày: people agree on a day for a duty whose document names none. A working day, never a legal deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadlines import Deadline, deadline_of
from models.errors import Refused
from models.facts import Ruling
from models.snapshots import Key


@dataclass(frozen=True)
class Agreed:
    """The day agreed on, and the one it replaces."""

    title: str
    deadline: Deadline
    held_on: date
    before: date | None


def agree_day(
    session: Session,
    catalogue: Catalogue,
    key: Key,
    held_on: date,
    now: datetime,
    *,
    note: str = "",
    by: str,
) -> Agreed:
    """Write down the day; a later word replaces an earlier one. Errors: as `agreed_if`."""
    would = agreed_if(session, catalogue, key, held_on)
    ruling = _ruling(session, key)
    if ruling is None or (ruling.held_on, ruling.note) != (held_on, note):
        ruling = ruling or Ruling(programme=key[0], duty=key[1], period=key[2], held_on=held_on, by=by, at=now)
        ruling.held_on, ruling.note, ruling.by, ruling.at = held_on, note, by, now
        session.add(ruling)
        record(session, by, "agree_day", "/".join(key), held_on.isoformat(), now=now)
        session.flush()
    return would


def agreed_if(session: Session, catalogue: Catalogue, key: Key, held_on: date) -> Agreed:
    """What agreeing on this day would come to. Errors: `Refused` where the text itself names a day, or outside the
    period.
    """
    programme, duty, period = key
    deadline = deadline_of(catalogue, programme, duty, period)
    if deadline.has_day:
        raise Refused(f"Văn bản đã ấn định ngày cho {duty} {deadline.label}; không ấn định lại ở đây.")
    if not deadline.period_from <= held_on <= deadline.period_to:
        first, last = day_text(deadline.period_from), day_text(deadline.period_to)
        raise Refused(f"Ngày ấn định phải nằm trong {deadline.label} (từ {first} đến {last}).")
    ruling = _ruling(session, key)
    return Agreed(catalogue.duty(programme, duty).title, deadline, held_on, ruling.held_on if ruling else None)


def _ruling(session: Session, key: Key) -> Ruling | None:
    query = select(Ruling).where(Ruling.programme == key[0], Ruling.duty == key[1], Ruling.period == key[2])
    return session.exec(query).first()
