"""Kiểm tra mã tiếp nhận: anybody may ask whether a number is real and of which day. No unit, no duty, no figure."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import select
from starlette.responses import Response

from models.facts import Submission
from models.quiet_hours import day_in_hanoi
from models.receipts import is_receipt
from portal.doors import Db, Public
from portal.pages import page

router = APIRouter()


@router.get("/xac-nhan")
def check_receipt(request: Request, door: Public, db: Db, ma: str = "") -> Response:
    asked = ma.strip().upper()[:40]
    found = None
    if is_receipt(asked):
        found = db.exec(select(Submission).where(Submission.receipt == asked)).first()
    return page(
        request,
        "receipt_check.html",
        asked=asked,
        is_slip=bool(asked) and not is_receipt(asked),
        filed_on=day_in_hanoi(found.filed_at) if found else None,
    )
