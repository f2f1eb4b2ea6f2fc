"""Posted forms: from our own pages only, each carrying the seal (CSRF token) of the visit it was shown to.

A route that changes something takes its form from here, and thereby also says which door it stands behind.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from models.errors import Refused
from models.rights import NOT_THEIR_PROGRAMME, OUT_OF_REACH
from portal import cookies
from portal.doors import (
    AHead,
    AnAccount,
    AnActingOfficer,
    AnOfficer,
    AnOperator,
    AReviewer,
    AUnit,
    NotAllowed,
    Now,
    OfficerVisit,
    Public,
)


async def sent_form(request: Request) -> FormData:
    """The posted fields. Refused when it comes from another site."""
    origin = request.headers.get("origin")
    ours = (request.headers.get("host"), urlsplit(request.app.state.home.settings().public_url).netloc)
    if origin and origin != "null" and _place_of(origin) not in ours:
        raise NotAllowed("Biểu mẫu được gửi từ một trang khác nên không được nhận.")
    form = await request.form(max_files=60, max_fields=2000)
    if any("\x00" in part for item in form.multi_items() for part in item if isinstance(part, str)):
        raise Refused("Nội dung gửi lên có ký tự không hợp lệ. Đề nghị nhập lại bằng bàn phím.")
    return form


def _place_of(origin: str) -> str:
    """Host and port of the page a form comes from; of half an address, nobody's."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return "?"


def _sealed(form: FormData, seal: str) -> FormData:
    given = form.get("seal")
    if not isinstance(given, str) or not cookies.same(given, seal):
        raise NotAllowed("Trang đã mở quá lâu hoặc mở từ nơi khác. Đề nghị tải lại trang rồi gửi lại.")
    return form


def _within_reach(form: FormData, visit: OfficerVisit) -> FormData:
    """A form names units and programmes under these names, wherever one does; what is beyond is not taken."""
    units = [str(value) for value in form.getlist("unit_id")]
    programmes = [str(value) for value in form.getlist("programme")]
    if not all(visit.holds(unit_id=unit) for unit in units):
        raise NotAllowed(OUT_OF_REACH)
    if not all(visit.holds(programme=slug) for slug in programmes):
        raise NotAllowed(NOT_THEIR_PROGRAMME)
    return form


def unit_form(form: Annotated[FormData, Depends(sent_form)], visit: AUnit) -> FormData:
    return _sealed(form, visit.seal)


def head_form(form: Annotated[FormData, Depends(sent_form)], visit: AHead) -> FormData:
    return _sealed(form, visit.seal)


def review_form(form: Annotated[FormData, Depends(sent_form)], visit: AReviewer) -> FormData:
    return _within_reach(_sealed(form, visit.seal), visit)


def officer_form(form: Annotated[FormData, Depends(sent_form)], visit: AnActingOfficer) -> FormData:
    return _within_reach(_sealed(form, visit.seal), visit)


def operator_form(form: Annotated[FormData, Depends(sent_form)], visit: AnOperator) -> FormData:
    return _sealed(form, visit.seal)


def session_form(form: Annotated[FormData, Depends(sent_form)], visit: AnOfficer) -> FormData:
    """For what every officer may do to their own visit: leaving."""
    return _sealed(form, visit.seal)


def account_form(form: Annotated[FormData, Depends(sent_form)], visit: AnAccount) -> FormData:
    """For what every account may do to itself: its password, its second factor, its visits, leaving."""
    return _sealed(form, visit.seal)


def stranger_form(request: Request, form: Annotated[FormData, Depends(sent_form)], now: Now, door: Public) -> FormData:
    visit = cookies.take(request, cookies.STRANGER, now)
    if visit is None:
        raise NotAllowed("Trang đăng nhập đã mở quá lâu. Đề nghị tải lại trang rồi đăng nhập lại.")
    return _sealed(form, cookies.seal_of(request, visit))


def halfway_form(request: Request, form: Annotated[FormData, Depends(sent_form)], now: Now, door: Public) -> FormData:
    visit = cookies.take(request, cookies.HALFWAY, now)
    if visit is None:
        raise NotAllowed("Đã quá 05 phút kể từ khi nhập mật khẩu. Đề nghị đăng nhập lại.")
    return _sealed(form, cookies.seal_of(request, visit))


FromUnit = Annotated[FormData, Depends(unit_form, scope="function")]
FromHead = Annotated[FormData, Depends(head_form, scope="function")]
FromReviewer = Annotated[FormData, Depends(review_form, scope="function")]
FromOfficer = Annotated[FormData, Depends(officer_form, scope="function")]
FromOperator = Annotated[FormData, Depends(operator_form, scope="function")]
FromSession = Annotated[FormData, Depends(session_form, scope="function")]
FromAccount = Annotated[FormData, Depends(account_form, scope="function")]
FromHalfway = Annotated[FormData, Depends(halfway_form, scope="function")]
FromStranger = Annotated[FormData, Depends(stranger_form, scope="function")]
