"""Thang nhắc việc: which rung a duty stands on, on any day, from the state of things alone.

Level-triggered: a rung holds from its day until the next one begins, so a late round says only what is true now and
never yesterday's advice. What is urgent and due at an hour climbs in hours: such a rung holds from an instant of its
day. Whether a rung was already said is the outbox's knowledge, not the ladder's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.final_figures import final_call
from models.ladder_files import AFTER_THE_DAY, HOUR, Ladder, Step
from models.obligations import Obligation
from models.quiet_hours import begin_of_day, day_in_hanoi
from models.terms import months_away
from models.vocabulary import DutyKind, ObligationState, Stage
from models.workdays import DAY, WorkCalendar

S = ObligationState
REMINDED = (S.OPEN, S.DUE, S.EXTENDED, S.OVERDUE, S.RETURNED)
HAS_ITS_OWN = (DutyKind.MEETING, DutyKind.EVENT, DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung on the calendar, both days inclusive; counted in hours, from one instant until before another (UTC)."""

    stage: Stage
    from_on: date
    until_on: date
    from_at: datetime | None = None
    until_at: datetime | None = None

    def holds(self, on: date, at: datetime | None = None) -> bool:
        """Whether it stands on that day, at that instant of it; without one, as the day begins."""
        at = at or begin_of_day(on)
        begun = self.from_at is None or self.from_at <= at
        return self.from_on <= on <= self.until_on and begun and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one obligation that rungs hang on; `hour`: the instant it ends at, where an hour is named."""

    opens: date
    target: date
    due: date
    returned: date | None = None
    hour: datetime | None = None
    opened_at: datetime | None = None
    closes: date | None = None  # last day of what the figures cover, of whoever has sent estimates


def ladders(catalogue: Catalogue) -> Mapping[str, Ladder]:
    """The catalogue's ladders by name; `models.ladder_files` has checked them."""
    return catalogue.ladders


def is_reminded(obligation: Obligation) -> bool:
    """Whether anything is to be said of it at all: it is owed, or the final figures of an estimate are."""
    return obligation.state in REMINDED or obligation.awaits_final


def ladder_of(catalogue: Catalogue, obligation: Obligation) -> Ladder | None:
    """The ladder this obligation is climbed on; None for kinds nobody is reminded of."""
    if obligation.state is S.RETURNED:
        return ladders(catalogue)["returned"]
    if obligation.awaits_final:
        return ladders(catalogue)["final"]
    is_extended = obligation.extended_until is not None
    return ladder_for(catalogue, obligation.deadline, obligation.duty, is_extended=is_extended)


def ladder_for(catalogue: Catalogue, deadline: Deadline, duty: str = "", *, is_extended: bool = False) -> Ladder | None:
    """The ladder of whoever has not filed by this deadline; of its own duty where none is named.

    An extension runs to the end of a day: what was counted in hours is counted in days from then on.
    """
    known, kind = ladders(catalogue), deadline.kind
    if (duty or deadline.duty) not in catalogue.programme(deadline.programme).duties:
        return known["urgent" if deadline.is_urgent and deadline.has_hour and not is_extended else "requests"]
    if not deadline.has_day and kind not in HAS_ITS_OWN:
        return known["within"]
    return next((ladder for ladder in known.values() if kind in ladder.kinds), None)


def rungs(ladder: Ladder, days: Days, calendar: WorkCalendar) -> list[Rung]:
    """The ladder laid on the calendar. A rung ends before the next begins; what prepares for the day ends with it.

    Rungs that would lie before the opening are overtaken by it: of those only the first, the announcement, is kept.
    """
    laid: list[Rung] = []
    for step in ladder.rungs:
        lay = _in_hours if step.anchor == HOUR else _in_days
        if rung := lay(step, days, calendar, laid):
            laid.append(rung)
    for n, later in enumerate(laid[1:]):
        laid[n] = _overtaken(laid[n], later)
    return [rung for rung in laid if rung.from_on <= rung.until_on]


