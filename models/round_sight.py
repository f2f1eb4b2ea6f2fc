"""Tầm nhìn của một vòng: which deadlines it has to look at, and since when.

A round looks at every deadline of which somebody may stand on a rung that day, and after days without a round also at
those whose rungs came and went meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.facts import Request
from models.obligations import begun_and_next, known_deadlines, requests_by_duty
from models.pulses import Pulse, last_pulse
from models.quiet_hours import end_of_day
from models.reminders import LOOKS_BACK, laid_rungs, standing
from models.vocabulary import Work
from models.workdays import DAY


@dataclass(frozen=True)
class Sight:
    """The deadlines to look at, with the requests among them; `since`: the day of the last round before this one."""

    chosen: list[Deadline]
    requests: dict[tuple[str, str], Request]
    since: date


def sight(
    session: Session,
    catalogue: Catalogue,
    on: date,
    *,
    since: date | None = None,
    programme: str | None = None,
    only_urgent: bool = False,
) -> Sight:
    """What a round of this day looks at. Without `since` nothing counts as missed."""
    requests = requests_by_duty(session, end_of_day(on))
    since = since or on
    if only_urgent and not any(r.is_urgent for r in requests.values()):
        return Sight([], requests, since)
    among = standing(session, catalogue, on)
    if since < on - DAY:
        among |= {key for first, last, key in laid_rungs(session, catalogue) if since < first and last < on}
    known = known_deadlines(session, catalogue, programme, requests=requests.values())
    known = [d for d in known if d.due_on >= on - LOOKS_BACK and d.key in among]
    chosen = [d for d in begun_and_next(known, on) if d.is_urgent or not only_urgent]
    return Sight(chosen, requests, since)


def last_round_before(session: Session, on: date) -> date | None:
    """The day of the latest round that was held, if it lies before this day; None: there is none, or it lies later."""
    last = last_pulse(session, Work.ROUND)
    return last.as_of if last is not None and last.as_of < on else None


def round_held(session: Session, on: date) -> str:
    """The print that the last round of this day left; empty: none was held."""
    query = select(Pulse.watermark).where(
        Pulse.work == Work.ROUND, Pulse.as_of == on, col(Pulse.finished_at).is_not(None)
    )
    return session.exec(query).first() or ""
