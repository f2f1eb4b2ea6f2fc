"""Nhịp gửi: how many messages a channel takes in a span of time, counted over everybody who sends.

What was begun within the span is read from the attempts, so that a drain that follows another, or runs beside it,
counts on. Works on a session handed in and never commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.messages import Attempt, Message
from models.settings import Settings
from models.vocabulary import Channel

ZALO = (Channel.ZALO, Channel.ZALO_OA, Channel.ZALO_BOT)


@dataclass(frozen=True)
class Rate:
    """At most so many messages within a span."""

    most: int
    span: timedelta


@dataclass(frozen=True)
class Allowance:
    """How many may be begun now; where none, from which instant on the next one."""

    now: int
    next_at: datetime


def rates_of(settings: Settings) -> dict[Channel, Rate]:
    """The rates an operator has set; a channel without one takes whatever comes."""
    found = {channel: Rate(settings.zalo_per_second, timedelta(seconds=1)) for channel in ZALO}
    found[Channel.EMAIL] = Rate(settings.mail_per_minute, timedelta(minutes=1))
    return {channel: rate for channel, rate in found.items() if rate.most}


def allowance(session: Session, channel: Channel, rate: Rate, now: datetime) -> Allowance:
    """What the rate leaves at this instant. Attempts that a clock ahead of time dated later do not count."""
    last = (
        select(col(Attempt.started_at))
        .join(Message, col(Message.id) == Attempt.message_id)
        .where(Message.channel == channel)
        .order_by(col(Attempt.id).desc())
        .limit(rate.most)
    )
    within = [at for at in session.exec(last) if now - rate.span < at <= now]
    left = rate.most - len(within)
    return Allowance(left, now if left else min(within) + rate.span)
