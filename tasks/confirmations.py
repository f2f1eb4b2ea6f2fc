"""Báo gia hạn: whoever was granted more time is told so once, as soon as the outbox is next looked at.

Level-triggered: an extension of the last days that still matters and has no message yet gets one. A later grant for the
same duty takes the place of one that has not left. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.catalogue import Catalogue, home_catalogue
from models.facts import Extension
from models.messages import Message
from models.obligations import Obligation, owes
from models.outbox import Draft, hold_outbox, plan, skip, suppressed
from models.quiet_hours import day_in_hanoi, end_of_day, send_at
from models.reach import Contacts, contacts_on, next_way
from models.settings import Home
from models.vocabulary import MessageState, ObligationState, Stage
from notifications.channels import open_channels
from notifications.confirmations import write_extension
from notifications.lines import line_of
from notifications.relation import relation_to
from tasks.digests import addressees
from tasks.session import open_session

LATELY = timedelta(days=2)
SLOT = "gia-han:"
OVERTAKEN = "Đã có quyết định gia hạn sau."
Key = tuple[str, str, str, str]  # of an obligation: programme, duty, period, unit


def plan_confirmations(home: Home, now: datetime) -> int:
    """How many units were newly to be told of their extension. Safe to run twice, or beside another."""
    with open_session(home) as session:
        if not _untold(session, now):
            return 0
        hold_outbox(session)  # of two that look at the same moment the second one finds it done
        latest = {_key(extension): extension for extension in _untold(session, now)}
        settings, law, on = home.settings(), home_catalogue(home), day_in_hanoi(now)
        granted = _granted(session, law, latest, on)
        units = addressees(session, (key[3] for key in granted), on)
        contacts, dead, doors = contacts_on(session, units, on), suppressed(session, on), open_channels(settings)
        drafts = []
        for key, obligation in granted.items():
            unit, extension, agency = units[key[3]], latest[key], settings.agency or law.programme(key[0]).tracker
            line, relation = line_of(law, obligation, Stage.OPENED, on), relation_to(agency, unit.tree, unit.level)
            words = write_extension(line, unit.name, relation, agency, settings.focal_point, is_demo=settings.is_demo)
            way = next_way(contacts.get(unit.id, Contacts()), unit.id, (), doors, dead)
            goes_at = now if settings.is_demo else send_at(now, law.calendar, last_useful=obligation.due_at)
            drafts.append(
                Draft(
                    recipient=unit.id,
                    channel=str(way.channel),
                    slot=f"{SLOT}{extension.id}",
                    address=way.address,
                    subject=words.subject,
                    body_text=words.text,
                    body_html=words.html,
                    body_short=words.short,
                    as_of=on,
                    not_before=goes_at,
                    expires_at=end_of_day(extension.until),
                    items=(),
                )
            )
        _call_off(session, granted)
        return plan(session, drafts, now)


def _untold(session: Session, now: datetime) -> list[Extension]:
    """The grants of the last days that have no message, oldest first."""
    lately = col(Extension.granted_at).between(now - LATELY, now)
    recent = session.exec(
        select(Extension).where(lately, Extension.until >= day_in_hanoi(now)).order_by(col(Extension.id))
    ).all()
    slots = {f"{SLOT}{e.id}" for e in recent}
    told = set(session.exec(select(Message.slot).where(col(Message.slot).in_(slots)))) if slots else set()
    return [e for e in recent if f"{SLOT}{e.id}" not in told]


def _granted(session: Session, law: Catalogue, latest: Mapping[Key, Extension], on: date) -> dict[Key, Obligation]:
    """The obligations that these grants still hold open; of a duty whose latest grant was told, nothing is said."""
    among, units = {key[:3] for key in latest}, {key[3] for key in latest}
    found = owes(session, law, on, among=among, units=units, states=[ObligationState.EXTENDED])
    return {o.key: o for o in found if o.key in latest and o.extended_until == latest[o.key].until}


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


def _key(extension: Extension) -> Key:
    return extension.programme, extension.duty, extension.period, extension.unit_id
