"""The sheets of proposals: what a change of units does, what a table of days off moves, and who must say the word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.access import CatalogueChange
from models.catalogue import home_catalogue
from models.dates_in_words import day_text, full_day_text
from models.settings import Home
from models.vocabulary import ChangeState, Channel, Stage, TableStatus, UnitChangeKind
from reports.numerals import moment
from tasks.sheets import REHEARSAL, Sheet, portal_link

WAITS = "Chưa có gì thay đổi. Lượt chạy này tạm nghỉ và tự chạy tiếp khi có quyết định trên cổng."
PARTS = {"moved": "dời", "new": "hạn mới", "gone": "không còn"}
Shown = Mapping[str, Any]


def units_sheet(home: Home, shown: Shown, *, dry_run: bool = False) -> Sheet:
    """One change of units: its ground, every effect, where it stands."""
    number, state = shown["number"], ChangeState.of(shown["state"])
    page = portal_link(home, "Mở trang xác nhận trên cổng", f"/can-bo/don-vi-bien-dong/{number}")
    title = f"{shown['title']} · từ ngày {day_text(shown['effective_on'])}"
    first, links = REHEARSAL, () if dry_run else (page,)
    if not dry_run and state is ChangeState.PROPOSED:
        first = f"Đề xuất số {number} chờ cán bộ xác nhận: [mở trang xác nhận]({page[1]}). {WAITS}"
    elif not dry_run:
        who, at = shown[f"{_decided(state)}_by"], shown[f"{_decided(state)}_at"]
        first = f"Đề xuất số {number}: {state.label}" + (f" ({who}, {moment(at)})." if who and at else ".")
    kind = UnitChangeKind.of(shown["kind"]).label.capitalize()
    lines = [first, f"{kind}. Căn cứ: {shown['citation'] or 'chưa ghi'}."]
    if any(shown["bodies"].values()):
        words = (("created", "lập mới"), ("ended", "kết thúc"), ("renamed", "đổi tên"), ("moved", "chuyển"))
        told = ", ".join(f"{shown['bodies'][key]} {text}" for key, text in words if shown["bodies"][key])
        lines.append(f"Cơ quan, tổ chức đi theo địa bàn: {told}.")
    lines += [f"**Lưu ý:** {words}" for words in shown["notices"]]
    key = "bien-dong-chay-thu" if dry_run else f"bien-dong-{number}"
    return Sheet(key, title, tuple(lines), unit_rows(shown), "Không có tác động nào.", links)


def unit_rows(shown: Shown) -> list[dict[str, str]]:
    """One row an effect."""
    told = [
        *(("Lập mới", e["name"], _below(e["below"])) for e in shown["created"]),
        *(("Kết thúc", e["name"], _heirs(e)) for e in shown["ended"]),
        *(("Đổi tên", e["name"], e["becomes"]) for e in shown["renamed"]),
        *(("Chuyển", e["name"], _below(e["to"])) for e in shown["moved"]),
        *(("Chuyển chức năng", e["from_name"], e["to_name"]) for e in shown["functions"]),
    ]
    return [{"Việc": what, "Đơn vị": unit, "Kết quả": result} for what, unit, result in told]


def days_off_sheet(home: Home, year: int, preview: Shown, change: CatalogueChange | None) -> Sheet:
    """What a year's table moves: single days, deadlines before and after, for how many units, who would be told.

    `change`: the proposal; None in a rehearsal.
    """
    called = home_catalogue(home).called
    moved = [(words, row) for part, words in PARTS.items() for row in preview[part]]
    counted = ", ".join(f"{len(preview[part])} {words}" for part, words in PARTS.items())
    first, links = REHEARSAL, tuple[tuple[str, str], ...]()
    if change is not None:
        page = portal_link(home, "Mở trang xác nhận trên cổng", f"/can-bo/thay-doi/{change.id}")
        links, state = (page,), ChangeState.of(change.state)
        if state is ChangeState.PROPOSED:
            first = f"Đề xuất số {change.id} chờ cán bộ xác nhận: [mở trang xác nhận]({page[1]}). {WAITS}"
        else:
            at = f", {moment(change.decided_at)}" if change.decided_at else ""
            first = f"Đề xuất số {change.id}: {state.label} ({change.decided_by}{at})."
    lines = [first, f"Hạn: {counted}; {preview['settled']} hạn hết dự kiến mà không dời."]
    lines += [f"Bảng năm {t['year']}: {_tables(t)}." for t in preview["tables"]]
    if preview["days"]:
        days = [f"{full_day_text(date.fromisoformat(d['date']))} ({_of_day(d)})" for d in preview["days"]]
        lines.append(f"Ngày thay đổi: {'; '.join(days)}.")
    if preview["told"]:
        count = len({t["name"] for t in preview["told"]})
        lines.append(f"Sẽ được nhắc theo hạn mới: {count} đơn vị, {_first(preview)}.")
    lines += [f"**Lưu ý:** {words}" for words in preview["notes"]]
    rows = [
        {
            "Hạn": words,
            "Nhiệm vụ": f"{row['title']} ({row['duty']})" if row["title"] else row["duty"],
            "Chương trình": called(row["programme"]),
            "Kỳ": row["label"],
            "Trước": _due(row["before"]),
            "Sau": _due(row["after"]),
            "Đơn vị": row["units"],
            "Đã nộp": row["filed"],
            "Đã nhắc": row["said"],
        }
        for words, row in moved
    ]
    key = f"lich-nghi-{year}" if change else f"lich-nghi-{year}-chay-thu"
    return Sheet(key, f"Bảng ngày nghỉ năm {year}", tuple(lines), rows, "Không hạn nào dời.", links)


def _decided(state: ChangeState) -> str:
    return "undone" if state is ChangeState.UNDONE else "decided"


def _below(parent: Mapping[str, str] | None) -> str:
    return f"trực thuộc {parent['name']}" if parent else "không có cấp trên"


def _heirs(ended: Shown) -> str:
    if not ended["heirs"]:
        return f"không có đơn vị kế thừa: {ended['without_heir']}"
    return "; ".join(heir["name"] for heir in ended["heirs"])


def _tables(table: Shown) -> str:
    sides = [TableStatus.of(table[s]["status"]).label if table[s] else "chưa có bảng" for s in ("before", "after")]
    return " → ".join(dict.fromkeys(sides))


def _of_day(day: Shown) -> str:
    return f"{'làm việc' if day['working'] else 'nghỉ'}: {day['why']}" if day["why"] else "làm việc"


def _due(days: Mapping[str, str] | None) -> str:
    return day_text(date.fromisoformat(days["due_on"])) if days else "—"


def _first(preview: Shown) -> str:
    first = min(preview["told"], key=lambda t: t["first_on"])
    stage, channel = Stage.of(first["stage"]).label, Channel.of(first["channel"]).label
    return f"sớm nhất ngày {day_text(date.fromisoformat(first['first_on']))} ({stage}, {channel})"
