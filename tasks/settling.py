"""Kết sổ một lượt bàn giao: what the channels said is written down, and what follows from it is arranged.

A refusal turns to the next channel, a temporary one gets its time, a trouble that meets every message alike gives the
channel up for this drain and rings. Called with a session open and the network out of reach.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from models.alarms import channels_down, clear_alarm, raise_alarm
from models.catalogue import home_catalogue
from models.masking import without_addresses
from models.messages import Message
from models.outcomes import Outcome, wait_before
from models.quiet_hours import next_allowed, send_at
from models.sending import Ending, finish
from models.settings import Home
from models.vocabulary import AlarmCode, MessageState
from tasks.fallback import turn_elsewhere

FOR_ALL = {"connect", "tls", "auth", "mail", "busy", "broken"}  # stages that fail for every message alike
LATER = timedelta(minutes=15)


@dataclass
class Settled:
    """The new state of each message whose lease still held, and the channels given up, each with its reason."""

    states: dict[int, MessageState] = field(default_factory=dict)
    closed_channels: dict[str, str] = field(default_factory=dict)
    has_turned: bool = False  # some message waits on another channel now


def meets_all(outcome: Outcome) -> bool:
    """Whether the other messages of the channel would hear the same."""
    return outcome.status in ("defer", "retry", "unknown") and outcome.stage in FOR_ALL


def settle(session: Session, home: Home, owner: str, said: Mapping[int, tuple[int, Outcome]], now: datetime) -> Settled:
    """Write what became of these attempts, by message: number of the attempt and what its channel said."""
    if not said:
        return Settled()
    told = {id: session.get_one(Message, id, populate_existing=True) for id, one in said.items() if _has_sequel(one[1])}
    endings = [
        Ending(id, number, outcome, _retry_at(home, told[id], number, outcome, now) if id in told else now)
        for id, (number, outcome) in said.items()
    ]
    found = Settled(finish(session, endings, owner, now))
    for id, message in told.items():
        outcome = said[id][1]
        if found.states.get(id) in (MessageState.FAILED, MessageState.EXPIRED):
            session.refresh(message)
            turn_elsewhere(session, home, message, outcome, now)
            found.has_turned = True
        if meets_all(outcome):
            found.closed_channels[message.channel] = without_addresses(outcome.words)
    _ring(session, found, {id: (m.channel, said[id][1]) for id, m in told.items()}, now)
    _hush(session, [id for id, (_, outcome) in said.items() if outcome.status == "sent"], found.closed_channels, now)
    return found


def _has_sequel(outcome: Outcome) -> bool:
    return outcome.status != "sent" or bool(outcome.alarm)


def _retry_at(home: Home, message: Message, number: int, outcome: Outcome, now: datetime) -> datetime:
    """When to try again: what the channel asked for, else later each time; quiet hours hold outside the demo."""
    if outcome.status not in ("retry", "defer"):
        return now
    calendar = home_catalogue(home).calendar
    if outcome.retry_after is not None:
        at = now + timedelta(seconds=outcome.retry_after)
    elif outcome.status == "defer":  # a night rule of the channel
        morning = next_allowed(now, calendar, urgent=True)
        at = morning if morning > now else now + LATER
    else:
        at = now + wait_before(number, message.message_id)
    return at if home.settings().is_demo else send_at(at, calendar, urgent=message.is_urgent)


def _ring(session: Session, found: Settled, troubles: Mapping[int, tuple[str, Outcome]], now: datetime) -> None:
    """Once a channel and hand-over: what the channel itself wants an operator to hear, and that it does not work."""
    rung = {(AlarmCode.of(outcome.alarm), channel): outcome for channel, outcome in troubles.values() if outcome.alarm}
    for (code, channel), outcome in rung.items():
        raise_alarm(session, code, channel, outcome.words, now)
    down = {channel for channel, outcome in troubles.values() if meets_all(outcome) and outcome.stage != "busy"}
    for channel, words in found.closed_channels.items():
        if channel in down:
            raise_alarm(session, AlarmCode.CHANNEL_DOWN, channel, words, now)


def _hush(session: Session, sent: list[int], closed: Collection[str], now: datetime) -> None:
    """A channel that takes a message works again, unless it failed for all others right after."""
    down = channels_down(session).difference(closed) if sent else set()
    if down:
        for channel in {session.get_one(Message, id).channel for id in sent} & down:
            clear_alarm(session, AlarmCode.CHANNEL_DOWN, channel, now)
