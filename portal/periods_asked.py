"""The duty and period an officer's address names: its heading, its form, and how many have filed.

Routes take it as `APeriod`; it stands behind the officers' door, which has asked whether it is within reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.forms import Form
from models.period_counts import periods
from portal.doors import AnOfficer, Db, Law, NotFound
from portal.headings import Heading, heading


@dataclass(frozen=True)
class PeriodAsked(Heading):
    """A heading whose period the rules know."""

    deadline: Deadline

    def form_to(self, purpose: str) -> Form:
        """Its form. Errors: `NotFound` where no figures are asked for; `purpose`: what they were wanted for."""
        if self.form is None:
            raise NotFound(f"Nhiệm vụ này không có biểu số liệu để {purpose}.")
        return self.form


@dataclass(frozen=True)
class CountedPeriod(PeriodAsked):
    """The same with its state, how many have filed and how many are to."""

    state: str
    reported: int
    expected: int


def period_asked(programme: str, duty: str, period: str, visit: AnOfficer, db: Db, law: Law) -> PeriodAsked:
    """Errors: `NotFound` where the rules know no such period."""
    found = heading(db, law, programme, duty, period)
    if found.deadline is None:
        raise NotFound
    return PeriodAsked(**vars(found))


APeriod = Annotated[PeriodAsked, Depends(period_asked, scope="function")]


def counted(db: Session, law: Catalogue, today: date, head: PeriodAsked) -> CountedPeriod:
    """How its units stand on that day. Errors: `NotFound` for a duty that nobody has to do."""
    for status in periods(db, law, today, head.programme, among={head.deadline.key}):
        return CountedPeriod(**vars(head), state=status.state.value, reported=status.reported, expected=status.expected)
    raise NotFound
