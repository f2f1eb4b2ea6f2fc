"""Runs that wait for an officer, as our own tables know them: placed, waiting, to be woken, told. Knows no Prefect."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from models.errors import Refused, answers
from models.officers import open_and_acting
from models.orders import Order, Told, done_before, expire, find_order
from models.settings import Home
from models.vocabulary import OrderState
from models.waiting_runs import Verdict, awaited_by, note_told, runs_to_wake, verdict_on, wait_for
from reports.numerals import moment
from tasks.order_ground import Ground, NothingToDo, Wish
from tasks.orders import ask, heard, parameters_of
from tasks.session import open_session
from tasks.sheets import Sheet, portal_link, sheet_key

WishFor = Callable[[Ground], Wish]  # what a form asks for, once its words are looked up


def rehearse_order(home: Home, wish_for: WishFor, by: str, now: datetime) -> Sheet:
    """What the order would do, as a sheet; nothing is written. Errors: `Refused`, all that is wrong at once.

    One that was carried out while its rehearsal waited for its turn is no error: the sheet says so.
    """
    with open_session(home) as session:
        ground = Ground(session, home, now)
        wish = _wished(ground, wish_for, by)
        try:
            _, told = heard(ground, wish, by)
        except NothingToDo as so:
            told = Told((so.reason,))
        except Refused as no:
            if (done := done_before(session, wish.kind, parameters_of(wish))) is None:
                raise
            told = Told((f"Lệnh số {done.id} với đúng nội dung này đã thực hiện; không còn gì để làm. {no}",))
        about = wish.about(ground)
        session.rollback()
    first, *others = _lines(told)
    lines = (f"**Chạy thử**, không ghi gì, chưa lập lệnh: {first}", *others)
    key = sheet_key("lenh-chay-thu", wish.kind.label)
    return Sheet(key, f"Lệnh điều hành · {about}", lines, _rows(told), when_empty="")


def place_order(home: Home, wish_for: WishFor, by: str, run: str, now: datetime) -> Order | Sheet:
    """Put the order before the officers and note that this run waits for it; once a run, however often it is tried.

    Where nothing is to be done there is no order: the sheet that says so. Errors: `Refused`, all that is wrong at once.
    """
    if standing := order_awaited(home, run):
        return standing
    with open_session(home) as session:
        try:
            wish = _wished(Ground(session, home, now), wish_for, by)
            order = ask(session, home, wish, by=by, run=run, now=now)
        except NothingToDo as so:
            session.rollback()
            return Sheet("lenh-khong-can", "Lệnh điều hành · không cần lập", (so.reason,), when_empty="")
        wait_for(session, run, order.subject, now)
    return order


def _wished(ground: Ground, wish_for: WishFor, by: str) -> Wish:
    """What the form asks for. Errors: `Refused`; who may not ask is told so beside what is wrong with the form."""
    with suppress(Refused):
        return wish_for(ground)
    said = answers(partial(open_and_acting, ground.session, by), partial(wish_for, ground))
    wish: Wish = said[1]
    return wish


def order_awaited(home: Home, run: str) -> Order | None:
    """The order this run waits for; None where it is here for the first time."""
    with open_session(home) as session:
        kind, _, number = awaited_by(session, run).partition(":")
        return find_order(session, int(number)) if kind == "order" else None


def verdict(home: Home, run: str, subject: str, now: datetime) -> Verdict:
    """Where the matter stands; noted that this run waits for it."""
    with open_session(home) as session:
        expire(session, now)
        wait_for(session, run, subject, now)
        return verdict_on(session, subject, now)


def told(home: Home, run: str, now: datetime) -> None:
    """This run needs no waking any more."""
    with open_session(home) as session:
        note_told(session, run, now)


def to_wake(home: Home, now: datetime) -> list[str]:
    """The runs whose matter is decided, or past its time; orders past their time are closed on the way."""
    with open_session(home) as session:
        expire(session, now)
        return runs_to_wake(session, now)


def order_sheet(home: Home, order_id: int) -> Sheet:
    """Where an order stands: what it would do and where to confirm it, or what it did and who said so."""
    with open_session(home) as session:
        order = find_order(session, order_id)
    state = OrderState.of(order.state)
    words = "Mở trang xác nhận ở cổng" if state is OrderState.WAITING else "Xem lệnh ở cổng"
    links = [portal_link(home, words, order.path)]
    said = Told.read(order.outcome if state is OrderState.DONE else order.preview)
    links += [portal_link(home, words, path) for words, path in said.pages]
    lines = [*_standing(order, state), *_lines(said)]
    title = f"Lệnh số {order.id} · {order.about}"
    return Sheet(f"lenh-{order.id}", title, tuple(lines), _rows(said), when_empty="", links=tuple(links))


def _standing(order: Order, state: OrderState) -> list[str]:
    asked = f"Người đề nghị (ghi trong phiếu): {order.asked_by}, {moment(order.asked_at)}."
    if state is OrderState.WAITING:
        first = f"Lệnh số {order.id} chờ cán bộ xác nhận ở cổng, đến {moment(order.expires_at)}."
        return [first, "Chưa có gì thay đổi. Lượt chạy này tạm nghỉ và tự chạy tiếp khi có quyết định.", asked]
    if state is OrderState.EXPIRED:
        return [f"Lệnh số {order.id} hết hạn xác nhận, không thực hiện.", asked]
    assert order.decided_at is not None
    who = f"{order.decided_by}, {moment(order.decided_at)}"
    if state is OrderState.REFUSED:
        return [f"Lệnh số {order.id} không được đồng ý ({who}): {order.note}", asked]
    return [f"Lệnh số {order.id} đã thực hiện; người xác nhận: {who}.", asked]


def _lines(said: Told) -> list[str]:
    return [*said.lines, *(f"**Lưu ý:** {warning}" for warning in said.warnings)]


def _rows(said: Told) -> list[dict[str, str]]:
    return [dict(zip(said.columns, row, strict=True)) for row in said.rows]
