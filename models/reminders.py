"""Việc cần nhắc: the obligations that stand on a rung on a day, and what is known about each.

Asks the obligations once, then climbs each ladder in memory; many units share one deadline, so the calendar is computed
once a deadline. Whether a reminder was already said is asked of the outbox.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.facts import Decision, Extension, Submission
from models.ladder import REMINDED, Days, Rung, held_days, ladder_for, ladders, rung_on, rungs
from models.obligations import Obligation, known_deadlines, owes, requests_known
from models.outbox import ItemKey
from models.quiet_hours import day_in_hanoi, end_of_day
from models.spoken import Key, RungKey, Spoken
from models.vocabulary import ObligationState

LOOKS_BACK = timedelta(days=400)  # nothing that fell due before is spoken of any more
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
    """One obligation on a day. No `rung`: nothing is to be said; `rung_if_owed` is where it would stand if open."""

    obligation: Obligation
    rung: Rung | None
    rung_if_owed: Rung | None
    is_urgent: bool
    returned_at: datetime | None

    @property
    def item(self) -> ItemKey:
        stage = str(self.rung.stage) if self.rung else ""
        return ItemKey(*self.obligation.key, stage)

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
    programme: str | None = None,
    among: Collection[Key] | None = None,
    units: Collection[str] | None = None,
    every_state: bool = False,
) -> list[Reminder]:
    """Every obligation that may be spoken of on this day; with `every_state` also those that are settled, and why.

    Without `among` only deadlines are looked at of which some rung stands; with it, these ones, whatever their rungs.
    """
    states = None if every_state else REMINDED
    if among is None:
        among = standing(session, catalogue, on)
    if not among:
        return []
    asked = {"programme": programme, "states": states, "due_from": on - LOOKS_BACK, "among": among, "units": units}
    found = owes(session, catalogue, on, **asked)  # type: ignore[arg-type]
    returned = returned_at(session, [o for o in found if o.state is ObligationState.RETURNED])
    is_asked = any(o.duty not in catalogue.programme(o.programme).duties for o in found)
    urgent = {(r.programme, r.code) for r in requests_known(session) if r.is_urgent} if is_asked else ()
    climbed: dict[tuple[object, ...], tuple[Rung | None, Rung | None]] = {}
    answer = []
    for o in found:
        sent_back = returned.get(o.submission_id or 0)
        returned_on = day_in_hanoi(sent_back) if sent_back else None
        place = (*o.deadline.key, o.due_on, o.extended_until, o.state, returned_on)
        if place not in climbed:
            climbed[place] = (
                rung_on(catalogue, o, on, returned_on),
                rung_on(catalogue, o, on, returned_on, whatever_state=True) if every_state else None,
            )
        rung, if_owed = climbed[place]
        answer.append(Reminder(o, rung, if_owed, (o.programme, o.duty) in urgent, sent_back))
    return answer


def standing(session: Session, catalogue: Catalogue, on: date) -> set[Key]:
    """The deadlines of which somebody may stand on a rung this day: by the calendar, an extension or a return."""
    found = {key for first, last, key in laid_rungs(session, catalogue) if first <= on <= last}
    found |= {tuple(key) for key in session.connection().execute(_EXTENDED, {"since": on - LOOKS_BACK})}
    for at, programme, duty, period in sent_back(session, on):
        if any(rung.from_on <= on <= rung.until_on for rung in returned_rungs(catalogue, day_in_hanoi(at))):
            found.add((programme, duty, period))
    return found


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


def laid_rungs(session: Session, catalogue: Catalogue) -> list[tuple[date, date, Key]]:
    """First and last day of the rungs of every known deadline; kept with the catalogue."""
    known = known_deadlines(session, catalogue)
    asked = tuple(
        (d.key, d.period_from, d.target_on, d.due_on)
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
