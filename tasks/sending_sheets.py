"""The sheets of sending: what a drain sent, failed or left unknown, over which channel and why; and who heard nothing.

Counts and reasons only: who it was stands in our own database. A channel that does not work stands first, in bold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from models.masking import without_addresses
from models.messages import Message
from models.recipients import recipient_names
from models.settings import Home
from models.vocabulary import Channel, InboundState, MessageState
from tasks.inbound import InboundReport
from tasks.officer_digests import DigestReport
from tasks.reconcile import ReconcileReport
from tasks.round_report import RoundReport
from tasks.send_messages import DrainReport
from tasks.session import open_session
from tasks.sheets import Sheet
from tasks.zalo_keys import KeptFresh

LONGEST_REASON = 160
SHOWN = 200  # rows of one sheet
ORDER = [state.value for state in (MessageState.FAILED, MessageState.UNKNOWN)]


def channel_text(line: str) -> str:
    """`thư điện tử`, `kênh khác (zulip)`: a channel, or one of the further services."""
    code, _, service = line.partition(":")
    return f"{Channel.of(code).label} ({service})" if service else Channel.of(code).label


def down_lines(sent: DrainReport | None) -> list[str]:
    """A bold line for each channel that was given up in this drain."""
    closed = sent.closed_channels if sent else {}
    return [f"**KÊNH HỎNG: {channel_text(line)}.** {without_addresses(why)}" for line, why in closed.items()]


def sending_rows(sent: DrainReport, silent: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
    """One row a channel, result and reason; at the end what is not said, in obligations by reason (`silent`)."""
    counted = Counter((line.state, line.channel, _reason(line.reason)) for line in sent.lines)
    rows = [
        _row(channel_text(channel), MessageState.of(state).label, count, reason)
        for (state, channel, reason), count in sorted(counted.items(), key=_worst_first)
    ]
    if sent.expired:
        rows.append(_row("—", MessageState.EXPIRED.label, sent.expired, ""))
    rows += [_row("—", "giữ im lặng (số việc)", count, _reason(why)) for why, count in (silent or {}).items()]
    return rows[:SHOWN]


def drain_sheet(sent: DrainReport, said: str) -> Sheet:
    """After a drain that had something to do."""
    lines = (*down_lines(sent), f"{said}.")
    return Sheet("gui-tin", "Kết quả gửi tin", lines, sending_rows(sent), "Không có tin nào đến giờ gửi.")


def result_sheet(
    planned: RoundReport, briefs: DigestReport, sent: DrainReport, silent: Mapping[str, int], said: str
) -> Sheet:
    """After a round: what it sent and whom it left alone, and why."""
    lines = (*down_lines(sent), said, planned.words, f"Bản tin cho cán bộ: {briefs.planned} tin mới.")
    rows = sending_rows(sent, silent)
    return Sheet("vong-nhac-viec", "Kết quả vòng nhắc việc", lines, rows, "Không có tin nào.")


def unknown_messages(home: Home) -> list[tuple[Message, str]]:
    """The messages of which nobody knows, oldest first, each with whom it goes to in words."""
    unknown = select(Message).where(Message.state == MessageState.UNKNOWN).order_by(col(Message.id)).limit(SHOWN)
    with open_session(home) as session:
        found = session.exec(unknown).all()
        names = recipient_names(session, (m.recipient for m in found))
    return [(m, names[m.recipient]) for m in found]


def unknown_sheet(report: ReconcileReport | None, waiting: Sequence[tuple[Message, str]]) -> Sheet:
    """What became of messages of which nobody knew whether they had arrived, and which wait for a person."""
    rows = [
        {
            "Số": m.id,
            "Nơi nhận": name,
            "Kênh": channel_text(m.channel),
            "Tiêu đề": m.subject,
            "Lý do": _reason(m.reason),
        }
        for m, name in waiting
    ]
    if report is None:
        return Sheet("tin-chua-ro", "Tin chưa rõ", ("**Chạy thử:** chỉ liệt kê.",), rows, "Không có tin nào chưa rõ.")
    counts = {
        "kênh xác nhận đã đến": report.confirmed,
        "gửi lại cùng mã thư": report.repeated,
        "chuyển kênh khác": report.passed_on,
        "đang chờ xác nhận": report.waiting,
        "chờ người xử lý": report.listed,
    }
    said = "; ".join(f"{words}: {count}" for words, count in counts.items() if count) or "không có tin nào chưa rõ"
    return Sheet("tin-chua-ro", "Tin chưa rõ", (f"Đối chiếu: {said}.",), rows, "Không có tin nào chưa rõ.")


def inbound_sheet(report: InboundReport | None) -> Sheet:
    """What came into the reply box, mail by mail, senders masked."""
    rows = [
        {
            "Số": line.id,
            "Người gửi": line.sender,
            "Đơn vị": line.unit_name or "—",
            "Kết quả": InboundState.of(line.state).label,
            "Lý do": _reason(line.reason) or "—",
        }
        for line in (report.lines[:SHOWN] if report else ())
    ]
    if report is None:
        said = "**Chạy thử:** không mở hộp thư."
    elif not report.has_box:
        said = "Chưa đặt hộp thư nhận trả lời."
    elif report.closed:
        said = f"**Không đọc được hộp thư trả lời:** {without_addresses(report.closed)}."
    else:
        said = f"{len(report.lines)} thư mới; {report.waiting} thư đang chờ người xem."
    return Sheet("thu-tra-loi", "Thư trả lời", (said,), rows, "Không có thư mới." if report else "")


def keys_sheet(kept: KeptFresh | None) -> Sheet:
    """How the official account stands; never a key."""
    if kept is None:
        return Sheet("uy-quyen-zalo", "Ủy quyền Zalo", ("**Chạy thử:** không hỏi, không đổi khóa.",), when_empty="")
    rows = [
        {
            "Tình trạng": kept.state.label,
            "Đã đổi khóa": "có" if kept.renewed else "chưa cần",
            "Ủy quyền đến hết ngày": f"{kept.consent_ends_on:%d/%m/%Y}" if kept.consent_ends_on else "—",
            "Hạn mức còn lại": f"{kept.quota.left}/{kept.quota.daily}" if kept.quota else "—",
        }
    ]
    return Sheet("uy-quyen-zalo", "Ủy quyền Zalo", (kept.said,), rows)


def _row(channel: str, result: str, count: int, reason: str) -> dict[str, Any]:
    return {"Kênh": channel, "Kết quả": result, "Số lượng": count, "Lý do": reason or "—"}


def _reason(words: str) -> str:
    return without_addresses(words)[:LONGEST_REASON]


def _worst_first(counted: tuple[tuple[str, str, str], int]) -> tuple[int, str, str, str]:
    (state, channel, reason), _ = counted
    return (ORDER.index(state) if state in ORDER else len(ORDER), channel, state, reason)
