"""Tài khoản: what every account sees and settles for itself: its open visits, its password, what it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.access import Officer
from models.audit import record
from models.catalogue import Catalogue
from models.entering import Knock, ask_to_enter
from models.errors import Refused
from models.map_of_day import names_on
from models.officers import refuse_weak, set_password
from models.quiet_hours import day_in_hanoi
from models.rights import reach_of
from models.second_factor import has_second_factor, paper_codes_left
from models.settings import Settings
from models.visits import Visit, end_all, end_own, hash_of, visits_of
from models.vocabulary import Tree
from portal.coming_in import come_in, knock_of
from portal.doors import AccountVisit, AnAccount, Db, Law, Now, OwnSettings
from portal.pages import page, see_other
from portal.sealed_forms import FromAccount

router = APIRouter()
HERE = "/tai-khoan"
VISITS, PASSWORD = f"{HERE}/phien", f"{HERE}/mat-khau"
SHOWN = 30
DONE = {
    "mat-khau": "Đã đổi mật khẩu. Các phiên khác của tài khoản đã kết thúc.",
    "phien": "Đã kết thúc phiên.",
    "moi-phien": "Đã kết thúc các phiên khác.",
    "tat": "Đã bỏ bước xác thực thứ hai.",
}


@dataclass(frozen=True)
class VisitLine:
    """One visit as its owner reads it."""

    visit: Visit
    lasts: bool
    is_this: bool

    @property
    def state(self) -> str:
        if self.is_this:
            return "phiên này"
        if self.lasts:
            return "đang mở"
        return "đã đăng xuất hoặc bị kết thúc" if self.visit.ended_at else "đã hết hạn hoặc mật khẩu đã đổi"


@router.get(HERE)
def account_page(request: Request, visit: AnAccount, db: Db, law: Law, now: Now, xong: str = "") -> Response:
    return page(
        request,
        "account.html",
        account=visit.account,
        reach=reach_in_words(db, law, visit.account, now),
        has_second_factor=has_second_factor(visit.account),
        codes_left=paper_codes_left(db, visit.account),
        done=DONE.get(xong, ""),
    )


@router.get(VISITS)
def visits_page(
    request: Request, visit: AnAccount, db: Db, settings: OwnSettings, now: Now, xong: str = ""
) -> Response:
    return _show_visits(request, db, visit, settings, now, done=DONE.get(xong, ""))


@router.post(VISITS)
def end_visits(
    request: Request, visit: AnAccount, sent: FromAccount, db: Db, settings: OwnSettings, now: Now
) -> Response:
    """One visit by its number in the list, or all but this one."""
    username, chosen = visit.account.username, str(sent.get("phien") or "")
    if not chosen:
        ended = end_all(db, username, username, now, but=hash_of(visit.token))
        record(db, username, "end_visits", f"officer:{username}", f"{ended} phiên", now=now)
        return see_other(f"{VISITS}?xong=moi-phien")
    try:
        end_own(db, visit.account, chosen[:64], username, now)
    except Refused as no:
        return _show_visits(request, db, visit, settings, now, problem=no.reason)
    record(db, username, "end_visits", f"officer:{username}", "01 phiên", now=now)
    return see_other(f"{VISITS}?xong=phien")


@router.get(PASSWORD)
def password_page(request: Request, visit: AnAccount) -> Response:
    return page(request, "account_password.html", wrong={})


@router.post(PASSWORD)
def change_password(request: Request, visit: AnAccount, sent: FromAccount, db: Db, now: Now) -> Response:
    """A new password ends every visit of the account; this browser goes on in a new one."""
    old, new, again = (str(sent.get(name) or "")[:200] for name in ("password", "new_password", "again"))
    username = visit.account.username
    wrong = {
        "password": wrong_password(db, visit.account, old, now, knock_of(request, username, now)),
        "new_password": _why_weak(new, username),
        "again": "" if new == again else "Hai lần nhập mật khẩu mới không giống nhau. Đề nghị nhập lại.",
    }
    if any(wrong.values()):
        return page(request, "account_password.html", 422, wrong=wrong)
    account = set_password(db, username, new)
    record(db, username, "set_password", f"officer:{username}", now=now)
    response = see_other(f"{HERE}?xong=mat-khau")
    end_all(db, username, username, now)
    come_in(response, request, db, account, now)
    return response


def _why_weak(password: str, username: str) -> str:
    """Why this is no password to take; empty where it is."""
    try:
        refuse_weak(password, username)
    except Refused as no:
        return no.reason
    return ""


def wrong_password(db: Session, account: Officer, typed: str, now: datetime, knock: Knock) -> str:
    """Why this is not the account's own password; empty where it is. A wrong one counts like one at the door."""
    answer = ask_to_enter(db, account.username, typed[:200], now, knock)
    if answer.officer is not None:
        return ""
    return answer.reason if "tạm khóa" in answer.reason else "Mật khẩu hiện tại không đúng. Đề nghị nhập lại."


def reach_in_words(db: Session, law: Catalogue, account: Officer, now: datetime) -> list[str]:
    """What an account reaches, one limit a line; none: everything."""
    reach = reach_of(account)
    units = names_on(db, {*reach.below, reach.within} - {""}, day_in_hanoi(now))
    lines = (
        [f"Đơn vị: {units[reach.within]}" + ("" if reach.only_itself else " và các đơn vị phía dưới")]
        if reach.within
        else []
    )
    if reach.below:
        lines.append(f"Trong: {'; '.join(sorted(units[id] for id in reach.below))}, kể cả các đơn vị phía dưới")
    if reach.trees:
        lines.append(f"Hệ: {'; '.join(tree.label for tree in Tree if tree in reach.trees)}")
    if reach.programmes:
        titles = (
            law.programmes[slug].short_title if slug in law.programmes else slug for slug in sorted(reach.programmes)
        )
        lines.append(f"Chương trình: {'; '.join(titles)}")
    return lines


def _show_visits(
    request: Request,
    db: Session,
    visit: AccountVisit,
    settings: Settings,
    now: datetime,
    *,
    done: str = "",
    problem: str = "",
) -> Response:
    known = visits_of(db, visit.account.username, now, timedelta(minutes=settings.visit_idle_minutes))
    here = hash_of(visit.token)
    lines = [VisitLine(row, lasts, row.id == here) for row, lasts in known[:SHOWN]]
    return page(
        request,
        "account_visits.html",
        422 if problem else 200,
        lines=lines,
        others=sum(line.lasts and not line.is_this for line in lines),
        done=done,
        problem=problem,
    )
