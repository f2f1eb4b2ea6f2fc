"""Lượt chạy chờ quyết định: runs in Prefect that sleep until a person has decided something at the portal.

A run is only a window: what it waits for lies in our own tables (an order, a proposed change of units or of rules) and
stands without it. Here is written down which run waits for what, so that it can be woken once the word is there.
Several runs may wait for one matter. Never talks to Prefect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from models.access import CatalogueChange
from models.errors import Refused
from models.facts import instant
from models.orders import Order
from models.units import UnitChange
from models.vocabulary import ChangeState, OrderState
from models.writing import insert_new


class WaitingRun(SQLModel, table=True):
    """One run and its matter: `order:12`, `unit_change:3` or `catalogue_change:4`."""

    __tablename__ = "waiting_run"
    run_id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    since: datetime = instant()
    told_at: datetime | None = instant(default=None, nullable=True)  # the run has said how it ended, or is no more


@dataclass(frozen=True)
class Verdict:
    """Where a matter stands. `state` is the word its own table uses; `by` is empty where nobody decided."""

    state: str
    label: str
    is_waiting: bool
    by: str = ""
    at: datetime | None = None


def wait_for(session: Session, run_id: str, subject: str, now: datetime) -> None:
    """This run waits for this matter. Saying it twice is saying it once."""
    verdict_on(session, subject, now)
    insert_new(session, WaitingRun, [{"run_id": run_id, "subject": subject, "since": now, "told_at": None}])


def awaited_by(session: Session, run_id: str) -> str:
    """What this run waits for, or waited for; empty where it is here for the first time."""
    row = session.get(WaitingRun, run_id)
    return row.subject if row else ""


def note_told(session: Session, run_id: str, now: datetime) -> None:
    """This run needs no waking any more."""
    row = session.get(WaitingRun, run_id)
    if row is not None and row.told_at is None:
        row.told_at = now
        session.add(row)


def runs_to_wake(session: Session, now: datetime) -> list[str]:
    """The runs whose matter is decided, or is no more, and who have not said so, the longest waiting first."""
    rows = session.exec(select(WaitingRun).where(col(WaitingRun.told_at).is_(None)).order_by(col(WaitingRun.since)))
    return [row.run_id for row in rows if not _waits(session, row.subject, now)]


def _waits(session: Session, subject: str, now: datetime) -> bool:
    """One matter that cannot be read keeps no other run asleep: its own run is woken and says so."""
    try:
        return verdict_on(session, subject, now).is_waiting
    except Refused:
        return False


def verdict_on(session: Session, subject: str, now: datetime) -> Verdict:
    """Where this matter stands. Errors: `Refused` for one that is not there."""
    kind, _, number = subject.partition(":")
    if kind not in _READ or not number.isdecimal():
        raise Refused(f"Không rõ “{subject}” là việc gì. Đề nghị lập lại từ đầu.")
    found = _READ[kind](session, int(number), now)
    if found is None:
        raise Refused(f"Không còn việc “{subject}” để chờ. Đề nghị lập lại từ đầu.")
    return found


def _order(session: Session, id: int, now: datetime) -> Verdict | None:
    if (row := session.get(Order, id, populate_existing=True)) is None:
        return None
    is_over = row.is_waiting and row.expires_at <= now
    state = OrderState.EXPIRED if is_over else OrderState.of(row.state)
    return Verdict(state.value, state.label, state is OrderState.WAITING, row.decided_by, row.decided_at)


def _unit_change(session: Session, id: int, now: datetime) -> Verdict | None:
    if (row := session.get(UnitChange, id, populate_existing=True)) is None:
        return None
    state = ChangeState.of(row.state)
    return Verdict(state.value, state.label, state is ChangeState.PROPOSED, row.decided_by, row.decided_at)


def _catalogue_change(session: Session, id: int, now: datetime) -> Verdict | None:
    if (row := session.get(CatalogueChange, id, populate_existing=True)) is None:
        return None
    state = ChangeState.of(row.state)
    return Verdict(state.value, state.label, state is ChangeState.PROPOSED, row.decided_by, row.decided_at)


_READ: dict[str, Callable[[Session, int, datetime], Verdict | None]] = {
    "order": _order,
    "unit_change": _unit_change,
    "catalogue_change": _catalogue_change,
}
