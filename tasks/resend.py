"""Gửi lại tin: because an operator says so, with a reason and a name. The old message stays as it is.

The new one is written anew just before it goes (tasks.second_look), to the address that holds today; what has been filed
meanwhile is not asked for again. A message that still waits or is under way is left alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.audit import record
from models.catalogue import home_catalogue
from models.errors import Refused
from models.messages import Message
from models.outbox import SHELF_LIFE, Draft, items_of, resend, suppressed, unit_of
from models.quiet_hours import send_at
from models.reach import Contacts, Way, contacts_on, ways
from models.settings import Home
from models.vocabulary import Channel, MessageState, Stage
from notifications.channels import open_channels
from notifications.channels.email import domain_of
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
    reason: str,
    by: str,
    as_of: date,
    now: datetime,
    dry_run: bool = False,
) -> Resent:
    """Plan one message again, or all of a day's whose last try ended in one of `which`.

    Errors: `Refused` for one message that cannot be sent again; of a day's messages such ones are listed with the reason.
    """
    with open_session(home) as session:
        if message is not None:
            old = session.get(Message, message)
            if old is None:
                raise Refused(f"Không có tin số {message}. Số của tin ghi trong danh sách “Hộp tin đi”.")
            told = [_again(session, home, old, reason, by, as_of, now)]
        else:
            told = [_tried(session, home, old, reason, by, as_of, now) for old in _of_day(session, day, which)]
        if dry_run:
            session.rollback()
    return Resent(reason, by, tuple(told), dry_run)


def _of_day(session: Session, day: date | None, which: Collection[MessageState]) -> list[Message]:
    """The latest try of each message of that day, where it ended badly."""
    if day is None:
        raise Refused("Cần số của tin, hoặc ngày có tin cần gửi lại.")
    rows = session.exec(select(Message).where(Message.as_of == day).order_by(col(Message.resend))).all()
    latest = {(m.recipient, m.channel, m.slot): m for m in rows}
    return [m for m in latest.values() if m.state in which]


def _tried(session: Session, home: Home, old: Message, reason: str, by: str, as_of: date, now: datetime) -> Again:
    try:
        return _again(session, home, old, reason, by, as_of, now)
    except Refused as no:
        return Again(old.id or 0, old.recipient, old.channel, old.subject, None, no.reason)


def _again(session: Session, home: Home, old: Message, reason: str, by: str, as_of: date, now: datetime) -> Again:
    id, settings = old.id or 0, home.settings()
    items = tuple(items_of(session, [id])[id])
    way = _way(session, home, old, {Stage.of(item.stage) for item in items}, as_of)
    calendar = home_catalogue(home).calendar
    not_before = now if settings.is_demo else send_at(now, calendar, urgent=old.is_urgent)
    draft = Draft(
        recipient=way.recipient,
        channel=str(way.channel),
        slot=old.slot,
        address=way.address,
        subject=old.subject,
        body_text=old.body_text,
        body_html=old.body_html,
        body_short=old.body_short,
        as_of=as_of,
        not_before=not_before,
        expires_at=not_before + SHELF_LIFE,
        items=items,
        link_id=old.link_id,
        is_urgent=old.is_urgent,
    )
    new = resend(session, id, by, draft, now, domain_of(settings))
    record(session, by, "resend_reason", f"message:{id}", reason, now=now)
    return Again(id, old.recipient, str(way.channel), old.subject, new)


def _way(session: Session, home: Home, old: Message, stages: set[Stage], on: date) -> Way:
    """The same way as before where it is still open, else the next one to the same recipient."""
    unit = unit_of(old.recipient)
    if not unit:
        return Way(old.recipient, Channel.of(old.channel), old.address)
    known = contacts_on(session, [unit], on).get(unit, Contacts())
    dead, channels = suppressed(session, on), open_channels(home.settings())
    found = ways(unit, known, stages, is_urgent=old.is_urgent, open_channels=channels, dead=dead)
    to_same = [way for way in found if way.recipient == old.recipient]
    if not to_same:
        raise Refused("Không còn địa chỉ nào dùng được; đề nghị cập nhật đầu mối hoặc chuyển tay.")
    return next((way for way in to_same if str(way.channel) == old.channel), to_same[0])
