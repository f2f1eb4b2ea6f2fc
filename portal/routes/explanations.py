"""Why a deadline is the day it is: for an officer, of any unit or of none; for a unit, of what it owes itself."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.errors import Refused
from models.explanation import explain
from portal.doors import AnOfficer, AUnit, Db, Law, NotFound, Today, known_unit
from portal.pages import page

router = APIRouter()


@router.get("/can-bo/giai-thich/{programme}/{duty}/{period:path}")
def officer_explanation(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AnOfficer,
    db: Db,
    law: Law,
    today: Today,
    don_vi: str = "",
) -> Response:
    if don_vi:
        known_unit(db, don_vi)
    try:
        told = explain(db, law, programme, duty, period, today, don_vi)
    except Refused as no:
        raise NotFound(no.reason) from no
    key = f"{programme}/{duty}/{period}"
    way = [("/can-bo/chuong-trinh", "Chương trình"), (f"/can-bo/han/{key}", f"{told.title} – {told.deadline.label}")]
    if told.unit_id:
        way.append((f"/can-bo/don-vi/{told.unit_id}", told.unit_name))
    return page(request, "explanation.html", told=told, way=[*way, ("", "Giải thích hạn")], home_path="/can-bo")


@router.get("/don-vi/giai-thich/{programme}/{duty}/{period:path}")
def unit_explanation(
    request: Request, programme: str, duty: str, period: str, visit: AUnit, db: Db, law: Law, today: Today
) -> Response:
    try:
        told = explain(db, law, programme, duty, period, today, visit.unit.id)
    except Refused as no:
        raise NotFound from no
    if not told.is_bound:  # what is asked of others is not this unit's to read
        raise NotFound
    way = [("/don-vi", "Việc của đơn vị"), ("", "Giải thích hạn")]
    return page(request, "explanation.html", told=told, way=way, home_path="/don-vi")
