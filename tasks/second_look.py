"""Xem lại trước khi gửi: is every obligation inside a message still owed, at the same rung, today?

What was filed, waived or granted more time meanwhile is taken out, and so is what another message carries already and
what somebody asked not to hear; nothing left means nothing is sent. Where the address is known to be dead the next
channel takes over. A message that reads differently now (another day, fewer items, sent again by an
operator) is written anew before it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.catalogue import home_catalogue
from models.contents import keep_words
from models.facts import Acknowledgement, Mute
from models.filing_facts import ExtensionRequest
from models.hush import hushed
from models.ladder import REMINDED, is_reminded
from models.messages import Message, Suppression
from models.obligations import Obligation, known_deadlines
from models.outbox import HEAD, ItemKey, items_of, keep_only, skip, unit_of
from models.owed import owed
from models.quiet_hours import day_in_hanoi
from models.reminders import Reminder, reminders
from models.settings import Home
from models.spoken import rungs_carried, rungs_spoken
from models.vocabulary import ObligationState, Stage
from notifications.wording import words
from tasks.digests import Addressee, Composer, Said, addressees
from tasks.fallback import pass_on

S = ObligationState
SETTLED = "Không còn việc cần nhắc trong tin này: {state}."
CARRIED = "Việc trong tin này đã được nhắc ở một tin khác của cùng nấc."
STALE = "Đã sang nấc nhắc khác; tin của nấc này không còn đúng."

DEAD = "Địa chỉ này không nhận được tin; đã chuyển sang kênh khác."
_WISHES = select(
    select(func.max(Mute.id)).scalar_subquery(),
    select(func.count(col(Mute.lifted_at))).scalar_subquery(),
    select(func.max(Acknowledgement.id)).scalar_subquery(),
    select(func.max(ExtensionRequest.id)).scalar_subquery(),
    select(func.count(col(ExtensionRequest.decided_at))).scalar_subquery(),
    select(func.max(Suppression.since)).scalar_subquery(),
)

# key of an obligation, its state, the day it is held to, whether what was filed are estimates
Fact = tuple[str, str, str, str, ObligationState, date, bool]


@dataclass(frozen=True)
class Looked:
    """What a second look found: whom a message speaks to, and the facts its words rest on that day."""

    name: str = ""
    on: date = date.min
    facts: frozenset[Fact] = frozenset()
    asked_for: tuple[object, ...] = ()  # who had asked for silence, and which addresses were dead


def look_again(session: Session, home: Home, messages: Sequence[Message], now: datetime) -> dict[int, Looked]:
    """What was found of each message that may go, possibly rewritten; others were skipped with their reason.

    All are looked at together: one question a day about the units and deadlines inside.
    """
    items = items_of(session, [m.id or 0 for m in messages])
    found: dict[int, Looked] = {}
    by_day: dict[date, list[Message]] = {}
    for message in messages:
        if items[message.id or 0] and unit_of(message.recipient):
            by_day.setdefault(day_of(message, now), []).append(message)
        else:
            found[message.id or 0] = Looked()  # a digest to an officer holds no obligation of a unit
    for on, told in by_day.items():
        found |= _look(session, home, told, items, on, now)
    return found


def has_moved(session: Session, home: Home, looked: Collection[Looked]) -> bool:
    """Whether any fact has changed since these looks: much cheaper than another look, and mostly the answer is no."""
    catalogue, asked_for = home_catalogue(home), _asked_for(session)
    if any(each.asked_for != asked_for for each in looked if each.facts):
        return True
    for on in {each.on for each in looked}:
        was = frozenset[Fact]().union(*(each.facts for each in looked if each.on == on))
        asked, units = {fact[:3] for fact in was}, {fact[3] for fact in was}
        chosen = [d for d in known_deadlines(session, catalogue) if d.key in asked] if asked else []
        rows = session.connection().execute(*owed(session, catalogue, chosen, on, units=units)) if chosen else ()
        now_so = {(*chosen[r.n].key, r.unit_id, S(r.state), r.held_on, bool(r.is_provisional)) for r in rows}
        if not was <= now_so:
            return True
    return False


def _look(
    session: Session, home: Home, told: list[Message], items: dict[int, list[ItemKey]], on: date, now: datetime
) -> dict[int, Looked]:
    """What was found, by message, of those that are still true on this day."""
    unit_ids = {unit_of(message.recipient) for message in told}
    asked = {(item.programme, item.duty, item.period) for message in told for item in items[message.id or 0]}
    catalogue, at = home_catalogue(home), now + (on - day_in_hanoi(now))
    known = reminders(session, catalogue, on, among=asked, units=unit_ids, at=at)
    now_known = {r.obligation.key: r for r in known}
    rungs = {(*_key(item)[:3], item.stage) for message in told for item in items[message.id or 0]}
    carried = rungs_carried(session, told, rungs)
    hush, dead, asked_for = hushed(session, catalogue, on, at, unit_ids), _dead(session, told, on), _asked_for(session)
    units = addressees(session, unit_ids, on)
    found: dict[int, Looked] = {}
    silent: dict[str, list[int]] = {}
    for message in told:
        id, inside = message.id or 0, items[message.id or 0]
        if message.resend == 0 and (message.channel, message.address) in dead:
            skip(session, [id], DEAD)
            pass_on(session, home, message, now)
            continue
        owed = [item for item in inside if _stands(item, now_known.get(_key(item)), is_again=message.resend > 0)]
        beside = {} if message.resend else carried.get((message.recipient, message.channel), {})
        unsaid = [item for item in owed if not now_known[_key(item)].said(beside)]
        rests = {} if message.resend else {item: hush.why(_key(item), Stage.of(item.stage)) for item in unsaid}
        standing = [item for item in unsaid if not rests.get(item)]
        if not standing:
            why = CARRIED if owed else _why_silent(inside, now_known)
            silent.setdefault(_because(rests) or why, []).append(id)
            continue
        unit = units[unit_of(message.recipient)]
        said = [(now_known[_key(item)], Stage.of(item.stage)) for item in standing]
        is_extended = any(reminder.obligation.extended_until for reminder, _ in said)  # perhaps since it was written
        if len(standing) < len(inside) or on != message.as_of or message.resend > 0 or is_extended:
            keep_only(session, id, standing)
            _rewrite(session, home, message, unit, said, on)
        found[id] = Looked(unit.name, on, frozenset(_fact(reminder.obligation) for reminder, _ in said), asked_for)
    for reason, ids in silent.items():
        skip(session, ids, reason)
    return found


def _dead(session: Session, told: Collection[Message], on: date) -> set[tuple[str, str]]:
    """Of the addresses of these messages those that their channel has called dead."""
    query = select(col(Suppression.channel), col(Suppression.address)).where(
        col(Suppression.address).in_({message.address for message in told}),
        or_(col(Suppression.until).is_(None), col(Suppression.until) >= on),
    )
    return set(session.connection().execute(query).tuples().all())


def _asked_for(session: Session) -> tuple[object, ...]:
    """A print of every wish for silence and every dead address: what it was when it was looked at."""
    return tuple(session.connection().execute(_WISHES).one())


def _because(rests: dict[ItemKey, str]) -> str:
    """The words of those who asked for silence, as a reason."""
    words = "; ".join(sorted({why for why in rests.values() if why}))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def day_of(message: Message, now: datetime) -> date:
    """The day a message speaks of now: a demo's walk through another day keeps its distance from the real one."""
    return message.as_of + (day_in_hanoi(now) - day_in_hanoi(message.planned_at))


def _stands(item: ItemKey, known: Reminder | None, *, is_again: bool) -> bool:
    """Whether this is still to be said. What an operator sends again need only still be owed."""
    if known is None:
        return False
    if is_again:
        return is_reminded(known.obligation)
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
) -> None:
    on_first_chaser = {
        key[:4]: min(spoken).on
        for key, spoken in rungs_spoken(
            session, date.min, on, {(*r.obligation.deadline.key, str(Stage.CHASER_1)) for r, _ in said}
        ).items()
        if min(spoken).on < on
    }
    told = [
        Said(r.obligation, stage, on_first_chaser.get(r.obligation.key) if stage is Stage.CHASER_2 else None)
        for r, stage in said
    ]
    sheet = Composer(home.settings(), home_catalogue(home), on).sheet(
        unit.tree, unit.level, told, to_head=message.recipient.startswith(HEAD)
    )
    written = words(sheet)
    keep_words(session, [written])
    message.subject, message.content_id = written.subject, written.id
    session.add(message)
    session.flush()


def _fact(o: Obligation) -> Fact:
    return (*o.key, o.state, o.due_on, o.is_provisional)


def _key(item: ItemKey) -> tuple[str, str, str, str]:
    return item.programme, item.duty, item.period, item.unit_id
