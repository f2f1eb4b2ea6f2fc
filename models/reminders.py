"""Việc cần nhắc: the obligations that stand on a rung on a day, and what is known about each.

Asks the obligations once, then climbs each ladder in memory; many units share one deadline, so the calendar is computed
once a deadline. Whether a reminder was already said is asked of the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.facts import Decision
from models.ladder import REMINDED, Rung, rung_on
from models.obligations import Obligation, owes, requests_known
from models.outbox import ItemKey
from models.quiet_hours import day_in_hanoi
from models.spoken import RungKey, Spoken
from models.vocabulary import ObligationState

LOOKS_BACK = timedelta(days=400)  # nothing that fell due before is spoken of any more
AT_ONCE = 500  # ids in one question


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
    unit_id: str | None = None,
    programme: str | None = None,
    every_state: bool = False,
) -> list[Reminder]:
    """Every obligation that may be spoken of on this day; with `every_state` also those that are settled, and why."""
    states = None if every_state else REMINDED
    found = owes(session, catalogue, on, unit_id=unit_id, programme=programme, states=states, due_from=on - LOOKS_BACK)
    returned = returned_at(session, [o for o in found if o.state is ObligationState.RETURNED])
    urgent = {(r.programme, r.code) for r in requests_known(session) if r.is_urgent}
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
