"""Đoán mò: wrong passwords, codes and links, counted by who could be behind them, and the pause that follows.

Counted in the database, so that a restart or a second portal forgets nothing. Three counts, so that nobody can lock
another out for ever: by account for browsers that never logged in to it (the officer's own columns,
`models.officers`), by browser for one that has (it carries a signed mark), by network address for whoever tries many
names. A browser that is known to an account passes by the first and the last of them. Idea: OWASP, “Device cookies”.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, update
from sqlmodel import Field, Session, SQLModel, col

from models.facts import instant
from models.writing import insert_new

PAUSE = timedelta(minutes=15)
FROM_ONE_BROWSER = 5
FROM_ONE_ADDRESS = 30  # an office shares one address, and mornings have their slips
LINKS_FROM_ONE_ADDRESS = 60


class Guesses(SQLModel, table=True):
    """Wrong guesses of one source within the running quarter of an hour."""

    source: str = Field(primary_key=True)  # "device:…", "address:…", "links:…", "name:…"
    count: int = 0
    since_at: datetime = instant(index=True)


def has_to_wait(session: Session, source: str, most: int, now: datetime) -> timedelta | None:
    """How long this source has to wait; None where it may try."""
    row = session.get(Guesses, source, populate_existing=True)
    if row is None or row.count < most or now >= row.since_at + PAUSE:
        return None
    return row.since_at + PAUSE - now


def count_wrong(session: Session, source: str, now: datetime) -> int:
    """One more, in one UPDATE, so that guesses of the same moment are all counted; an old quarter begins anew.

    The time runs from the latest guess, so that whoever goes on guessing goes on waiting. How many it are now.
    """
    session.exec(delete(Guesses).where(col(Guesses.since_at) < now - timedelta(days=1)))
    insert_new(session, Guesses, [{"source": source, "count": 0, "since_at": now}])
    is_over: Any = col(Guesses.since_at) <= now - PAUSE
    session.exec(
        update(Guesses)
        .where(col(Guesses.source) == source)
        .values(count=case((is_over, 1), else_=col(Guesses.count) + 1), since_at=now)
    )
    return session.get_one(Guesses, source, populate_existing=True).count


def forget(session: Session, source: str) -> None:
    """Whoever came in had only mistyped."""
    session.exec(delete(Guesses).where(col(Guesses.source) == source))


def pause_in_words(left: timedelta) -> str:
    return f"{max(1, -(-int(left.total_seconds()) // 60)):02d} phút"
