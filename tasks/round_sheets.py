"""The sheets of the daily round and of the outbox: what was planned, what went out, where every programme stands."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from models.catalogue import home_catalogue
from models.dates_in_words import day_text
from models.messages import Message
from models.outbox import is_stopped
from models.quiet_hours import HANOI
from models.recipients import recipient_names
from models.settings import Home
from models.vocabulary import Channel, MessageState
from tasks.closing import ClosedRound
from tasks.preview import preview_row, stages_text
from tasks.resend import Resent
from tasks.round_report import RoundReport
from tasks.send_messages import DrainReport
from tasks.sending_sheets import channel_text, down_lines
from tasks.session import open_session
from tasks.sheets import Sheet, overview_rows, portal_link

SHOWN = 200  # rows of the outbox shown
RECENT = timedelta(days=7)


def round_sheet(
    home: Home, as_of: date, closed: ClosedRound, planned: RoundReport, sent: DrainReport | None, *, dry_run: bool
) -> Sheet:
    """After a round: every programme's standing. After a rehearsal: what would have been said to whom."""
    done = "Sẽ khóa" if dry_run else "Đã khóa"
    shut: list[str] = [f"{done} {len(closed.closed)} kỳ: {'; '.join(closed.closed)}."] if closed.closed else []
    if closed.failed:
        shut.append(f"**Không khóa được {len(closed.failed)} kỳ:** {'; '.join(closed.failed)}. Vòng sau thử lại.")
    if dry_run:
        said = f"**Chạy thử** cho ngày {day_text(as_of)}: sẽ lập {planned.messages} tin. {stages_text(planned)}"
        rows = [*map(preview_row, planned.lines)]
        return Sheet("vong-nhac-viec-chay-thu", "Vòng nhắc việc (chạy thử)", (said, *shut), rows)
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        rows = overview_rows(session, catalogue, as_of)
    lines: list[str] = [round_text(as_of, planned, sent), stages_text(planned), *down_lines(sent), *shut]
    return Sheet("tong-quan", "Tình hình chung", tuple(lines), rows)


def round_text(as_of: date, planned: RoundReport, sent: DrainReport | None) -> str:
    """`Ngày 22/11/2026: soạn 41 tin, mới 41. Đã gửi 40 tin; không gửi được: 1.`"""
    words = f"Ngày {day_text(as_of)}: soạn {planned.messages} tin, mới {planned.planned}."
    return f"{words} {sent_text(sent)}." if sent else words


def outbox_sheet(home: Home, sent: DrainReport | None, now: datetime) -> Sheet:
    """What waits, and what of the last days went wrong or is not known to have arrived."""
    asks = (MessageState.PLANNED, MessageState.SENDING, MessageState.FAILED, MessageState.UNKNOWN)
    with open_session(home) as session:
        recent = (Message.planned_at >= now - RECENT, col(Message.state).in_(asks))
        found = session.exec(select(Message).where(*recent).order_by(col(Message.id).desc())).all()
        names = recipient_names(session, (m.recipient for m in found[:SHOWN]))
        stopped = is_stopped(session)
    states = Counter(m.state for m in found)
    said = "; ".join(f"{MessageState.of(state).label}: {count}" for state, count in sorted(states.items()))
    lines = [f"{sent_text(sent)}." if sent else "**Chạy thử:** chỉ liệt kê, không gửi."]
    lines.append(f"Trong 07 ngày qua: {said or 'không có tin nào đang chờ, hỏng hay chưa rõ'}.")
    if stopped:
        lines.append("**Đang tạm dừng gửi** theo lệnh của quản trị vận hành.")
    rows = [message_row(m, names[m.recipient]) for m in found[:SHOWN]]
    return Sheet("hop-tin-di", "Hộp tin đi", tuple(lines), rows, "Không có tin nào.")


def message_row(message: Message, name: str) -> dict[str, Any]:
    """A message to `name` without its address and body: those stay in our own database."""
    return {
        "Số": message.id,
        "Ngày": day_text(message.as_of),
        "Nơi nhận": name,
        "Kênh": Channel.of(message.channel).label,
        "Tiêu đề": message.subject,
        "Trạng thái": MessageState.of(message.state).label,
        "Gửi sau": f"{message.not_before.astimezone(HANOI):%H:%M %d/%m/%Y}",
        "Lý do": message.reason or "—",
    }


def resend_sheet(home: Home, resent: Resent, sent: DrainReport | None) -> Sheet:
    """Which messages are said once more, and which are not and why."""
    count = len(resent.made)
    lines = [
        f"{'Sẽ lập lại' if resent.dry_run else 'Đã lập lại'} {count} tin theo yêu cầu của {resent.by}: {resent.reason}."
    ]
    lines.append(f"{sent_text(sent)}." if sent else "**Chạy thử:** không ghi gì, không gửi gì.")
    rows = [
        {
            "Tin cũ": again.old,
            "Tin mới": again.new if not resent.dry_run else None,
            "Nơi nhận": again.name,
            "Kênh": Channel.of(again.channel).label,
            "Tiêu đề": again.subject,
            "Không gửi lại vì": again.why_not or "—",
        }
        for again in resent.messages
    ]
    page = portal_link(home, "Trang tin nhắc của cổng", "/can-bo/tin")
    return Sheet("gui-lai-tin", "Gửi lại tin", tuple(lines), rows, "Không có tin nào cần gửi lại.", (page,))


def sent_text(sent: DrainReport) -> str:
    """`Đã gửi 41 tin; không gửi được: 2`; with what was found interrupted, what is left, channels given up for now."""
    if sent.stopped and not sent.lines:
        return "Đang tạm dừng gửi, không gửi tin nào"
    words = [f"Đã gửi {sent.sent} tin"]
    words += [f"{MessageState.of(s).label}: {n}" for s, n in sorted(sent.states.items()) if s != MessageState.SENT]
    if sent.expired:
        words.append(f"{MessageState.EXPIRED.label}: {sent.expired}")
    if sent.left:
        words.append(f"còn {sent.left} tin đến giờ gửi, lượt sau gửi tiếp")
    words += [f"tạm dừng kênh {channel_text(line)} ({why})" for line, why in sent.closed_channels.items()]
    return "; ".join(words)
