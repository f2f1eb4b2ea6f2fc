"""Người gửi: takes messages, looks whether they are still true, hands them over, and writes down what came of it.

Claim a batch and look again; then, hand-over by hand-over: see that no fact has moved since, write the attempts,
commit; with no session open, the network (tasks.hand_over); then the outcomes. Silence is decided here: filed
meanwhile, stopped, too old, quiet hours, more than the channel may be given now.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from models.catalogue import home_catalogue, rules_print
from models.interrupted import take_back
from models.masking import masked
from models.messages import Message
from models.outbox import hold_outbox, is_stopped, unit_of
from models.quiet_hours import day_in_hanoi, end_of_day, next_allowed, send_at
from models.rates import allowance, rates_of
from models.round_mark import round_mark
from models.sending import begin_attempts, claim, held_by, postpone, ready, release
from models.settings import Home
from models.vocabulary import Channel, MessageState
from notifications.channels import Letter
from tasks.drain_report import DrainReport, SentLine
from tasks.hand_over import HandedOver, HandOvers
from tasks.letters import letters_of
from tasks.second_look import Looked, has_moved, look_again
from tasks.session import open_session
from tasks.settling import settle

BATCH, LARGEST_BATCH = 100, 1000  # messages claimed and looked at together; all of them leave well within a lease
QUIET = "Chờ hết giờ yên lặng."


@dataclass(frozen=True, slots=True)
class _Held:
    """A message in hand: its letter, and what the last look at it found."""

    recipient: str
    letter: Letter
    looked: Looked


@dataclass
class Worker:
    """One drain with its open post office. `seen`: what it has had in hand, once a drain."""

    home: Home
    owner: str
    hand_overs: HandOvers
    tick: Callable[[], datetime]
    pause: Callable[[float], None]
    report: DrainReport
    limit: int
    until: datetime
    seen: set[int] = field(default_factory=set)
    is_last: bool = False  # nothing was left to take beside this batch

    def __post_init__(self) -> None:
        self._settings = settings = self.home.settings()
        self._holds_quiet_hours = not settings.is_demo
        self._rates = {} if settings.is_rehearsal else rates_of(settings)
        self._has_end = not settings.is_rehearsal
        self._mark = (date.min, "")
        self._rules, self._rules_until = "", 0.0

    def send_batch(self) -> bool:
        """Take the next messages and hand them over. False: nothing more may go out now."""
        with open_session(self.home) as session:
            waiting = self._take(session)
        if waiting is None:
            return False
        try:
            while not self.report.stopped and self._hand_over(waiting):
                pass
        finally:
            if waiting:
                with contextlib.suppress(SQLAlchemyError), open_session(self.home) as session:
                    release(session, list(waiting), self.owner)  # where this fails their leases run out
        return not (self.report.stopped or self.is_last or self._is_over())

    def _is_over(self) -> bool:
        return self._has_end and self.tick() >= self.until

    def _take(self, session: Session) -> dict[int, _Held] | None:
        """Claim what is ready and look at it again. None: stopped by an operator, or nothing is left to take."""
        self.report.stopped = is_stopped(session)
        now, size = self.tick(), min(self._batch, self.limit - len(self.seen))
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
        self._mark = self._mark_of(session, now)
        return self._look(session, messages, now)

    @property
    def _batch(self) -> int:
        """As many as will have left long before their leases run out, at the pace of the last hand-overs."""
        return min(max(BATCH, 4 * self.hand_overs.size), LARGEST_BATCH)

    def _look(self, session: Session, messages: Sequence[Message], now: datetime) -> dict[int, _Held]:
        """The letters that may go now, in the order of the messages; what became of the others is noted."""
        found = look_again(session, self.home, messages, now)
        quiet = self._kept_quiet(messages, found, now)
        postpone(session, quiet, QUIET, self.owner)
        self._note(session, [m.id or 0 for m in messages if m.id not in found or m.id in quiet])
        going = [m for m in messages if m.id in found and m.id not in quiet]
        letters = letters_of(session, self.home, going, {id: looked.name for id, looked in found.items()}, now)
        recipients = {m.id: m.recipient for m in going}
        return {id: _Held(recipients[id], letter, found[id]) for id, letter in letters.items()}

    def _kept_quiet(self, messages: Sequence[Message], found: dict[int, Looked], now: datetime) -> dict[int, datetime]:
        """Messages that may not disturb now, and from when on they may: not later than their own deadline."""
        calendar = home_catalogue(self.home).calendar
        if not self._holds_quiet_hours or next_allowed(now, calendar) <= now:
            return {}
        today, until = day_in_hanoi(now), dict[int, datetime]()
        for message in messages:
            if (looked := found.get(message.id or 0)) is not None:
                ahead = [held_on for *_, held_on, _ in looked.facts if held_on >= today]
                last = end_of_day(min(ahead)) if ahead else None
                at = send_at(now, calendar, urgent=message.is_urgent, last_useful=last)
                if at > now:
                    until[message.id or 0] = at
        return until

    def _hand_over(self, waiting: dict[int, _Held]) -> bool:
        """One touch of the network, its attempts durable before it. False: nothing more of these may go now."""
        with open_session(self.home) as session:
            now = self.tick()
            self.report.stopped = is_stopped(session)
            part, next_at = self._next(session, waiting, now)
            if self.report.stopped or not part:
                return not self.report.stopped and self._wait(next_at, now)
            going = part
            if self._has_moved(session, part, now):
                hold_outbox(session)
                going = self._look(session, held_by(session, list(part), self.owner, now), now)
            is_ours = self.hand_overs.begin(len(going))
            numbers = begin_attempts(session, list(going), self.owner, now) if is_ours else {}
        for id in part:
            del waiting[id]
        came = self.hand_overs.deliver({id: going[id].letter for id in numbers}, numbers)
        untouched = [id for id in numbers if id not in came.said and id not in came.in_flight]
        self._settle(came, numbers, untouched, going)
        if came.trouble is not None:
            raise came.trouble
        if came.is_fenced or not is_ours:  # whoever took these over has the others of this batch too
            waiting.clear()
            return False
        rest = dict(waiting)
        waiting.clear()
        waiting.update({id: going[id] for id in untouched} | rest)
        return bool(waiting)

    def _has_moved(self, session: Session, part: dict[int, _Held], now: datetime) -> bool:
        """Whether these must be looked at again: another day, or one of their facts is not what it was.

        Mostly nothing at all was written meanwhile, which one cheap print tells.
        """
        mark, known = self._mark_of(session, now), self._mark
        if mark == known:
            return False
        return mark[0] != known[0] or has_moved(session, self.home, [held.looked for held in part.values()])

    def _mark_of(self, session: Session, now: datetime) -> tuple[date, str]:
        return day_in_hanoi(now), round_mark(session, self._rules_now(), self._settings)

    def _rules_now(self) -> str:
        """The print of the rule files, asked of the disk once a second: there are eighty of them."""
        if monotonic() >= self._rules_until:
            self._rules, self._rules_until = rules_print(self.home), monotonic() + 1
        return self._rules

    def _settle(self, came: HandedOver, numbers: dict[int, int], untouched: list[int], going: dict[int, _Held]) -> None:
        """Write what the channels said; the attempts that were not made are taken back."""
        said = {id: (numbers[id], outcome) for id, outcome in came.said.items()}
        with open_session(self.home) as session:
            settled = settle(session, self.home, self.owner, said, self.tick())
            if not came.is_fenced:
                take_back(session, {id: numbers[id] for id in untouched}, self.owner)
            sent = [id for id, state in settled.states.items() if state is MessageState.SENT]
            self._note(session, sorted(said.keys() - set(sent)))
        for id in sorted(sent):
            held = going[id]
            self._add_line(id, held.recipient, held.letter.channel, held.letter.address, MessageState.SENT.value, "")
        self.hand_overs.is_settled()
        self.is_last &= not settled.has_turned
        self.report.closed_channels |= settled.closed_channels
        self.report.unknown += sum(state is MessageState.UNKNOWN for state in settled.states.values())

    def _wait(self, next_at: datetime | None, now: datetime) -> bool:
        """Until a channel takes more; False where this drain will be over by then."""
        if next_at is None:
            return False
        if next_at >= self.until:
            self.is_last = True
            return False
        self.pause((next_at - now).total_seconds())
        return True

    def _next(
        self, session: Session, waiting: dict[int, _Held], now: datetime
    ) -> tuple[dict[int, _Held], datetime | None]:
        """As many letters as one hand-over holds and their channels take now; else from when on the next one."""
        used = {held.letter.channel for held in waiting.values()} if self._rates else set()
        room = {c: allowance(session, c, rate, now) for c, rate in self._rates.items() if c in used}
        left = {str(channel): allowed.now for channel, allowed in room.items()}
        part = dict[int, _Held]()
        held_back = set[str]()
        for id, held in waiting.items():
            channel = held.letter.channel
            if channel in self.report.closed_channels:
                continue
            if left.get(channel, 1) <= 0:
                held_back.add(channel)
                continue
            if channel in left:
                left[channel] -= 1
            part[id] = held
            if len(part) >= self.hand_overs.size:
                break
        return part, min((room[Channel.of(name)].next_at for name in held_back), default=None)

    def _note(self, session: Session, ids: list[int]) -> None:
        """What became of these messages, for the report."""
        columns = (Message.id, Message.recipient, Message.channel, Message.address, Message.state, Message.reason)
        rows = session.connection().execute(select(*map(col, columns)).where(col(Message.id).in_(ids))) if ids else ()
        for row in sorted(rows):
            self._add_line(*row)

    def _add_line(self, id: int, recipient: str, channel: str, address: str, state: str, reason: str) -> None:
        line = SentLine(id, unit_of(recipient) or recipient, channel, masked(address), state, reason)
        self.report.lines.append(line)
