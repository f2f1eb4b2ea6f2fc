"""Xem trước: who would be told what on a day, over which channel, and why the others stay silent. Writes nothing.

It is the round itself, rehearsed: what is shown of tomorrow is what is sent tomorrow when nothing changes, to the
letter but for the links.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models.catalogue import home_catalogue
from models.dates_in_words import day_text, weekday_text
from models.outbox import unit_of
from models.quiet_hours import HANOI, begin_of_day
from models.rhythm import RHYTHMS
from models.settings import Home
from models.vocabulary import Channel, Stage, Work
from tasks.plan_reminders import plan_reminders
from tasks.round_report import RoundLetter, RoundLine, RoundReport
from tasks.sheets import Sheet, portal_link, sheet_key


def preview_day(home: Home, day: date, now: datetime, programme: str = "", unit_id: str = "") -> RoundReport:
    """A rehearsed round of any day, as it would run at its hour; today as of now. `unit_id`: of one unit only.

    Errors: `Refused` for an unknown programme.
    """
    if programme:
        home_catalogue(home).programme(programme)
    at = max(now, RHYTHMS[Work.ROUND].after(begin_of_day(day)))
    report = plan_reminders(home, day, at, dry_run=True, programme=programme or None)
    return only_of(report, unit_id) if unit_id else report


def only_of(report: RoundReport, unit_id: str) -> RoundReport:
    """What of a rehearsed round concerns one unit."""
    report.letters = [letter for letter in report.letters if unit_of(letter.recipient) == unit_id]
    report.lines = [line for line in report.lines if line.unit_id == unit_id]
    report.silent = [line for line in report.silent if line.unit_id == unit_id]
    report.messages = len(report.letters)
    told = {(line.duty, line.period, line.stage) for line in report.lines}
    report.stages = {stage: sum(own == stage for *_, own in told) for _, _, stage in told}
    used = [letter.channel for letter in report.letters]
    report.channels = {channel: used.count(channel) for channel in used}
    return report


def preview_sheet(home: Home, report: RoundReport, programme: str = "") -> Sheet:
    """One row per obligation: the rung it stands on, and how it is said or why it is not; pages to go on with."""
    rows = [preview_row(line) for line in (*report.lines, *report.silent)]
    lines = (*preview_words(report), "Xem trước không ghi gì, không gửi gì.")
    pages = [portal_link(home, "Trang chương trình", f"/can-bo/chuong-trinh/{programme}")] if programme else []
    pages += [portal_link(home, "Trang tin nhắc của cổng", "/can-bo/tin")]
    key = sheet_key("xem-truoc", report.as_of.isoformat())
    return Sheet(key, "Xem trước một ngày", lines, rows, links=tuple(pages))


def preview_words(report: RoundReport) -> tuple[str, ...]:
    """The day in a few sentences: how many are told, how many are not, from when it goes out."""
    told = {line.unit_id for line in report.lines}
    day = f"{weekday_text(report.as_of)}, {day_text(report.as_of)}"
    lines = [f"Ngày xem: {day}. {report.messages} tin cho {len(told)} đơn vị. {stages_text(report)}"]
    lines.append(f"{len(report.silent)} việc được giữ im lặng; lý do ghi ở cột cuối.")
    if report.letters:
        first = min(letter.not_before for letter in report.letters).astimezone(HANOI)
        lines.append(f"Bắt đầu gửi từ {first:%H:%M} ngày {day_text(first.date())}.")
    if report.is_stopped:
        lines.append("Đang tạm dừng gửi theo lệnh của quản trị vận hành: tin được lập nhưng chờ.")
    return tuple(lines)


def preview_json(report: RoundReport) -> dict[str, Any]:
    """The object `dondoc preview --json` prints."""
    return {
        "day": report.as_of.isoformat(),
        "stopped": report.is_stopped,
        "messages": [letter.as_json() for letter in report.letters],
        "silent": [
            {
                "unit": line.unit_id,
                "programme": line.programme,
                "duty": line.duty,
                "period": line.period,
                "stage": line.stage,
                "because": line.silent_because,
            }
            for line in report.silent
        ],
    }


def preview_row(line: RoundLine) -> dict[str, Any]:
    return {
        "Đơn vị": line.unit_name,
        "Nhiệm vụ": line.title,
        "Kỳ": line.label,
        "Nấc": Stage.of(line.stage).label if line.stage else "—",
        "Kênh": Channel.of(line.channel).label if line.channel else "—",
        "Nơi nhận": line.address or "—",
        "Không nhắc vì": line.silent_because or "—",
    }


def letter_row(letter: RoundLetter) -> tuple[str, ...]:
    """One message: to whom, over which channel (and which address is dead), from when, what its subject says."""
    channel = Channel.of(letter.channel).label
    if letter.instead_of:
        channel += f" (không dùng được: {', '.join(Channel.of(c).label for c in letter.instead_of)})"
    at = letter.not_before.astimezone(HANOI)
    to = f"Thủ trưởng {letter.unit_name}" if letter.recipient != unit_of(letter.recipient) else letter.unit_name
    return to, channel, letter.address or "—", f"{at:%H:%M %d/%m/%Y}", letter.subject


def stages_text(report: RoundReport) -> str:
    """`Nấc: nhắc việc: 45; đôn đốc lần 1: 03.`, or that no message is due."""
    said = "; ".join(f"{Stage.of(stage).label}: {count:02}" for stage, count in sorted(report.stages.items()))
    return f"Nấc: {said}." if said else "Không có tin nào phải gửi."
