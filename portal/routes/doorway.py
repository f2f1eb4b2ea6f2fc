"""The ways in and out: the front page, an officer's login, a unit's link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.access import Officer
from models.audit import record
from models.entering import ask_for_code, ask_to_enter
from models.errors import Refused
from models.links import PREFERENCES, is_ours, read_link
from models.officers import is_of_unit
from models.rights import reach_of
from models.same_person import used_link
from models.settings import Settings
from models.visits import end, hash_of, mark_of, standing
from models.vocabulary import Role
from portal import cookies
from portal.coming_in import come_in, count_guess, knock_of, leave_earlier
from portal.doors import AnAccount, AUnit, Db, NotInside, Now, OwnSettings, Public
from portal.pages import inner_path, page, see_other
from portal.refusals import greet_stranger
from portal.sealed_forms import FromAccount, FromHalfway, FromStranger, FromUnit

router = APIRouter()
UNIT_START = "/don-vi"
CODE = "/dang-nhap/ma"
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


@router.get("/dang-nhap")
def login_page(request: Request, door: Public) -> Response:
    return greet_stranger(request, 200)


@router.post("/dang-nhap")
def login(request: Request, form: FromStranger, db: Db, now: Now) -> Response:
    username, password = str(form.get("username", ""))[:80], str(form.get("password", ""))[:200]
    onward = str(form.get("onward", ""))[:500]
    answer = ask_to_enter(db, username, password, now, knock_of(request, username, now))
    if answer.officer is None:
        return greet_stranger(request, 401, answer.reason, username, onward)
    if answer.wants_code:
        response = see_other(CODE)
        halfway = cookies.new_visit(officer=answer.officer.username, made=mark_of(answer.officer), onward=onward)
        cookies.put(response, request, cookies.HALFWAY, halfway, now)
        return response
    return _enter(request, db, answer.officer, onward, now)


@router.get(CODE)
def code_page(request: Request, door: Public, now: Now) -> Response:
    halfway = cookies.take(request, cookies.HALFWAY, now)
    return _ask_for_code(request, halfway, 200) if halfway else see_other("/dang-nhap")


@router.post(CODE)
def bring_code(request: Request, form: FromHalfway, db: Db, now: Now) -> Response:
    """The second step. Errors: `NotInside` where the account changed since its password was right."""
    halfway = cookies.take(request, cookies.HALFWAY, now) or {}
    officer = db.get(Officer, str(halfway.get("officer", "")))
    if officer is None or not officer.is_active or not cookies.same(str(halfway.get("made", "")), mark_of(officer)):
        raise NotInside("officer", "Tài khoản vừa thay đổi. Đề nghị đăng nhập lại.")
    code, secret = str(form.get("code", ""))[:40], request.app.state.secret
    answer = ask_for_code(db, officer, code, secret, now, knock_of(request, officer.username, now))
    if answer.officer is None:
        return _ask_for_code(request, halfway, 401, answer.reason)
    return _enter(request, db, answer.officer, str(halfway.get("onward", "")), now)


def _ask_for_code(request: Request, halfway: dict[str, Any], status: int, reason: str = "") -> Response:
    return page(request, "login_code.html", status, reason=reason, seal=cookies.seal_of(request, halfway))


def _enter(request: Request, db: Session, officer: Officer, onward: str, now: datetime) -> Response:
    record(db, officer.username, "login", "portal", now=now)
    _keep_link_in_mind(request, db, officer, now)
    response = see_other(_start_of(officer, onward))
    come_in(response, request, db, officer, now)
    return response


def _start_of(officer: Officer, onward: str) -> str:
    """Where a visit begins: the page asked for if it is one of theirs, else the first of their own."""
    if is_of_unit(officer):
        onward = inner_path(onward, UNIT_START)
        return onward if onward == UNIT_START or onward.startswith(f"{UNIT_START}/") else UNIT_START
    start = "/lanh-dao" if officer.role == Role.LEADER and not reach_of(officer).is_limited else "/can-bo"
    onward = inner_path(onward, start)
    return start if onward == UNIT_START or onward.startswith(f"{UNIT_START}/") else onward


@router.post("/dang-xuat")
def logout(request: Request, visit: AnAccount, form: FromAccount, db: Db, now: Now) -> Response:
    end(db, hash_of(visit.token), visit.account.username, now)
    response = see_other("/")
    cookies.drop(response, visit.way)
    return response


@router.get("/n/{token}")
def open_link(
    request: Request, token: str, door: Public, db: Db, settings: OwnSettings, now: Now, den: str = ""
) -> Response:
    """A link from a reminder: exchanged for a cookie, so that the token leaves the address bar at once."""
    if not is_ours(token, request.app.state.secret):
        count_guess(request, db, now)
    try:
        link = read_link(db, token, now, request.app.state.secret)
    except Refused as no:
        raise NotInside("unit", no.reason) from no
    response = see_other(AIMS.get(den, UNIT_START))
    response.headers["referrer-policy"] = "no-referrer"
    visitor = _account_inside(request, db, settings, now)
    if visitor is not None:
        used_link(db, visitor.username, link.id, now)
    if visitor is None or not is_of_unit(visitor) or visitor.unit_id != link.unit_id:
        cookies.put(response, request, cookies.UNIT, cookies.new_visit(link=link.id), now)
    return response


def _account_inside(request: Request, db: Session, settings: Settings, now: datetime) -> Officer | None:
    """The account this browser is logged in with, of a unit or of the agency; None where there is none."""
    for way in (cookies.UNIT, cookies.OFFICER):
        visit = cookies.take(request, way, now)
        idle = timedelta(minutes=settings.visit_idle_minutes)
        found = standing(db, str(visit["id"]), now, idle) if visit and "officer" in visit else None
        if found is not None:
            return found[1]
    return None


def _keep_link_in_mind(request: Request, db: Session, officer: Officer, now: datetime) -> None:
    """Who logs in where a link is open has been filing by it: they may not approve what came through it."""
    visit = cookies.take(request, cookies.UNIT, now)
    if visit and "link" in visit:
        used_link(db, officer.username, visit["link"], now)


@router.post("/don-vi/dong")
def leave(request: Request, visit: AUnit, form: FromUnit, db: Db, now: Now) -> Response:
    if visit.account is not None:
        leave_earlier(request, db, visit.account.username, now)
    response = see_other("/")
    cookies.drop(response, cookies.UNIT)
    return response
