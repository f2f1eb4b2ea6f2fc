"""Rules waiting for a human word: what would move, for whom, who would be told; confirming or dropping it by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.access import CatalogueChange
from models.catalogue_change import confirm, drop, list_changes, preview_of
from models.dates_in_words import day_text, full_day_text
from models.errors import CatalogueError, Refused
from models.vocabulary import Channel, Stage, TableStatus
from portal.doors import AnActingOfficer, AnOfficer, Db, NotFound, Now, OwnHome, RowId
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer

router = APIRouter()
STATES = {"proposed": "chờ xác nhận", "confirmed": "đã áp dụng", "dropped": "không áp dụng"}
PARTS = {"moved": "Hạn thay đổi", "new": "Hạn mới", "gone": "Hạn không còn"}
KEPT = {"extension": "Gia hạn", "ruling": "Ngày đã thống nhất", "closed": "Kỳ đã chốt", "request": "Yêu cầu đột xuất"}


@dataclass(frozen=True)
class Moved:
    """One deadline before and after, and how much hangs on it."""

    duty: str
    period: str
    old: str
    new: str
    units: str
    remarks: list[str]


@dataclass(frozen=True)
class Part:
    """The deadlines that move in one way."""

    title: str
    rows: list[Moved]


@dataclass(frozen=True)
class Shown:
    """The preview in words. A proposal of an older version may lack some of it; that part is then empty."""

    as_of: str
    tables: list[str]
    days: list[tuple[str, str, str]]
    parts: list[Part]
    settled: int
    told: list[tuple[str, str, str, int]]
    silent: list[tuple[str, int]]
    stays: list[tuple[str, str, str, bool]]
    notes: list[str]


@router.get("/can-bo/thay-doi")
def changes_page(request: Request, visit: AnOfficer, db: Db) -> Response:
    return page(request, "changes.html", changes=list(reversed(list_changes(db))), states=STATES)


@router.get("/can-bo/thay-doi/{change_id}")
def change_page(request: Request, change_id: RowId, visit: AnOfficer, db: Db) -> Response:
    return _show(request, _change(db, change_id))


@router.post("/can-bo/thay-doi/{change_id}")
def decide_on_change(
    request: Request, change_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, home: OwnHome, now: Now
) -> Response:
    change = _change(db, change_id)
    try:
        if sent.get("what") == "confirm":
            confirm(db, home, change_id, visit.officer.username, now)
        elif sent.get("what") == "drop":
            drop(db, change_id, visit.officer.username, now)
        else:
            raise Refused("Đề nghị chọn xác nhận hoặc không áp dụng.")
    except Refused as no:
        db.rollback()
        return _show(request, change, no.reason)
    except CatalogueError as no:
        db.rollback()
        return _show(request, change, str(no))
    return see_other(f"/can-bo/thay-doi/{change_id}")


def _show(request: Request, change: CatalogueChange, problem: str = "") -> Response:
    return page(
        request,
        "change.html",
        422 if problem else 200,
        change=change,
        states=STATES,
        shown=_shown(preview_of(change)),
        files=sorted(json.loads(change.archive).items()),
        problem=problem,
    )


def _change(db: Session, change_id: int) -> CatalogueChange:
    change = db.get(CatalogueChange, change_id)
    if change is None:
        raise NotFound("Không có đề nghị thay đổi này.")
    return change


def _shown(preview: Mapping[str, Any]) -> Shown:
    return Shown(
        as_of=day_text(date.fromisoformat(preview["as_of"])) if "as_of" in preview else "",
        tables=[_table(table) for table in preview.get("tables", [])],
        days=[
            (full_day_text(date.fromisoformat(d["date"])), "ngày làm việc" if d["working"] else "ngày nghỉ", d["why"])
            for d in preview.get("days", [])
        ],
        parts=[Part(title, [_moved(row) for row in preview.get(name, [])]) for name, title in PARTS.items()],
        settled=preview.get("settled", 0),
        told=[
            (
                t["name"],
                Channel.of(t["channel"]).label,
                f"{Stage.of(t['stage']).label}, từ ngày {day_text(date.fromisoformat(t['first_on']))}",
                t["deadlines"],
            )
            for t in preview.get("told", [])
        ],
        silent=sorted(preview.get("silent", {}).items()),
        stays=sorted(
            (
                (KEPT[s["what"]], f"{s['duty']} ({s['programme']}), {s['period']}", s["text"], s["look_again"])
                for s in preview.get("stays", [])
            ),
            key=lambda row: not row[3],
        ),
        notes=preview.get("notes", []),
    )


def _table(table: Mapping[str, Any]) -> str:
    """`Năm 2027: dự kiến → chính thức theo thông báo (Thông báo …)`."""
    before, after = (
        TableStatus.of(table[side]["status"]).label if table[side] else "chưa có bảng" for side in ("before", "after")
    )
    source = f" ({table['after']['source']})" if table["after"] else ""
    change = f"{before} → {after}" if before != after else f"{after}, sửa đổi"
    return f"Năm {table['year']}: {change}{source}"


def _moved(row: Mapping[str, Any]) -> Moved:
    duty = f"{row['duty']} ({row['programme']})"
    remarks = []
    if row.get("filed"):
        remarks.append(f"đã có {row['filed']} bài nộp")
    if row.get("said"):
        remarks.append(f"đã nhắc {row['said']} đơn vị theo ngày cũ")
    if row.get("closed"):
        remarks.append("kỳ đã chốt")
    return Moved(
        f"{row['title']} – {duty}" if row.get("title") else duty,
        row.get("label") or row["period"],
        _due(row["before"]),
        _due(row["after"]),
        f"{row['units']}" if "units" in row else "—",
        remarks,
    )


def _due(days: Mapping[str, str] | None) -> str:
    """The day held to, and where it differs the working day aimed at."""
    if not days:
        return "—"
    due, target = days["due_on"], days["target_on"]
    text = f"{days.get('hour') or 'hết'} ngày {day_text(date.fromisoformat(due))}"
    return text if due == target else f"{text} (mốc làm việc {day_text(date.fromisoformat(target))})"
