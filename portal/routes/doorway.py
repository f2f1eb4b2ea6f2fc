"""The ways in and out: the front page, an officer's login, a unit's link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.audit import record
from models.errors import Refused
from models.links import PREFERENCES, read_link
from models.officers import ask_to_enter
from models.vocabulary import Role
from portal import cookies
from portal.doors import AnOfficer, AUnit, Db, NotInside, Now, Public
from portal.pages import inner_path, page, see_other
from portal.refusals import greet_stranger
from portal.sealed_forms import FromSession, FromStranger, FromUnit

router = APIRouter()
AIMS = {PREFERENCES: "/don-vi/cach-nhan"}  # where else a link may lead


@router.get("/")
def front(request: Request, door: Public, now: Now) -> Response:
    """Whoever is inside goes on to their own page; anyone else sees the two ways in."""
    if cookies.take(request, cookies.OFFICER, now):
        return see_other("/can-bo")
    return page(request, "front.html", has_unit_visit=bool(cookies.take(request, cookies.UNIT, now)))


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
    start = "/lanh-dao" if officer.role == Role.LEADER else "/can-bo"
    response = see_other(inner_path(onward, start))
    made = cookies.fingerprint(request, officer.password_hash)
    cookies.put(response, request, cookies.OFFICER, cookies.new_visit(officer=officer.username, made=made), now)
    cookies.drop(response, cookies.STRANGER)
    return response


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
    response = see_other(AIMS.get(den, "/don-vi"))
    response.headers["referrer-policy"] = "no-referrer"
    cookies.put(response, request, cookies.UNIT, cookies.new_visit(link=link.id), now)
    return response


@router.post("/don-vi/dong")
def leave(visit: AUnit, form: FromUnit) -> Response:
    response = see_other("/")
    cookies.drop(response, cookies.UNIT)
    return response
