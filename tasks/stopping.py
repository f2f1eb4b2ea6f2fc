"""Dừng gửi, tạm ngừng nhắc: an officer's word that nothing, or one scope, is to be said for now; and its lifting.

Named and audited; a rehearsal says what would be written and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, func, select

from models.catalogue import Catalogue, home_catalogue
from models.errors import Refused
from models.facts import Mute
from models.messages import Message
from models.mutes import mute, mutes_on, unmute
from models.officers import acting_officer
from models.outbox import is_stopped, turn_kill_switch
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.unit_map import find_unit
from models.units import Unit
from models.vocabulary import MessageState
from tasks.session import open_session


@dataclass(frozen=True)
class Stopped:
    """How the kill switch stands after an officer's word. `waiting`: messages that wait in the outbox."""

    is_on: bool
    was_on: bool
    waiting: int
    by: str
    dry_run: bool


@dataclass(frozen=True)
class MutedScope:
    """One scope that hears nothing, in words."""

    number: int | None
    programme: str
    duty: str
    unit: str
    until: date
    reason: str
    by: str


@dataclass(frozen=True)
class Muted:
    """What an officer's word on mutes did, and every mute that holds after it."""

    said: str
    standing: tuple[MutedScope, ...]
    dry_run: bool


def turn_switch(home: Home, *, on: bool, reason: str, by: str, now: datetime, dry_run: bool = False) -> Stopped:
    """Stop all sending, or let it go on. Errors: `Refused` for an unknown or closed account."""
    with _rehearsable(home, dry_run) as session:
        officer, was_on = acting_officer(session, by).username, is_stopped(session)
        if on != was_on:
            turn_kill_switch(session, on=on, by=officer, now=now, why=reason)
        planned = select(func.count()).select_from(Message).where(Message.state == MessageState.PLANNED)
        return Stopped(on, was_on, session.exec(planned).one(), officer, dry_run)


def mute_scope(
    home: Home,
    *,
    programme: str,
    duty: str,
    unit: str,
    until: date,
    reason: str,
    by: str,
    now: datetime,
    dry_run: bool = False,
) -> Muted:
    """Nothing is said of this scope through `until`. `unit`: an id or a name. Errors: `Refused`."""
    with _rehearsable(home, dry_run) as session:
        catalogue, officer = home_catalogue(home), acting_officer(session, by).username
        unit_id = find_unit(session, unit, day_in_hanoi(now)).id if unit.strip() else ""
        scope = {"programme": programme, "duty": duty.strip(), "unit_id": unit_id}
        row = mute(session, catalogue, **scope, until=until, reason=reason, by=officer, now=now)
        said = f"Tạm ngừng nhắc {_words(session, catalogue, row)} đến hết ngày {until:%d/%m/%Y}"
        return Muted(said, _standing(session, catalogue, now), dry_run)


def lift_mute(home: Home, *, number: int, reason: str, by: str, now: datetime, dry_run: bool = False) -> Muted:
    """Let a scope hear again. Errors: `Refused` for an unknown number."""
    with _rehearsable(home, dry_run) as session:
        catalogue, officer = home_catalogue(home), acting_officer(session, by).username
        row = session.get(Mute, number)
        if row is not None and row.lifted_at is not None:
            raise Refused(f"Lệnh tạm ngừng nhắc số {number} đã được bỏ từ trước.")
        row = unmute(session, number, by=officer, now=now)
        return Muted(
            f"Nhắc trở lại {_words(session, catalogue, row)}: {reason}", _standing(session, catalogue, now), dry_run
        )


def _standing(session: Session, catalogue: Catalogue, now: datetime) -> tuple[MutedScope, ...]:
    found, called = [], catalogue.called
    for row in mutes_on(session, day_in_hanoi(now), now):
        unit = session.get(Unit, row.unit_id) if row.unit_id else None
        where = (called(row.programme) if row.programme else "", row.duty, unit.name if unit else row.unit_id)
        found.append(MutedScope(row.id, *where, row.until, row.reason, row.by))
    return tuple(found)


def _words(session: Session, catalogue: Catalogue, row: Mute) -> str:
    """`nhiệm vụ S000-16 của Chương trình phối hợp số 05, Công an xã Mỹ Thọ`."""
    programme = catalogue.called(row.programme) if row.programme else ""
    unit = session.get(Unit, row.unit_id) if row.unit_id else None
    parts = [f"nhiệm vụ {row.duty} của {programme}" if row.duty else ""]
    parts += [programme if row.programme and not row.duty else "", unit.name if unit else ""]
    return ", ".join(part for part in parts if part)


@contextmanager
def _rehearsable(home: Home, dry_run: bool) -> Iterator[Session]:
    with open_session(home) as session:
        yield session
        if dry_run:
            session.rollback()
