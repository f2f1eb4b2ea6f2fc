"""Changes of units: what each act makes, ends and moves, on what ground; confirming, dropping or undoing it by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.unit_changes import confirm, drop, list_changes, show, undo
from models.units import UnitChange
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, RowId
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer

router = APIRouter()
PATH = "/can-bo/don-vi-bien-dong"


@router.get(PATH)
def unit_changes_page(request: Request, visit: AnOfficer, db: Db) -> Response:
    changes = [show(db, change.id or 0) for change in reversed(list_changes(db))]
    return page(request, "unit_changes.html", changes=changes)


@router.get(PATH + "/{change_id}")
def unit_change_page(request: Request, change_id: RowId, visit: AnOfficer, db: Db) -> Response:
    return _show(request, db, change_id)


@router.post(PATH + "/{change_id}")
def decide_on_unit_change(
    request: Request, change_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, law: Law, now: Now
) -> Response:
    try:
        _decide(db, law, change_id, str(sent.get("what")), visit.officer.username, now)
    except Refused as no:
        db.rollback()
        return _show(request, db, change_id, no.reason)
    return see_other(f"{PATH}/{change_id}")


def _decide(db: Session, law: Catalogue, change_id: int, what: str, by: str, now: Now) -> None:
    if what == "confirm":
        confirm(db, law, change_id, by, now)
    elif what == "drop":
        drop(db, change_id, by, now)
    elif what == "undo":
        undo(db, law, change_id, by, now)
    else:
        raise Refused("Đề nghị chọn xác nhận, bỏ đề xuất hoặc hoàn tác.")


def _show(request: Request, db: Session, change_id: int, problem: str = "") -> Response:
    if db.get(UnitChange, change_id) is None:
        raise NotFound("Không có biến động đơn vị này.")
    change = show(db, change_id)
    shown = {"change": change, "sources": _sources(change["ended"]), "problem": problem.splitlines()}
    return page(request, "unit_change.html", 422 if problem else 200, **shown)


def _sources(ended: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Heir → names of the units it takes over from, whole or in part."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit in ended:
        for heir in unit["heirs"]:
            found[heir["to"]].append(unit["name"])
    return found
