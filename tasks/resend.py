"""Gửi lại tin: because an operator says so, with a reason and a name. The old message stays as it is.

The new one is written anew just before it goes (tasks.second_look), to the address that holds today; what has been
filed meanwhile is not asked for again. A message that still waits or is under way is left alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.dates_in_words import day_text
from models.errors import Refused
from models.messages import Message
from models.officers import acting_officer
from models.outbox import unit_of
from models.reach import resend_where_reached
from models.recipients import recipient_names
from models.settings import Home
from models.unit_map import find_unit
from models.vocabulary import MessageState
from tasks.session import open_session

ENDED_BADLY = (MessageState.FAILED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Again:
    """One old message and what became of the wish to send it again."""

    old: int
    recipient: str
    channel: str
    subject: str
    new: int | None
    why_not: str = ""
    name: str = ""  # whom it goes to, in words


@dataclass(frozen=True)
class Resent:
    """What one resend planned."""

    reason: str
    by: str
    messages: tuple[Again, ...]
    dry_run: bool

    @property
    def made(self) -> list[int]:
        """Numbers of the new messages."""
        return [again.new for again in self.messages if again.new is not None]


def send_again(
    home: Home,
    *,
    message: int | None = None,
    day: date | None = None,
    which: Collection[MessageState] = ENDED_BADLY,
    units: Collection[str] = (),
    reason: str,
    by: str,
    now: datetime,
    dry_run: bool = False,
) -> Resent:
    """Plan one message again, or all of a day's whose last try ended in one of `which`; `units`: of these units only.

    Units are named by id or name. Errors: `Refused` for one message that cannot be sent again, a unit that is not
    known or had no such message that day; of a day's other messages those are listed with the reason.
    """
    with open_session(home) as session:
        by = acting_officer(session, by).username
        if message is not None:
            old = session.get(Message, message)
            if old is None:
                raise Refused(f"Không có tin số {message}. Số của tin ghi trong danh sách “Hộp tin đi”.")
            told = [_again(session, old, reason, by, now)]
        else:
            told = [_tried(session, old, reason, by, now) for old in _of_day(session, day, which, units)]
        names = recipient_names(session, (again.recipient for again in told))
        if dry_run:
            session.rollback()
    return Resent(reason, by, tuple(replace(again, name=names[again.recipient]) for again in told), dry_run)


def _of_day(
    session: Session, day: date | None, which: Collection[MessageState], units: Collection[str]
) -> list[Message]:
    """The latest try of each message of that day, where it ended in one of `which`."""
    if day is None:
        raise Refused("Cần số của tin, hoặc ngày có tin cần gửi lại.")
    rows = session.exec(select(Message).where(Message.as_of == day).order_by(col(Message.resend))).all()
    latest = {(m.recipient, m.channel, m.slot): m for m in rows}
    found = [m for m in latest.values() if m.state in which]
    if not units:
        return found
    wanted = {find_unit(session, words, day).id: words for words in units}
    of_them = [m for m in found if unit_of(m.recipient) in wanted]
    if without := [words for id, words in wanted.items() if id not in {unit_of(m.recipient) for m in of_them}]:
        raise Refused(f"Ngày {day_text(day)} không có tin như đã chọn của: {'; '.join(without)}.")
    return of_them


def _tried(session: Session, old: Message, reason: str, by: str, now: datetime) -> Again:
    try:
        return _again(session, old, reason, by, now)
    except Refused as no:
        return Again(old.id or 0, old.recipient, old.channel, old.subject, None, no.reason)


def _again(session: Session, old: Message, reason: str, by: str, now: datetime) -> Again:
    new = resend_where_reached(session, old.id or 0, reason=reason, by=by, now=now)
    return Again(old.id or 0, old.recipient, old.channel, old.subject, new.id)
