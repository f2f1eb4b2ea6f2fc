"""Hộp tin đi: every message is a row before it is a message, and every row ends in a state with its reason.

planned → sending → sent | failed | unknown, or skipped | expired without being sent (models.sending moves them on).
The unique key (recipient, channel, slot, resend) makes a second plan of the same day write nothing.

Works on a session handed in and never commits. Knows neither wording nor channels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, text
from sqlmodel import Session, col, select, update

from models.access import Switch
from models.audit import record
from models.contents import Words, keep_words
from models.errors import Refused
from models.free_words import refuse_personal
from models.messages import Message, MessageItem, Suppression
from models.quiet_hours import day_in_hanoi
from models.tokens import derived_id
from models.vocabulary import Channel, MessageState
from models.writing import insert_new, table_of

KILL_SWITCH = "kill_switch"
_STOPPED = select(col(Switch.value)).where(col(Switch.key) == KILL_SWITCH)
SHELF_LIFE = timedelta(days=3)
_A_DAY = "____-__-__"  # the slot of a digest; answers, confirmations and the week's page have others
HEAD = "head:"
OFFICER = "officer:"  # the recipient that is no unit: one of our own officers


@dataclass(frozen=True)
class ItemKey:
    """One obligation inside a message and its rung."""

    programme: str
    duty: str
    period: str
    unit_id: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message about to be planned, with the obligations inside.

    Its words may hold the marks of `models.contents`; with a `content_id` they are kept already and not given here.
    """

    recipient: str
    channel: str
    slot: str
    address: str
    subject: str
    as_of: date
    not_before: datetime
    expires_at: datetime
    items: tuple[ItemKey, ...]
    body_text: str = ""
    body_html: str = ""
    body_short: str = ""
    content_id: str | None = None
    is_urgent: bool = False
    resend: int = 0
    fallback_of: int | None = None

    @property
    def words(self) -> Words:
        return Words(self.subject, self.body_text, self.body_html, self.body_short)


def unit_of(recipient: str) -> str:
    """The unit behind a recipient: `head:<unit>` is its head, `officer:<name>` no unit at all."""
    return "" if recipient.startswith(OFFICER) else recipient.removeprefix(HEAD)


def message_id(recipient: str, channel: str, slot: str, resend: int, *, domain: str, secret: str) -> str:
    """The stable Message-ID of a mail: the same key always names the same mail, and nobody else can work it out."""
    return f"<dondoc.{derived_id(f'message|{recipient}|{channel}|{slot}|{resend}', secret)}@{domain}>"


