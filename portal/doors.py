"""Doors: every route goes through one of them, and so says whom it lets in.

`anyone` (public pages), `unit_inside` (a signed link or an account of the unit, one unit), `head_inside` (its head, or
who stands in for them), `officer_inside` (any officer of the agency or of a superior, to read), `officer_reviewing`
(who has a say on filings), `officer_acting` (operators and staff of the agency, to change something),
`operator_inside`, `account_inside` (whoever logged in, to their own account). Behind the officers' doors `portal.reach`
says what an account of limited reach opens. A test reads `door_of` of every route. Also here: the clock, read once a
request, and the session, committed before the answer leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.dependencies.models import Dependant
from sqlmodel import Session

from models.access import Link, Officer
from models.catalogue import Catalogue, home_catalogue
from models.delegations import speaks_for_head
from models.map_of_day import name_on
from models.officers import is_of_unit
from models.quiet_hours import day_in_hanoi
from models.rights import NOT_THEIR_PROGRAMME, OUT_OF_REACH, reach_of, units_reached
from models.second_factor import has_second_factor, must_have
from models.settings import Home, Settings
from models.units import Unit
from models.visits import note_seen, standing
from models.vocabulary import Role
from portal import cookies
from portal.reach import subjects_of
from portal.visitors import AccountVisit, OfficerVisit, UnitVisit

RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]  # larger numbers are no row of any database of ours


class NotInside(Exception):
    """Nobody known stands at the door. `way` tells which way in to show: `officer` or `unit`."""

    def __init__(self, way: str, reason: str = ""):
        self.way, self.reason = way, reason


class SecondFactorWanted(Exception):
    """The installation asks more of this account than a password; until then only its own account is open to it."""


class TooOften(Exception):
    """So many wrong guesses from one place that it has to wait."""

    def __init__(self, left: timedelta):
        self.left = left


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
            session.expunge_all()  # what the page of the refusal says about its visitor outlives the rollback
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


def own_catalogue(request: Request, home: OwnHome) -> Catalogue:
    """The rules; for an account limited to some programmes, those only (its door stands before this)."""
    law, visit = home_catalogue(home), getattr(request.state, "visit", None)
    if not isinstance(visit, OfficerVisit) or not visit.reach.limits_programmes:
        return law
    return replace(
        law, programmes={slug: p for slug, p in law.programmes.items() if visit.holds(programme=slug)}, memo={}
    )


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
    account = unit_account(db, settings, visit, now)
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


def unit_account(db: Session, settings: Settings, visit: dict[str, Any], now: datetime) -> Officer | None:
    """The unit's own account a visit was begun under; None for a visit by link. Errors: `NotInside`."""
    if "officer" not in visit:
        return None
    account = _standing_account(db, settings, visit, now)
    if not is_of_unit(account):
        raise NotInside("officer", "Tài khoản của đơn vị không còn dùng được. Đề nghị liên hệ cơ quan theo dõi.")
    if must_have(account, settings.second_factor_roles) and not has_second_factor(account):
        raise SecondFactorWanted
    return account


def _standing_account(db: Session, settings: Settings, visit: dict[str, Any], now: datetime) -> Officer:
    """The account whose visit this cookie carries, as long as it lasts. Errors: `NotInside`."""
    found = standing(db, str(visit.get("id", "")), now, timedelta(minutes=settings.visit_idle_minutes))
    if found is None:
        raise NotInside("officer", "Phiên đăng nhập đã kết thúc. Đề nghị đăng nhập lại.")
    if note_seen(db, found[0], now):
        db.commit()  # at once: no page holds the only writer's place for as long as it takes to draw
    return found[1]


def _living_link(db: Session, visit: dict[str, Any], now: datetime) -> Link:
    link = db.get(Link, visit.get("link", ""))
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        raise NotInside("unit", "Liên kết đã hết hạn hoặc đã được thu hồi.")
    return link


def officer_inside(request: Request, settings: OwnSettings, db: Db, now: Now) -> OfficerVisit:
    """An officer of the agency or of a superior, before a page within their reach. No account of a unit."""
    request.state.now = now
    visit = cookies.take(request, cookies.OFFICER, now)
    if visit is None:
        raise NotInside("officer")
    officer = _standing_account(db, settings, visit, now)
    if is_of_unit(officer):
        raise NotInside("officer")
    if must_have(officer, settings.second_factor_roles) and not has_second_factor(officer):
        raise SecondFactorWanted
    request.state.visit = _officer_visit(request, db, officer, visit, now)
    _refuse_beyond_reach(request, db, request.state.visit)
    return request.state.visit


def _officer_visit(
    request: Request, db: Session, officer: Officer, visit: dict[str, Any], now: datetime
) -> OfficerVisit:
    reach = reach_of(officer)
    units = units_reached(db, reach, day_in_hanoi(now))
    db.expunge(officer)
    return OfficerVisit(officer, cookies.seal_of(request, visit), reach, units)


def _refuse_beyond_reach(request: Request, db: Session, visit: OfficerVisit) -> None:
    """The one place where reach is asked of what an address names. Errors: `NotAllowed`."""
    if not visit.reach.is_limited:
        return
    if not visit.opens(request.scope["route"].path):
        raise NotAllowed(
            "Trang này gồm cả đơn vị, chương trình ngoài phạm vi của tài khoản. Đề nghị xem từ trang Hôm nay."
        )
    for subject in subjects_of(db, request.path_params):
        if not visit.holds(programme=subject.programme):
            raise NotAllowed(NOT_THEIR_PROGRAMME)
        if not visit.holds(unit_id=subject.unit_id):
            raise NotAllowed(OUT_OF_REACH)


def account_inside(request: Request, settings: OwnSettings, db: Db, now: Now) -> AccountVisit:
    """Whoever logged in, of whatever kind, before their own account; also who still has to set up a second factor."""
    request.state.now = now
    for way in (cookies.OFFICER, cookies.UNIT):
        visit = cookies.take(request, way, now)
        if visit is None or "officer" not in visit:
            continue
        account = _standing_account(db, settings, visit, now)
        if is_of_unit(account) == (way == cookies.UNIT):
            wants = must_have(account, settings.second_factor_roles) and not has_second_factor(account)
            seal = cookies.seal_of(request, visit)
            request.state.visit = AccountVisit(account, seal, way, visit["id"], wants)
            return request.state.visit
    raise NotInside("officer")


AnOfficer = Annotated[OfficerVisit, Depends(officer_inside, scope="function")]
AUnit = Annotated[UnitVisit, Depends(unit_inside, scope="function")]
AnAccount = Annotated[AccountVisit, Depends(account_inside, scope="function")]


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
    account_inside: "account",
}


def door_of(dependant: Dependant) -> set[str]:
    """The doors a route stands behind, read from its dependencies. Empty: it forgot to ask who comes."""
    found = {DOORS[dependant.call]} if dependant.call in DOORS else set()
    for below in dependant.dependencies:
        found |= door_of(below)
    return found
