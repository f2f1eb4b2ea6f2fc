"""Báo động: what an operator must know and do something about. One open row a code and subject, however often it rings.

Works on a session handed in and never commits. Does not tell anybody: officer digests, the portal and the watcher do.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from models.facts import instant
from models.masking import without_addresses
from models.vocabulary import AlarmCode


class Alarm(SQLModel, table=True):
    """One trouble, from its first ring until it is cleared."""

    __table_args__ = (Index("ix_alarm_open", "code", "subject", "cleared_at"),)
    id: int | None = Field(default=None, primary_key=True)
    code: str  # AlarmCode
    subject: str = ""  # what it is about: a channel, a work, a template
    detail: str = ""  # words for the operator, without addresses
    raised_at: datetime = instant()
    last_at: datetime = instant()
    rings: int = 1
    cleared_at: datetime | None = instant(default=None, nullable=True)
    cleared_by: str = ""


_DOWN = select(col(Alarm.subject)).where(Alarm.code == AlarmCode.CHANNEL_DOWN.value, col(Alarm.cleared_at).is_(None))


def raise_alarm(session: Session, code: AlarmCode, subject: str, detail: str, now: datetime) -> Alarm:
    """Ring: a new row, or the open one once more with its latest words."""
    alarm = _open(session, code, subject)
    if alarm is None:
        alarm = Alarm(code=str(code), subject=subject, raised_at=now, last_at=now, rings=0)
    alarm.detail, alarm.last_at, alarm.rings = without_addresses(detail)[:500], now, alarm.rings + 1
    session.add(alarm)
    session.flush()
    return alarm


def clear_alarm(session: Session, code: AlarmCode, subject: str, now: datetime, by: str = "") -> bool:
    """The trouble is over. False: none was open."""
    alarm = _open(session, code, subject)
    if alarm is None:
        return False
    alarm.cleared_at, alarm.cleared_by = now, by
    session.add(alarm)
    session.flush()
    return True


def open_alarms(session: Session) -> list[Alarm]:
    """What still rings, oldest first."""
    return list(session.exec(select(Alarm).where(col(Alarm.cleared_at).is_(None)).order_by(col(Alarm.raised_at))))


def channels_down(session: Session) -> set[str]:
    """The channels that were found out of order and have not taken a message since."""
    return set(session.connection().execute(_DOWN).scalars())


def _open(session: Session, code: AlarmCode, subject: str) -> Alarm | None:
    query = select(Alarm).where(Alarm.code == code, Alarm.subject == subject, col(Alarm.cleared_at).is_(None))
    return session.exec(query).first()
