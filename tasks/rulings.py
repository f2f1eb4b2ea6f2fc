"""Ấn định ngày: people agree on a day for a duty whose document names none. A working day, never a legal deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import select

from models.audit import record
from models.catalogue import home_catalogue
from models.dates_in_words import day_text
from models.deadlines import Deadline, deadline_of
from models.errors import Refused
from models.facts import Ruling
from models.settings import Home
from tasks.session import open_session


@dataclass(frozen=True)
class Agreed:
    """The day agreed on, and the one it replaces."""

    title: str
    deadline: Deadline
    held_on: date
    before: date | None
    dry_run: bool


def agree_day(
    home: Home,
    programme: str,
    duty: str,
    period: str,
    held_on: date,
    now: datetime,
    *,
    note: str = "",
    by: str,
    dry_run: bool = False,
) -> Agreed:
    """Write down the day; a later word replaces an earlier one. Errors: `Refused` where the text itself names a day."""
    catalogue = home_catalogue(home)
    deadline = deadline_of(catalogue, programme, duty, period)
    if deadline.has_day:
        raise Refused(f"Văn bản đã ấn định ngày cho {duty} {deadline.label}; không ấn định lại ở đây.")
    if not deadline.period_from <= held_on <= deadline.period_to:
        first, last = day_text(deadline.period_from), day_text(deadline.period_to)
        raise Refused(f"Ngày ấn định phải nằm trong {deadline.label} (từ {first} đến {last}).")
    with open_session(home) as session:
        key = (Ruling.programme == programme, Ruling.duty == duty, Ruling.period == period)
        ruling = session.exec(select(Ruling).where(*key)).first()
        before = ruling.held_on if ruling else None
        if not dry_run and (ruling is None or (ruling.held_on, ruling.note) != (held_on, note)):
            ruling = ruling or Ruling(programme=programme, duty=duty, period=period, held_on=held_on, by=by, at=now)
            ruling.held_on, ruling.note, ruling.by, ruling.at = held_on, note, by, now
            session.add(ruling)
            record(session, by, "agree_day", f"{programme}/{duty}/{period}", held_on.isoformat(), now=now)
    return Agreed(catalogue.duty(programme, duty).title, deadline, held_on, before, dry_run)
