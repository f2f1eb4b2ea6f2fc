"""Lịch thời hạn: the address calendar programs read, and the pages where a unit or an officer takes it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.errors import Refused
from models.feeds import is_feed, read_feed
from portal.attachments import DOCX
from portal.calendar_address import SAID, address_in_use, change_address
from portal.coming_in import count_guess
from portal.doors import (
    AnActingOfficer,
    AnOfficer,
    AUnit,
    Db,
    Law,
    NotFound,
    Now,
    OwnSettings,
    Public,
    Today,
    known_unit,
)
from portal.pages import download, page, see_other
from portal.sealed_forms import FromOfficer, FromSession, FromUnit
from reports.ics import MEDIA_TYPE
from tasks.feeds import feed_file
from tasks.wall_calendar import wall_calendar_file

router = APIRouter()


@router.get("/lich/{token}.ics")
def read(request: Request, token: str, door: Public, db: Db, law: Law, settings: OwnSettings, now: Now) -> Response:
    """What a calendar program asks for, again and again, with nothing but the address."""
    if not is_feed(token, request.app.state.secret):
        count_guess(request, db, now)
    try:
        feed = read_feed(db, token, request.app.state.secret)
    except Refused as no:
        raise NotFound(no.reason) from no
    answer = Response(feed_file(db, law, settings, feed, now), media_type=MEDIA_TYPE)
    answer.headers["content-disposition"] = 'inline; filename="lich-thoi-han.ics"'
    return answer


@router.get("/don-vi/lich")
def unit_calendar(request: Request, visit: AUnit, db: Db, today: Today, xong: str = "") -> Response:
    address = address_in_use(request, db, unit_id=visit.unit.id)
    return page(request, "unit_calendar.html", address=address, done=SAID.get(xong, ""), years=_years(today.year))


@router.post("/don-vi/lich")
def unit_changes_address(request: Request, visit: AUnit, sent: FromUnit, db: Db, now: Now) -> Response:
    done = change_address(request, db, sent, now, visit.unit.id, unit_id=visit.unit.id)
    return see_other(f"/don-vi/lich?xong={done}")


@router.get("/don-vi/lich/treo-tuong.docx")
def unit_wall_calendar(
    visit: AUnit, db: Db, law: Law, settings: OwnSettings, today: Today, nam: int = 0, kho: str = "A3"
) -> Response:
    name, content = wall_calendar_file(db, law, settings, nam or today.year, today, unit_id=visit.unit.id, paper=kho)
    return download(content, name, DOCX)


@router.get("/can-bo/lich")
def officer_calendar(request: Request, visit: AnOfficer, db: Db, law: Law, today: Today, xong: str = "") -> Response:
    return page(
        request,
        "officer_calendar.html",
        address=address_in_use(request, db, officer=visit.officer.username),
        done=SAID.get(xong, ""),
        years=_years(today.year),
        programmes=list(law.programmes.values()),
    )


@router.post("/can-bo/lich")
def officer_changes_address(request: Request, visit: AnOfficer, sent: FromSession, db: Db, now: Now) -> Response:
    """Every officer their own, a leader too: it reads, it changes nothing."""
    username = visit.officer.username
    done = change_address(request, db, sent, now, username, officer=username)
    return see_other(f"/can-bo/lich?xong={done}")


@router.get("/can-bo/lich/treo-tuong.docx")
def officer_wall_calendar(
    visit: AnOfficer,
    db: Db,
    law: Law,
    settings: OwnSettings,
    today: Today,
    nam: int = 0,
    chuong_trinh: str = "",
    don_vi: str = "",
    kho: str = "A3",
) -> Response:
    if don_vi:
        known_unit(db, don_vi)
    name, content = wall_calendar_file(
        db, law, settings, nam or today.year, today, programme=chuong_trinh or None, unit_id=don_vi or None, paper=kho
    )
    return download(content, name, DOCX)


@router.post("/can-bo/don-vi/lich/{unit_id:path}")
def unit_address(
    request: Request, unit_id: str, visit: AnActingOfficer, sent: FromOfficer, db: Db, now: Now
) -> Response:
    known_unit(db, unit_id)
    done = change_address(request, db, sent, now, visit.officer.username, unit_id=unit_id)
    return see_other(f"/can-bo/don-vi/{unit_id}?xong=lich-{done}")


def _years(year: int) -> list[int]:
    return [year, year + 1]
