"""Mở lại kỳ: a closed period counts as open again until a named day, so that figures can be put right and sent again.

What was sent stays, byte for byte. While it is open again its totals are provisional and nobody is asked about changes
after sending, for they are expected; closing it again (`models.closing.close_again`) ends that. Where nobody does by
the named day, what was sent stands again, and what has moved since is put before a person (`models.overtaken`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import instant
from models.free_words import refuse_personal
from models.obligations import find_deadline
from models.quiet_hours import day_in_hanoi, end_of_day
from models.secrecy import refuse_words
from models.snapshots import Key, newest_of

LONGEST = timedelta(days=60)  # a period is not reopened for longer at once
LONGEST_REASON = 500


class PeriodReopening(SQLModel, table=True):
    """One reopening, to the end of `until`, or until it was closed again."""

    __tablename__ = "period_reopening"
    __table_args__ = (Index("ix_period_reopening", "programme", "duty", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    until: date
    why: str
    by: str
    at: datetime = instant()
    ended_by: str = ""
    ended_at: datetime | None = instant(default=None, nullable=True)  # closed again before its day


def reopen_period(
    session: Session, catalogue: Catalogue, key: Key, *, until: date, why: str, by: str, now: datetime
) -> PeriodReopening:
    """Open a closed period again. The same word said twice is said once; another day or reason replaces it.

    Errors: `Refused` for a period that is not closed, a day gone by or too far, a reason missing or pointing to a
    person.
    """
    why = " ".join(why.split())
    refuse_reopening(session, catalogue, key, until=until, why=why, now=now)
    if open_now := reopening_of(session, key, now):
        if (open_now.until, open_now.why) == (until, why):
            return open_now
        end_reopening(session, key, by=by, now=now)
    row = PeriodReopening(programme=key[0], duty=key[1], period=key[2], until=until, why=why, by=by, at=now)
    session.add(row)
    record(session, by, "reopen_period", "/".join(key), f"đến {until.isoformat()}", now=now)
    session.flush()
    return row


def refuse_reopening(session: Session, catalogue: Catalogue, key: Key, *, until: date, why: str, now: datetime) -> None:
    """Say why this period may not be opened again so. Errors: `Refused`, as above."""
    deadline, today = find_deadline(session, catalogue, *key), day_in_hanoi(now)
    if newest_of(session, *key) is None:
        raise Refused(f"Kỳ {deadline.label} chưa khóa nên không cần mở lại; đơn vị vẫn nộp, bổ sung được.")
    if not today <= until <= today + LONGEST:
        first, last = day_text(today), day_text(today + LONGEST)
        raise Refused(f"Kỳ mở lại đến một ngày từ {first} đến {last}. Đề nghị chọn lại ngày.")
    if not why.strip():
        raise Refused("Mở lại kỳ đã khóa phải ghi rõ lý do.")
    if len(why) > LONGEST_REASON:
        raise Refused(f"Lý do mở lại dài quá {LONGEST_REASON} ký tự. Đề nghị ghi gọn lại.")
    refuse_words(catalogue, *key[:2], why)
    refuse_personal(why, named="Lý do")


def end_reopening(session: Session, key: Key, *, by: str, now: datetime) -> bool:
    """The period is closed again. Whether it had been open."""
    row = reopening_of(session, key, now)
    if row is None:
        return False
    row.ended_by, row.ended_at = by, now
    session.add(row)
    record(session, by, "reopening_end", "/".join(key), now=now)
    session.flush()
    return True


def reopening_of(session: Session, key: Key, at: datetime) -> PeriodReopening | None:
    """The reopening that holds at this instant; None where the period is as it was closed, or never was."""
    query = select(PeriodReopening).where(
        PeriodReopening.programme == key[0], PeriodReopening.duty == key[1], PeriodReopening.period == key[2]
    )
    rows = session.exec(query.order_by(col(PeriodReopening.id).desc()))
    return next((row for row in rows if _holds(row, at)), None)


def reopened_on(session: Session, on: date) -> set[Key]:
    """The periods that are open again at the end of a day."""
    at = end_of_day(on)
    rows = session.exec(select(PeriodReopening).where(col(PeriodReopening.at) <= at, col(PeriodReopening.until) >= on))
    return {(row.programme, row.duty, row.period) for row in rows if _holds(row, at)}


def _holds(row: PeriodReopening, at: datetime) -> bool:
    return row.at <= at <= end_of_day(row.until) and (row.ended_at is None or row.ended_at > at)
