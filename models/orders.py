"""Lệnh điều hành: what somebody asked for in Prefect and a named officer confirms or refuses at the portal.

Prefect's server knows one shared password, so who asked is only what they wrote; who decided is a login. An order keeps
what it would do as it was shown (`preview`), waits for a while, is decided once, and stands for ever. The same order
asked for twice while it waits is one. Does not know what any kind of order does: `tasks.orders` carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, Index, text, update
from sqlmodel import Field, Session, SQLModel, col, func, select

from models.audit import record
from models.canonical import canonical
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import instant
from models.free_words import refuse_personal
from models.quiet_hours import day_in_hanoi
from models.vocabulary import OrderKind, OrderState
from models.writing import insert_new, table_of

LASTS = timedelta(days=14)  # so long an order waits for a word
LONGEST_NOTE = 500
BY_ITSELF = "hệ thống"  # who closes an order that nobody decided
WAITING = OrderState.WAITING.value
_ONE_AT_A_TIME = 0x6C656E68  # the lock of deciding: “lenh”


class Order(SQLModel, table=True):
    """One order. `parameters` is all its kind needs; `fingerprint` of them is unique among those that wait."""

    __tablename__ = "operator_order"
    __table_args__ = (
        Index(
            "ux_operator_order_waiting",
            "fingerprint",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_operator_order_state", "state", "asked_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # OrderKind
    about: str  # in one line, what is ordered
    programme: str = ""  # whose rights it takes
    parameters: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    fingerprint: str
    preview: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # when asked
    asked_by: str  # the account somebody wrote into the form
    asked_run: str = ""  # id of the run in Prefect; empty: asked elsewhere
    asked_at: datetime = instant()
    expires_at: datetime = instant()
    state: str = WAITING  # OrderState
    decided_by: str = ""
    decided_at: datetime | None = instant(default=None, nullable=True)
    note: str = ""  # why it was refused, or what was said when it was confirmed
    outcome: dict[str, Any] = Field(  # a `Told`, once done
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )

    @property
    def is_waiting(self) -> bool:
        return self.state == WAITING

    @property
    def subject(self) -> str:
        """How the journal and waiting runs name it."""
        return f"order:{self.id}"

    @property
    def path(self) -> str:
        """Its page at the portal."""
        return f"/can-bo/lenh/{self.id}"


@dataclass(frozen=True)
class Told:
    """What an order would do, or did, in words: lines, a table, warnings, and pages to look at ({title, path})."""

    lines: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    warnings: tuple[str, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    content: str = ""  # the print of what is not shown word for word and still counts, e.g. every figure

    @property
    def said(self) -> str:
        return self.lines[0]

    @property
    def mark(self) -> str:
        """The print of all this: what an officer saw is what they confirm."""
        return sha256(canonical(asdict(self)).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Told:
        return cls(
            lines=tuple(kept["lines"]),
            columns=tuple(kept["columns"]),
            rows=tuple(tuple(row) for row in kept["rows"]),
            warnings=tuple(kept["warnings"]),
            pages=tuple((title, path) for title, path in kept["pages"]),
            content=kept["content"],
        )


def place(
    session: Session,
    kind: OrderKind,
    about: str,
    parameters: Mapping[str, Any],
    preview: Told,
    *,
    programme: str = "",
    by: str,
    run: str = "",
    now: datetime,
) -> Order:
    """Put an order before the officers. One that asks for the very same and still waits is answered with itself."""
    expire(session, now)
    fingerprint = _fingerprint(kind, parameters)
    row = {
        "kind": kind.value,
        "about": about,
        "programme": programme,
        "parameters": dict(parameters),
        "fingerprint": fingerprint,
        "preview": preview.as_json(),
        "asked_by": by,
        "asked_run": run,
        "asked_at": now,
        "expires_at": now + LASTS,
        "state": WAITING,
        "decided_by": "",
        "decided_at": None,
        "note": "",
        "outcome": {},
    }
    is_new = bool(insert_new(session, Order, [row], returning=[table_of(Order).c.id]))
    query = select(Order).where(Order.fingerprint == fingerprint, Order.state == WAITING)
    order = session.exec(query).one()
    if is_new:
        asked_in = f", lượt chạy {run}" if run else ""
        record(session, by, "order_ask", order.subject, f"{kind.value}{asked_in}", now=now)
        session.flush()
    return order


def done_before(session: Session, kind: OrderKind, parameters: Mapping[str, Any]) -> Order | None:
    """The last order for the very same that was carried out; None where there is none."""
    same = (Order.fingerprint == _fingerprint(kind, parameters), Order.state == OrderState.DONE.value)
    return session.exec(select(Order).where(*same).order_by(col(Order.id).desc())).first()


def _fingerprint(kind: OrderKind, parameters: Mapping[str, Any]) -> str:
    return sha256(canonical([kind.value, dict(parameters)]).encode()).hexdigest()


def claim(session: Session, order_id: int, state: OrderState, *, by: str, note: str = "", now: datetime) -> Order:
    """Decide an order: the first word counts, at the same moment too. Words on other orders wait until this transaction
    ends, so that what they would do is told as it is then (SQLite has one writer anyway).

    Errors: `Refused` for an unknown order, one decided or expired, a refusal without a reason, a note too long or
    pointing to a person.
    """
    order, note = find_order(session, order_id), " ".join(note.split())
    _refuse_note(note)
    if state is OrderState.REFUSED and not note:
        raise Refused("Không đồng ý thì ghi rõ lý do để người đề nghị biết.")
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    said = {"state": state.value, "decided_by": by, "decided_at": now, "note": note}
    free = (col(Order.id) == order_id, col(Order.state) == WAITING, col(Order.expires_at) > now)
    taken = session.connection().execute(update(Order).where(*free).values(**said)).rowcount
    session.expire_all()  # what was read before the wait may have moved
    if not taken:
        raise Refused(why_decided(order, now))
    return order


def why_decided(order: Order, now: datetime) -> str:
    """Why nothing can be said to an order any more."""
    if order.state in (OrderState.DONE, OrderState.REFUSED) and order.decided_at:
        when = day_text(day_in_hanoi(order.decided_at))
        label = OrderState.of(order.state).label
        return f"Lệnh số {order.id} do {order.decided_by} quyết định ngày {when}: {label}. Không quyết định lại được."
    until = day_text(day_in_hanoi(order.expires_at))
    return f"Lệnh số {order.id} đã hết hạn xác nhận ngày {until}. Đề nghị lập lệnh mới nếu vẫn cần."


def expire(session: Session, now: datetime) -> int:
    """Orders nobody decided in time are closed, each with a line in the journal. How many."""
    free = (col(Order.state) == WAITING, col(Order.expires_at) <= now)
    ended = list(session.exec(select(Order.id).where(*free)))
    said = {"state": OrderState.EXPIRED.value, "decided_at": now}
    taken = [
        id
        for id in ended
        if session.connection().execute(update(Order).where(col(Order.id) == id, *free).values(**said)).rowcount
    ]
    for id in taken:
        record(session, BY_ITSELF, "order_expire", f"order:{id}", now=now)
    if taken:
        session.flush()
        session.expire_all()
    return len(taken)


def find_order(session: Session, order_id: int) -> Order:
    """One order. Errors: `Refused`."""
    order = session.get(Order, order_id)
    if order is None:
        raise Refused(f"Không có lệnh số {order_id}. Đề nghị xem danh sách lệnh điều hành.")
    return order


def waiting_orders(session: Session, now: datetime) -> list[Order]:
    """Those that wait for a word, the oldest first."""
    wanted = (col(Order.state) == WAITING, col(Order.expires_at) > now)
    return list(session.exec(select(Order).where(*wanted).order_by(col(Order.asked_at), col(Order.id))))


def decided_orders(session: Session, now: datetime, most: int) -> list[Order]:
    """Those that wait no more, the last decided first."""
    over = (col(Order.state) != WAITING) | (col(Order.expires_at) <= now)
    query = select(Order).where(over).order_by(col(Order.decided_at).desc(), col(Order.id).desc()).limit(most)
    return list(session.exec(query))


def _refuse_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Refused(f"Ý kiến không quá {LONGEST_NOTE} ký tự; đang có {len(note)}. Đề nghị viết gọn lại.")
    refuse_personal(note, named="Ý kiến")
