"""Nhịp chạy: when each piece of regular work last came to its end, and how. One row a work and day.

The portal, the health address and the watcher read it; a round also leaves its watermark here, so that a second one of
the same day knows that nothing has changed. Works on a session handed in and never commits.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from models.facts import instant
from models.vocabulary import Work


class Pulse(SQLModel, table=True):
    """The last run of one work for one day. `failed_at` stays until a run succeeds."""

    __table_args__ = (Index("ux_pulse", "work", "as_of", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    work: str  # Work
    as_of: date
    finished_at: datetime | None = instant(default=None, nullable=True)  # of the last run that succeeded
    failed_at: datetime | None = instant(default=None, nullable=True)
    runs: int = 0
    said: str = ""  # the run's one line, or why it failed; no addresses
    watermark: str = ""


def beat(session: Session, work: Work, as_of: date, now: datetime, said: str = "", watermark: str = "") -> Pulse:
    """A run came to its end."""
    pulse = _of(session, work, as_of)
    pulse.finished_at, pulse.failed_at, pulse.said, pulse.watermark = now, None, said[:500], watermark
    return _keep(session, pulse)


def beat_again(session: Session, work: Work, as_of: date, now: datetime) -> Pulse:
    """A run came to its end and found that nothing had moved: its words and watermark stay."""
    pulse = _of(session, work, as_of)
    pulse.finished_at, pulse.failed_at = now, None
    return _keep(session, pulse)


def stumble(session: Session, work: Work, as_of: date, now: datetime, why: str) -> Pulse:
    """A run failed; the last success stays known."""
    pulse = _of(session, work, as_of)
    pulse.failed_at, pulse.said = now, why[:500]
    return _keep(session, pulse)


def last_pulse(session: Session, work: Work) -> Pulse | None:
    """The work's latest day with a success; None: it never succeeded."""
    query = select(Pulse).where(Pulse.work == work, col(Pulse.finished_at).is_not(None))
    return session.exec(query.order_by(col(Pulse.finished_at).desc()).limit(1)).first()


def _of(session: Session, work: Work, as_of: date) -> Pulse:
    known = session.exec(select(Pulse).where(Pulse.work == work, Pulse.as_of == as_of)).first()
    return known or Pulse(work=str(work), as_of=as_of)


def _keep(session: Session, pulse: Pulse) -> Pulse:
    pulse.runs += 1
    session.add(pulse)
    session.flush()
    return pulse
