"""Doors: every route goes through one of them, and so says whom it lets in.

`anyone` (public pages), `unit_inside` (a signed link, one unit), `officer_inside` (any officer, to read),
`officer_acting` (operators and staff, to change something), `operator_inside`. A house test reads `door_of` of every route.
Also here: the clock, read once a request, and the session, committed before the answer leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from sqlmodel import Session
from starlette.datastructures import FormData

from models.access import Link, Officer
from models.catalogue import Catalogue, home_catalogue
from models.settings import Home, Settings
from models.units import Unit
from models.vocabulary import Role
from portal import cookies

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class NotInside(Exception):
    """Nobody known stands at the door. `way` tells which way in to show: `officer` or `unit`."""

    def __init__(self, way: str, reason: str = ""):
        self.way, self.reason = way, reason


class NotAllowed(Exception):
    """Known, but this is not theirs to do or see."""

    def __init__(self, reason: str = "Tài khoản này không có quyền thực hiện việc này."):
        self.reason = reason


class NotFound(Exception):
    """No such thing, or none that this visitor may know of."""

    def __init__(self, reason: str = "Không có trang này, hoặc nội dung không thuộc phạm vi của đơn vị."):
        self.reason = reason


@dataclass(frozen=True)
class UnitVisit:
    """A unit that came through its link."""

    unit: Unit
    link: Link
    seal: str


@dataclass(frozen=True)
class OfficerVisit:
    """An officer who logged in."""

    officer: Officer
    seal: str

    @property
    def may_act(self) -> bool:
        return self.officer.role in (Role.OPERATOR, Role.STAFF)


def clock() -> datetime:
    """Now, aware. The one reading of a request; tests override it."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(clock)]


def calendar_day(now: Now) -> date:
    """Today in Hanoi."""
    return now.astimezone(HANOI).date()


Today = Annotated[date, Depends(calendar_day)]


def own_session(request: Request) -> Iterator[Session]:
    with Session(request.app.state.engine, expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


# "function": the commit comes before the answer leaves, so a receipt is never shown for rows that were not kept
Db = Annotated[Session, Depends(own_session, scope="function")]


def own_home(request: Request) -> Home:
    return request.app.state.home


OwnHome = Annotated[Home, Depends(own_home)]


def own_settings(request: Request, home: OwnHome) -> Settings:
    request.state.settings = home.settings()
    return request.state.settings


OwnSettings = Annotated[Settings, Depends(own_settings)]


def own_catalogue(home: OwnHome) -> Catalogue:
    return home_catalogue(home)


Law = Annotated[Catalogue, Depends(own_catalogue)]


def anyone(request: Request, settings: OwnSettings, db: Db, now: Now) -> None:
    """Public: nothing here depends on who asks, except which menu is shown."""
    request.state.now = now


def unit_inside(request: Request, settings: OwnSettings, db: Db, now: Now) -> UnitVisit:
    """The unit of the link in the cookie; the link is looked up again each time, so a revoked one ends the visit."""
    request.state.now = now
    visit = cookies.take(request, cookies.UNIT, now)
    if visit is None:
        raise NotInside("unit")
    link = db.get(Link, visit.get("link", ""))
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        raise NotInside("unit", "Liên kết đã hết hạn hoặc đã được thu hồi.")
    unit = db.get(Unit, link.unit_id)
    if unit is None:
        raise NotInside("unit", "Đơn vị của liên kết này không còn trong danh mục.")
    db.expunge(unit)  # what a page says about its visitor outlives a rollback
    db.expunge(link)
    request.state.visit = UnitVisit(unit, link, cookies.seal_of(request, visit))
    return request.state.visit


def officer_inside(request: Request, settings: OwnSettings, db: Db, now: Now) -> OfficerVisit:
    """An officer whose account is active and whose password has not changed since."""
    request.state.now = now
    visit = cookies.take(request, cookies.OFFICER, now)
    if visit is None:
        raise NotInside("officer")
    officer = db.get(Officer, visit.get("officer", ""))
    if officer is None or not officer.is_active:
        raise NotInside("officer")
    if not cookies.same(visit.get("made", ""), cookies.fingerprint(request, officer.password_hash)):
        raise NotInside("officer", "Phiên đăng nhập đã kết thúc. Đề nghị đăng nhập lại.")
    db.expunge(officer)
    request.state.visit = OfficerVisit(officer, cookies.seal_of(request, visit))
    return request.state.visit


AnOfficer = Annotated[OfficerVisit, Depends(officer_inside, scope="function")]
AUnit = Annotated[UnitVisit, Depends(unit_inside, scope="function")]


def officer_acting(visit: AnOfficer) -> OfficerVisit:
    """Operators and staff; a leader reads only."""
    if not visit.may_act:
        raise NotAllowed("Tài khoản lãnh đạo chỉ xem; việc này do cán bộ tham mưu thực hiện.")
    return visit


def operator_inside(visit: AnOfficer) -> OfficerVisit:
    if visit.officer.role != Role.OPERATOR:
        raise NotAllowed("Việc này chỉ dành cho tài khoản quản trị vận hành.")
    return visit


AnActingOfficer = Annotated[OfficerVisit, Depends(officer_acting, scope="function")]
AnOperator = Annotated[OfficerVisit, Depends(operator_inside, scope="function")]
Public = Annotated[None, Depends(anyone, scope="function")]

DOORS: dict[Callable[..., Any], str] = {
    anyone: "public",
    unit_inside: "unit",
    officer_inside: "officer",
    officer_acting: "acting",
    operator_inside: "operator",
}


def door_of(dependant: Dependant) -> set[str]:
    """The doors a route stands behind, read from its dependencies. Empty: it forgot to ask who comes."""
    found = {DOORS[dependant.call]} if dependant.call in DOORS else set()
    for below in dependant.dependencies:
        found |= door_of(below)
    return found


async def sent_form(request: Request) -> FormData:
    """The posted fields. Refused when it comes from another site."""
    origin = request.headers.get("origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowed("Biểu mẫu được gửi từ một trang khác nên không được nhận.")
    return await request.form(max_files=6, max_fields=2000)


def _sealed(form: FormData, seal: str) -> FormData:
    given = form.get("seal")
    if not isinstance(given, str) or not cookies.same(given, seal):
        raise NotAllowed("Trang đã mở quá lâu hoặc mở từ nơi khác. Đề nghị tải lại trang rồi gửi lại.")
    return form


def unit_form(form: Annotated[FormData, Depends(sent_form)], visit: AUnit) -> FormData:
    return _sealed(form, visit.seal)


def officer_form(form: Annotated[FormData, Depends(sent_form)], visit: AnActingOfficer) -> FormData:
    return _sealed(form, visit.seal)


def session_form(form: Annotated[FormData, Depends(sent_form)], visit: AnOfficer) -> FormData:
    """For what every officer may do to their own visit: leaving."""
    return _sealed(form, visit.seal)


def stranger_form(request: Request, form: Annotated[FormData, Depends(sent_form)], now: Now, door: Public) -> FormData:
    visit = cookies.take(request, cookies.STRANGER, now)
    if visit is None:
        raise NotAllowed("Trang đăng nhập đã mở quá lâu. Đề nghị tải lại trang rồi đăng nhập lại.")
    return _sealed(form, cookies.seal_of(request, visit))


FromUnit = Annotated[FormData, Depends(unit_form, scope="function")]
FromOfficer = Annotated[FormData, Depends(officer_form, scope="function")]
FromSession = Annotated[FormData, Depends(session_form, scope="function")]
FromStranger = Annotated[FormData, Depends(stranger_form, scope="function")]
