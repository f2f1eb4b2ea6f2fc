"""Chờ duyệt: the filings that wait for the word of given voices, by duty and period, oldest first.

Asked in a few statements for all of them; what the checks say of each is asked of `models.checking` for one period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from models.approvals import Standing, standings_of
from models.catalogue import Catalogue
from models.facts import Submission
from models.quiet_hours import end_of_day
from models.vocabulary import ReviewAction, StepKind, SubmissionState
from models.voices import Voice, may_say

LOOKS_BACK = timedelta(days=400)
MOST = 2000  # filings looked at; what is older waits until these are through


@dataclass(frozen=True, slots=True)
class Waiting:
    """One filing that waits for the reader. `action`: the word that moves it on."""

    standing: Standing
    action: ReviewAction
    voice: Voice

    @property
    def submission(self) -> Submission:
        return self.standing.submission


def waiting_for(session: Session, catalogue: Catalogue, voices: Sequence[Voice], on: date) -> list[Waiting]:
    """What waits for these voices on a day, oldest first."""
    if not voices:
        return []
    since = end_of_day(on - LOOKS_BACK)
    query = select(Submission).where(Submission.state == SubmissionState.FILED.value, Submission.filed_at >= since)
    if all(voice.kind is not StepKind.AGENCY for voice in voices):
        own = [voice.as_unit for voice in voices if voice.kind is StepKind.HEAD]
        below = [slug for slug, law in catalogue.programmes.items() if law.approved_at and len(own) < len(voices)]
        query = query.where(or_(col(Submission.unit_id).in_(own), col(Submission.programme).in_(below)))
    shown = query.options(defer(Submission.figures), defer(Submission.fields))  # type: ignore[arg-type]
    filed = list(session.exec(shown.order_by(col(Submission.filed_at), col(Submission.id)).limit(MOST)))
    standings = standings_of(session, catalogue, filed, on)
    found = []
    for s in filed:
        standing = standings[s.id or 0]
        may = may_say(standing, voices)
        for action in (ReviewAction.APPROVE, ReviewAction.ACCEPT):
            if action in may:
                found.append(Waiting(standing, action, may[action]))
                break
    return found
