"""Kỳ của DHIS2: the code that DHIS2 knows a period by, and whether its days are those our figures cover.

DHIS2 has days, months, quarters, half-years and years of the calendar (`20260315`, `202606`, `2026Q2`, `2026S1`,
`2026`); it has no “15/12 to 14/6”. Such a window goes under the half-year it is called after, and that is said. Where
nothing fits, a person names the code. Source: DHIS2 developer guide, Web API, “Date and period format”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.dates_in_words import day_text
from models.deadline import Deadline
from models.errors import Refused
from models.report_window import ReportWindow, span_meant
from models.spans import Span

CODE = re.compile(r"\d{4}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?|Q[1-4]|S[12])?")
_OURS = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Dhis2Period:
    """`why_not`: in which way its days are not those of our window; empty where they are the same."""

    code: str
    why_not: str = ""


def dhis2_period(deadline: Deadline, window: ReportWindow | None, named: str = "") -> Dhis2Period:
    """The code of a period; `named`: the one a person chose. Errors: `Refused` where there is none to choose by."""
    if named:
        if not CODE.fullmatch(named):
            raise Refused(f"“{named}” không phải mã kỳ của DHIS2. Dạng đúng, ví dụ: 2026S1, 2026Q2, 202606, 2026.")
        return Dhis2Period(named, f"mã kỳ do người xuất chọn; {_days(window)}")
    meant = span_meant(deadline)
    found = _OURS.fullmatch(meant.code) if meant else None
    if meant is None or not found:
        raise Refused(
            f"Kỳ “{deadline.label}” không có mã kỳ tương ứng trong DHIS2. "
            "Đề nghị nêu mã kỳ của hệ thống nhận, ví dụ 2026S1."
        )
    return Dhis2Period(_code(found), _why_not(meant, window))


def _code(found: re.Match[str]) -> str:
    year, half, quarter, month = found.groups()
    if half:
        return f"{year}S{half}"
    return f"{year}Q{quarter}" if quarter else f"{year}{month or ''}"


def _why_not(meant: Span, window: ReportWindow | None) -> str:
    if window and (window.first, window.last) == (meant.first, meant.last):
        return ""
    said = f"mã kỳ chỉ từ ngày {day_text(meant.first)} đến hết ngày {day_text(meant.last)}"
    return f"{said}; {_days(window)}"


def _days(window: ReportWindow | None) -> str:
    if window is None:
        return "văn bản không nêu kỳ số liệu"
    return f"số liệu từ ngày {day_text(window.first)} đến hết ngày {day_text(window.last)}"
