"""What a database holds, table by table: how many rows, and one fingerprint over their contents.

The fingerprint does not depend on the order of the rows nor on the database they lie in, so that a backup, the database
it was made of and the one it was restored to can be held against each other. Reads only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, inspect, select

VERSION_TABLE = "alembic_version"
AT_ONCE = 5000  # rows read together
_WHOLE = 2**256


@dataclass(frozen=True)
class TablePrint:
    """One table: its number of rows and the sum of their SHA-256, as 64 hexadecimal digits."""

    rows: int
    print: str


def tables_in(connection: Connection, names: Iterable[str] | None = None) -> list[Table]:
    """The tables as the database itself describes them, parents first, with types every database reads alike."""
    known = MetaData()
    wanted = list(names) if names is not None else None
    known.reflect(connection, only=wanted, resolve_fks=False)
    for table in known.tables.values():
        for column in table.columns:
            generic = column.type.as_generic()
            is_json = isinstance(generic, JSON)
            column.type = JSON(none_as_null=bool(column.nullable)) if is_json else generic
    return [known.tables[name] for name in _parents_first(connection, set(known.tables) - {VERSION_TABLE}, known)]


def prints_of(connection: Connection, names: Iterable[str] | None = None) -> dict[str, TablePrint]:
    """Count and fingerprint of every table (of the named ones)."""
    return {table.name: _print(connection, table) for table in tables_in(connection, names)}


def as_utc(value: Any) -> Any:
    """Instants without their zone: one database keeps it, the other forgets it; all of ours are UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _print(connection: Connection, table: Table) -> TablePrint:
    columns = sorted(table.columns, key=lambda column: column.name)
    found = connection.execute(select(*columns), execution_options={"yield_per": AT_ONCE})
    rows = total = 0
    for part in found.partitions():
        for row in part:
            said = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True)
            total += int.from_bytes(sha256(said.encode()).digest(), "big")
        rows += len(part)
    return TablePrint(rows, f"{total % _WHOLE:064x}")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return as_utc(value).isoformat() if hasattr(value, "isoformat") else str(value)


def _parents_first(connection: Connection, names: set[str], known: MetaData) -> list[str]:
    """The names so that a table comes after those it points at, as far as they do not point at each other."""
    look = inspect(connection)
    above = {
        name: {key["referred_table"] for key in look.get_foreign_keys(name)} & names - {name} for name in sorted(names)
    }
    ordered: list[str] = []
    while above:
        ready = [name for name, parents in above.items() if parents <= set(ordered)] or list(above)
        ordered += ready
        above = {name: parents for name, parents in above.items() if name not in ready}
    return ordered
