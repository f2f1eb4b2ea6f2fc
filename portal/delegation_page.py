"""Ủy quyền khi vắng mặt: the page on which an account lends its say: an officer of the agency, the head of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request
from sqlmodel import Session, col, select
from starlette.datastructures import FormData
from starlette.responses import Response

from models.access import Officer
from models.delegations import delegate, delegations_known, revoke_delegation
from models.errors import Refused
from models.filing_facts import Delegation
from models.vocabulary import Role
from portal.pages import page, see_other
from portal.review_page import names_of
from portal.words import read_day


@dataclass(frozen=True)
class Lent:
    """One delegation as the page lists it."""

    row: Delegation
    giver: str
    taker: str
    state: str  # Vietnamese
    may_end: bool


@dataclass(frozen=True)
class TypedLoan:
    to: str = ""
    from_on: str = ""
    until: str = ""
    reason: str = ""


def show_delegations(
    request: Request, db: Session, account: Officer, today: date, *, problem: str = "", typed: TypedLoan | None = None
) -> Response:
    known = delegations_known(db, {account.username})
    names = names_of(db, {name for row in known for name in (row.from_username, row.to_username)})
    return page(
        request,
        "delegations.html",
        422 if problem else 200,
        lent=[
            Lent(
                row,
                names.get(row.from_username, row.from_username),
                names.get(row.to_username, row.to_username),
                _state(row, today),
                row.from_username == account.username and row.revoked_at is None and row.until >= today,
            )
            for row in known
        ],
        others=_others(db, account),
        typed=typed or TypedLoan(),
        problem=problem,
    )


def take_delegation(
    request: Request, db: Session, account: Officer, sent: FormData, now: datetime, today: date
) -> Response:
    """Lend this account's own say, or end what it lent."""
    typed = TypedLoan(*(str(sent.get(name) or "").strip()[:300] for name in ("to", "from_on", "until", "reason")))
    try:
        if ended := str(sent.get("thu_hoi") or ""):
            _own(db, account, ended)
            revoke_delegation(db, int(ended), account.username, now)
        else:
            delegate(
                db,
                from_username=account.username,
                to_username=typed.to,
                from_on=read_day(typed.from_on) if typed.from_on else today,
                until=read_day(typed.until),
                reason=typed.reason,
                by=account.username,
                now=now,
            )
    except Refused as no:
        db.rollback()
        return show_delegations(request, db, account, today, problem=no.reason, typed=typed)
    return see_other(request.url.path)


def _own(db: Session, account: Officer, id: str) -> None:
    row = db.get(Delegation, int(id)) if id.isdecimal() and len(id) < 10 else None
    if row is None or row.from_username != account.username:
        raise Refused("Không có ủy quyền này của tài khoản. Đề nghị tải lại trang.")


def _others(db: Session, account: Officer) -> list[Officer]:
    """Who may be lent this say: open accounts of the same unit or of the agency that are there to act."""
    query = select(Officer).where(
        Officer.unit_id == account.unit_id,
        col(Officer.is_active),
        Officer.username != account.username,
        Officer.role != Role.LEADER.value,
    )
    return list(db.exec(query.order_by(Officer.full_name)))


def _state(row: Delegation, today: date) -> str:
    if row.revoked_at is not None:
        return "đã thu hồi"
    if row.until < today:
        return "đã hết hạn"
    return "đang có hiệu lực" if row.from_on <= today else "chưa đến ngày"
