"""Rows computed in Python, handed to the database as one parameter and read there like a table.

The calendar is pure arithmetic and stays in Python; joining it to a hundred thousand units is the database's work.
One JSON parameter carries any number of rows, so the statement stays the same text, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, String, Text, bindparam, cast, func, select, type_coerce
from sqlalchemy.types import TypeEngine


def given_rows(dialect: str, name: str, columns: Mapping[str, TypeEngine[Any]]) -> CTE:
    """A table expression over the rows that come with the parameter `name`; make that with `given`."""
    parameter = bindparam(name, type_=Text)
    picked: list[Any] = []
    if dialect == "sqlite":
        value = func.json_each(parameter).table_valued("value").c.value
        for n, (column, kind) in enumerate(columns.items()):
            item: Any = func.json_extract(value, f"$[{n}]")
            # a cast gives text its affinity, without which SQLite builds no index for a join; a date must stay as it is
            typed = cast(item, kind) if isinstance(kind, String) else type_coerce(item, kind)
            picked.append(typed.label(column))
    else:
        from sqlalchemy.dialects.postgresql import JSONB  # not before it is needed: it brings the drivers with it

        value = func.jsonb_array_elements(cast(parameter, JSONB)).table_valued("value").c.value
        for n, (column, kind) in enumerate(columns.items()):
            picked.append(cast(value.op("->>")(n), kind).label(column))
    return select(*picked).cte(name).prefix_with("MATERIALIZED")


def given(rows: Iterable[Sequence[Any]]) -> str:
    """The parameter's value; dates and None are understood."""
    return json.dumps([list(row) for row in rows], default=str)
