"""One moment of a running database, as a SQLite file: by SQLite's own online copy, or row by row out of PostgreSQL.

Writers go on meanwhile: SQLite's copy reads one snapshot of the log, PostgreSQL one repeatable-read transaction.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

import migrations
from models.database import engine_for
from models.errors import Refused
from tasks.pouring import pour


def copy_database(source: Engine, to: Path) -> None:
    """Errors: `Refused` when the source is spoilt or was never set up."""
    if source.dialect.name == "sqlite":
        _copy_sqlite(Path(source.url.database or ""), to)
        return
    with source.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        schema = schema_of(connection)
        if not schema:
            raise Refused("Cơ sở dữ liệu chưa có bảng nào của Đôn Đốc, không có gì để sao lưu.")
        target = empty_file(to, schema)
        with target.begin() as rows:
            pour(connection, rows)
        target.dispose()
    _one_file(to)


def empty_file(path: Path, schema: str) -> Engine:
    """A new SQLite file with the tables of that revision."""
    engine = engine_for(f"sqlite:///{path}")
    command.upgrade(migrations.config_for(engine), schema)
    return engine


def schema_of(connection: Connection) -> str:
    """The revision of the tables in this database; empty where there are none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _copy_sqlite(source: Path, to: Path) -> None:
    if not source.is_file():
        raise Refused(f"Không có tệp cơ sở dữ liệu {source}, không có gì để sao lưu.")
    at = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(at, uri=True, timeout=30)) as running, closing(sqlite3.connect(to)) as copy:
        running.backup(copy)
        (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise Refused(
            f"Tệp cơ sở dữ liệu {source} đã hỏng ({said[:120]}). Chưa sao lưu đè lên bản nào. Giữ nguyên các bản sao "
            "lưu cũ và phục hồi từ bản tốt gần nhất (dondoc restore)."
        )
    _one_file(to)


def _one_file(path: Path) -> None:
    """Everything into the file itself, no log beside it."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
