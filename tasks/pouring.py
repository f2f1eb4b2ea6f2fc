"""Rows from one database into another of the same tables, whatever the two are: SQLite from PostgreSQL and back.

The target has empty tables of the same schema. Its keys and triggers rest meanwhile and are put back as they were, so
that keys are checked against everything at once and no trigger takes old rows for new ones. The caller commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, DateTime, Table, select, text
from sqlalchemy import insert as insert_into

from tasks.table_prints import AT_ONCE, as_utc, tables_in


def pour(source: Connection, target: Connection) -> None:
    """All rows of the target's tables, taken from the source. Columns the target does not have are left behind."""
    for connection in (source, target):
        _speak_utc(connection)
    with _keys_at_rest(target):
        for table in tables_in(target):
            _pour_table(source, target, table)


def _pour_table(source: Connection, target: Connection, table: Table) -> None:
    (read,) = tables_in(source, [table.name])
    columns = [read.c[column.name] for column in table.columns]
    instants = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    found = source.execute(select(*columns), execution_options={"yield_per": AT_ONCE})
    for part in found.partitions():
        rows = [row._asdict() for row in part]
        for row in rows if instants else ():
            for name in instants:
                row[name] = as_utc(row[name])
        target.execute(insert_into(table), rows)


def _speak_utc(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))


@contextmanager
def _keys_at_rest(target: Connection) -> Iterator[None]:
    at_rest = _postgres_at_rest if target.dialect.name == "postgresql" else _sqlite_at_rest
    with at_rest(target):
        yield


@contextmanager
def _postgres_at_rest(target: Connection) -> Iterator[None]:
    """Foreign keys go and come back inside the one transaction; an owner of the tables may do that, no superuser."""
    quoted = target.dialect.identifier_preparer.quote
    names = [table.name for table in tables_in(target)]
    keys = target.execute(
        text(
            "SELECT c.relname AS own, k.conname AS name, pg_get_constraintdef(k.oid) AS words FROM pg_constraint k "
            "JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE k.contype = 'f' AND n.nspname = current_schema()"
        )
    ).all()
    for own, name, _ in keys:
        target.execute(text(f"ALTER TABLE {quoted(own)} DROP CONSTRAINT {quoted(name)}"))
    for name in names:
        target.execute(text(f"ALTER TABLE {quoted(name)} DISABLE TRIGGER USER"))
    yield
    for name in names:
        target.execute(text(f"ALTER TABLE {quoted(name)} ENABLE TRIGGER USER"))
    for own, name, words in keys:
        target.execute(text(f"ALTER TABLE {quoted(own)} ADD CONSTRAINT {quoted(name)} {words}"))
    for table in tables_in(target):
        for column in table.primary_key.columns:
            _go_on_counting(target, table.name, column.name)


def _go_on_counting(target: Connection, table: str, column: str) -> None:
    """The next row gets the number after the highest there is."""
    owned = "SELECT pg_get_serial_sequence(quote_ident(:table), :column)"
    sequence = target.execute(text(owned), {"table": table, "column": column}).scalar()
    if sequence:
        quoted = target.dialect.identifier_preparer.quote
        highest = target.execute(text(f"SELECT max({quoted(column)}) FROM {quoted(table)}")).scalar()  # noqa: S608
        if highest is not None:
            target.execute(
                text("SELECT setval(CAST(:sequence AS regclass), :at)"), {"sequence": sequence, "at": highest}
            )


@contextmanager
def _sqlite_at_rest(target: Connection) -> Iterator[None]:
    """Foreign keys are looked at when everything is there; triggers go and come back."""
    # The driver would begin only before the first row: each DROP TRIGGER ends a transaction, and the pragma with it.
    target.exec_driver_sql("BEGIN")
    target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    triggers = target.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        target.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, words in triggers:
        target.exec_driver_sql(words)
    if wrong := target.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise ValueError(f"{wrong[0]} points at a row of {wrong[2]} that is not there")
