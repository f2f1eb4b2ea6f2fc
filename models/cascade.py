"""Hạn nội bộ từng cấp: from the deadline of a report back to the levels below, so many working days each.

Proposes, never sets: the day a level sends by is the receiver's own affair until somebody orders it. Where the figures
are closed too late for that, a pair is proposed: ước (an estimate) by the day counted back, chốt (the final figure) by
a day counted forward from the end of the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline import Deadline
from models.deadlines import deadline_of
from models.endings import Endings
from models.errors import Refused
from models.programmes import Duty
from models.report_window import DELIVERED, ReportWindow, window_of
from models.vocabulary import Level
from models.workdays import WorkCalendar

UPWARD = (Level.OFFICE, Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.CENTRE)
USUAL_WORKING_DAYS = 2  # one to send and receive, one to add up; no text states it
MOST_WORKING_DAYS = 60


@dataclass(frozen=True, slots=True)
class LevelDay:
    """By when one level sends upward; `sends_to` is None for the level the duty itself binds.

    `estimate_on`, `final_on`: the pair, where a final figure cannot exist yet on `due_on`.
    """

    level: Level
    sends_to: Level | None
    due_on: date
    estimate_on: date | None
    final_on: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Cascade:
    """The whole proposal, from the level the duty binds downward."""

    deadline: Deadline
    window: ReportWindow | None
    working_days: int
    fits: bool  # every level can send final figures in time
    most_working_days: int | None  # the most that would fit; None without a window or levels below
    levels: tuple[LevelDay, ...]

    def as_json(self) -> dict[str, Any]:
        """ISO dates, null where there is nothing to say."""
        d, w = self.deadline, self.window
        return {
            "programme": d.programme,
            "duty": d.duty,
            "period": d.period,
            "bound": str(d.bound),
            "last_valid_on": d.last_valid_on.isoformat(),
            "due_on": d.due_on.isoformat(),
            "target_on": d.target_on.isoformat(),
            "window_from": w.first.isoformat() if w else None,
            "window_to": w.last.isoformat() if w else None,
            "window_is_stated": w.is_stated if w else None,
            "working_days": self.working_days,
            "fits": self.fits,
            "most_working_days": self.most_working_days,
            "levels": [
                {
                    "level": str(row.level),
                    "sends_to": str(row.sends_to) if row.sends_to else None,
                    "due_on": row.due_on.isoformat(),
                    "estimate_on": row.estimate_on.isoformat() if row.estimate_on else None,
                    "final_on": row.final_on.isoformat() if row.final_on else None,
                    "provisional": row.provisional,
                }
                for row in self.levels
            ],
        }


def cascade(catalogue: Catalogue, programme: str, duty: str, period: str, working_days: int | None = None) -> Cascade:
    """The proposal for one period. `working_days`: between a level and the next; without it two, or fewer if only
    fewer fit between the window and the deadline. Errors: `Refused` for an unknown key or an impossible number.
    """
    if working_days is not None and not 1 <= working_days <= MOST_WORKING_DAYS:
        raise Refused(f"Số ngày làm việc giữa hai cấp phải từ 1 đến {MOST_WORKING_DAYS}.")
    deadline, demand = deadline_of(catalogue, programme, duty, period), catalogue.duty(programme, duty)
    if demand.kind not in DELIVERED:
        raise Refused(
            f"Nhiệm vụ {duty} ({demand.kind.label}) không có sản phẩm gửi lên nên không chia hạn theo cấp được."
        )
    if not demand.levels:
        raise Refused(f"Nhiệm vụ {duty} không nêu cấp nào phải làm nên không chia hạn theo cấp được.")
    calendar, window = catalogue.calendar, window_of(deadline)
    bound = levels_bound(demand, catalogue.endings, deadline.target_on)
    if not bound:
        raise Refused(f"Đến ngày {day_text(deadline.target_on)}, không còn cấp nào thực hiện nhiệm vụ {duty}.")
    below = levels_below(demand, bound[-1], catalogue.endings, deadline.target_on)
    most = _most_that_fit(deadline, window, len(below), calendar)
    if working_days is None:
        working_days = min(USUAL_WORKING_DAYS, most or USUAL_WORKING_DAYS)
    lowest_on = calendar.add_working_days(deadline.target_on, -working_days * len(below))
    fits = window is None or window.is_closed_for(lowest_on, calendar)
    pace = 1 if most else working_days  # finals still in time must hurry; finals after the deadline need not

    def row(level: Level, sends_to: Level | None, distance: int) -> LevelDay:
        due_on, final_on = calendar.add_working_days(deadline.target_on, -working_days * distance), None
        if window and not fits and (distance or not most):
            final_on = calendar.add_working_days(window.last, pace * (len(below) - distance + 1))
        estimate_on = due_on if final_on else None
        provisional = any(calendar.is_provisional(day.year) for day in (due_on, final_on or due_on))
        return LevelDay(level, sends_to, due_on, estimate_on, final_on, provisional)

    rows = [row(level, None, 0) for level in bound]
    for distance, level in enumerate(below, 1):
        rows.append(row(level, rows[-1].level, distance))
    return Cascade(deadline, window, working_days, fits, most, tuple(rows))


def levels_bound(duty: Duty, endings: Endings, on: date) -> list[Level]:
    """The levels a duty binds that exist on the day, from above downward."""
    return [level for level in sorted(duty.levels, key=UPWARD.index, reverse=True) if _exists(duty, level, endings, on)]


def levels_below(duty: Duty, lowest: Level, endings: Endings, on: date) -> list[Level]:
    """The levels under the lowest one bound that exist on the day, from above downward.

    A duty of bodies called by name only has their own offices below it.
    """
    if not any(audience.trees for audience in duty.addressees):
        return [Level.OFFICE] if lowest is not Level.OFFICE else []
    under = reversed(UPWARD[1 : UPWARD.index(lowest)])
    return [level for level in under if _exists(duty, level, endings, on)]


def _exists(duty: Duty, level: Level, endings: Endings, on: date) -> bool:
    """Whether any of the trees addressed still has this level; for bodies called by name, and for none, it has."""
    trees = {tree for audience in duty.addressees for tree in audience.trees}
    return not trees or any(endings.level_ended(tree, level, on) is None for tree in trees)


def working_days_between(after: date, until: date, calendar: WorkCalendar) -> int:
    """Working days after one day up to and with another; 0 where the second is not later."""
    day, count = calendar.next_working_after(after), 0
    while day <= until:
        day, count = calendar.next_working_after(day), count + 1
    return count


def _most_that_fit(deadline: Deadline, window: ReportWindow | None, levels: int, calendar: WorkCalendar) -> int | None:
    """The most working days each of so many levels below can have between the window's end and the deadline."""
    if window is None or not levels:
        return None
    room = working_days_between(window.last, deadline.target_on, calendar)
    return max(0, (room - 1) // levels)
