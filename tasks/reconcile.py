"""Đối chiếu tin chưa rõ: messages of which nobody knows whether they arrived are resolved, or listed for an operator.

A receipt of the provider settles it. Without one after ten minutes: a mail goes once more under the same Message-ID (a
mailbox that has it already shows it once); anything else, and a mail that stayed unknown twice, turns to the next
channel with a note that the unit may have it already; in the end a person calls. What is too old to be said, and
letters to officers, wait for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select, update

from models.alarms import clear_alarm, raise_alarm
from models.messages import Attempt, DeliveryReceipt, Message
from models.outbox import hold_outbox
from models.pulses import beat
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import AlarmCode, Channel, MessageState, Work
from notifications.channels.zalo import tracking_id
from tasks.fallback import is_carried, pass_on
from tasks.session import open_session

PATIENCE = timedelta(minutes=10)  # a receipt may take as long
LOOKS_BACK = timedelta(days=30)  # nobody is asked about older ones
ONCE_MORE = "Chưa rõ đã tới hay chưa; gửi lại một lần với cùng mã thư, hộp thư đã có sẽ không hiện hai lần."
CONFIRMED = "Kênh gửi đã xác nhận đơn vị nhận được."
ARRIVED_BEFORE = "Kênh trước đã xác nhận đơn vị nhận được."


@dataclass
class ReconcileReport:
    """What one look at the unknown ones came to, in messages."""

    confirmed: int = 0  # a receipt says that they arrived
    repeated: int = 0  # mails to go once more under the same Message-ID
    passed_on: int = 0  # to the next channel, or to the call list
    waiting: int = 0  # for a receipt, for the ten minutes to pass
    listed: int = 0  # for an operator: nobody else can find out

    @property
    def has_done(self) -> bool:
        return bool(self.confirmed or self.repeated or self.passed_on)


def reconcile(home: Home, now: datetime) -> ReconcileReport:
    """Look at every unknown message once. Safe to run twice or beside a drain: what is resolved stays resolved."""
    report = ReconcileReport()
    with open_session(home) as session:
        if _unknown(session, now):
            hold_outbox(session)
            for message in _unknown(session, now):
                _resolve(session, home, message, now, report)
        _list(session, report, now)
        beat(session, Work.RECONCILE, day_in_hanoi(now), now, f"chờ người xử lý: {report.listed}")
    return report


def _resolve(session: Session, home: Home, message: Message, now: datetime, report: ReconcileReport) -> None:
    if (arrived_at := _arrived_at(session, message)) is not None:
        _settle(session, message, MessageState.SENT, CONFIRMED, sent_at=arrived_at)
        _call_off(session, message)
        report.confirmed += 1
    elif _stands_in(session, message) is not None or is_carried(session, message):
        return  # said on another channel
    elif message.expires_at <= now:
        report.listed += 1
    elif now - _since(session, message) < PATIENCE:
        report.waiting += 1
    elif message.channel == Channel.EMAIL and message.repeats == 0:
        _settle(session, message, MessageState.PLANNED, ONCE_MORE, repeats=1, not_before=now)
        report.repeated += 1
    elif pass_on(session, home, message, now) is not None:
        report.passed_on += 1
    else:
        report.listed += 1


def _list(session: Session, report: ReconcileReport, now: datetime) -> None:
    if report.listed:
        words = f"{report.listed} tin chưa rõ đơn vị đã nhận hay chưa; đề nghị hỏi đơn vị rồi mới gửi lại."
        raise_alarm(session, AlarmCode.UNKNOWN_WAITING, "", words, now)
    else:
        clear_alarm(session, AlarmCode.UNKNOWN_WAITING, "", now)


def _unknown(session: Session, now: datetime) -> Sequence[Message]:
    known = (Message.state == MessageState.UNKNOWN, Message.not_before >= now - LOOKS_BACK)
    query = select(Message).where(*known).order_by(col(Message.id))
    return session.exec(query.execution_options(populate_existing=True)).all()


def _arrived_at(session: Session, message: Message) -> datetime | None:
    """When the provider said that it arrived; None: it did not. Mails that come back are tasks.returned_mail's.

    A worker whose lease ran out over a slow server still writes down the answer that came at last.
    """
    answered = select(func.min(Attempt.finished_at)).where(Attempt.message_id == message.id, Attempt.outcome == "sent")
    if (at := session.exec(answered).one()) is not None:
        return at
    receipts = select(func.min(DeliveryReceipt.at)).where(
        DeliveryReceipt.channel == message.channel,
        DeliveryReceipt.tracking_id == tracking_id(message.message_id),
        DeliveryReceipt.event != "bounced",
    )
    return session.exec(receipts).one() if message.message_id else None


def _since(session: Session, message: Message) -> datetime:
    """When the last attempt was begun; how it ended nobody knows."""
    began = select(func.max(Attempt.started_at)).where(Attempt.message_id == message.id)
    return session.exec(began).one() or message.planned_at


def _stands_in(session: Session, message: Message) -> Message | None:
    return session.exec(select(Message).where(Message.fallback_of == message.id)).first()


def _call_off(session: Session, message: Message) -> None:
    """A receipt came late: what stands in for the message and still waits is not needed."""
    after = _stands_in(session, message)
    while after is not None:
        if after.state == MessageState.PLANNED:
            _settle(session, after, MessageState.SKIPPED, ARRIVED_BEFORE)
        after = _stands_in(session, after)


def _settle(session: Session, message: Message, state: MessageState, reason: str, **values: object) -> None:
    """Only from the state it was seen in: somebody may have been faster."""
    known = (Message.id == message.id, Message.state == message.state)
    row = update(Message).where(*known).values(state=state.value, reason=reason, **values)  # type: ignore[arg-type]
    session.exec(row.execution_options(synchronize_session=False))
    session.refresh(message)
