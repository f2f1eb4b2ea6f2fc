"""Writing many rows at once, each only if it is not there yet: the database's unique key is the judge.

One statement for all rows, on SQLite and PostgreSQL alike. Never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(table_of(model)).on_conflict_do_nothing()
    if not returning:
        session.connection().execute(statement, rows)
        return []
    return list(session.connection().execute(statement.returning(*returning), rows))
