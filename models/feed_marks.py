"""What calendars were last told of each event: how often its date moved, and when anything in it changed.

SEQUENCE grows when the date or the standing of an event changes (RFC 5545, 3.8.7.4); other words only renew the moment
of change. Looked at when a feed is read: only a date that was told to somebody can have moved for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col, select

from models.facts import instant
from models.feed_events import FeedEvent
from models.writing import insert_new

AT_ONCE = 500  # ids in one statement


class FeedMark(SQLModel, table=True):
    """The last word on one event."""

    __tablename__ = "feed_mark"
    uid: str = Field(primary_key=True)
    stands: str  # its start and status: what SEQUENCE counts
    content: str  # fingerprint of everything it says
    sequence: int = 0
    changed_at: datetime = instant()


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it goes out: with its SEQUENCE and the moment it last changed."""

    event: FeedEvent
    sequence: int
    changed_at: datetime


def tell(session: Session, events: Sequence[FeedEvent], now: datetime) -> list[Told]:
    """The events with their marks brought up to date. Asked twice without a change, nothing is written."""
    wanted = {event.uid: _mark(event, now) for event in events}
    marks = _marks(session, list(wanted))
    insert_new(session, FeedMark, [row for uid, row in wanted.items() if uid not in marks])
    changed = [uid for uid, mark in marks.items() if mark.content != wanted[uid]["content"]]
    for uid in changed:
        mark, row = marks[uid], wanted[uid]
        has_moved = mark.stands != row["stands"]
        # guarded by what was read: of two readers at the same moment one counts the move
        session.exec(
            update(FeedMark)
            .where(col(FeedMark.uid) == uid, col(FeedMark.content) == mark.content)
            .values(**row | {"sequence": mark.sequence + has_moved})
            .execution_options(synchronize_session=False)
        )
    if changed or len(marks) < len(wanted):
        session.expire_all()
        marks = _marks(session, list(wanted))
    return [Told(event, marks[event.uid].sequence, marks[event.uid].changed_at) for event in events]


def _marks(session: Session, uids: list[str]) -> dict[str, FeedMark]:
    found: dict[str, FeedMark] = {}
    for n in range(0, len(uids), AT_ONCE):
        chosen = select(FeedMark).where(col(FeedMark.uid).in_(uids[n : n + AT_ONCE]))
        found |= {mark.uid: mark for mark in session.exec(chosen)}
    return found


def _mark(event: FeedEvent, now: datetime) -> dict[str, Any]:
    content = repr((event.starts, event.status, event.summary, event.description, event.path, event.rings))
    return {
        "uid": event.uid,
        "stands": f"{event.starts.isoformat()} {event.status}",
        "content": sha256(content.encode()).hexdigest(),
        "sequence": 0,
        "changed_at": now.replace(microsecond=0),
    }
