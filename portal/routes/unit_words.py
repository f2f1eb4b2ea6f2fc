"""“Đã nhận” and “Hẹn lại”: a unit's short words on one of its works, said on its own list."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.acknowledgements import acknowledge, snooze
from models.catalogue import Catalogue
from models.errors import Refused
from models.obligations import Obligation, owes
from portal.doors import AUnit, Db, Law, NotFound, Now, Today, UnitVisit
from portal.pages import see_other
from portal.routes.unit_pages import show_list
from portal.sealed_forms import FromUnit
from portal.words import read_day

router = APIRouter()


@router.post("/don-vi/da-nhan/{programme}/{duty}/{period:path}")
def acknowledged(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AUnit,
    sent: FromUnit,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    owed = _own(db, law, visit, (programme, duty, period), today)
    try:
        acknowledge(db, law, owed, by="unit", now=now, link_id=visit.link.id)
    except Refused as no:
        db.rollback()
        return show_list(request, db, law, visit, now, problem=no.reason)
    return see_other("/don-vi?xong=da-nhan")


@router.post("/don-vi/hen-lai/{programme}/{duty}/{period:path}")
def put_off(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AUnit,
    sent: FromUnit,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    owed = _own(db, law, visit, (programme, duty, period), today)
    reason = str(sent.get("reason") or "").strip()[:300]
    try:
        until = read_day(str(sent.get("until") or "")[:20])
        snooze(db, law, owed, until=until, reason=reason, by="unit", now=now, link_id=visit.link.id)
    except Refused as no:
        db.rollback()
        return show_list(request, db, law, visit, now, problem=no.reason)
    return see_other("/don-vi?xong=hen-lai")


def _own(db: Session, law: Catalogue, visit: UnitVisit, key: tuple[str, str, str], today: Today) -> Obligation:
    """The work of the visiting unit under this key. Errors: `NotFound`, for anyone else's too."""
    programme, duty, period = key
    if programme not in law.programmes:
        raise NotFound
    unit_id = visit.unit.id
    found = owes(db, law, today, programme=programme, duty=duty, period=period, unit_id=unit_id)
    owed = next((o for o in found if o.unit_id == unit_id), None)
    if owed is None:
        raise NotFound
    return owed
