"""Việc cần nhắc: which deadlines somebody may stand on a rung of on a day, and what a few units are to be told.

A whole day is planned in the database (models.round_kinds); here a handful of obligations is looked at again, just
before their messages leave. Whether a reminder was already said is asked of the outbox.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, bindparam
from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.facts import Decision, Extension, Submission
from models.given_rows import given, given_rows
from models.ladder import Days, Rung, awaited_days, held_days, ladder_for, ladders, rung_on, rungs
from models.obligations import Obligation, known_deadlines, owes
from models.quiet_hours import day_in_hanoi, end_of_day
from models.spoken import Key, RungKey, Spoken
from models.vocabulary import ObligationState, SubmissionState
from models.writing import table_of

LOOKS_BACK = timedelta(days=400)  # nothing that fell due before is spoken of any more
STANDING = (SubmissionState.FILED, SubmissionState.ACCEPTED)
AT_ONCE = 500  # ids in one question
_EXTENDED = (
    select(col(Extension.programme), col(Extension.duty), col(Extension.period))
    .where(col(Extension.until) >= bindparam("since"))
    .distinct()
)
_SENT_BACK = (
    select(col(Decision.at), col(Submission.programme), col(Submission.duty), col(Submission.period))
    .join(Submission, col(Submission.id) == col(Decision.submission_id))
    .where(col(Decision.action) == "return", col(Decision.at) > bindparam("since"))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One obligation on a day. No `rung`: nothing is to be said."""

    obligation: Obligation
    rung: Rung | None
    returned_at: datetime | None

    def said(self, spoken: dict[RungKey, list[Spoken]]) -> list[date]:
        """The days on which this rung was said: while it stands, and after the return it speaks of."""
        rung = self.rung
        if rung is None:
            return []
        return [
            on
            for on, at in spoken.get((*self.obligation.key, str(rung.stage)), [])
            if rung.from_on <= on <= rung.until_on and (self.returned_at is None or at > self.returned_at)
        ]


def reminders(
    session: Session,
    catalogue: Catalogue,
    on: date,
    *,
    among: Collection[Key],
    units: Collection[str],
    at: datetime | None = None,
) -> list[Reminder]:
    """What these units owe of these deadlines on a day, in whatever state, and the rung each stands on.

    `at`: the instant of that day rungs counted in hours are seen at; without one, as the day begins.
    """
    if not among:
        return []
    found = owes(session, catalogue, on, due_from=on - LOOKS_BACK, among=among, units=units)
    returned = returned_at(session, [o for o in found if o.state is ObligationState.RETURNED])
    climbed: dict[tuple[object, ...], Rung | None] = {}
    answer = []
    for o in found:
        sent_back = returned.get(o.submission_id or 0)
        returned_on = day_in_hanoi(sent_back) if sent_back else None
        place = (*o.deadline.key, o.due_on, o.extended_until, o.state, returned_on)
        if place not in climbed:
            climbed[place] = rung_on(catalogue, o, on, returned_on, at=at)
        answer.append(Reminder(o, climbed[place], sent_back))
    return answer


def standing(session: Session, catalogue: Catalogue, on: date) -> set[Key]:
    """The deadlines of which somebody may stand on a rung this day: by the calendar, an extension or a return."""
    found = {key for first, last, key in laid_rungs(session, catalogue) if first <= on <= last}
    found |= {tuple(key) for key in session.connection().execute(_EXTENDED, {"since": on - LOOKS_BACK})}
    for at, programme, duty, period in sent_back(session, on):
        if any(rung.from_on <= on <= rung.until_on for rung in returned_rungs(catalogue, day_in_hanoi(at))):
            found.add((programme, duty, period))
    return found | {key for first, last, key in estimate_rungs(session, catalogue, on) if first <= on <= last}


def sent_back(session: Session, on: date) -> Iterable[tuple[datetime, str, str, str]]:
    """When filings were sent back, and of which deadline, as far back from a day as anything is spoken of."""
    rows = session.connection().execute(_SENT_BACK, {"since": end_of_day(on - LOOKS_BACK)})
    return [(at, programme, duty, period) for at, programme, duty, period in rows]


def returned_rungs(catalogue: Catalogue, returned_on: date) -> list[Rung]:
    """The rungs of a filing sent back on that day; kept with the catalogue."""
    place = ("returned_rungs", returned_on)
    if place not in catalogue.memo:
        days = Days(date.min, date.min, date.min, returned_on)
        catalogue.memo[place] = rungs(ladders(catalogue)["returned"], days, catalogue.calendar)
    return catalogue.memo[place]


def estimate_rungs(session: Session, catalogue: Catalogue, since: date) -> list[tuple[date, date, Key]]:
    """First and last day of the rungs asking for final figures that end no sooner, of deadlines estimates stand for."""
    laid = [
        (rung.from_on, rung.until_on, d.key)
        for d in known_deadlines(session, catalogue)
        if since - LOOKS_BACK <= d.due_on
        for rung in _final_rungs(catalogue, d)
        if rung.until_on >= since
    ]
    keys = sorted({key for _, _, key in laid})
    asked = _estimated(session.get_bind().dialect.name)
    rows = session.connection().execute(asked, {"asked": given(keys)}) if keys else ()
    estimated = {tuple(row) for row in rows}
    return [rung for rung in laid if rung[2] in estimated]


def _final_rungs(catalogue: Catalogue, deadline: Deadline) -> list[Rung]:
    place = ("final_rungs", deadline.key, deadline.due_on)
    if place not in catalogue.memo:
        calendar = catalogue.calendar
        catalogue.memo[place] = rungs(ladders(catalogue)["final"], awaited_days(deadline, calendar), calendar)
    return catalogue.memo[place]


@lru_cache
def _estimated(dialect: str) -> Select[Any]:
    names, filed = ("programme", "duty", "period"), table_of(Submission).c
    asked = given_rows(dialect, "asked", {name: String() for name in names})
    same = [filed[name] == asked.c[name] for name in names]
    standing = filed.state.in_([str(state) for state in STANDING])
    return select(*(asked.c[name] for name in names)).where(
        select(filed.id).where(*same, filed.is_provisional, standing).exists()
    )


def laid_rungs(session: Session, catalogue: Catalogue) -> list[tuple[date, date, Key]]:
    """First and last day of the rungs of every known deadline; kept with the catalogue."""
    known = known_deadlines(session, catalogue)
    asked = tuple(
        (d.key, d.period_from, d.target_on, d.due_at, d.is_urgent, d.opened_at)
        for d in known
        if d.duty not in catalogue.programme(d.programme).duties
    )
    place = ("rungs", asked)
    if place not in catalogue.memo:
        calendar = catalogue.calendar
        ladder = {d.key: ladder_for(catalogue, d) for d in known}
        catalogue.memo[place] = [
            (rung.from_on, rung.until_on, d.key)
            for d in known
            if (climbed := ladder[d.key])
            for rung in rungs(climbed, held_days(d, calendar), calendar)
        ]
    return catalogue.memo[place]


def returned_at(session: Session, returned: Iterable[Obligation]) -> dict[int, datetime]:
    """The instant each returned filing was sent back."""
    ids = [o.submission_id for o in returned if o.submission_id is not None]
    instants: dict[int, datetime] = {}
    for n in range(0, len(ids), AT_ONCE):
        decisions = select(Decision).where(
            col(Decision.submission_id).in_(ids[n : n + AT_ONCE]), Decision.action == "return"
        )
        for decision in session.exec(decisions.order_by(col(Decision.at))):
            instants[decision.submission_id] = decision.at
    return instants
