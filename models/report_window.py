"""Kỳ số liệu của một kỳ báo cáo: the window its text states, or else the one the decree on reports would give it.

The second is only held beside the deadline, never filled in. Knows no units and no facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.dates_in_words import day_text
from models.deadline import Deadline
from models.spans import Span, span_label, span_of
from models.vocabulary import DutyKind
from models.windows import DecreeWindow
from models.workdays import WorkCalendar

REPORTS = (DutyKind.REPORT, DutyKind.AGGREGATE)
# what is handed to somebody; without a day it cannot be asked for, and only its day can be counted back
DELIVERED = (
    *REPORTS, DutyKind.PLAN, DutyKind.JOINT_PROGRAM, DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL, DutyKind.GUIDANCE,
    DutyKind.SUBMISSION,
)  # fmt: skip
ARTICLE = "Điều 12 Nghị định 09/2019/NĐ-CP"
ROOM = "khoản 5 Điều 8 Nghị định 09/2019/NĐ-CP"  # at least one working day between the window's end and the deadline
_OF_THE_DECREE = re.compile(r"\d{4}(-(H[12]|Q[1-4]|\d{2}))?")  # year, half-year, quarter, month; it leaves others open


@dataclass(frozen=True, slots=True)
class ReportWindow:
    """From–to, both ends inclusive; `is_stated`: the text itself says so."""

    first: date
    last: date
    is_stated: bool

    @property
    def words(self) -> str:
        span = f"từ ngày {day_text(self.first)} đến hết ngày {day_text(self.last)}"
        return f"{span} (văn bản ghi)" if self.is_stated else f"{span} (theo {ARTICLE}; văn bản không nêu kỳ)"

    def is_closed_for(self, day: date, calendar: WorkCalendar) -> bool:
        """Whether a deadline on this day leaves at least one working day after the figures are closed."""
        return calendar.add_working_days(self.last, 1) <= day


def window_of(deadline: Deadline) -> ReportWindow | None:
    """The window of one deadline; None where the text states none and the decree gives none."""
    if deadline.window_from and deadline.window_to:
        return ReportWindow(deadline.window_from, deadline.window_to, True)
    if deadline.kind not in REPORTS:
        return None
    span = span_meant(deadline)
    if span is None or not _OF_THE_DECREE.fullmatch(span.code):
        return None
    return ReportWindow(*DecreeWindow().of(span), False)


def span_meant(deadline: Deadline) -> Span | None:
    """The stretch a report is about: its period, or for a report on one day the one its label names."""
    try:
        span = span_of(deadline.period)
    except ValueError:
        return None
    if span.first != span.last:
        return span
    year = deadline.last_valid_on.year
    named = (code for y in (year, year - 1) for code in _codes(y) if span_label(code) == deadline.label)
    return next((span_of(code) for code in named), None)


def _codes(year: int) -> Iterator[str]:
    yield str(year)
    yield from (f"{year}-{part}" for part in ("H1", "H2", "Q1", "Q2", "Q3", "Q4"))
    yield from (f"{year}-{month:02}" for month in range(1, 13))
