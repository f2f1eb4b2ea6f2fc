"""Ước rồi chốt: when a filing can only be an estimate, and from which day until which the final figures are awaited.

Some duties are due before the stretch their figures cover has closed (decree 09/2019/NĐ-CP, art. 8.5 asks for a working
day in between). What is filed by then is an estimate, whatever the box says; the final figures are asked for when the
stretch has closed. The day for them is ours, a courtesy of three working days: no deadline of the law, nobody is
overdue by it, and punctuality looks at the first filing only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.deadline import Deadline
from models.forms import Form
from models.report_window import window_of
from models.workdays import DAY, WorkCalendar

FINAL_IN = 3  # working days after the stretch has closed


@dataclass(frozen=True, slots=True)
class FinalCall:
    """When the final figures of one deadline are awaited; all days inclusive.

    `is_early`: the deadline comes before the figures can be final. Otherwise only who chose to estimate is awaited.
    """

    closes_on: date  # last day the figures cover
    opens_on: date
    due_on: date
    is_early: bool

    def is_estimate(self, on: date) -> bool:
        """Whether whatever is filed that day can only be an estimate."""
        return self.is_early and on <= self.closes_on


def final_call(deadline: Deadline, calendar: WorkCalendar) -> FinalCall:
    """When final figures are awaited; from the due day on where the stretch is unknown or closes in time."""
    window = window_of(deadline)
    is_early = window is not None and not window.is_closed_for(deadline.due_on, calendar)
    closes_on = max(window.last, deadline.due_on) if window else deadline.due_on
    return FinalCall(closes_on, closes_on + DAY, calendar.add_working_days(closes_on, FINAL_IN), is_early)


@dataclass(frozen=True, slots=True)
class Moved:
    """One box that reads differently in two versions; None: nothing was stated."""

    code: str
    label: str
    unit: str
    before: Any
    after: Any


def moved_figures(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Moved]:
    """The boxes of a form that differ between two versions, in its order."""
    return [
        Moved(box.code, box.label, box.unit, before.get(box.code), after.get(box.code))
        for box in form.fields()
        if before.get(box.code) != after.get(box.code)
    ]
