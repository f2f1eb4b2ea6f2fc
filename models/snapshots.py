"""Bản đã gửi: what was sent upward for one period, in the order it was sent; each byte for byte, for ever.

The first is the closing itself (`PeriodClose`); a correction after it adds a `LaterSnapshot`, never touching what was
before. The documents made from a snapshot are kept by their hash beside it. Adds nothing up and closes nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Index, select
from sqlmodel import Field, Session, SQLModel, col

from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import PeriodClose, instant
from models.quiet_hours import day_in_hanoi, end_of_day

Key = tuple[str, str, str]  # programme, duty, period


class LaterSnapshot(SQLModel, table=True):
    """Bản gửi lại: what was known when a closed period was sent once more, and why it was."""

    __tablename__ = "later_snapshot"
    __table_args__ = (Index("ux_later_snapshot", "programme", "duty", "period", "n", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    n: int  # 2 and up; 1 is the closing
    why: str
    by: str
    at: datetime = instant()
    reported: int
    expected: int
    snapshot: str  # canonical JSON of the totals
    sha256: str


class SentFile(SQLModel, table=True):
    """A document made from a snapshot; its bytes are kept under their SHA-256 in the home's files folder."""

    __tablename__ = "sent_file"
    __table_args__ = (Index("ux_sent_file", "programme", "duty", "period", "n", "name", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    n: int  # of the snapshot
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Snapshot:
    """One sending of one period. `n` counts from 1, the closing; `why` is empty there."""

    key: Key
    n: int
    at: datetime
    by: str
    why: str
    reported: int
    expected: int
    text: str
    sha256: str

    @property
    def bytes(self) -> bytes:
        """What was sent. Errors: `Refused` when it no longer matches its fingerprint."""
        found = self.text.encode()
        if sha256(found).hexdigest() != self.sha256:
            raise Refused(
                f"Bản chốt kỳ {self.key[2]} của {self.key[0]} (lần {self.n}) không còn nguyên vẹn. "
                "Đề nghị báo quản trị để phục hồi từ bản sao lưu."
            )
        return found

    @property
    def content(self) -> dict[str, Any]:
        """The same, read. Errors as above."""
        return json.loads(self.bytes)


def snapshots_of(session: Session, programme: str, duty: str, period: str) -> list[Snapshot]:
    """Every sending of one period, the first one first; empty while the period is open."""
    key = {"programme": programme, "duty": duty, "period": period}
    closing = session.scalars(select(PeriodClose).filter_by(**key))
    later = session.scalars(select(LaterSnapshot).filter_by(**key).order_by(col(LaterSnapshot.n)))
    return [sending_of(row) for row in (*closing, *later)]


def newest_of(session: Session, programme: str, duty: str, period: str) -> Snapshot | None:
    """The last sending; None while the period is open."""
    return next(reversed(snapshots_of(session, programme, duty, period)), None)


def as_sent(session: Session, programme: str, duty: str, period: str, on: date) -> Snapshot:
    """What stood as sent at the end of that day. Errors: `Refused` where nothing had been sent by then."""
    sent = snapshots_of(session, programme, duty, period)
    until = [snapshot for snapshot in sent if snapshot.at <= end_of_day(on)]
    if until:
        return until[-1]
    if not sent:
        raise Refused(f"Kỳ {period} của {programme} ({duty}) chưa chốt nên chưa có bản đã gửi.")
    first = day_text(day_in_hanoi(sent[0].at))
    raise Refused(f"Đến hết ngày {day_text(on)} kỳ {period} của {programme} chưa chốt; bản đầu tiên ngày {first}.")


def files_of(session: Session, snapshot: Snapshot) -> list[SentFile]:
    """The documents that went with a snapshot, by name."""
    programme, duty, period = snapshot.key
    query = select(SentFile).where(
        col(SentFile.programme) == programme,
        col(SentFile.duty) == duty,
        col(SentFile.period) == period,
        col(SentFile.n) == snapshot.n,
    )
    return list(session.scalars(query.order_by(col(SentFile.name))))


def sending_of(row: PeriodClose | LaterSnapshot) -> Snapshot:
    """What one row of either table holds."""
    again = row if isinstance(row, LaterSnapshot) else None
    return Snapshot(
        key=(row.programme, row.duty, row.period),
        n=again.n if again else 1,
        at=row.at,
        by=row.by,
        why=again.why if again else "",
        reported=row.reported,
        expected=row.expected,
        text=row.snapshot,
        sha256=row.sha256,
    )
