"""Nên gọi ai trước: the late units in the order of `models.calls`, each with what is missing, why, and a telephone."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.calls import RULES, calls
from portal.doors import AnOfficer, Db, Law, Now, Today
from portal.pages import page

router = APIRouter()


@router.get("/can-bo/goi")
def calls_page(
    request: Request, visit: AnOfficer, db: Db, law: Law, now: Now, today: Today, chuong_trinh: str = ""
) -> Response:
    slug = chuong_trinh if chuong_trinh in law.programmes else ""
    found = calls(db, law, today, now, programme=slug or None)
    return page(
        request,
        "calls.html",
        calls=[c for c in found if not c.may_wait],
        waiting=[c for c in found if c.may_wait],
        rules=RULES,
        programme=slug,
        programmes=law.programmes.values(),
        titles={p.slug: p.short_title for p in law.programmes.values()},
        today=today,
    )
