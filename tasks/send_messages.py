"""Gửi tin: empty the outbox, many messages at a time, so that whatever crashes nothing is said twice.

Claim a batch and look again whether it is still true; then, hand-over by hand-over: see that no fact has moved since,
write the attempts, commit; with no session open, the network; then the outcomes. A real channel takes one letter a
hand-over, so that a crash leaves one letter unknown and the rest of the batch untouched. Silence is decided here: filed
meanwhile, stopped, too old.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlmodel import Session, col, select

from models.catalogue import home_catalogue
from models.masking import without_addresses
from models.messages import Message
from models.outbox import hold_outbox, is_stopped, unit_of
from models.outcomes import Outcome, wait_before
from models.quiet_hours import next_allowed, send_at
from models.sending import (
    Ending,
    begin_attempts,
    claim,
    expire,
    finish,
    held_by,
    ready,
    recover,
    release,
    under_way,
)
from models.settings import Home
from models.vocabulary import MessageState
from notifications.channels import Letter, PostOffice, open_channels
from notifications.channels.letter import masked
from tasks.fallback import turn_elsewhere
from tasks.second_look import Looked, has_moved, look_again
from tasks.session import open_session

MOST = 5000  # messages in one go
BATCH = 100  # messages claimed and looked at together; all of them leave well within a lease
FOR_ALL = {"connect", "tls", "auth", "mail", "busy", "broken"}  # stages that fail for every message alike
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
        open_ones = under_way(session, now)
        if open_ones.stale:
            found = recover(session, now)
            report.unknown, report.recovered = found.unknown, found.planned
        if open_ones.late:
            report.expired = expire(session, now)
        report.stopped = is_stopped(session)
    if report.stopped or not open_ones.anything:
        return report
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    with PostOffice(settings) as office:
        worker = _Worker(home, owner, office, tick, report, limit)
        while worker.send_batch():
            pass
    return report


@dataclass(frozen=True, slots=True)
class _Held:
    """A message in hand: its letter, and what the last look at it found."""

    letter: Letter
    looked: Looked


@dataclass
class _Worker:
    """One drain with its open post office. `seen`: what it has had in hand, once a drain."""

    home: Home
    owner: str
    office: PostOffice
    tick: Callable[[], datetime]
    report: DrainReport
    limit: int
    seen: set[int] = field(default_factory=set)
    is_last: bool = False  # nothing was left to take beside this batch

    def send_batch(self) -> bool:
        """Take the next messages and hand them over. False: nothing more may go out now."""
        with open_session(self.home) as session:
            waiting = self._take(session)
        if waiting is None:
            return False
        try:
            while not self.report.stopped and (part := self._next(waiting)):
                self._hand_over(part, waiting)
        finally:
            if waiting:
                with open_session(self.home) as session:
                    release(session, list(waiting), self.owner)
        return not (self.report.stopped or self.is_last)

    def _take(self, session: Session) -> dict[int, _Held] | None:
        """Claim what is ready and look at it again. None: stopped by an operator, or nothing is left to take."""
        self.report.stopped = is_stopped(session)
        now, size = self.tick(), min(max(BATCH, self.office.at_once), self.limit - len(self.seen))
        ids = [] if self.report.stopped else ready(session, now, size, self.report.closed_channels)
        fresh = [id for id in ids if id not in self.seen]
        if not fresh:
            return None
        self.seen.update(fresh)
        self.is_last = len(ids) < size
        hold_outbox(session)  # of two drains that look at the same moment each would think that the other one says it
        claimed = claim(session, fresh, self.owner, now)
        first = {(m.recipient, m.channel): m for m in reversed(claimed)}
        messages = [m for m in claimed if first[(m.recipient, m.channel)] is m]
        later = [m.id or 0 for m in claimed if first[(m.recipient, m.channel)] is not m]
        if later:  # what the first one to an address says decides what the next one still has to say
            release(session, later, self.owner)
            self.seen.difference_update(later)
            self.is_last = False
        return self._look(session, messages, now)

    def _look(self, session: Session, messages: Sequence[Message], now: datetime) -> dict[int, _Held]:
        """The letters that may go, in the order of the messages; what became of the others is noted."""
        found = look_again(session, self.home, messages, now)
        self._note(session, [m.id or 0 for m in messages if m.id not in found])
        return {id: _Held(_letter(m, found[id].name), found[id]) for m in messages if (id := m.id or 0) in found}

    def _next(self, waiting: dict[int, _Held]) -> dict[int, _Held]:
        """As many letters as one hand-over holds, for channels that are not given up."""
        open_ones = (one for one in waiting.items() if one[1].letter.channel not in self.report.closed_channels)
        return dict(islice(open_ones, self.office.at_once))

    def _hand_over(self, part: dict[int, _Held], waiting: dict[int, _Held]) -> None:
        """One touch of the network, its attempts durable before it. What is dealt with waits no longer."""
        with open_session(self.home) as session:
            now, going = self.tick(), part
            self.report.stopped = is_stopped(session)
            if self.report.stopped:
                return
            if has_moved(session, self.home, [held.looked for held in part.values()]):
                hold_outbox(session)
                going = self._look(session, held_by(session, list(part), self.owner, now), now)
            numbers = begin_attempts(session, list(going), self.owner, now)
        for id in part:
            del waiting[id]
        begun = [id for id in going if id in numbers]
        outcomes = self.office.deliver_all([going[id].letter for id in begun])
        with open_session(self.home) as session:
            self._settle(session, {id: (numbers[id], said) for id, said in zip(begun, outcomes, strict=True)})

    def _settle(self, session: Session, said: dict[int, tuple[int, Outcome]]) -> None:
        """Write what the channel said, turn to the next channel where this one is closed to the unit."""
        now, report = self.tick(), self.report
        endings = [
            Ending(id, number, outcome, _retry_at(session, self.home, id, number, outcome, now))
            for id, (number, outcome) in said.items()
        ]
        states = finish(session, endings, self.owner, now)
        report.unknown += sum(state is MessageState.UNKNOWN for state in states.values())
        for id, (_, outcome) in said.items():
            if states.get(id) is MessageState.FAILED:
                turn_elsewhere(session, self.home, session.get_one(Message, id, populate_existing=True), outcome, now)
                self.is_last = False
            if outcome.status in ("defer", "retry", "unknown") and outcome.stage in FOR_ALL:
                words = " ".join(part for part in (outcome.stage, outcome.code, outcome.detail) if part)
                report.closed_channels[session.get_one(Message, id).channel] = without_addresses(words)
        self._note(session, list(said))

    def _note(self, session: Session, ids: list[int]) -> None:
        """What became of these messages, for the report."""
        columns = (Message.id, Message.recipient, Message.channel, Message.address, Message.state, Message.reason)
        rows = session.connection().execute(select(*map(col, columns)).where(col(Message.id).in_(ids))) if ids else ()
        for id, recipient, channel, address, state, reason in sorted(rows):
            line = SentLine(id, unit_of(recipient) or recipient, channel, masked(address), state, reason)
            self.report.lines.append(line)


def _letter(message: Message, name: str) -> Letter:
    return Letter(
        channel=message.channel,
        address=message.address,
        subject=message.subject,
        body_text=message.body_text,
        body_html=message.body_html,
        body_short=message.body_short,
        key=message.message_id,
        recipient_name=name,
    )


def _retry_at(session: Session, home: Home, id: int, number: int, outcome: Outcome, now: datetime) -> datetime:
    """When to try again: what the channel asked for, else later each time; quiet hours hold outside the demo."""
    if outcome.status not in ("retry", "defer"):
        return now
    message, calendar = session.get_one(Message, id), home_catalogue(home).calendar
    if outcome.retry_after is not None:
        at = now + timedelta(seconds=outcome.retry_after)
    elif outcome.status == "defer":  # a night rule of the channel
        morning = next_allowed(now, calendar, urgent=True)
        at = morning if morning > now else now + LATER
    else:
        at = now + wait_before(number, message.message_id)
    return at if home.settings().is_demo else send_at(at, calendar, urgent=message.is_urgent)
