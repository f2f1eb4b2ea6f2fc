"""How the console tells what a proposal moves: days and deadlines, for whom, who would be told, what stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from deployments.commands.answers import print_table, say

MOST_ROWS = 40
PARTS = (("moved", "dịch chuyển"), ("new", "mới"), ("gone", "không còn"))


def tell_preview(preview: dict[str, Any]) -> None:
    """The preview of `models.what_moves`, for a person."""
    _calendar(preview)
    for key, words in PARTS:
        _deadlines(preview[key], words)
    if any(row["filed"] for row in preview["gone"]):
        say("Bài đã nộp cho các kỳ không còn vẫn được giữ nguyên.")
    if preview["settled"]:
        say(f"{preview['settled']} thời hạn không dời, nay không còn là dự kiến.")
    _told(preview)
    _stays(preview["stays"])
    for line in preview["notes"]:
        say(f"Lưu ý: {line}")


def _calendar(preview: dict[str, Any]) -> None:
    from models.vocabulary import TableStatus

    for table in preview["tables"]:
        before, after = (
            TableStatus.of(table[side]["status"]).label if table[side] else "chưa có bảng"
            for side in ("before", "after")
        )
        change = f"{before} → {after}" if before != after else f"{after}, sửa đổi"
        say(f"Lịch nghỉ năm {table['year']}: {change}.")
    if preview["tables"]:
        say(f"{len(preview['days'])} ngày đổi giữa nghỉ và làm việc.")
    _rows(
        ["Ngày", "Nay là", "Lý do", "Nguồn"],
        [
            (date.fromisoformat(d["date"]), "ngày làm việc" if d["working"] else "ngày nghỉ", d["why"], d["source"])
            for d in preview["days"]
        ],
        "ngày",
    )


def _deadlines(rows: list[dict[str, Any]], words: str) -> None:
    say(f"{len(rows)} thời hạn {words}.")
    _rows(
        ["Chương trình", "Nhiệm vụ", "Kỳ", "Trước đây", "Nay", "Đơn vị", "Bài đã nộp", "Đã nhắc ngày cũ"],
        [
            (
                r["programme"],
                r["duty"],
                r["period"],
                day_words(r["before"]),
                day_words(r["after"]),
                r["units"],
                r["filed"],
                r["said"],
            )
            for r in rows
        ],
        "thời hạn",
        ("Đơn vị", "Bài đã nộp", "Đã nhắc ngày cũ"),
    )


def _told(preview: dict[str, Any]) -> None:
    from models.vocabulary import Channel, Stage

    told = preview["told"]
    say(f"{len(told)} đơn vị sẽ được nhắc theo ngày mới.")
    _rows(
        ["Đơn vị", "Kênh", "Số hạn", "Từ ngày", "Nấc", "Nhiệm vụ", "Kỳ"],
        [
            (
                r["name"],
                Channel.of(r["channel"]).label,
                r["deadlines"],
                date.fromisoformat(r["first_on"]),
                Stage.of(r["stage"]).label,
                r["duty"],
                r["period"],
            )
            for r in told
        ],
        "đơn vị",
        ("Số hạn",),
    )
    for reason, count in preview["silent"].items():
        say(f"{count} lượt không nhắc: {reason}.")


def _stays(rows: list[dict[str, Any]]) -> None:
    if rows:
        say(f"{len(rows)} điều giữ nguyên theo quyết định của người có trách nhiệm:")
    for row in sorted(rows, key=lambda r: not r["look_again"])[:MOST_ROWS]:
        mark = "xem lại" if row["look_again"] else "giữ"
        say(f"  [{mark}] {row['duty']} {row['period']}: {row['text']}.")
    if len(rows) > MOST_ROWS:
        say(f"… và {len(rows) - MOST_ROWS} điều nữa (xem đủ bằng --json).")


def _rows(columns: list[str], rows: list[Any], what: str, right: tuple[str, ...] = ()) -> None:
    if rows:
        print_table("", columns, rows[:MOST_ROWS], right=right)
    if len(rows) > MOST_ROWS:
        say(f"… và {len(rows) - MOST_ROWS} {what} nữa (xem đủ bằng --json).")


def day_words(days: dict[str, Any] | None) -> str:
    """`14/11/2027`, and where it differs the working day aimed at: `14/11/2027 (mốc 12/11/2027)`."""
    from models.dates_in_words import day_text

    if not days:
        return "—"
    due, target = (date.fromisoformat(days[name]) for name in ("due_on", "target_on"))
    hour = f"{days['hour']} " if days.get("hour") else ""
    return f"{hour}{day_text(due)}" if due == target else f"{hour}{day_text(due)} (mốc {day_text(target)})"
