"""Điều kiện hoàn tác: what hangs on a confirmed change of units, so that taking it back would break or lose it.

Says the first reason in words. What rules and rounds made meanwhile, assignments and links in reminders, hangs on
nothing: it never stands in the way and goes with the units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_
from sqlmodel import Session, SQLModel, col

import models.feeds  # noqa: F401 - every table that points at a unit must be known here
from models.access import Link
from models.assignments import DERIVED
from models.dates_in_words import day_text
from models.facts import Extension, Hold, Submission, Waiver
from models.row_journal import Journal, drop_rows
from models.units import Assignment, Unit, UnitChange
from models.vocabulary import ChangeState
from models.writing import table_of

_CALLED = {
    "submission": "bài nộp",
    "extension": "gia hạn",
    "waiver": "miễn nộp",
    "hold": "việc chờ xác nhận",
    "contact": "đầu mối liên hệ",
    "feed": "địa chỉ lịch đã cấp",
    "officer": "tài khoản cán bộ",
    "assignment": "phân công do cán bộ xác nhận hoặc theo yêu cầu đột xuất",
    "disposition": "xử lý nhiệm vụ",
    "unit": "đơn vị lập sau",
    "succession": "kế thừa ghi sau",
    "unit_past": "tên cũ ghi sau",
}
_FACTS: tuple[type[SQLModel], ...] = (Submission, Extension, Waiver)
_CHUNK = 5_000


def what_hangs_on(
    session: Session, change: UnitChange, journal: Journal, moved: Mapping[str, Sequence[str]]
) -> str | None:
    """The reason why this change cannot be taken back; None where it can. `moved`: rows changed since."""
    if touched := {name: keys for name, keys in moved.items() if keys and name != Assignment.__tablename__}:
        return _later(session, change, touched)
    for table, held in _pointing(session, _made(journal), journal):
        called = _CALLED.get(table, table)
        return f"đơn vị lập theo thay đổi này đã có {held} {called}. Đề nghị lập một biến động mới thay vì hoàn tác."
    return _filed(session, journal)


def drop_derived(session: Session, journal: Journal) -> None:
    """Take away the assignments and links made since the confirmation for units that only this change made."""
    made, table = _made(journal), table_of(Assignment)
    for start in range(0, len(made), _CHUNK):
        units = made[start : start + _CHUNK]
        session.connection().execute(delete(Link).where(col(Link.unit_id).in_(units)))
        mine = select(table.c.id).where(table.c.unit_id.in_(units), _is_derived(table))
        keys = session.connection().execute(mine).scalars()
        drop_rows(session, Assignment, [key for key in keys if str(key) not in journal["assignment"]])


def _made(journal: Journal) -> list[str]:
    """Units that exist by this change only."""
    return [key for key, (before, _) in journal["unit"].items() if before is None]


def _is_derived(table: Table) -> ColumnElement[bool]:
    return table.c.reason.in_(DERIVED) & (table.c.confirmed_by == "")


def _later(session: Session, change: UnitChange, touched: Mapping[str, Sequence[str]]) -> str:
    """Who changed the rows since: a later change of units, or somebody's hand."""
    later = select(UnitChange).where(
        col(UnitChange.state) == ChangeState.CONFIRMED.value, col(UnitChange.id) != change.id
    )
    for other in session.scalars(later.order_by(col(UnitChange.decided_at))):
        theirs = json.loads(other.undo)["rows"]
        if any(key in theirs.get(name, {}) for name, keys in touched.items() for key in keys):
            on = day_text(other.effective_on)
            return f"thay đổi số {other.id} ({other.title}, từ {on}) dựa trên nó. Đề nghị hoàn tác số {other.id} trước."
    names = [unit.name for key in touched.get("unit", ())[:3] if (unit := session.get(Unit, key))]
    which = f" ({', '.join(names)})" if names else ""
    return f"có đơn vị đã được sửa sau khi xác nhận{which}. Đề nghị sửa lại như cũ rồi hoàn tác."


def _pointing(session: Session, made: Sequence[str], journal: Journal) -> Iterator[tuple[str, int]]:
    """Tables with rows of others that point at units this change made, and how many."""
    for table in SQLModel.metadata.sorted_tables:
        if table is table_of(Link):
            continue
        columns = [c for c in table.columns if any(f.target_fullname == "unit.id" for f in c.foreign_keys)]
        if table.name == Hold.__tablename__:
            columns.append(table.c.unit_id)
        if held := sum(_count(session, table, column.name, made, journal) for column in columns):
            yield table.name, held


def _count(session: Session, table: Table, column: str, made: Sequence[str], journal: Journal) -> int:
    key, own = next(iter(table.primary_key.columns)), journal.get(table.name, {})
    found = 0
    for start in range(0, len(made), _CHUNK):
        asked = select(key).where(table.c[column].in_(made[start : start + _CHUNK]))
        if table.name == Assignment.__tablename__:
            asked = asked.where(~_is_derived(table))
        found += sum(1 for row in session.connection().execute(asked) if str(row[0]) not in own)
    return found


def _filed(session: Session, journal: Journal) -> str | None:
    """Filings, extensions and waivers for duties that units already there hold only since this change."""
    given = [
        (after["programme"], after["duty"], after["unit_id"])
        for before, after in journal["assignment"].values()
        if after and not before
    ]
    for model in _FACTS:
        table = table_of(model)
        for start in range(0, len(given), 300):
            keys = tuple_(table.c.programme, table.c.duty, table.c.unit_id).in_(given[start : start + 300])
            if held := session.connection().execute(select(func.count()).select_from(table).where(keys)).scalar():
                called = _CALLED[table.name]
                return f"đã có {held} {called} cho nhiệm vụ chuyển theo thay đổi này. Đề nghị lập một biến động mới."
    return None
