"""Lệnh điều hành, from the form to the deed: told, put before the officers, confirmed by a login and carried out.

Confirming happens in the session of whoever shows the page, without Prefect: the order is claimed, told once more as
the world is now, and only if that is what the officer saw is it carried out, all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session

from models.access import Officer
from models.audit import record
from models.errors import Refused, answers
from models.officers import acting_officer, acting_officer_for, find_officer
from models.orders import Order, Told, claim, find_order, place
from models.rights import reach_of, reached_among
from models.secrecy import refuse_words
from models.settings import Home
from models.vocabulary import OrderKind, OrderState
from tasks.duty_orders import DayOrder, RequestOrder
from tasks.order_ground import Ground, Wish
from tasks.period_orders import ClosingOrder, PublicationOrder, ReopeningOrder
from tasks.recalculation_orders import RecalculationOrder
from tasks.unit_orders import ExtensionOrder, FilingsOrder, WaiverOrder
from tasks.unit_undo_orders import UndoUnitsOrder

WISHES: Mapping[OrderKind, type[Any]] = {
    wish.kind: wish
    for wish in (
        ExtensionOrder,
        WaiverOrder,
        FilingsOrder,
        RequestOrder,
        DayOrder,
        ClosingOrder,
        ReopeningOrder,
        PublicationOrder,
        UndoUnitsOrder,
        RecalculationOrder,
    )
}


class Moved(Refused):
    """What the order would do is not what the officer saw any more."""


def wish_of(order: Order) -> Wish:
    """What an order asks for."""
    return TypeAdapter(WISHES[OrderKind.of(order.kind)]).validate_python(order.parameters, strict=False)


def parameters_of(wish: Wish) -> dict[str, Any]:
    """What an order keeps of a wish."""
    parameters: dict[str, Any] = TypeAdapter(type(wish)).dump_python(wish, mode="json")
    return parameters


def ask(session: Session, home: Home, wish: Wish, *, by: str, run: str = "", now: datetime) -> Order:
    """Put a wish before the officers, with what it would do now. The same wish that still waits is that same order.

    `by`: the account written into the form. Errors: as `heard`.
    """
    ground = Ground(session, home, now)
    asker, told = heard(ground, wish, by)
    parameters = parameters_of(wish)
    said = {"programme": wish.programme, "by": asker.username, "run": run, "now": now}
    return place(session, wish.kind, wish.about(ground), parameters, told, **said)  # type: ignore[arg-type]


def heard(ground: Ground, wish: Wish, by: str) -> tuple[Officer, Told]:
    """Who asks, what would be done. Errors: `Refused` for one that may not act and as the wish's `told`, at once."""
    asker, told = answers(partial(_entitled, ground, wish, by), partial(wish.told, ground))
    return asker, told


def told_now(session: Session, home: Home, order: Order, now: datetime) -> Told:
    """What the order would do as the world is now. Errors: `Refused` where it cannot be done any more."""
    return wish_of(order).told(Ground(session, home, now))


def carry_out(
    session: Session, home: Home, order_id: int, officer: Officer, seen: str, now: datetime, note: str = ""
) -> Order:
    """Confirm an order and do it, at once. `seen`: the mark of what the officer was shown.

    Errors: `Moved` where that is not what would be done now; `Refused` for an order decided or expired, an officer
    whose account may not act or reaches not all of it, and whatever the deed itself refuses. The caller rolls back.
    """
    order = claim(session, order_id, OrderState.DONE, by=officer.username, note=note, now=now)  # takes the write lock
    wish, ground = wish_of(order), Ground(session, home, now)
    _entitled(ground, wish, officer.username)
    _refuse_note(ground, wish, note)
    if wish.told(ground).mark != seen:
        raise Moved("Tình hình đã thay đổi từ lúc mở trang. Đề nghị xem nội dung mới dưới đây rồi xác nhận lại.")
    order.outcome = wish.carry_out(ground, officer.username).as_json()
    session.add(order)
    record(
        session, officer.username, "order_confirm", order.subject, f"{order.kind}, đề nghị: {order.asked_by}", now=now
    )
    session.flush()
    return order


def turn_down(session: Session, home: Home, order_id: int, officer: Officer, note: str, now: datetime) -> Order:
    """Refuse an order, with a reason. Errors: `Refused`."""
    ground, wish = Ground(session, home, now), wish_of(find_order(session, order_id))
    _entitled(ground, wish, officer.username)
    _refuse_note(ground, wish, note)
    order = claim(session, order_id, OrderState.REFUSED, by=officer.username, note=note, now=now)
    record(session, officer.username, "order_refuse", order.subject, order.kind, now=now)
    session.flush()
    return order


def lies_within(session: Session, home: Home, order: Order, account: Officer, now: datetime) -> bool:
    """Whether all that an order is about lies within the reach of an account, so that it may be shown to it.

    One about all units is beyond an account limited to some; so is one whose units cannot be told any more.
    """
    reach = reach_of(account)
    if not reach.holds_programme(order.programme):
        return False
    if not reach.limits_units:
        return True
    ground = Ground(session, home, now)
    try:
        units = frozenset(wish_of(order).units_asked(ground) or ())
    except Refused:
        return False
    return bool(units) and reached_among(session, reach, units, ground.today) == units


def _refuse_note(ground: Ground, wish: Wish, note: str) -> None:
    """An order about one duty may be about a secret one. Errors: `Refused`."""
    refuse_words(ground.catalogue, wish.programme, getattr(wish, "duty", ""), note)


def _entitled(ground: Ground, wish: Wish, username: str) -> Officer:
    """The account, where it may act on all that this wish is about. Errors: `Refused`."""
    session = ground.session
    if not reach_of(find_officer(session, username)).is_limited:
        return acting_officer(session, username)
    units = wish.units_asked(ground) or ()
    return acting_officer_for(session, username, ground.today, unit_ids=units, programmes=[wish.programme])
