"""Xem trước: who would be told what on a day, over which channel, and why the others stay silent. Writes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models.catalogue import home_catalogue
from models.dates_in_words import day_text, weekday_text
from models.settings import Home
from models.spans import span_label
from models.vocabulary import Channel, Stage
from tasks.plan_reminders import RoundLine, RoundReport, plan_reminders
from tasks.sheets import Sheet, sheet_key


def preview_day(home: Home, day: date, now: datetime, programme: str = "") -> RoundReport:
    """A rehearsed round of any day. Errors: `Refused` for an unknown programme."""
    if programme:
        home_catalogue(home).programme(programme)
    return plan_reminders(home, day, now, dry_run=True, programme=programme or None)


def preview_sheet(report: RoundReport) -> Sheet:
    """One row per obligation: the rung it stands on, and how it is said or why it is not."""
    told = {line.unit_id for line in report.lines}
    day = f"{weekday_text(report.as_of)}, {day_text(report.as_of)}"
    lines = [
        f"Ngày xem: {day}. {report.messages} tin cho {len(told)} đơn vị. {stages_text(report)}",
        f"{len(report.silent)} việc được giữ im lặng; lý do ghi ở cột cuối.",
        "Xem trước không ghi gì, không gửi gì.",
    ]
    rows = [preview_row(line) for line in (*report.lines, *report.silent)]
    return Sheet(sheet_key("xem-truoc", report.as_of.isoformat()), "Xem trước một ngày", tuple(lines), rows)


def preview_row(line: RoundLine) -> dict[str, Any]:
    return {
        "Đơn vị": line.unit_name,
        "Nhiệm vụ": line.title,
        "Kỳ": span_label(line.period),
        "Nấc": Stage.of(line.stage).label if line.stage else "—",
        "Kênh": Channel.of(line.channel).label if line.channel else "—",
        "Nơi nhận": line.address or "—",
        "Không nhắc vì": line.silent_because or "—",
    }


def stages_text(report: RoundReport) -> str:
    """`Nấc: nhắc việc 45; đôn đốc lần 1 03.`; empty when nothing is said."""
    said = "; ".join(f"{Stage.of(stage).label} {count:02}" for stage, count in sorted(report.stages.items()))
    return f"Nấc: {said}." if said else "Không có việc nào đến nấc nhắc."
