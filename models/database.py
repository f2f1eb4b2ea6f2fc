"""Where the rows live: one engine per installation, SQLite by default, PostgreSQL by address.

Does not open sessions for anyone and never commits. Foreign keys are on, SQLite runs in WAL mode with a busy timeout.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, DateTime, Engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.types import TypeDecorator
from sqlmodel import create_engine

from models.errors import Refused


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite forgets zones, so the zone is put back on the way out; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: give it a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_NAMES = {("asyncpg", "sslmode"): "ssl"}  # what a driver calls a choice of libpq


def postgres_address(url: str, driver: str) -> URL:
    """An address of PostgreSQL as people write it (`postgres://…`, `postgresql://…`, `postgresql+psycopg://…`), with
    the driver that is installed. Errors: `Refused` for any other, without the address: it may hold a password.
    """
    with suppress(ArgumentError, ValueError):  # ValueError: a port that is no number
        address = make_url(url)
        if address.get_backend_name() in ("postgresql", "postgres"):
            said = {_NAMES.get((driver, name), name): value for name, value in address.query.items()}
            return address.set(drivername=f"postgresql+{driver}", query=said)
    raise Refused(
        "Địa chỉ cơ sở dữ liệu (thiết lập database_url, prefect_database_url) không hợp lệ. Viết dạng "
        "postgresql://TÀI_KHOẢN:MẬT_KHẨU@MÁY_CHỦ/TÊN_CƠ_SỞ_DỮ_LIỆU; ký tự đặc biệt trong mật khẩu viết dạng %40, %2F."
    )


def engine_for(url: str) -> Engine:
    """Engine for a database address such as `sqlite:////path/dondoc.db` or `postgresql://…`. Errors: `Refused`.

    Whoever has one has lines of the journal sealed, whichever modules are loaded.
    """
    import models.audit_chain  # noqa: F401 - not above: its tables are made with the Instant of this module

    if not url.startswith("sqlite"):
        address = postgres_address(url, "psycopg")
        # addresses stay out of logs and tracebacks; a server that is away is noticed in seconds
        said = {"client_encoding": "utf8"} | ({} if "connect_timeout" in url else {"connect_timeout": 10})
        return create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=said)
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "savepoint")
    def _as_writer(connection: Connection, _name: str | None) -> None:
        """A savepoint outside a transaction would begin one that reads first: its later write is then refused at once
        ("database is locked", SQLITE_BUSY_SNAPSHOT) when somebody else wrote in between, however long one would wait.
        """
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
