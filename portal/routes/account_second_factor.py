"""Bước xác thực thứ hai của tài khoản: setting it up, new paper codes, giving it up; each takes the password again."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from models.audit import record
from models.entering import ask_for_code
from models.errors import Refused
from models.second_factor import (
    address_of,
    begin_with,
    give_up,
    has_second_factor,
    must_have,
    new_paper_codes,
    paper_codes_left,
    proposed,
)
from models.settings import Settings
from models.visits import end_all
from portal.coming_in import come_in, knock_of
from portal.doors import AccountVisit, AnAccount, Db, NotFound, Now, OwnSettings
from portal.pages import page, see_other
from portal.refusals import SET_UP
from portal.routes.account import HERE, wrong_password
from portal.sealed_forms import FromAccount

router = APIRouter()


@router.get(SET_UP)
def second_factor_page(request: Request, visit: AnAccount, db: Db, settings: OwnSettings) -> Response:
    return _show(request, db, visit, settings)


@router.get(f"{SET_UP}/ma.svg")
def picture(request: Request, visit: AnAccount) -> Response:
    """The key as a picture to scan; none for an account that has one: a key is shown only while it is being set up."""
    if has_second_factor(visit.account):
        raise NotFound("Tài khoản đã có bước xác thực thứ hai.")
    import segno

    key, drawn = proposed(visit.token, request.app.state.secret), BytesIO()
    segno.make(address_of(key, visit.account.username, "Don Doc"), error="m").save(
        drawn, kind="svg", scale=6, border=4, light="#fff", svgclass=None, lineclass=None
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.post(SET_UP)
def settle(request: Request, visit: AnAccount, sent: FromAccount, db: Db, settings: OwnSettings, now: Now) -> Response:
    """`viec`: `bat` with a code of the app; `ma-moi` and `tat` with a code of the app or of the paper."""
    what, account = str(sent.get("viec") or ""), visit.account
    problem = wrong_password(
        db, account, str(sent.get("password") or ""), now, knock_of(request, account.username, now)
    )
    if problem:
        return _show(request, db, visit, settings, problem=problem)
    try:
        if what == "bat":
            codes = _begin(request, db, visit, sent, now)
        elif what == "ma-moi":
            _code(request, db, visit, sent, now)
            codes = new_paper_codes(db, account, request.app.state.secret)
            record(db, account.username, "second_factor_codes", f"officer:{account.username}", now=now)
        elif what == "tat":
            return _give_up(request, db, visit, sent, settings, now)
        else:
            raise Refused("Đề nghị chọn việc cần làm trên trang.")
    except Refused as no:
        return _show(request, db, visit, settings, problem=no.reason)
    response = page(request, "account_codes.html", codes=codes, leads_on="/don-vi" if visit.is_of_unit else "/can-bo")
    if what == "bat":
        _begin_anew(response, request, db, visit, now)
    return response


def _begin(request: Request, db: Session, visit: AccountVisit, sent: FormData, now: datetime) -> list[str]:
    account, secret = visit.account, request.app.state.secret
    if has_second_factor(account):
        raise Refused("Tài khoản đã có bước xác thực thứ hai. Đề nghị tải lại trang.")
    codes = begin_with(db, account, proposed(visit.token, secret), str(sent.get("code") or "")[:40], secret, now)
    record(db, account.username, "second_factor_on", f"officer:{account.username}", now=now)
    return codes


def _give_up(
    request: Request, db: Session, visit: AccountVisit, sent: FormData, settings: Settings, now: datetime
) -> Response:
    account = visit.account
    if must_have(account, settings.second_factor_roles):
        raise Refused("Vai trò của tài khoản bắt buộc có bước xác thực thứ hai nên không bỏ được.")
    _code(request, db, visit, sent, now)
    give_up(db, account)
    record(db, account.username, "second_factor_off", f"officer:{account.username}", now=now)
    response = see_other(f"{HERE}?xong=tat")
    _begin_anew(response, request, db, visit, now)
    return response


def _code(request: Request, db: Session, visit: AccountVisit, sent: FormData, now: datetime) -> None:
    account = visit.account
    if not has_second_factor(account):
        raise Refused("Tài khoản chưa có bước xác thực thứ hai. Đề nghị tải lại trang.")
    code, knock = str(sent.get("code") or "")[:40], knock_of(request, account.username, now)
    answer = ask_for_code(db, account, code, request.app.state.secret, now, knock)
    if answer.officer is None:
        raise Refused(answer.reason)


def _begin_anew(response: Response, request: Request, db: Session, visit: AccountVisit, now: datetime) -> None:
    """Every visit ended with what it was begun under; this browser goes on in a new one."""
    end_all(db, visit.account.username, visit.account.username, now)
    come_in(response, request, db, visit.account, now)


def _show(request: Request, db: Session, visit: AccountVisit, settings: Settings, *, problem: str = "") -> Response:
    account, secret = visit.account, request.app.state.secret
    has = has_second_factor(account)
    key = "" if has else proposed(visit.token, secret)
    return page(
        request,
        "account_second_factor.html",
        422 if problem else 200,
        has=has,
        is_demanded=must_have(account, settings.second_factor_roles),
        codes_left=paper_codes_left(db, account),
        key=" ".join(key[n : n + 4] for n in range(0, len(key), 4)),
        problem=problem,
    )
