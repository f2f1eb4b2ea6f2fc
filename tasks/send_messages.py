"""Gửi tin: empty the outbox, one message at a time, so that whatever crashes nothing is said twice.

Claim, look again whether it is still true, write the attempt, commit; then, with no session open, the network; then the
outcome. Silence is decided here, at the moment of sending: filed meanwhile, stopped by the kill switch, too old.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from models.catalogue import home_catalogue
from models.messages import Message
from models.outbox import is_stopped, unit_of
from models.quiet_hours import next_allowed, send_at
from models.sending import (
    Outcome,
    begin_attempt,
    claim,
    expire,
    finish,
    ready,
    recover,
    wait_before,
    without_addresses,
)
from models.settings import Home
from models.vocabulary import MessageState
from notifications.channels import Letter, PostOffice, open_channels
from notifications.channels.letter import masked
from tasks.fallback import turn_elsewhere
from tasks.second_look import look_again
from tasks.session import open_session

MOST = 5000  # messages in one go
BATCH = 50  # ids read at once
OUR_OWN_SIDE = {"connect", "tls", "auth"}  # stages that fail for every message alike
LATER = timedelta(minutes=15)


@dataclass(frozen=True)
class SentLine:
    """What became of one message."""

    id: int
    recipient: str
    channel: str
    address: str  # masked
    state: str
    reason: str


@dataclass
class DrainReport:
    """What one drain did."""

    stopped: bool = False  # the kill switch is on
    expired: int = 0
    recovered: int = 0  # interrupted before they were touched: planned again
    unknown: int = 0  # interrupted or answer lost: listed for the operator
    lines: list[SentLine] = field(default_factory=list)
    closed_channels: dict[str, str] = field(default_factory=dict)  # channel → why it was given up for this time

    @property
    def states(self) -> dict[str, int]:
        """Messages handled, by the state they ended in."""
        return dict(Counter(line.state for line in self.lines))

    @property
    def sent(self) -> int:
        return self.states.get(MessageState.SENT.value, 0)


def send_messages(home: Home) -> DrainReport:
    """Send whatever may go out now."""
    return drain(home, datetime.now(UTC))


def drain(home: Home, now: datetime, *, clock: Callable[[], datetime] | None = None, limit: int = MOST) -> DrainReport:
    """Send what is planned for `now` or earlier. `clock` gives the instants on the way (default: `now` moving on).

    Errors: `Refused` for a demo whose channels lead outside this machine; nothing is claimed then.
    """
    started = datetime.now(UTC)
    tick = clock or (lambda: now + (datetime.now(UTC) - started))
    settings, report = home.settings(), DrainReport()
    open_channels(settings)
    with open_session(home) as session:
        found = recover(session, now)
        report.unknown, report.recovered = found.unknown, found.planned
        report.expired = expire(session, now)
        report.stopped = is_stopped(session)
    if report.stopped:
        return report
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    with PostOffice(settings) as office:
        seen: set[int] = set()
        while len(seen) < limit:
            with open_session(home) as session:
                ids = ready(session, tick(), min(BATCH, limit - len(seen)), report.closed_channels)
            fresh = [id for id in ids if id not in seen]
            if not fresh:
                break
            seen.update(fresh)
            for id in fresh:
                _send_one(home, id, owner, office, tick, report)
    return report


def _send_one(
    home: Home, id: int, owner: str, office: PostOffice, tick: Callable[[], datetime], report: DrainReport
) -> None:
    with open_session(home) as session:
        taken = _take(session, home, id, owner, tick(), report)
    if taken is None:
        return
    letter, number = taken
    outcome = office.deliver(letter)
    with open_session(home) as session:
        _settle(session, home, id, owner, number, outcome, tick(), report)


def _take(
    session: Session, home: Home, id: int, owner: str, now: datetime, report: DrainReport
) -> tuple[Letter, int] | None:
    """Claim, look again, write the attempt. None: not ours, no longer true, or its channel is given up for now."""
    if is_stopped(session):
        report.stopped = True
        return None
    waiting = session.get(Message, id)
    if waiting is None or waiting.channel in report.closed_channels or not claim(session, id, owner, now):
        return None
    message = session.get_one(Message, id, populate_existing=True)
    name = look_again(session, home, message, now)
    if name is None:
        report.lines.append(_line(session, id))
        return None
    number = begin_attempt(session, id, owner, now)
    if number is None:
        return None
    letter = Letter(
        channel=message.channel,
        address=message.address,
        subject=message.subject,
        body_text=message.body_text,
        body_html=message.body_html,
        body_short=message.body_short,
        key=message.message_id,
        recipient_name=name,
    )
    return letter, number


def _settle(
    session: Session,
    home: Home,
    id: int,
    owner: str,
    number: int,
    outcome: Outcome,
    now: datetime,
    report: DrainReport,
) -> None:
    """Write what the channel said, turn to the next channel where this one is closed to the unit."""
    message = session.get_one(Message, id)
    state = finish(session, id, owner, number, outcome, now, _retry_at(home, message, number, outcome, now))
    session.expire_all()
    if state is MessageState.UNKNOWN:
        report.unknown += 1
    if state is MessageState.FAILED:
        turn_elsewhere(session, home, session.get_one(Message, id), outcome, now)
    if outcome.status in ("defer", "retry") and outcome.stage in OUR_OWN_SIDE:
        words = " ".join(part for part in (outcome.stage, outcome.code, outcome.detail) if part)
        report.closed_channels[message.channel] = without_addresses(words)
    report.lines.append(_line(session, id))


def _retry_at(home: Home, message: Message, number: int, outcome: Outcome, now: datetime) -> datetime:
    """When to try again: what the channel asked for, else later each time; quiet hours hold outside the demo."""
    calendar = home_catalogue(home).calendar
    if outcome.retry_after is not None:
        at = now + timedelta(seconds=outcome.retry_after)
    elif outcome.status == "defer":  # a night rule of the channel
        morning = next_allowed(now, calendar, urgent=True)
        at = morning if morning > now else now + LATER
    else:
        at = now + wait_before(number, message.message_id)
    return at if home.settings().is_demo else send_at(at, calendar, urgent=message.is_urgent)


def _line(session: Session, id: int) -> SentLine:
    m = session.get_one(Message, id, populate_existing=True)
    return SentLine(id, unit_of(m.recipient) or m.recipient, m.channel, masked(m.address), m.state, m.reason)