def hold_outbox(session: Session) -> None:
    """Until this session ends nobody else claims or plans: what it reads of the outbox from here on stays true.

    To be called before anything is read. SQLite takes its write lock at the first UPDATE, though no row is meant.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE message IN SHARE ROW EXCLUSIVE MODE"))
    else:
        session.exec(update(Message).where(col(Message.id) == -1).values(reason=Message.reason))


def plan(session: Session, drafts: Sequence[Draft], now: datetime) -> int:
    """Write the drafts that are not yet there, with their words and items. Returns how many were new.

    What a mail is called and which link it carries is decided when it leaves (tasks.letters).
    """
    if not drafts:
        return 0
    by_key = {(d.recipient, d.channel, d.slot, d.resend): d for d in drafts}
    keep_words(session, [d.words for d in by_key.values() if d.content_id is None])
    rows = [
        {
            **{name: getattr(d, name) for name in _COPIED},
            "content_id": d.content_id or d.words.id,
            "state": MessageState.PLANNED.value,
            "message_id": "",
            "planned_at": now,
        }
        for d in by_key.values()
    ]
    message = table_of(Message)
    key = (message.c.id, message.c.recipient, message.c.channel, message.c.slot, message.c.resend)
    new = insert_new(session, Message, rows, returning=key)
    items = [
        {
            "message_id": row.id,
            "programme": item.programme,
            "duty": item.duty,
            "period": item.period,
            "unit_id": item.unit_id,
            "stage": item.stage,
        }
        for row in new
        for item in by_key[(row.recipient, row.channel, row.slot, row.resend)].items
    ]
    insert_new(session, MessageItem, items)
    return len(new)


def supersede(session: Session, as_of: date) -> int:
    """Digests of earlier days that still wait give way where today has one for the same recipient: no stale advice.

    What stands in for a message that failed stays: its rung counts as said and nobody would say it again.
    """
    newer = select(Message.recipient).where(
        Message.as_of == as_of, Message.slot == as_of.isoformat(), Message.state == MessageState.PLANNED
    )
    result = session.exec(
        update(Message)
        .where(
            col(Message.state) == MessageState.PLANNED,
            col(Message.channel) != Channel.HAND,
            col(Message.is_urgent).is_(False),
            col(Message.resend) == 0,
            col(Message.fallback_of).is_(None),
            col(Message.as_of) < as_of,
            col(Message.slot).like(_A_DAY),
            col(Message.recipient).in_(newer),
        )
        .values(state=MessageState.SKIPPED.value, reason=f"Đã có bản tin ngày {as_of:%d/%m/%Y} thay thế.")
        .execution_options(synchronize_session=False)
    )
    return result.rowcount


def waits_from_before(session: Session, as_of: date) -> bool:
    """Whether anything planned for an earlier day has not gone yet."""
    waiting = (col(Message.state) == MessageState.PLANNED, col(Message.as_of) < as_of)
    return session.exec(select(Message.id).where(*waiting).limit(1)).first() is not None


def is_stopped(session: Session) -> bool:
    """Whether an operator has turned the kill switch: nothing is sent, everything stays planned."""
    return session.scalar(_STOPPED) == "on"


def turn_kill_switch(session: Session, *, on: bool, by: str, now: datetime, why: str = "") -> None:
    switch = session.get(Switch, KILL_SWITCH) or Switch(key=KILL_SWITCH, value="", at=now)
    switch.value, switch.by, switch.at = ("on" if on else "off"), by, now
    session.add(switch)
    detail = f"{switch.value}: {why.strip()}" if why.strip() else switch.value
    record(session, by, "kill_switch", "outbox", detail, now=now)


def keep_only(session: Session, id: int, standing: Iterable[ItemKey]) -> None:
    """Take the other obligations out of a message that has not gone yet: they were settled meanwhile."""
    keep = set(standing)
    for item in session.exec(select(MessageItem).where(MessageItem.message_id == id)):
        if ItemKey(item.programme, item.duty, item.period, item.unit_id, item.stage) not in keep:
            session.delete(item)
    session.flush()


def items_of(session: Session, ids: Sequence[int]) -> dict[int, list[ItemKey]]:
    """The obligations inside each of these messages."""
    found: dict[int, list[ItemKey]] = {id: [] for id in ids}
    item = table_of(MessageItem)
    rows = item.select().where(item.c.message_id.in_(ids)).order_by(item.c.id)
    for _, id, *rest in session.connection().execute(rows):
        found[id].append(ItemKey(*rest))
    return found


def skip(session: Session, ids: Sequence[int], reason: str) -> int:
    """End messages that wait (or are held) without sending them, and say why."""
    result = session.exec(
        update(Message)
        .where(col(Message.id).in_(ids), col(Message.state).in_((MessageState.PLANNED, MessageState.SENDING)))
        .values(state=MessageState.SKIPPED.value, reason=reason, lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount


def resend(session: Session, id: int, *, reason: str, by: str, now: datetime) -> Message:
    """An operator sends a message once more: a new row with the next resend number; the old row stays as it is.

    Its words are written anew just before sending, and only for what is still owed. Errors: `Refused` while the first
    one still waits or is under way, or where no reason is given.
    """
    old = session.get(Message, id)
    if old is None:
        raise Refused(f"Không có tin số {id}.")
    if old.state in (MessageState.PLANNED, MessageState.SENDING):
        raise Refused(f"Tin số {id}: {MessageState.of(old.state).label}, chưa cần gửi lại.")
    if not reason.strip():
        raise Refused("Gửi lại cần nêu lý do.")
    refuse_personal(reason, named="Lý do")
    same = (col(Message.recipient) == old.recipient, col(Message.channel) == old.channel, col(Message.slot) == old.slot)
    number = (session.exec(select(func.max(Message.resend)).where(*same)).one() or 0) + 1
    copied = {name: getattr(old, name) for name in _COPIED}
    own: dict[str, Any] = {"resend": number, "fallback_of": None, "not_before": now, "expires_at": now + SHELF_LIFE}
    own["as_of"] = old.as_of + (day_in_hanoi(now) - day_in_hanoi(old.planned_at))
    draft = Draft(**{**copied, **own}, items=tuple(items_of(session, [id])[id]))
    plan(session, [draft], now)
    record(session, by, "resend", f"message:{id}", f"lần {number}: {reason.strip()}", now=now)
    session.flush()
    return session.exec(select(Message).where(*same, Message.resend == number)).one()


def call_list(session: Session) -> dict[int, list[ItemKey]]:
    """The messages that wait for a person to call, with the obligations inside."""
    waiting = select(Message.id).where(Message.channel == Channel.HAND, Message.state == MessageState.PLANNED)
    return items_of(session, [id for id in session.exec(waiting) if id is not None])


def sweep_call_list(session: Session, waiting: Mapping[int, Collection[ItemKey]], standing: Collection[ItemKey]) -> int:
    """Take off the call list what nobody needs to call about any more: settled, or overtaken by a later rung."""
    over = [id for id, items in waiting.items() if items and not any(item in standing for item in items)]
    return skip(session, over, "Không còn phải gọi: việc đã được giải quyết hoặc đã sang nấc nhắc khác.") if over else 0


def mark_delivered_by_hand(session: Session, id: int, by: str, now: datetime, note: str = "") -> None:
    """An officer called or wrote: the message by hand is delivered. Doing it twice changes nothing."""
    message = session.get(Message, id)
    if message is None or message.channel != Channel.HAND:
        raise Refused(f"Tin số {id} không có trong danh sách chuyển tay.")
    if message.state == MessageState.SENT:
        return
    if message.state != MessageState.PLANNED:
        raise Refused(f"Tin số {id}: {MessageState.of(message.state).label}. {message.reason}".strip())
    refuse_personal(note, named="Ghi chú")
    message.state, message.sent_at, message.provider_id = MessageState.SENT.value, now, by
    message.reason = note.strip()
    session.add(message)
    record(session, by, "delivered_by_hand", f"message:{id}", note.strip(), now=now)
    session.flush()


def suppress(session: Session, channel: str, address: str, reason: str, now: datetime, until: date | None) -> None:
    """Remember an address that a channel called dead."""
    known = session.exec(
        select(Suppression).where(Suppression.channel == channel, Suppression.address == address)
    ).first()
    row = known or Suppression(channel=channel, address=address, reason="", since=now)
    row.reason, row.since, row.until = reason[:300], now, until
    session.add(row)
    session.flush()


def suppressed(session: Session, on: date) -> set[tuple[str, str]]:
    """(channel, address) pairs that are not to be used on this day."""
    rows = session.exec(
        select(Suppression.channel, Suppression.address).where(
            or_(col(Suppression.until).is_(None), col(Suppression.until) >= on)
        )
    )
    return set(rows.all())


_COPIED = tuple(f.name for f in fields(Draft) if f.name != "items" and not f.name.startswith("body_"))
