"""Diễn tập: a programme played day after day through the code that runs live, in a scratch home, on a simulated clock.

Every day has its round at the hour of the timetable: remind, send, close. Then the call list is called, and the units
do what their habits say. Days on which the live code could have nothing to do are passed over (`models.next_look`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from models.behaviour import Behaviour
from models.catalogue import Catalogue, home_catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.messages import Message
from models.next_look import next_closing, next_look
from models.outbox import mark_delivered_by_hand
from models.settings import Home
from models.vocabulary import Channel, MessageState
from tasks.closing import AT_ONCE, TIMETABLE, close_what_is_due
from tasks.plan_reminders import plan_reminders
from tasks.rehearsal_log import Played, read_log
from tasks.scratch import scratch_home
from tasks.send_messages import drain
from tasks.session import open_session
from tasks.simulated_units import DESK, SimulatedUnits, instant_at

DAY = timedelta(days=1)
ROUND, CALLS = 7 * 60 + 30, 15 * 60  # minutes after midnight, Hanoi
LONGEST = timedelta(days=366 * 20)

Step = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is to be rehearsed."""

    programme: str
    first: date
    last: date
    behaviour: Behaviour = field(default_factory=Behaviour)
    passes_over: bool = True  # False: look on every single day, to prove that nothing was missed


def rehearse(
    catalogue: Catalogue, asked: Asked, source: Home | Path | None = None, step: Step = lambda doing: None
) -> Played:
    """Play it and read what happened. `source`: the home whose units take part, or a folder with a map of its own in
    `units/`; without one the built-in map.

    Errors: `Refused` for an unknown programme or days in the wrong order.
    """
    catalogue.programme(asked.programme)
    if asked.last < asked.first:
        raise Refused(f"Ngày cuối {day_text(asked.last)} ở trước ngày đầu {day_text(asked.first)}.")
    if asked.last - asked.first > LONGEST:
        raise Refused("Mỗi lần diễn tập tối đa 20 năm. Đề nghị chọn khoảng ngày ngắn hơn.")
    with scratch_home(catalogue, asked.programme, source, asked.behaviour, asked.first) as home:
        with open_session(home) as session:
            units = SimulatedUnits(session, home_catalogue(home), asked.behaviour, asked.first, asked.last)
        _play(home, asked, units, step)
        with open_session(home) as session:
            return read_log(session, home_catalogue(home), asked.programme, asked.first, asked.last, asked.behaviour)


def _play(home: Home, asked: Asked, units: SimulatedUnits, step: Step) -> None:
    look_on = close_on = day = asked.first
    month = 0
    while day <= asked.last:
        if day.month != month:
            month = day.month
            step(f"{month:02}/{day.year}")
        now = instant_at(day, ROUND)
        everything = not asked.passes_over
        if day >= look_on or everything:
            said = plan_reminders(home, day, now)
            sent = drain(home, now, clock=lambda now=now: now)  # type: ignore[misc]
            if Channel.HAND in said.channels or MessageState.FAILED in sent.states:
                _call(home, instant_at(day, CALLS))
            with open_session(home) as session:
                look_on = next_look(session, home_catalogue(home), now)
        if day >= close_on or everything:
            closed = close_what_is_due(home, day, now, by=TIMETABLE, with_files=False)
            with open_session(home) as session:
                more = len(closed.closed) == AT_ONCE or bool(closed.failed)
                close_on = day + DAY if more else next_closing(session, home_catalogue(home), day)
        if units.busy(day):
            with open_session(home) as session:
                if units.act(session, day):
                    look_on = day + DAY
        day += DAY


def _call(home: Home, now: datetime) -> None:
    """The person at the desk calls everybody on the call list."""
    with open_session(home) as session:
        waiting = select(Message.id).where(Message.channel == Channel.HAND, Message.state == MessageState.PLANNED)
        for id in session.exec(waiting.order_by(col(Message.id))).all():
            mark_delivered_by_hand(session, id or 0, DESK, now)


__all__ = ["Asked", "Played", "rehearse"]
