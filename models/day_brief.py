"""Việc theo dõi trong ngày: what a staff officer should know in the morning, from the state of the world alone; and for
the head of a unit or a superior's officer, which filings wait for their word.

Counts of duties and units, titles and days: never an indicator's value. Set-based; written by `notifications.briefs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, and_, col, func, select

from models.access import Officer
from models.audit_chain import Head, head
from models.catalogue import Catalogue
from models.desk import Desk, desk
from models.facts import Acknowledgement, Submission
from models.obligations import duty_title, known_deadlines, owes, requests_by_duty
from models.questions import Question, questions
from models.quiet_hours import HANOI, OPENS
from models.review_queue import waiting_for
from models.tallies import Tally, tallies
from models.vocabulary import ObligationState, StepKind, SubmissionState
from models.voices import voices_of
from models.workdays import DAY, WorkCalendar

S = ObligationState
AHEAD = 3  # working days
PRESSING = (S.DUE, S.OPEN, S.EXTENDED)
UNFINISHED = (S.RETURNED, S.OVERDUE, *PRESSING)


@dataclass(frozen=True, slots=True)
class Received:
    """Filings of one deadline that came in since the last digest, or that wait for a word."""

    title: str
    label: str
    filings: int


@dataclass(frozen=True, slots=True)
class ReviewBrief:
    """The filings that wait for one reader's word, by duty and period. `is_head`: of the reader's own unit."""

    on: date
    waiting: tuple[Received, ...]
    is_head: bool

    @property
    def filings(self) -> int:
        return sum(one.filings for one in self.waiting)


@dataclass(frozen=True, slots=True)
class DayBrief:
    """One morning. `put_off`: duties whose unit has asked for time (hẹn lại) and waits for an answer; of these
    `put_off_late` are overdue. `received_since`: 07:30 of the working day before."""

    on: date
    soon_until: date
    received_since: datetime
    due_today: tuple[Tally, ...]
    due_soon: tuple[Tally, ...]
    overdue: tuple[Tally, ...]
    returned: tuple[Tally, ...]
    put_off: int
    put_off_late: int
    received: tuple[Received, ...]
    questions: tuple[Question, ...]
    desk: Desk
    journal: Head | None = None  # of the evening before: printed here, it cannot be changed there unseen


def day_brief(session: Session, law: Catalogue, on: date, now: datetime) -> DayBrief:
    """The brief of a day, as far as is known at `now`."""
    known = tallies(session, law, on, UNFINISHED)
    soon = law.calendar.add_working_days(on, AHEAD)
    pressing = [t for t in known if t.state in PRESSING]
    since = _last_morning(law.calendar, on)
    waiting = _put_off(session, law, on, now)
    return DayBrief(
        on=on,
        soon_until=soon,
        received_since=since,
        due_today=tuple(t for t in pressing if t.due_on == on),
        due_soon=tuple(t for t in pressing if on < t.due_on <= soon),
        overdue=tuple(t for t in reversed(known) if t.state is S.OVERDUE),
        returned=tuple(t for t in reversed(known) if t.state is S.RETURNED),
        put_off=len(waiting),
        put_off_late=sum(state is S.OVERDUE for state in waiting),
        received=_received(session, law, since, now),
        questions=tuple(questions(session, law, on, known)),
        desk=desk(session, on),
        journal=head(session, on - DAY),
    )


def review_brief(session: Session, law: Catalogue, account: Officer, on: date) -> ReviewBrief | None:
    """What waits for an account of a unit or of a superior; None where nothing does."""
    voices = voices_of(session, account, on)
    filed = [waiting.submission for waiting in waiting_for(session, law, voices, on)]
    if not filed:
        return None
    counted = Counter((s.programme, s.duty, s.period) for s in filed)
    return ReviewBrief(on, _in_words(session, law, counted), all(voice.kind is StepKind.HEAD for voice in voices))


def _last_morning(calendar: WorkCalendar, on: date) -> datetime:
    """When the digest before this one was due: 07:30 of the working day before."""
    return datetime.combine(calendar.last_working_on_or_before(on - DAY), OPENS, HANOI)


def _put_off(session: Session, law: Catalogue, on: date, now: datetime) -> list[ObligationState]:
    """The state of every unfinished duty whose unit asked for time that has not run out."""
    key = (Acknowledgement.programme, Acknowledgement.duty, Acknowledgement.period, Acknowledgement.unit_id)
    asked = session.exec(
        select(*key).where(col(Acknowledgement.until) >= on, col(Acknowledgement.at) <= now).distinct()
    ).all()
    if not asked:
        return []
    keys = {tuple(row) for row in asked}
    among, units = {row[:3] for row in keys}, {row[3] for row in keys}
    found = owes(session, law, on, states=UNFINISHED, among=among, units=units)  # type: ignore[arg-type]
    return [o.state for o in found if o.key in keys]


def _received(session: Session, law: Catalogue, since: datetime, until: datetime) -> tuple[Received, ...]:
    """What came in between two instants, most filings first."""
    key = (Submission.programme, Submission.duty, Submission.period)
    came = and_(col(Submission.filed_at) >= since, col(Submission.filed_at) <= until)
    counted = session.exec(
        select(*key, func.count())
        .where(came, col(Submission.state) != SubmissionState.SUPERSEDED)
        .group_by(*map(col, key))
    ).all()
    return _in_words(session, law, {(programme, duty, period): filings for programme, duty, period, filings in counted})


def _in_words(session: Session, law: Catalogue, counted: Mapping[tuple[str, str, str], int]) -> tuple[Received, ...]:
    """Filings by what they answer, most first."""
    if not counted:
        return ()
    requests = requests_by_duty(session)
    known = {d.key: d for d in known_deadlines(session, law, requests=requests.values())}
    found = []
    for (programme, duty, period), filings in counted.items():
        deadline = known.get((programme, duty, period))  # what the rules no longer know keeps its code as its name
        words = (duty_title(law, requests, deadline), deadline.label) if deadline else (duty, period)
        found.append(Received(*words, filings))
    return tuple(sorted(found, key=lambda r: (-r.filings, r.title, r.label)))
