"""All tables of the product in an empty database: made once a process, then copied; many tests' dearest step."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Engine, StaticPool, create_engine
from sqlmodel import SQLModel


@cache
def _empty() -> bytes:
    """A SQLite database with all tables and triggers and no row."""
    import models.tables  # noqa: F401

    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    connection = engine.raw_connection()
    made: bytes = connection.driver_connection.serialize()  # type: ignore[union-attr]
    connection.close()
    engine.dispose()
    return made


def tables_on(engine: Engine) -> None:
    """All tables on the database of this engine, which holds none yet where it is SQLite's."""
    file = engine.url.database or ":memory:"
    if engine.dialect.name != "sqlite" or Path(file).exists():
        SQLModel.metadata.create_all(engine)
    elif file == ":memory:":
        connection = engine.raw_connection()
        connection.driver_connection.deserialize(_empty())  # type: ignore[union-attr]
        connection.close()
    else:
        Path(file).write_bytes(_empty())
