"""Xin gia hạn: a unit asks for more time for one of its works, reads the answer, takes its wish back."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.extension_requests import LONGEST_REASON, ask, standing, withdraw
from models.obligations import Obligation
from models.secrecy import secrecy_of
from portal.doors import AUnit, Db, Law, Now
from portal.own_works import OwnObligation
from portal.pages import page, see_other
from portal.sealed_forms import FromUnit
from portal.words import read_day
from portal.works import works_of

router = APIRouter()
PATH, BACK = "/don-vi/gia-han", "/don-vi/rut-gia-han"
DONE = {
    "gui": "Đã gửi đề nghị gia hạn. Kết quả được báo bằng tin nhắn và ghi tại trang này.",
    "rut": "Đã rút đề nghị gia hạn. Việc được nhắc như thường.",
}


@router.get(PATH + "/{programme}/{duty}/{period:path}")
def extension_page(
    request: Request, visit: AUnit, owed: OwnObligation, db: Db, law: Law, now: Now, xong: str = ""
) -> Response:
    return _show(request, db, law, owed, now, done=DONE.get(xong, ""))


@router.post(PATH + "/{programme}/{duty}/{period:path}")
def ask_for_time(
    request: Request, visit: AUnit, sent: FromUnit, owed: OwnObligation, db: Db, law: Law, now: Now
) -> Response:
    typed = {"until": str(sent.get("until") or "").strip()[:20], "reason": str(sent.get("reason") or "").strip()[:2000]}
    try:
        ask(db, law, owed, until=read_day(typed["until"]), reason=typed["reason"], by=visit.by, now=now)
    except Refused as no:
        db.rollback()
        return _show(request, db, law, owed, now, typed=typed, problem=no.reason)
    return see_other(_back(owed, "gui"))


@router.post(BACK + "/{programme}/{duty}/{period:path}")
def take_back(
    request: Request, visit: AUnit, sent: FromUnit, owed: OwnObligation, db: Db, law: Law, now: Now
) -> Response:
    if asked := standing(db, law, owed, now).waiting:
        try:
            withdraw(db, asked.id or 0, unit_id=visit.unit.id, by=visit.by, now=now)
        except Refused as no:  # answered at this very moment
            db.rollback()
            return _show(request, db, law, owed, now, problem=no.reason)
    return see_other(_back(owed, "rut"))


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    owed: Obligation,
    now: datetime,
    *,
    typed: dict[str, str] | None = None,
    problem: str = "",
    done: str = "",
) -> Response:
    known = standing(db, law, owed, now)
    return page(
        request,
        "unit_extension.html",
        422 if problem else 200,
        work=works_of(db, law, [owed])[0],
        known=known,
        typed=typed or {"until": _suggested(law, known.first, known.last), "reason": ""},
        longest=LONGEST_REASON,
        secrecy=secrecy_of(law, owed.programme, owed.duty),
        problem=problem,
        done=done,
    )


def _back(owed: Obligation, done: str) -> str:
    return f"{PATH}/{owed.programme}/{owed.duty}/{owed.period}?xong={done}"


def _suggested(law: Catalogue, first: date | None, last: date | None) -> str:
    """Five working days more, where that is allowed."""
    if first is None or last is None:
        return ""
    return day_text(min(law.calendar.add_working_days(first, 4), last))
