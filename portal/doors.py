"""Doors: every route goes through one of them, and so says whom it lets in.

`anyone` (public pages), `unit_inside` (a signed link, one unit), `officer_inside` (any officer, to read),
`officer_acting` (operators and staff, to change something), `operator_inside`. A test reads `door_of` of every route.
Also here: the clock, read once a request, and the session, committed before the answer leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.dependencies.models import Dependant
from sqlmodel import Session

from models.access import Link, Officer
from models.catalogue import Catalogue, home_catalogue
from models.map_of_day import name_on
from models.quiet_hours import day_in_hanoi
from models.settings import Home, Settings
from models.units import Unit
from models.vocabulary import Role
from portal import cookies

RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]  # larger numbers are no row of any database of ours


class NotInside(Exception):
    """Nobody known stands at the door. `way` tells which way in to show: `officer` or `unit`."""

    def __init__(self, way: str, reason: str = ""):
        self.way, self.reason = way, reason


class NotAllowed(Exception):
    """Known, but this is not theirs to do or see."""

    def __init__(self, reason: str = "Tài khoản này không có quyền thực hiện việc này."):
        self.reason = reason


def known_unit(db: Session, unit_id: str) -> Unit:
    """The unit an officer's address names, living or not."""
    unit = db.get(Unit, unit_id)
    if unit is None:
        raise NotFound("Không có đơn vị này trong danh mục.")
    return unit


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
    return day_in_hanoi(now)


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
    unit.name = name_on(db, unit, day_in_hanoi(now))
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
