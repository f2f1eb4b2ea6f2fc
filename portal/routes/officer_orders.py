"""Lệnh điều hành: what was asked for in Prefect waits here for an officer's word, and is carried out at that word.

What is confirmed is what the page showed: it is told anew at every look, and where it has changed meanwhile the page
shows the new content and asks again. An account of limited reach sees the orders that lie within it, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.access import Officer
from models.errors import Refused
from models.orders import Order, Told, decided_orders, find_order, waiting_orders
from models.settings import Home
from models.vocabulary import OrderState
from portal.doors import AnActingOfficer, AnOfficer, Db, NotAllowed, NotFound, Now, OfficerVisit, OwnHome, RowId
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer
from tasks.orders import carry_out, lies_within, told_now, turn_down

router = APIRouter()
PATH = "/can-bo/lenh"
SHOWN = 60
DONE = {
    OrderState.DONE: "Đã thực hiện. Lượt chạy trong Prefect tự chạy tiếp và công bố kết quả.",
    OrderState.REFUSED: "Đã ghi nhận không đồng ý; không có gì thay đổi.",
}


@dataclass(frozen=True)
class OrderPage:
    """One order as its page shows it. `told`: what it would do now, or what it did; None where it cannot be done."""

    order: Order
    state: OrderState
    asked_by: str
    decided_by: str
    told: Told | None
    has_moved: bool = False  # since it was asked for
    why_not: str = ""  # it cannot be carried out any more
    may_decide: bool = False


@router.get(PATH)
def orders_page(request: Request, visit: AnOfficer, db: Db, home: OwnHome, now: Now) -> Response:
    waiting, decided = (
        _lines(db, [order for order in orders if lies_within(db, home, order, visit.officer, now)], now)
        for orders in (waiting_orders(db, now), decided_orders(db, now, SHOWN))
    )
    return page(request, "orders.html", waiting=waiting, decided=decided, shown=SHOWN)


@router.get(PATH + "/{order_id}")
def order_page(
    request: Request, order_id: RowId, visit: AnOfficer, db: Db, home: OwnHome, now: Now, xong: str = ""
) -> Response:
    shown = _shown(db, home, _order(db, home, order_id, visit, now), visit, now)
    done = DONE.get(shown.state, "") if xong else ""
    return page(request, "order.html", shown=shown, done=done, problem="", note="")


@router.post(PATH + "/{order_id}")
def decide_on_order(
    request: Request, order_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, home: OwnHome, now: Now
) -> Response:
    _order(db, home, order_id, visit, now)
    note, seen = str(sent.get("note") or "")[:2000], str(sent.get("seen") or "")
    try:
        officer = db.get_one(Officer, visit.officer.username)
        if sent.get("what") == "confirm":
            carry_out(db, home, order_id, officer, seen, now, note)
        elif sent.get("what") == "refuse":
            turn_down(db, home, order_id, officer, note, now)
        else:
            raise Refused("Đề nghị chọn xác nhận hoặc không đồng ý.")
    except Refused as no:
        db.rollback()
        shown = _shown(db, home, _order(db, home, order_id, visit, now), visit, now)
        return page(request, "order.html", 422, shown=shown, done="", problem=no.reason, note=note)
    return see_other(f"{PATH}/{order_id}?xong=1")


def _order(db: Session, home: Home, order_id: int, visit: OfficerVisit, now: datetime) -> Order:
    try:
        order = find_order(db, order_id)
    except Refused as no:
        raise NotFound(no.reason) from None
    if not lies_within(db, home, order, visit.officer, now):
        raise NotAllowed("Lệnh này gồm cả đơn vị, chương trình ngoài phạm vi của tài khoản.")
    return order


def _shown(db: Session, home: Home, order: Order, visit: OfficerVisit, now: datetime) -> OrderPage:
    line = _line(db, order, now)
    if line.state is not OrderState.WAITING:
        kept = order.outcome if line.state is OrderState.DONE else order.preview
        return replace(line, told=Told.read(kept))
    try:
        told = told_now(db, home, order, now)
    except Refused as no:
        return replace(line, told=Told.read(order.preview), why_not=no.reason, may_decide=visit.may_act)
    has_moved = told.mark != Told.read(order.preview).mark
    return replace(line, told=told, has_moved=has_moved, may_decide=visit.may_act)


def _lines(db: Session, orders: Sequence[Order], now: datetime) -> list[OrderPage]:
    return [_line(db, order, now) for order in orders]


def _line(db: Session, order: Order, now: datetime) -> OrderPage:
    is_over = order.is_waiting and order.expires_at <= now
    state = OrderState.EXPIRED if is_over else OrderState.of(order.state)
    return OrderPage(order, state, _name(db, order.asked_by), _name(db, order.decided_by), None)


def _name(db: Session, username: str) -> str:
    account = db.get(Officer, username) if username else None
    return account.full_name if account else username
