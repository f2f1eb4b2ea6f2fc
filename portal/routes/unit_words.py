"""“Đã nhận” and “Hẹn lại”: a unit's short words on one of its works, said on its own list."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.acknowledgements import acknowledge, snooze
from models.errors import Refused
from portal.doors import AUnit, Db, Law, Now
from portal.own_works import OwnObligation
from portal.pages import see_other
from portal.routes.unit_pages import show_list
from portal.sealed_forms import FromUnit
from portal.words import read_day

router = APIRouter()


@router.post("/don-vi/da-nhan/{programme}/{duty}/{period:path}")
def acknowledged(
    request: Request, visit: AUnit, sent: FromUnit, owed: OwnObligation, db: Db, law: Law, now: Now
) -> Response:
    try:
        acknowledge(db, law, owed, by="unit", now=now, link_id=visit.link_id)
    except Refused as no:
        db.rollback()
        return show_list(request, db, law, visit, now, problem=no.reason)
    return see_other("/don-vi?xong=da-nhan")


@router.post("/don-vi/hen-lai/{programme}/{duty}/{period:path}")
def put_off(
    request: Request, visit: AUnit, sent: FromUnit, owed: OwnObligation, db: Db, law: Law, now: Now
) -> Response:
    reason = str(sent.get("reason") or "").strip()[:300]
    try:
        until = read_day(str(sent.get("until") or "")[:20])
        snooze(db, law, owed, until=until, reason=reason, by="unit", now=now, link_id=visit.link_id)
    except Refused as no:
        db.rollback()
        return show_list(request, db, law, visit, now, problem=no.reason)
    return see_other("/don-vi?xong=hen-lai")
