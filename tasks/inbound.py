"""Nhận thư trả lời: look into the reply box every few minutes; each mail is dealt with once, whatever crashes.

A mail is fetched with no session open, written down and dealt with in one transaction, and marked as read only after
that is durable: a crash in between shows it again, and its Message-ID says that it is known. One mail that cannot be
dealt with waits for a person and never holds up those behind it.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from models.alarms import clear_alarm, raise_alarm
from models.inbound import InboundMail, take_once, waiting_mails
from models.masking import masked
from models.pulses import beat, stumble
from models.quiet_hours import day_in_hanoi
from models.recipients import recipient_names
from models.settings import Home
from models.vocabulary import AlarmCode, Work
from notifications.replies import Arrived, BoxClosed, Reply, open_reply_box, read_reply
from tasks.replies import take_in
from tasks.session import open_session

MOST = 200  # mails in one go; the others wait for the next look
OLDEST = timedelta(days=30)  # an earlier day of arrival is a server's clock gone wrong
UNSETTLED = "Hệ thống không xử lý được thư này; đề nghị mở hộp thư nhận trả lời để xem."
TOO_LARGE = "Thư lớn hơn dung lượng được nhận; đề nghị mở hộp thư nhận trả lời để xem."
NOT_READABLE = "Thư không đọc được theo chuẩn; đề nghị mở hộp thư nhận trả lời để xem."
BOX = "hộp thư trả lời"


@dataclass(frozen=True)
class InboundLine:
    """What became of one mail."""

    id: int
    sender: str  # masked
    unit: str
    state: str
    reason: str
    unit_name: str = ""


@dataclass
class InboundReport:
    """What one look into the box found. `closed`: why it could not be read; `waiting`: mails that wait for a person."""

    has_box: bool = True
    closed: str = ""
    known: int = 0  # shown once more, dealt with before
    waiting: int = 0
    lines: list[InboundLine] = field(default_factory=list)


def poll_inbound(home: Home, now: datetime, *, tls: ssl.SSLContext | None = None, most: int = MOST) -> InboundReport:
    """Take in what lies in the reply box. A box that cannot be read is an alarm, not an error.

    Errors: `Refused` for a demo whose box is elsewhere, or settings that cannot be.
    """
    report = InboundReport()
    box = open_reply_box(home, tls=tls)
    if box is None:
        return InboundReport(has_box=False)
    largest = home.settings().upload_limit_mb * 3 * 1024 * 1024  # base64 and a second file
    try:
        with box:
            for arrived in box.waiting(most, largest):
                _take(home, arrived, now, report)
                box.done(arrived.handle)
    except BoxClosed as no:
        report.closed = str(no)
    with open_session(home) as session:
        _tell(session, report, now)
    return report


def _take(home: Home, arrived: Arrived, now: datetime, report: InboundReport) -> None:
    reply, problem = _read(arrived)
    at = arrived.at if now - OLDEST <= arrived.at <= now else now
    try:
        line = _write_down(home, reply, problem, at, now)
    except (OperationalError, OSError):  # the database or the disk, not the mail: it stays unread until they are back
        raise
    except Exception as no:
        bare = replace(reply, keys=(), answers=(), files=(), returned=None)
        line = _write_down(home, bare, f"{UNSETTLED} ({type(no).__name__})", at, now)
    if line is None:
        report.known += 1
    else:
        report.lines.append(line)


def _write_down(home: Home, reply: Reply, problem: str, at: datetime, now: datetime) -> InboundLine | None:
    """One transaction: the row, and what follows from the mail. None for a mail known already."""
    with open_session(home) as session:
        mail: InboundMail | None = take_once(
            session,
            message_id=reply.message_id,
            sender=reply.sender,
            subject=reply.subject,
            received_at=at,
            now=now,
        )
        if mail is None:
            return None
        take_in(session, home, mail, reply, now, problem)
        session.add(mail)
        session.flush()
        unit = mail.unit_id or ""
        name = recipient_names(session, [unit])[unit] if unit else ""
        return InboundLine(mail.id or 0, masked(mail.sender), unit, mail.state, mail.reason, name)


def _read(arrived: Arrived) -> tuple[Reply, str]:
    """The mail read, and why a person must look at it where it could not be."""
    try:
        return read_reply(arrived.raw), "" if arrived.is_whole else TOO_LARGE
    except Exception:  # a stranger's bytes may break a parser in any way; the next mail must still be read
        mark = hashlib.sha256(arrived.raw).hexdigest()
        return Reply(f"<{mark}@khong-doc>", "", "(không đọc được)", (), ()), NOT_READABLE


def _tell(session: Session, report: InboundReport, now: datetime) -> None:
    """The pulse and the alarms of this look."""
    today = day_in_hanoi(now)
    report.waiting = len(waiting_mails(session))
    if report.closed:
        stumble(session, Work.INBOUND, today, now, report.closed)
        raise_alarm(session, AlarmCode.INBOUND_DOWN, BOX, f"Không đọc được hộp thư trả lời: {report.closed}.", now)
    else:
        beat(session, Work.INBOUND, today, now, f"{len(report.lines)} thư mới, {report.waiting} thư chờ người xem")
        clear_alarm(session, AlarmCode.INBOUND_DOWN, BOX, now)
    if report.waiting:
        words = f"{report.waiting} thư trả lời chờ người xem tại trang “Thư trả lời”."
        raise_alarm(session, AlarmCode.INBOUND_WAITING, BOX, words, now)
    else:
        clear_alarm(session, AlarmCode.INBOUND_WAITING, BOX, now)
