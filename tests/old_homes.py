"""Homes of earlier releases, as each of them left its tables: a few real units of the demo province with their filings,
requests, messages, extensions and journal, written by the code of that day (tests/golden/schemas; revision 0003 was
never alone in use, its rows went there by the migration).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

import migrations
from models.database import engine_for
from models.settings import Home, Settings
from tasks.pouring import pour

SCHEMAS = Path(__file__).parent / "golden" / "schemas"
RELEASED = tuple(sorted(file.stem for file in SCHEMAS.glob("*.sql")))
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name != 'alembic_version'"


def old_home(folder: Path, revision: str, **settings: str) -> Home:
    """A demo home whose SQLite database has the tables and rows of that release."""
    home = Home(folder)
    home.save(Settings(mode="demo", agency="Công an tỉnh Đồng Tháp", **settings))
    with closing(sqlite3.connect(folder / "dondoc.db")) as database:
        database.executescript((SCHEMAS / f"{revision}.sql").read_text("utf-8"))
    return home


def pour_old(small: Home, url: str, revision: str) -> None:
    """The rows of an old home in an empty PostgreSQL with the tables of that release."""
    target, source = engine_for(url), engine_for(f"sqlite:///{small.path / 'dondoc.db'}")
    command.upgrade(migrations.config_for(target), revision)
    with source.connect() as rows, target.begin() as empty:
        pour(rows, empty)
    target.dispose()
    source.dispose()


def counts(database: Path) -> dict[str, int]:
    """How many rows each table of that file holds."""
    with closing(sqlite3.connect(database)) as rows:
        names = [name for (name,) in rows.execute(TABLES)]
        return {name: rows.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
