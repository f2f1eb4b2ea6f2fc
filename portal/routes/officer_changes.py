"""Rules waiting for a human word: what would move, and confirming or dropping it under one's own name."""

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
from models.dates_in_words import day_text
from models.errors import CatalogueError, Refused
from portal.doors import AnActingOfficer, AnOfficer, Db, NotFound, Now, OwnHome, RowId
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer

router = APIRouter()
STATES = {"proposed": "chờ xác nhận", "confirmed": "đã áp dụng", "dropped": "không áp dụng"}
PARTS = {"moved": "Hạn thay đổi", "new": "Hạn mới", "gone": "Hạn không còn"}


@dataclass(frozen=True)
class Moved:
    """One deadline before and after."""

    duty: str
    period: str
    old: str
    new: str


@dataclass(frozen=True)
class Part:
    """The deadlines that move in one way."""

    title: str
    rows: list[Moved]


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
    preview = preview_of(change)
    return page(
        request,
        "change.html",
        422 if problem else 200,
        change=change,
        states=STATES,
        parts=[Part(title, [_moved(row) for row in preview.get(name, [])]) for name, title in PARTS.items()],
        files=sorted(json.loads(change.archive).items()),
        problem=problem,
    )


def _change(db: Session, change_id: int) -> CatalogueChange:
    change = db.get(CatalogueChange, change_id)
    if change is None:
        raise NotFound("Không có đề nghị thay đổi này.")
    return change


def _moved(row: Mapping[str, Any]) -> Moved:
    duty = f"{row['duty']} ({row['programme']})"
    if row.get("filed"):
        duty += f", đã có {row['filed']} bài nộp"
    return Moved(duty, row["period"], _due(row["before"]), _due(row["after"]))


def _due(days: Mapping[str, str] | None) -> str:
    """The day held to, and where it differs the working day aimed at."""
    if not days:
        return "—"
    due, target = days["due_on"], days["target_on"]
    text = f"hết ngày {day_text(date.fromisoformat(due))}"
    return text if due == target else f"{text} (mốc làm việc {day_text(date.fromisoformat(target))})"
