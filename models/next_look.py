"""Ngày lặng: the next day on which a round could find anything new to say, if nobody writes anything meanwhile.

Exact, and cheap: rungs begin on days the calendar knows, and besides them only a few facts bear a day of their own.
Looking on a day that turns out silent changes nothing; a day passed over would have been silent. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.closing import closing_day
from models.extension_requests import silent_until, waiting
from models.facts import Decision, Extension, Hold, Request
from models.filing_facts import ExtensionRequest
from models.ladder import held_days, ladder_for, rungs
from models.messages import Message
from models.obligations import known_deadlines
from models.quiet_hours import day_in_hanoi
from models.reminders import LOOKS_BACK, estimate_rungs, laid_rungs, returned_rungs, sent_back
from models.units import Assignment, Unit
from models.vocabulary import MessageState
from models.workdays import DAY

FAR = date.max
UNDER_WAY = (MessageState.PLANNED.value, MessageState.SENDING.value)
_SINCE: Any = bindparam("since")
_TODAY: Any = bindparam("today")
_STIRS = select(
    or_(
        exists().where(col(Message.state).in_(UNDER_WAY)),
        exists().where(col(Decision.at) > _SINCE),
        exists().where(col(Extension.granted_at) > _SINCE),
        exists().where(col(ExtensionRequest.decided_at) > _SINCE),
        exists().where(col(Request.at) > _SINCE),
    )
)
_BEGINS = select(
    select(func.min(col(Unit.valid_from))).where(col(Unit.valid_from) > _TODAY).scalar_subquery(),
    select(func.min(col(Assignment.valid_from))).where(col(Assignment.valid_from) > _TODAY).scalar_subquery(),
    select(func.min(col(Hold.until))).where(col(Hold.until) >= _TODAY).scalar_subquery(),
)


def next_look(session: Session, catalogue: Catalogue, last_round: datetime) -> date:
    """The first day after that round's on which another one could have something to do; `date.max`: never again."""
    today = day_in_hanoi(last_round)
    if _is_stirred(session, last_round):
        return today + DAY
    rungs_begin = [first for first, _, _ in laid_rungs(session, catalogue)]
    return min((day for day in (*rungs_begin, *_days_of_facts(session, catalogue, today)) if day > today), default=FAR)


def next_closing(session: Session, catalogue: Catalogue, after: date) -> date:
    """The first day after that one on which some period comes to its closing day."""
    known = known_deadlines(session, catalogue)
    days = (closing_day(catalogue.programme(d.programme), d, catalogue.calendar) for d in known)
    return min((day for day in days if day > after), default=FAR)


def _is_stirred(session: Session, since: datetime) -> bool:
    """Whether messages still wait, or something was written after the round that may open a mouth."""
    return bool(session.connection().execute(_STIRS, {"since": since}).scalar())


def _days_of_facts(session: Session, catalogue: Catalogue, today: date) -> Iterator[date]:
    """Days on which facts that are known already make themselves felt."""
    yield from (first for first, _, _ in estimate_rungs(session, catalogue, today))
    for at, *_ in sent_back(session, today):
        yield from (rung.from_on for rung in returned_rungs(catalogue, day_in_hanoi(at)))
    extended = select(col(Extension.programme), col(Extension.duty), col(Extension.period), col(Extension.until))
    for *key, until in session.connection().execute(extended.where(col(Extension.until) >= today - LOOKS_BACK)):
        for deadline in known_deadlines(session, catalogue, key[0], key[1]):
            ladder = ladder_for(catalogue, deadline, is_extended=True)
            if ladder and deadline.period == key[2]:
                held = held_days(deadline, catalogue.calendar, until)
                yield from (rung.from_on for rung in rungs(ladder, held, catalogue.calendar))
    yield from (silent_until(catalogue.calendar, row) + DAY for row in waiting(session))
    born, given, until = session.connection().execute(_BEGINS, {"today": today}).one()
    yield from (day for day in (born, given) if day)
    if until:
        yield until + DAY
