"""Ủy quyền among the agency's officers, and among those of a superior: lending one's own say while away."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.delegation_page import show_delegations, take_delegation
from portal.doors import AReviewer, Db, Now, Today
from portal.sealed_forms import FromReviewer

router = APIRouter()


@router.get("/can-bo/uy-quyen")
def delegations_page(request: Request, visit: AReviewer, db: Db, today: Today) -> Response:
    return show_delegations(request, db, visit.officer, today)


@router.post("/can-bo/uy-quyen")
def lend(request: Request, visit: AReviewer, sent: FromReviewer, db: Db, now: Now, today: Today) -> Response:
    return take_delegation(request, db, visit.officer, sent, now, today)
