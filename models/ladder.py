"""Thang nhắc việc: which rung a duty stands on, on any day, from the state of things alone.

Level-triggered: a rung holds from its day until the next one begins, so a late round says only what is true now and
never yesterday's advice. Whether a rung was already said is the outbox's knowledge, not the ladder's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.ladder_files import AFTER_THE_DAY, Ladder
from models.obligations import Obligation
from models.terms import months_away
from models.vocabulary import DutyKind, ObligationState, Stage
from models.workdays import DAY, WorkCalendar

S = ObligationState
REMINDED = (S.OPEN, S.DUE, S.EXTENDED, S.OVERDUE, S.RETURNED)
HAS_ITS_OWN = (DutyKind.MEETING, DutyKind.EVENT, DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung on the calendar, both days inclusive."""

    stage: Stage
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one obligation that rungs hang on."""

    opens: date
    target: date
    due: date
    returned: date | None = None


def ladders(catalogue: Catalogue) -> Mapping[str, Ladder]:
    """The catalogue's ladders by name; `models.ladder_files` has checked them."""
    return catalogue.ladders


def ladder_of(catalogue: Catalogue, obligation: Obligation) -> Ladder | None:
    """The ladder this obligation is climbed on; None for kinds nobody is reminded of."""
    if obligation.state is S.RETURNED:
        return ladders(catalogue)["returned"]
    return ladder_for(catalogue, obligation.deadline, obligation.duty)


def ladder_for(catalogue: Catalogue, deadline: Deadline, duty: str = "") -> Ladder | None:
    """The ladder of whoever has not filed by this deadline; of its own duty where none is named."""
    known, kind = ladders(catalogue), deadline.kind
    if (duty or deadline.duty) not in catalogue.programme(deadline.programme).duties:
        return known["requests"]
    if not deadline.has_day and kind not in HAS_ITS_OWN:
        return known["within"]
    return next((ladder for ladder in known.values() if kind in ladder.kinds), None)


def rungs(ladder: Ladder, days: Days, calendar: WorkCalendar) -> list[Rung]:
    """The ladder laid on the calendar. A rung ends before the next begins; what prepares for the day ends with it.

    Rungs that would lie before the opening are overtaken by it: of those only the first, the announcement, is kept.
    """
    laid: list[Rung] = []
    for step in ladder.rungs:
        anchor = getattr(days, step.anchor)
        if anchor is None:
            continue
        begins = max(calendar.add_working_days(months_away(anchor, step.months), step.working_days), days.opens)
        if begins == days.opens and laid and laid[0].from_on == days.opens:
            continue
        prepares = step.stage not in AFTER_THE_DAY and step.stage is not Stage.RETURNED
        ends = calendar.add_working_days(begins, step.lasts) if step.lasts else date.max
        laid.append(Rung(step.stage, begins, min(ends, days.due) if prepares else ends))
    for n, later in enumerate(laid[1:]):
        laid[n] = replace(laid[n], until_on=min(laid[n].until_on, later.from_on - DAY))
    return [rung for rung in laid if rung.from_on <= rung.until_on]


def days_of(obligation: Obligation, calendar: WorkCalendar, returned_on: date | None = None) -> Days:
    """The days an obligation is held to: with an extension those of the extension, not of the law."""
    held = held_days(obligation.deadline, calendar, obligation.extended_until)
    return replace(held, due=obligation.due_on, returned=returned_on)


def held_days(deadline: Deadline, calendar: WorkCalendar, extended_until: date | None = None) -> Days:
    """The days a deadline is held to, or those of an extension of it."""
    target = calendar.last_working_on_or_before(extended_until) if extended_until else deadline.target_on
    return Days(min(deadline.period_from, target), target, extended_until or deadline.due_on)


def rung_on(
    catalogue: Catalogue,
    obligation: Obligation,
    on: date,
    returned_on: date | None = None,
    *,
    whatever_state: bool = False,
) -> Rung | None:
    """The rung an obligation stands on that day; None: nothing is to be said.

    Accepted, filed, waived, ended, waiting and upcoming ones are silent whatever the calendar says; `whatever_state`
    tells where they would stand, so that a preview can say why they are silent.
    """
    if obligation.state not in REMINDED and not whatever_state:
        return None
    ladder = ladder_of(catalogue, obligation)
    if ladder is None:
        return None
    laid = rungs(ladder, days_of(obligation, catalogue.calendar, returned_on), catalogue.calendar)
    return next((rung for rung in reversed(laid) if rung.from_on <= on <= rung.until_on), None)


def stage_of(catalogue: Catalogue, obligation: Obligation, on: date, returned_on: date | None = None) -> Stage | None:
    """The stage of the rung an obligation stands on that day."""
    rung = rung_on(catalogue, obligation, on, returned_on)
    return rung.stage if rung else None
