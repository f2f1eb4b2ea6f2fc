"""Xem lại trước khi gửi: is every obligation inside a message still owed, at the same rung, today?

What was filed, waived or granted more time meanwhile is taken out, and so is what another message carries already;
nothing left means nothing is sent. A message that reads differently now (another day, fewer items, sent again by an
operator) is written anew before it goes.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from models.catalogue import home_catalogue
from models.ladder import REMINDED
from models.links import issue_link, link_url
from models.messages import Message
from models.outbox import HEAD, ItemKey, items_of, keep_only, skip, unit_of
from models.quiet_hours import day_in_hanoi
from models.reminders import Reminder, reminders
from models.settings import Home
from models.spoken import rungs_carried, rungs_spoken
from models.vocabulary import Channel, Stage
from notifications.wording import write, write_short
from tasks.digests import Addressee, Composer, addressees, public_address

SETTLED = "Không còn việc cần nhắc trong tin này: {state}."
CARRIED = "Việc trong tin này đã được nhắc ở một tin khác của cùng nấc."
STALE = "Đã sang nấc nhắc khác; tin của nấc này không còn đúng."


def look_again(session: Session, home: Home, message: Message, now: datetime) -> str | None:
    """The recipient's name where the message may go, possibly rewritten; None after it was skipped with its reason."""
    id = message.id or 0
    items = items_of(session, [id])[id]
    unit_id = unit_of(message.recipient)
    if not items or not unit_id:
        return ""  # a digest to an officer holds no obligation of a unit
    on = day_of(message, now)
    now_known = {
        r.obligation.key: r for r in reminders(session, home_catalogue(home), on, unit_id=unit_id, every_state=True)
    }
    owed = [item for item in items if _stands(item, now_known.get(_key(item)), is_again=message.resend > 0)]
    carried = {} if message.resend else rungs_carried(session, message)
    standing = [item for item in owed if not now_known[_key(item)].said(carried)]
    if not standing:
        skip(session, [id], CARRIED if owed else _why_silent(items, now_known))
        return None
    unit = addressees(session, [unit_id])[unit_id]
    if len(standing) < len(items) or on != message.as_of or message.resend > 0:
        keep_only(session, id, standing)
        _rewrite(
            session, home, message, unit, [(now_known[_key(item)], Stage.of(item.stage)) for item in standing], on, now
        )
    return unit.name


def day_of(message: Message, now: datetime) -> date:
    """The day a message speaks of now: a demo's walk through another day keeps its distance from the real one."""
    return message.as_of + (day_in_hanoi(now) - day_in_hanoi(message.planned_at))


def _stands(item: ItemKey, known: Reminder | None, *, is_again: bool) -> bool:
    """Whether this is still to be said. What an operator sends again need only still be owed."""
    if known is None:
        return False
    if is_again:
        return known.obligation.state in REMINDED
    return known.rung is not None and known.rung.stage == item.stage


def _why_silent(items: list[ItemKey], now_known: dict[tuple[str, str, str, str], Reminder]) -> str:
    states = {known.obligation.state for item in items if (known := now_known.get(_key(item)))}
    settled = sorted(state.label for state in states if state not in REMINDED)
    return SETTLED.format(state=", ".join(settled)) if settled else STALE


def _rewrite(
    session: Session,
    home: Home,
    message: Message,
    unit: Addressee,
    said: list[tuple[Reminder, Stage]],
    on: date,
    now: datetime,
) -> None:
    settings = home.settings()
    chased = {
        key[:4]: min(spoken).on
        for key, spoken in rungs_spoken(session, min(r.obligation.due_on for r, _ in said), on).items()
        if key[4] == Stage.CHASER_1 and min(spoken).on < on
    }
    sheet = Composer(settings, home_catalogue(home), on).sheet(
        unit, said, chased, to_head=message.recipient.startswith(HEAD)
    )
    link, token = issue_link(session, unit.id, now, settings.link_days, home.secret())
    written = write(sheet, unit.name, link_url(public_address(settings), token))
    message.subject, message.body_text, message.link_id = written.subject, written.text, link.id
    message.body_html = written.html if message.channel == Channel.EMAIL else ""
    message.body_short = write_short(sheet, unit.name)
    session.add(message)
    session.flush()


def _key(item: ItemKey) -> tuple[str, str, str, str]:
    return item.programme, item.duty, item.period, item.unit_id