def days_of(obligation: Obligation, calendar: WorkCalendar, returned_on: date | None = None) -> Days:
    """The days an obligation is held to: with an extension those of the extension, not of the law."""
    held = held_days(obligation.deadline, calendar, obligation.extended_until)
    held = replace(held, due=obligation.due_on, returned=returned_on)
    closes = final_call(obligation.deadline, calendar).closes_on if obligation.awaits_final else None
    return replace(held, closes=closes)


def held_days(deadline: Deadline, calendar: WorkCalendar, extended_until: date | None = None) -> Days:
    """The days a deadline is held to, or those of an extension of it."""
    target = calendar.last_working_on_or_before(extended_until) if extended_until else deadline.target_on
    hour = deadline.due_at if deadline.has_hour and not extended_until else None
    opens = min(deadline.period_from, target)
    return Days(opens, target, extended_until or deadline.due_on, hour=hour, opened_at=deadline.opened_at)


def awaited_days(deadline: Deadline, calendar: WorkCalendar) -> Days:
    """The days of a deadline for those who have sent estimates."""
    return replace(held_days(deadline, calendar), closes=final_call(deadline, calendar).closes_on)


def rung_on(
    catalogue: Catalogue,
    obligation: Obligation,
    on: date,
    returned_on: date | None = None,
    *,
    at: datetime | None = None,
) -> Rung | None:
    """The rung an obligation stands on that day, at that instant of it; None: nothing is to be said.

    Without an instant rungs counted in hours are seen as the day begins, so that none is said too early. What is
    waived, ended, waiting or to come is silent whatever the calendar says; so is what was filed, but for estimates.
    """
    if not is_reminded(obligation):
        return None
    ladder = ladder_of(catalogue, obligation)
    if ladder is None:
        return None
    laid = rungs(ladder, days_of(obligation, catalogue.calendar, returned_on), catalogue.calendar)
    return next((rung for rung in reversed(laid) if rung.holds(on, at)), None)


def _in_days(step: Step, days: Days, calendar: WorkCalendar, laid: list[Rung]) -> Rung | None:
    anchor = getattr(days, step.anchor)
    if anchor is None:
        return None
    begins = max(calendar.add_working_days(months_away(anchor, step.months), step.working_days), days.opens)
    if begins == days.opens and laid and laid[0].from_on == days.opens:
        return None
    return _until_it_is_too_late(step, days, calendar, Rung(step.stage, begins, date.max))


def _in_hours(step: Step, days: Days, calendar: WorkCalendar, laid: list[Rung]) -> Rung | None:
    """So many hours from the hour due; the last day is not spoken of before it begins."""
    if days.hour is None:
        return None
    begins = days.hour + timedelta(hours=step.hours)
    if step.stage is Stage.LAST_DAY:
        begins = max(begins, begin_of_day(day_in_hanoi(days.hour)))
    if laid and begins <= (days.opened_at or begin_of_day(days.opens)):
        return None
    return _until_it_is_too_late(step, days, calendar, Rung(step.stage, day_in_hanoi(begins), date.max, begins))


def _until_it_is_too_late(step: Step, days: Days, calendar: WorkCalendar, rung: Rung) -> Rung:
    ends = calendar.add_working_days(rung.from_on, step.lasts) if step.lasts else date.max
    if step.stage in AFTER_THE_DAY or step.stage in (Stage.RETURNED, Stage.FINAL):
        return replace(rung, until_on=ends)
    return replace(rung, until_on=min(ends, days.due), until_at=days.hour)


def _overtaken(rung: Rung, later: Rung) -> Rung:
    """A rung ends before the next one begins: the day before, or at an instant of its own day."""
    if later.from_at is None:
        return replace(rung, until_on=min(rung.until_on, later.from_on - DAY))
    ends = min(rung.until_at, later.from_at) if rung.until_at else later.from_at
    return replace(rung, until_on=min(rung.until_on, later.from_on), until_at=ends)
