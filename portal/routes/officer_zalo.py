"""Kết nối Zalo: how the official account stands, and giving consent anew. Officers read; an operator connects."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.alarms import open_alarms
from models.settings import Settings
from models.vocabulary import AlarmCode, ZaloState
from models.zalo_account import the_account
from notifications.zalo.addresses import CALLBACK, EVENTS, application, zalo_addresses
from notifications.zalo.forms import form_of
from portal.doors import AnOfficer, AnOperator, Db, Now, OwnHome, OwnSettings
from portal.pages import page, see_other
from portal.sealed_forms import FromOperator
from tasks.zalo_consent import begin_connection, finish_connection

router = APIRouter()
PAGE = "/can-bo/zalo"
ABOUT_ZALO = {
    AlarmCode.TOKEN_DEAD,
    AlarmCode.TOKEN_UNCERTAIN,
    AlarmCode.TOKEN_AGEING,
    AlarmCode.QUOTA,
    AlarmCode.WALLET,
    AlarmCode.TEMPLATE,
}


@router.get(PAGE)
def zalo_page(request: Request, visit: AnOfficer, db: Db, settings: OwnSettings, xong: str = "") -> Response:
    done = "Đã kết nối Zalo OA. Khóa được mã hóa và tự đổi hằng ngày." if xong else ""
    return page(request, "zalo.html", **_standing(db, settings), done=done, onward="")


@router.post(PAGE)
def connect(
    request: Request, visit: AnOperator, sent: FromOperator, db: Db, home: OwnHome, settings: OwnSettings, now: Now
) -> Response:
    """The way to Zalo's own page is a link: a form of ours may not lead off this site."""
    onward = begin_connection(home, now)
    return page(request, "zalo.html", **_standing(db, settings), done="", onward=onward)


@router.get(CALLBACK)
def back(
    visit: AnOperator, db: Db, home: OwnHome, now: Now, code: str = "", state: str = "", oa_id: str = ""
) -> Response:
    db.close()  # the network is touched with no session open
    finish_connection(home, code=code, state=state, oa_id=oa_id, by=visit.officer.username, now=now)
    return see_other(f"{PAGE}?xong=1")


def _standing(db: Db, settings: Settings) -> dict[str, Any]:
    app, account, form = application(settings), the_account(db), form_of(settings.zalo_form)
    is_ours = app is not None and account.app_id == app.app_id
    public = settings.public_url.rstrip("/")
    return {
        "app": app,
        "account": account,
        "state": ZaloState.of(account.state) if is_ours else ZaloState.NONE,
        "is_fixed": bool(settings.zalo_token),
        "channels": [channel.label for channel in zalo_addresses(settings)],
        "form": form,
        "button": f"{public}{form.button.leads}" if form.button else "",
        "callback": f"{public}{CALLBACK}",
        "events": f"{public}{EVENTS}",
        "alarms": [alarm for alarm in open_alarms(db) if alarm.code in ABOUT_ZALO],
    }
