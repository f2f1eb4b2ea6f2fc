"""Nhật ký dòng: what a change did to some tables, row by row, so that it can be taken back byte for byte.

A picture is taken before and after; the journal keeps every row that differs, both ways. Taking back is possible while
the rows still look as the change left them. Knows nothing about what the rows mean; commits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, bindparam, delete, insert, select, update
from sqlmodel import Session, SQLModel

from models.database import Instant
from models.writing import table_of

Row = dict[str, Any]
Picture = dict[str, dict[str, Row]]  # table → key → row, as plain JSON values
Journal = dict[str, dict[str, list[Row | None]]]  # table → key → [before, after]


def picture(session: Session, tables: Iterable[type[SQLModel]]) -> Picture:
    """Every row of the tables as it stands in this session."""
    session.flush()
    taken: Picture = {}
    for model in tables:
        table = table_of(model)
        rows = session.connection().execute(select(table))
        taken[table.name] = {str(row.id): {k: _plain(v) for k, v in row._mapping.items()} for row in rows}
    return taken


def difference(before: Picture, after: Picture) -> Journal:
    """Only what differs."""
    return {
        name: {
            key: [rows.get(key), after[name].get(key)]
            for key in sorted({*rows, *after[name]})
            if rows.get(key) != after[name].get(key)
        }
        for name, rows in before.items()
    }


def drifted(session: Session, journal: Journal, tables: Iterable[type[SQLModel]]) -> dict[str, list[str]]:
    """Table → keys of rows that no longer look as the change left them."""
    now = picture(session, tables)
    return {
        name: [key for key, (_, after) in journal.get(name, {}).items() if rows.get(key) != after]
        for name, rows in now.items()
    }


def put_back(session: Session, journal: Journal, tables: Sequence[type[SQLModel]]) -> None:
    """Every journalled row as it was before.

    `tables` in the order of their foreign keys, the pointed-at first: rows that were added go in the opposite order,
    after whatever pointed at them has been put back.
    """
    connection = session.connection()
    for model in tables:
        table = table_of(model)
        pairs = journal.get(table.name, {}).items()
        if gone := [_row(model, before) for _, (before, after) in pairs if before and not after]:
            connection.execute(insert(table), gone)
        if changed := [_row(model, before) for _, (before, after) in pairs if before and after]:
            values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in changed[0]}
            connection.execute(
                update(table).where(table.c.id == bindparam("to_id")).values(**values),
                [{f"to_{name}": value for name, value in row.items()} for row in changed],
            )
    for model in reversed(tables):
        table = table_of(model)
        pairs = journal.get(table.name, {}).items()
        if added := [_row(model, after)["id"] for _, (before, after) in pairs if after and not before]:
            drop_rows(session, model, added)
    session.expire_all()


def drop_rows(session: Session, model: type[SQLModel], keys: Sequence[Any]) -> None:
    """Delete by key; rows that point at each other go in one statement."""
    table = table_of(model)
    for start in range(0, len(keys), 10_000):
        session.connection().execute(delete(table).where(table.c.id.in_(keys[start : start + 10_000])))


def _row(model: type[SQLModel], plain: Mapping[str, Any] | None) -> Row:
    columns = table_of(model).c
    return {name: _typed(columns[name], value) for name, value in (plain or {}).items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
