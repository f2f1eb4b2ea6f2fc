"""Văn bản đã ban hành: the plans, programmes and guidance that units filed for a programme, with number and day.

One line a paper where there are few of a duty, else how many of which level. Reads what was filed; judges nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.facts import Submission
from models.obligations import duty_title, find_deadline, requests_by_duty
from models.quiet_hours import end_of_day
from models.units import Unit
from models.vocabulary import DutyKind, Level, SubmissionKind, SubmissionState

ISSUED = (DutyKind.PLAN, DutyKind.JOINT_PROGRAM, DutyKind.GUIDANCE, DutyKind.SUBMISSION)
PAPERS = (SubmissionKind.DOCUMENT.value, SubmissionKind.OFFLINE.value)
MOST_NAMED = 20  # papers of one duty that are written out


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as its unit filed it; number or day may be missing."""

    number: str
    signed_on: date | None
    unit_name: str


@dataclass(frozen=True, slots=True)
class Issued:
    """The papers of one duty: all of them while few, and how many of which level."""

    title: str
    papers: tuple[Paper, ...]
    by_level: tuple[tuple[Level, int], ...]

    @property
    def count(self) -> int:
        return sum(count for _, count in self.by_level)


def issued_documents(
    session: Session, catalogue: Catalogue, programme: str, last_on: date, *, as_of: date
) -> list[Issued]:
    """By duty, in the catalogue's order: what stands filed at the end of `as_of` and was signed by `last_on`."""
    duties = [duty for duty in catalogue.programme(programme).duties.values() if duty.kind in ISSUED]
    requests = requests_by_duty(session)
    found = []
    for duty in duties:
        rows = _filed(session, programme, duty.id, last_on, as_of)
        if rows:
            title = duty_title(catalogue, requests, find_deadline(session, catalogue, programme, duty.id, rows[0][0]))
            levels = Counter(level for _, _, level in rows)
            papers = tuple(paper for _, paper, _ in rows) if len(rows) <= MOST_NAMED else ()
            by_level = tuple((level, levels[level]) for level in Level if level in levels)
            found.append(Issued(title, papers, by_level))
    return found


def _filed(session: Session, programme: str, duty: str, last_on: date, as_of: date) -> list[tuple[str, Paper, Level]]:
    """(period, paper, level), by day and unit; a returned or superseded filing is none."""
    row = Submission
    gone = (SubmissionState.SUPERSEDED.value, SubmissionState.RETURNED.value)
    query = (
        select(
            col(row.period), col(row.document_number), col(row.document_on), col(row.filed_at), col(Unit.name),
            col(Unit.level),
        )
        .join(Unit, col(Unit.id) == col(row.unit_id))
        .where(
            col(row.programme) == programme,
            col(row.duty) == duty,
            col(row.kind).in_(PAPERS),
            col(row.state).not_in(gone),
            col(row.filed_at) <= end_of_day(as_of),
        )
        .order_by(col(row.document_on), col(Unit.name), col(row.id))
    )  # fmt: skip
    return [
        (period, Paper(number or "", signed_on, name), Level.of(level))
        for period, number, signed_on, filed_at, name, level in session.connection().execute(query)
        if (signed_on or filed_at.date()) <= last_on
    ]
