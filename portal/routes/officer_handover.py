"""Việc nhận bàn giao: what this officer took over from another, each until they say it is done."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.desk_matters import matters
from models.errors import Refused
from models.handovers import handed_to, no_longer_waits, settle, settle_gone
from models.vocabulary import MatterKind
from portal.doors import AReviewer, Db, Law, NotFound, Now, OfficerVisit, RowId, Today
from portal.pages import page, see_other
from portal.sealed_forms import FromReviewer

router = APIRouter()
PATH = "/can-bo/ban-giao"
DONE_SHOWN = 50


@router.get(PATH)
def handed_page(request: Request, visit: AReviewer, db: Db, law: Law, today: Today) -> Response:
    taken = handed_to(db, visit.officer.username)
    waiting = _waiting(db, law, visit, today) if taken else set()
    left = [pair for pair in taken if pair[0].done_at is None]
    done = [pair for pair in taken if pair[0].done_at is not None]
    return page(
        request,
        "handed.html",
        open=[pair for pair in left if not no_longer_waits(pair[0], waiting)],
        gone=[pair for pair in left if no_longer_waits(pair[0], waiting)],
        done=done[:DONE_SHOWN],
        kinds={kind.value: kind.label for kind in MatterKind},
    )


@router.post(PATH)
def settle_what_is_gone(visit: AReviewer, sent: FromReviewer, db: Db, law: Law, now: Now, today: Today) -> Response:
    """All that was settled at its own page meanwhile, in one go."""
    settle_gone(db, visit.officer.username, _waiting(db, law, visit, today), now)
    return see_other(PATH)


@router.post(PATH + "/{matter_id}")
def settle_matter(matter_id: RowId, visit: AReviewer, sent: FromReviewer, db: Db, now: Now) -> Response:
    try:
        settle(db, matter_id, visit.officer.username, now)
    except Refused as no:
        raise NotFound(no.reason) from no
    return see_other(PATH)


def _waiting(db: Session, law: Catalogue, visit: OfficerVisit, today: date) -> set[str]:
    return {matter.ref for matter in matters(db, law, visit.officer, today)}
