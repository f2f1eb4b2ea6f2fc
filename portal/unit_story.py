"""A unit as an officer reads its page: what happened to it, what it was given, how punctual it is, what it filed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.facts import Submission
from models.punctuality import Punctuality, punctuality
from models.unit_life import Held, LifeEvent, events_of, held_duties
from models.units import Unit
from models.vocabulary import SubmissionState
from portal.headings import heading

FILINGS_SHOWN = 12


@dataclass(frozen=True)
class Filing:
    """One filing in the unit's list: its newest version."""

    id: int
    title: str
    label: str
    filed_at: datetime
    receipt: str
    state: str
    kind: str
    version: int
    is_provisional: bool


@dataclass(frozen=True)
class Story:
    """What the unit's page tells beside its contacts and open works."""

    events: Sequence[LifeEvent]
    duties: Sequence[Held]
    years: Sequence[Punctuality]
    filings: Sequence[Filing]


def story_of(db: Session, law: Catalogue, unit: Unit, today: date, programmes: Collection[str] = frozenset()) -> Story:
    """What is told of a unit; of these programmes only, where some are named."""
    return Story(
        events=events_of(db, unit, today),
        duties=[held for held in held_duties(db, law, unit.id) if not programmes or held.programme in programmes],
        years=[p for p in punctuality(db, law, today, by=("year",), units=[unit.id])][::-1],
        filings=_filings(db, law, unit.id, programmes),
    )


def _filings(db: Session, law: Catalogue, unit_id: str, programmes: Collection[str]) -> list[Filing]:
    query = select(Submission).where(
        Submission.unit_id == unit_id, col(Submission.state) != SubmissionState.SUPERSEDED.value
    )
    if programmes:
        query = query.where(col(Submission.programme).in_(sorted(programmes)))
    found = []
    for s in db.exec(query.order_by(col(Submission.filed_at).desc()).limit(FILINGS_SHOWN)):
        head = heading(db, law, s.programme, s.duty, s.period)
        found.append(
            Filing(
                s.id or 0,
                head.title,
                head.label,
                s.filed_at,
                s.receipt,
                s.state,
                s.kind,
                s.version,
                s.is_provisional,
            )
        )
    return found
