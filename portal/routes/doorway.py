"""The ways in and out: the front page, an officer's login, a unit's link."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.access import Officer
from models.audit import record
from models.errors import Refused
from models.links import PREFERENCES, read_link
from models.officers import ask_to_enter, is_of_unit
from models.same_person import used_link
from models.vocabulary import Role
from portal import cookies
from portal.doors import AnOfficer, AUnit, Db, NotInside, Now, Public
from portal.pages import inner_path, page, see_other
from portal.refusals import greet_stranger
from portal.sealed_forms import FromSession, FromStranger, FromUnit

router = APIRouter()
UNIT_START = "/don-vi"
AIMS = {PREFERENCES: "/don-vi/cach-nhan"}  # where else a link may lead


@router.get("/")
def front(request: Request, door: Public, now: Now) -> Response:
    """Whoever is inside goes on to their own page; anyone else sees the two ways in."""
    if cookies.take(request, cookies.OFFICER, now):
        return see_other("/can-bo")
    visit = cookies.take(request, cookies.UNIT, now)
    if visit and "officer" in visit:
        return see_other(UNIT_START)
    return page(request, "front.html", has_unit_visit=bool(visit))


@router.get("/suc-khoe")
def health(door: Public) -> dict[str, bool]:
    """For whoever starts the portal: it is up and its database answers."""
    return {"ok": True}


@router.get("/dang-nhap")
def login_page(request: Request, door: Public) -> Response:
    return greet_stranger(request, 200)


@router.post("/dang-nhap")
def login(request: Request, form: FromStranger, db: Db, now: Now) -> Response:
    username, password = str(form.get("username", ""))[:80], str(form.get("password", ""))[:200]
    onward = str(form.get("onward", ""))
    answer = ask_to_enter(db, username, password, now)
    if answer.officer is None:
        return greet_stranger(request, 401, answer.reason, username, onward)
    officer = answer.officer
    record(db, officer.username, "login", "portal", now=now)
    _keep_link_in_mind(request, db, officer, now)
    response = see_other(_start_of(officer, onward))
    made = cookies.fingerprint(request, officer.password_hash)
    of_unit = is_of_unit(officer)
    way = cookies.UNIT if of_unit else cookies.OFFICER
    cookies.put(response, request, way, cookies.new_visit(officer=officer.username, made=made), now)
    if of_unit:
        cookies.drop(response, cookies.OFFICER)
    cookies.drop(response, cookies.STRANGER)
    return response


def _start_of(officer: Officer, onward: str) -> str:
    """Where a visit begins: the page asked for if it is one of theirs, else the first of their own."""
    if is_of_unit(officer):
        onward = inner_path(onward, UNIT_START)
        return onward if onward == UNIT_START or onward.startswith(f"{UNIT_START}/") else UNIT_START
    start = "/lanh-dao" if officer.role == Role.LEADER else "/can-bo"
    onward = inner_path(onward, start)
    return start if onward == UNIT_START or onward.startswith(f"{UNIT_START}/") else onward


@router.post("/dang-xuat")
def logout(visit: AnOfficer, form: FromSession) -> Response:
    response = see_other("/")
    cookies.drop(response, cookies.OFFICER)
    return response


@router.get("/n/{token}")
def open_link(request: Request, token: str, door: Public, db: Db, now: Now, den: str = "") -> Response:
    """A link from a reminder: exchanged for a cookie, so that the token leaves the address bar at once."""
    try:
        link = read_link(db, token, now, request.app.state.secret)
    except Refused as no:
        raise NotInside("unit", no.reason) from no
    response = see_other(AIMS.get(den, UNIT_START))
    response.headers["referrer-policy"] = "no-referrer"
    visitor = _account_inside(request, db, now)
    if visitor is not None:
        used_link(db, visitor.username, link.id, now)
    if visitor is None or not is_of_unit(visitor) or visitor.unit_id != link.unit_id:
        cookies.put(response, request, cookies.UNIT, cookies.new_visit(link=link.id), now)
    return response


def _account_inside(request: Request, db: Session, now: datetime) -> Officer | None:
    """The account this browser is logged in with, of a unit or of the agency; None where there is none."""
    for way in (cookies.UNIT, cookies.OFFICER):
        visit = cookies.take(request, way, now)
        account = db.get(Officer, visit["officer"]) if visit and "officer" in visit else None
        if account is not None and account.is_active:
            return account
    return None


def _keep_link_in_mind(request: Request, db: Session, officer: Officer, now: datetime) -> None:
    """Who logs in where a link is open has been filing by it: they may not approve what came through it."""
    visit = cookies.take(request, cookies.UNIT, now)
    if visit and "link" in visit:
        used_link(db, officer.username, visit["link"], now)


@router.post("/don-vi/dong")
def leave(visit: AUnit, form: FromUnit) -> Response:
    response = see_other("/")
    cookies.drop(response, cookies.UNIT)
    return response
