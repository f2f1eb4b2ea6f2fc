"""Lượt làm: a piece of work that must not overlap itself, whoever would do it and wherever: one has the turn at a time.

On PostgreSQL the turn is an advisory lock held by a connection of its own, on SQLite a locked file beside the database:
both go with the process that held them, however it ends, so nobody waits for the dead. A turn protects from waste, not
from harm: what is written is unique by its own keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from time import sleep
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from models.settings import Home
from tasks.session import engine_of

# A machine that loses its power closes no connection; the server asks after this many seconds and gives the turn on.
_NOTICES = ("SET tcp_keepalives_idle = 20", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3")


@contextmanager
def taking_turn(home: Home, work: str) -> Iterator[bool]:
    """True: it is ours until the end of the block. False: somebody else is at it. `work`: a short name, a-z and `-`."""
    engine = engine_of(home)
    if engine.dialect.name != "postgresql":
        with (home.path / f"{work}.lock").open("a") as file:
            yield is_locked_by_us(file)
        return
    with _turn_on_postgres(engine, work) as is_ours:
        yield is_ours


@contextmanager
def waiting_turn(home: Home, work: str, every: float = 2.0) -> Iterator[None]:
    """As `taking_turn`, but stand by until the turn is ours."""
    while True:
        with taking_turn(home, work) as is_ours:
            if is_ours:
                yield
                return
        sleep(every)


def is_locked_by_us(file: Any, *, shared: bool = False) -> bool:
    """Lock an open file without waiting; the lock ends when the file is closed. `shared`: with others who share it."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        elif not shared:  # Windows knows no shared lock; parts of one home run on Windows in one tree only
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return True
    except OSError:
        return False


@contextmanager
def _turn_on_postgres(engine: Engine, work: str) -> Iterator[bool]:
    key = {"key": int.from_bytes(sha256(f"dondoc {work}".encode()).digest()[:8], "big", signed=True)}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for notice in _NOTICES:
            connection.execute(text(notice))
        is_ours = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), key).scalar())
        try:
            yield is_ours
        finally:
            if is_ours:
                with suppress(DBAPIError):  # a connection that broke has given it back already
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
