"""Writing many rows at once, each only if it is not there yet: the database's unique key is the judge.

One statement for all rows, on SQLite and PostgreSQL alike. Never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements over many rows."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def insert_new(
    session: Session,
    model: type[SQLModel],
    rows: Sequence[dict[str, Any]],
    returning: Sequence[ColumnElement[Any]] = (),
) -> list[Row[Any]]:
    """`INSERT … ON CONFLICT DO NOTHING`; returns the asked columns of the rows that were new."""
    if not rows:
        return []
    found = session.connection().execute(_insert(session.get_bind().dialect.name, model, tuple(returning)), rows)
    return list(found) if returning else []


@lru_cache(maxsize=64)
def _insert(dialect: str, model: type[SQLModel], returning: tuple[ColumnElement[Any], ...]) -> Any:
    """The statement, made once: a round of reminders writes into a handful of tables, day after day."""
    kind = postgresql if dialect == "postgresql" else sqlite
    statement = kind.insert(table_of(model)).on_conflict_do_nothing()
    return statement.returning(*returning) if returning else statement
