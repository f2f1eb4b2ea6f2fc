"""Bản nhập dở and running checks: what the page sends while somebody types, and a draft thrown away by its unit."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from models.drafts import drop_draft
from portal.doors import AUnit, Db, Law, NotFound, Now
from portal.form_checks import checkup
from portal.handed_in import typed_in
from portal.headings import heading
from portal.open_sheet import keep_sheet, sheet_in
from portal.own_works import OwnWork
from portal.pages import see_other
from portal.sealed_forms import FromUnit
from portal.words import short_moment

router = APIRouter()


@router.post("/don-vi/nhap-do/{programme}/{duty}/{period:path}", response_class=JSONResponse)
def keep(request: Request, visit: AUnit, sent: FromUnit, work: OwnWork, db: Db, law: Law, now: Now) -> Response:
    """Keep what stands in the boxes, and say what the checks find in it."""
    left_out = keep_sheet(db, law, visit, work, sheet_in(sent), sent, now)
    form = heading(db, law, *work.deadline.key).form
    found = checkup(db, law, work, form, typed_in(sent), now, ()).as_json() if form else {}
    return JSONResponse({"kept_at": short_moment(now), "left_out": list(left_out), **found})


@router.post("/don-vi/bo-nhap-do/{programme}/{duty}/{period:path}")
def drop(visit: AUnit, sent: FromUnit, work: OwnWork, db: Db) -> Response:
    number = str(sent.get("ban", ""))
    if (
        not number.isascii()
        or not number.isdigit()
        or len(number) > 9
        or not drop_draft(db, work.owed.key, int(number))
    ):
        raise NotFound("Bản nhập dở này không còn, hoặc đã được nộp.")
    return see_other(work.path)
