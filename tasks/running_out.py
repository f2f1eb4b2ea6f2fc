"""Sắp hết hạn: what waits for a channel that does not work turns to the next one while it is still worth saying.

A channel that is down for days must not let its messages run out in silence: a unit that is reached one way only would
never hear. In the last day of its life (the last third of a shorter one) a message that its channel did not take goes
another way, in the end onto the call list.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from models.alarms import channels_down
from models.messages import Message
from models.outbox import hold_outbox
from models.settings import Home
from models.vocabulary import Channel, MessageState
from tasks.fallback import pass_on
from tasks.second_look import look_again

LAST_DAY = timedelta(days=1)
RUNNING_OUT = "Kênh gửi không hoạt động tới gần lúc tin hết hạn; đã chuyển sang kênh khác."


def turn_what_runs_out(session: Session, home: Home, channels: Collection[str], now: datetime) -> int:
    """Pass on what waits for one of these channels, found down just now, and has not long to live. Returns how many."""
    waiting = _waiting(session, channels, now + LAST_DAY)
    return _turn(session, home, [m for m in waiting if m.expires_at <= now + _last_part(m)], channels, now)


def turn_what_ran_out(session: Session, home: Home, now: datetime) -> int:
    """The same for what is too late already, while its channel was down and nobody tried: a night, a holiday."""
    down = channels_down(session)
    return _turn(session, home, _waiting(session, down, now), down, now)


def _last_part(message: Message) -> timedelta:
    return min(LAST_DAY, (message.expires_at - message.planned_at) / 3)


def _waiting(session: Session, channels: Collection[str], until: datetime) -> list[Message]:
    query = select(Message).where(
        Message.state == MessageState.PLANNED,
        Message.channel != Channel.HAND,
        col(Message.channel).in_(channels),
        Message.expires_at <= until,
    )
    return list(session.exec(query.order_by(col(Message.id)).execution_options(populate_existing=True)))


def _turn(session: Session, home: Home, found: list[Message], down: Collection[str], now: datetime) -> int:
    if not found:
        return 0
    hold_outbox(session)
    standing = look_again(session, home, found, now)
    turned = [m.id or 0 for m in found if m.id in standing and pass_on(session, home, m, now, besides=down)]
    session.exec(
        update(Message)
        .where(col(Message.id).in_(turned), col(Message.state) == MessageState.PLANNED)
        .values(state=MessageState.FAILED.value, reason=RUNNING_OUT)
        .execution_options(synchronize_session=False)
    )
    return len(turned)
