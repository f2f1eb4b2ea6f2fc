"""Doors: every route goes through one of them, and so says whom it lets in.

`anyone` (public pages), `unit_inside` (a signed link or an account of the unit, one unit), `head_inside` (its head, or
who stands in for them), `officer_inside` (any officer of the agency or of a superior, to read), `officer_reviewing`
(who has a say on filings), `officer_acting` (operators and staff of the agency, to change something),
`operator_inside`. A test reads `door_of` of every route. Also here: the clock, read once a request, and the session,
committed before the answer leaves.
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
from models.delegations import speaks_for_head
from models.map_of_day import name_on
from models.officers import acts_for_agency, is_of_unit, may_review
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
    """A unit that came through its link, or by an account of its own: exactly one of the two."""

    unit: Unit
    link: Link | None
    seal: str
    account: Officer | None = None
    may_review: bool = False  # its head, or standing in for them today

    @property
    def by(self) -> str:
        """Who does what is done here, as rows keep it: `link:<id>` or the account's name."""
        return self.account.username if self.account else f"link:{self.link_id}"

    @property
    def link_id(self) -> str | None:
        return self.link.id if self.link else None


@dataclass(frozen=True)
class OfficerVisit:
    """An officer who logged in."""

    officer: Officer
    seal: str

    @property
    def may_act(self) -> bool:
        """To change what is the agency's: an officer of a superior reads, and has a say on filings only."""
        return acts_for_agency(self.officer)

    @property
    def may_review(self) -> bool:
        return may_review(self.officer)


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
    """The unit of the link or the account in the cookie; looked up again each time, so a revoked one ends the visit."""
    request.state.now = now
    visit = cookies.take(request, cookies.UNIT, now)
    if visit is None:
        raise NotInside("unit")
    account = unit_account(request, db, visit)
    link = None if account else _living_link(db, visit, now)
    unit = db.get(Unit, (account and account.unit_id) or (link and link.unit_id) or "")
    if unit is None:
        raise NotInside("unit", "Đơn vị của liên kết này không còn trong danh mục.")
    today = day_in_hanoi(now)
    may_review = account is not None and speaks_for_head(db, account, today)
    for row in (unit, account, link):
        if row is not None:
            db.expunge(row)  # what a page says about its visitor outlives a rollback
    unit.name = name_on(db, unit, today)
    request.state.visit = UnitVisit(unit, link, cookies.seal_of(request, visit), account, may_review)
    return request.state.visit


def unit_account(request: Request, db: Session, visit: dict[str, Any]) -> Officer | None:
    """The unit's own account a visit was begun under; None for a visit by link. Errors: `NotInside`."""
    if "officer" not in visit:
        return None
    account = db.get(Officer, visit["officer"])
    if account is None or not account.is_active or not is_of_unit(account):
        raise NotInside("officer", "Tài khoản của đơn vị không còn dùng được. Đề nghị liên hệ cơ quan theo dõi.")
    _refuse_changed_password(request, visit, account)
    return account


def _living_link(db: Session, visit: dict[str, Any], now: datetime) -> Link:
    link = db.get(Link, visit.get("link", ""))
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        raise NotInside("unit", "Liên kết đã hết hạn hoặc đã được thu hồi.")
    return link


def _refuse_changed_password(request: Request, visit: dict[str, Any], account: Officer) -> None:
    if not cookies.same(visit.get("made", ""), cookies.fingerprint(request, account.password_hash)):
        raise NotInside("officer", "Phiên đăng nhập đã kết thúc. Đề nghị đăng nhập lại.")


def officer_inside(request: Request, settings: OwnSettings, db: Db, now: Now) -> OfficerVisit:
    """An officer of the agency or of a superior: account active, password unchanged since. No account of a unit."""
    request.state.now = now
    visit = cookies.take(request, cookies.OFFICER, now)
    if visit is None:
        raise NotInside("officer")
    officer = db.get(Officer, visit.get("officer", ""))
    if officer is None or not officer.is_active or is_of_unit(officer):
        raise NotInside("officer")
    _refuse_changed_password(request, visit, officer)
    db.expunge(officer)
    request.state.visit = OfficerVisit(officer, cookies.seal_of(request, visit))
    return request.state.visit


AnOfficer = Annotated[OfficerVisit, Depends(officer_inside, scope="function")]
AUnit = Annotated[UnitVisit, Depends(unit_inside, scope="function")]


def officer_acting(visit: AnOfficer) -> OfficerVisit:
    """Operators and staff of the agency; a leader and an officer of a superior read only."""
    if not visit.may_act:
        raise NotAllowed("Tài khoản này chỉ xem; việc này do cán bộ tham mưu của cơ quan theo dõi thực hiện.")
    return visit


def officer_reviewing(visit: AnOfficer) -> OfficerVisit:
    """Who has a say on filings: the agency's staff, and the staff of a superior for those below it."""
    if not visit.may_review:
        raise NotAllowed("Tài khoản này chỉ xem; việc này do cán bộ tham mưu thực hiện.")
    return visit


def head_inside(visit: AUnit) -> UnitVisit:
    """The unit's head, or the account that stands in for them today."""
    if not visit.may_review:
        raise NotAllowed("Việc này do thủ trưởng đơn vị hoặc người được ủy quyền thực hiện bằng tài khoản riêng.")
    return visit


def operator_inside(visit: AnOfficer) -> OfficerVisit:
    if visit.officer.role != Role.OPERATOR:
        raise NotAllowed("Việc này chỉ dành cho tài khoản quản trị vận hành.")
    return visit


AnActingOfficer = Annotated[OfficerVisit, Depends(officer_acting, scope="function")]
AReviewer = Annotated[OfficerVisit, Depends(officer_reviewing, scope="function")]
AHead = Annotated[UnitVisit, Depends(head_inside, scope="function")]
AnOperator = Annotated[OfficerVisit, Depends(operator_inside, scope="function")]
Public = Annotated[None, Depends(anyone, scope="function")]

DOORS: dict[Callable[..., Any], str] = {
    anyone: "public",
    unit_inside: "unit",
    head_inside: "head",
    officer_inside: "officer",
    officer_reviewing: "reviewing",
    officer_acting: "acting",
    operator_inside: "operator",
}


def door_of(dependant: Dependant) -> set[str]:
    """The doors a route stands behind, read from its dependencies. Empty: it forgot to ask who comes."""
    found = {DOORS[dependant.call]} if dependant.call in DOORS else set()
    for below in dependant.dependencies:
        found |= door_of(below)
    return found
