"""Rows computed in Python, handed to the database as one parameter and read there like a table.

The calendar is pure arithmetic and stays in Python; joining it to a hundred thousand units is the database's work.
One JSON parameter carries any number of rows, so the statement stays the same text, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, String, Text, bindparam, cast, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine
from sqlmodel import Session


def given_rows(
    session: Session, name: str, columns: Mapping[str, TypeEngine[Any]], rows: Iterable[Sequence[Any]]
) -> CTE:
    """The rows as a common table expression with typed columns; dates and None are understood."""
    parameter = bindparam(f"{name}_rows", json.dumps([list(row) for row in rows], default=str), type_=Text, unique=True)
    if session.get_bind().dialect.name == "sqlite":
        value = func.json_each(parameter).table_valued("value").c.value
        found = [
            (column, kind, func.json_extract(value, f"$[{n}]")) for n, (column, kind) in enumerate(columns.items())
        ]
        # a cast gives text its affinity, without which SQLite builds no index for a join; a date must stay as it is
        picked = [
            (cast(item, kind) if isinstance(kind, String) else type_coerce(item, kind)).label(column)
            for column, kind, item in found
        ]
    else:
        value = func.jsonb_array_elements(cast(parameter, JSONB)).table_valued("value").c.value
        picked = [cast(value.op("->>")(n), kind).label(column) for n, (column, kind) in enumerate(columns.items())]
    return select(*picked).cte(name).prefix_with("MATERIALIZED")
