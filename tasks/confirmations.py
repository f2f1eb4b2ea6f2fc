"""Báo kết quả gia hạn: whoever was granted more time, or refused it, is told so once, at the next look at the outbox.

Level-triggered: an answer of the last days that still matters and has no message yet gets one. A later grant for the
same duty takes the place of one that has not left. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.catalogue import Catalogue, home_catalogue
from models.contents import Words
from models.extension_requests import ASKABLE, Key
from models.facts import Extension
from models.filing_facts import ExtensionRequest
from models.messages import Message
from models.obligations import Obligation, owes
from models.outbox import Draft, hold_outbox, plan, skip, suppressed
from models.quiet_hours import day_in_hanoi, end_of_day, send_at
from models.reach import Contacts, contacts_on, next_way
from models.settings import Home, Settings
from models.vocabulary import AskState, MessageState, ObligationState, Stage
from notifications.channels import open_channels
from notifications.confirmations import write_extension, write_refusal
from notifications.lines import line_of
from notifications.relation import relation_to
from tasks.digests import Addressee, addressees
from tasks.session import open_session

LATELY = timedelta(days=2)
SLOT, REFUSED_SLOT = "gia-han:", "khong-gia-han:"
OVERTAKEN = "Đã có quyết định gia hạn sau."


@dataclass(frozen=True)
class Answer:
    """A grant (`until`) or a refusal (no day) that its unit has not been told of; `asked`: the day the unit wished."""

    slot: str
    at: datetime
    key: Key
    until: date | None
    asked: date | None = None


def plan_confirmations(home: Home, now: datetime) -> int:
    """How many units were newly to be told of an answer. Safe to run twice, or beside another."""
    with open_session(home) as session:
        if not _untold(session, now):
            return 0
        hold_outbox(session)  # of two that look at the same moment the second one finds it done
        latest = {answer.key: answer for answer in _untold(session, now)}
        settings, law, on = home.settings(), home_catalogue(home), day_in_hanoi(now)
        standing = _standing(session, law, latest, on)
        units = addressees(session, (key[3] for key in standing), on)
        contacts, dead, doors = contacts_on(session, units, on), suppressed(session, on), open_channels(settings)
        drafts = []
        for key, obligation in standing.items():
            unit, answer = units[key[3]], latest[key]
            words = _words(settings, law, obligation, answer, unit, on)
            way = next_way(contacts.get(unit.id, Contacts()), unit.id, (), doors, dead)
            useful = end_of_day(max(obligation.due_on, on))
            drafts.append(
                Draft(
                    recipient=unit.id,
                    channel=str(way.channel),
                    slot=answer.slot,
                    address=way.address,
                    subject=words.subject,
                    body_text=words.text,
                    body_html=words.html,
                    body_short=words.short,
                    as_of=on,
                    not_before=now if settings.is_demo else send_at(now, law.calendar, last_useful=useful),
                    expires_at=useful + LATELY if answer.until is None else end_of_day(answer.until),
                    items=(),
                )
            )
        _call_off(session, {key for key in standing if latest[key].until})
        return plan(session, drafts, now)


def _words(
    settings: Settings, law: Catalogue, obligation: Obligation, answer: Answer, unit: Addressee, on: date
) -> Words:
    agency = settings.agency or law.programme(obligation.programme).tracker
    line, relation = line_of(law, obligation, Stage.OPENED, on), relation_to(agency, unit.tree, unit.level)
    contact, is_demo = settings.focal_point, settings.is_demo
    if answer.until is None:
        return write_refusal(line, unit.name, relation, agency, contact, is_demo=is_demo)
    return write_extension(line, unit.name, relation, agency, contact, asked=answer.asked, is_demo=is_demo)


def _untold(session: Session, now: datetime) -> list[Answer]:
    """The answers of the last days that have no message, oldest first; of a wish the answer in its own words."""
    lately = col(Extension.granted_at).between(now - LATELY, now)
    recent = session.exec(
        select(Extension).where(lately, Extension.until >= day_in_hanoi(now)).order_by(col(Extension.id))
    ).all()
    wishes = session.exec(
        select(ExtensionRequest)
        .where(col(ExtensionRequest.decided_at).between(now - LATELY, now))
        .order_by(col(ExtensionRequest.decided_at), col(ExtensionRequest.id))
    ).all()
    wished: dict[int | None, date] = {wish.extension_id: wish.until for wish in wishes if wish.extension_id}
    found = [Answer(f"{SLOT}{e.id}", e.granted_at, _key(e), e.until, wished.get(e.id)) for e in recent]
    found += [
        Answer(f"{REFUSED_SLOT}{w.id}", w.decided_at, _key(w), None, w.until)
        for w in wishes
        if w.state == AskState.REFUSED and w.decided_at
    ]
    slots = {answer.slot for answer in found}
    told = set(session.exec(select(Message.slot).where(col(Message.slot).in_(slots)))) if slots else set()
    return sorted((answer for answer in found if answer.slot not in told), key=lambda answer: answer.at)


def _standing(session: Session, law: Catalogue, latest: Mapping[Key, Answer], on: date) -> dict[Key, Obligation]:
    """The obligations these answers still speak of: held open by the grant, or still to be done after a refusal."""
    among, units = {key[:3] for key in latest}, {key[3] for key in latest}
    found = owes(session, law, on, among=among, units=units, states=ASKABLE)
    return {o.key: o for o in found if o.key in latest and _speaks_of(latest[o.key], o)}


def _speaks_of(answer: Answer, owed: Obligation) -> bool:
    if answer.until is None:
        return True
    return owed.state is ObligationState.EXTENDED and owed.extended_until == answer.until


def _call_off(session: Session, granted: Collection[Key]) -> None:
    """Letters about an earlier grant of the same duties that have not left."""
    waiting = session.exec(
        select(Message.id, Message.slot).where(
            col(Message.slot).startswith(SLOT), Message.state == MessageState.PLANNED
        )
    ).all()
    about = {int(slot.removeprefix(SLOT)): id for id, slot in waiting}
    rows = session.exec(select(Extension).where(col(Extension.id).in_(about))) if about else ()
    skip(session, [about[e.id or 0] or 0 for e in rows if _key(e) in granted], OVERTAKEN)


def _key(row: Extension | ExtensionRequest) -> Key:
    return row.programme, row.duty, row.period, row.unit_id
