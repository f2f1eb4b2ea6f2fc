"""Bàn làm việc: what waits for the tracking agency's own hands: messages, calls, alarms, drafts, replies, wishes.

Counts, and the words of alarms. Reads, never writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from models.alarms import Alarm, open_alarms
from models.chaser_letters import ChaserLetter
from models.filing_facts import ExtensionRequest
from models.inbound import InboundMail
from models.messages import Message
from models.orders import waiting_orders
from models.quiet_hours import begin_of_day
from models.vocabulary import AskState, Channel, InboundState, LetterState, MessageState
from models.writing import table_of

LOOKS_BACK = timedelta(days=30)  # a message older than that is history
S = MessageState


@dataclass(frozen=True, slots=True)
class Desk:
    """How much of each. `unknown`, `failed`: of the last thirty days, where no other message of the slot is on its way
    or has arrived; `to_call`: the call list."""

    unknown: int
    failed: int
    to_call: int
    inbound: int
    letters: int
    alarms: tuple[Alarm, ...]
    wishes: int = 0  # units that asked for more time and wait for an answer
    orders: int = 0  # asked for in Prefect, waiting for an officer's word

    def __bool__(self) -> bool:
        counts = (self.unknown, self.failed, self.to_call, self.inbound, self.letters, self.wishes, self.orders)
        return any(counts) or bool(self.alarms)


def desk(session: Session, on: date) -> Desk:
    """What lies on the desk on this day."""
    message, other = table_of(Message).c, table_of(Message).alias("other").c
    same = (other.recipient == message.recipient, other.slot == message.slot, other.id != message.id)
    on_its_way = other.state.in_([str(s) for s in (S.PLANNED, S.SENDING, S.SENT)])
    alone = (message.as_of >= on - LOOKS_BACK, ~select(other.id).where(*same, on_its_way).exists())
    return Desk(
        unknown=_count(session, Message, message.state == S.UNKNOWN.value, *alone),
        failed=_count(session, Message, message.state == S.FAILED.value, *alone),
        to_call=_count(session, Message, message.channel == Channel.HAND.value, message.state == S.PLANNED.value),
        inbound=_count(session, InboundMail, col(InboundMail.state) == InboundState.QUEUED),
        letters=_count(session, ChaserLetter, col(ChaserLetter.state) == LetterState.DRAFTED),
        alarms=tuple(open_alarms(session)),
        wishes=_count(session, ExtensionRequest, col(ExtensionRequest.state) == AskState.ASKED),
        orders=len(waiting_orders(session, begin_of_day(on))),
    )


def _count(session: Session, of: type[SQLModel], *conditions: Any) -> int:
    return session.exec(select(func.count()).select_from(of).where(*conditions)).one()
