"""Kỳ: a labelled stretch of the calendar, both ends inclusive, and its stable code.

Codes: `2024` (year), `2024-H1` (half-year), `2024-Q3` (quarter), `2024-06` (month), `2021/2023` (years from–to),
`2024-03-15` (the one day of a one-off), `2024-04-01..2024-05-31` (from–to). Does not know what is owed in a span.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from models.dates_in_words import day_text

_CODE = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2]))|/(\d{4}))?")
_ROMAN = ("I", "II", "III", "IV")
_MARKS = {6: "-H", 3: "-Q"}


@dataclass(frozen=True, slots=True)
class Span:
    """One period: its code, its first and its last day."""

    code: str
    first: date
    last: date


def span_of(code: str) -> Span:
    """The span a code stands for. Errors: `ValueError` for anything that is not one of the codes above."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", code):
        day = date.fromisoformat(code)
        return Span(code, day, day)
    if ".." in code:
        return _between(code)
    found = _CODE.fullmatch(code)
    if not found or int(found[1]) < 1900 or int(found[5] or found[1]) < int(found[1]):
        raise ValueError(f"“{code}” không phải mã kỳ")
    year, half, quarter, month, until = int(found[1]), found[2], found[3], found[4], found[5]
    if half:
        return _months(code, year, 6 * int(half) - 5, 6)
    if quarter:
        return _months(code, year, 3 * int(quarter) - 2, 3)
    if month:
        return _months(code, year, int(month), 1)
    return Span(code, date(year, 1, 1), date(int(until or year), 12, 31))


def spans_of_year(year: int, months: int) -> list[Span]:
    """The year cut into spans of 1, 3, 6 or 12 months, in order and without a gap."""
    if months == 12:
        return [span_of(str(year))]
    if months == 1:
        return [_months(f"{year}-{month:02}", year, month, 1) for month in range(1, 13)]
    mark = _MARKS[months]
    return [_months(f"{year}{mark}{n + 1}", year, n * months + 1, months) for n in range(12 // months)]


def names_its_days(code: str) -> bool:
    """Whether the words give the first and the last day themselves: `từ ngày 01/4/2024 đến ngày 31/5/2024`."""
    return ".." in code


def span_label(code: str) -> str:
    """As an officer writes it: `6 tháng đầu năm 2025`, `quý III/2024`, `tháng 6/2024`, `giai đoạn 2021 - 2023`,
    `khoảng từ ngày 01/4/2024 đến ngày 31/5/2024`.
    """
    span = span_of(code)
    year = span.first.year
    if span.first == span.last:
        return f"ngày {day_text(span.first)}"
    if names_its_days(code):
        return f"khoảng từ ngày {day_text(span.first)} đến ngày {day_text(span.last)}"
    if "H" in code:
        return f"6 tháng {'đầu' if code.endswith('1') else 'cuối'} năm {year}"
    if "Q" in code:
        return f"quý {_ROMAN[int(code[-1]) - 1]}/{year}"
    if "/" in code:
        return f"giai đoạn {year} - {span.last.year}"
    return f"tháng {span.first.month}/{year}" if "-" in code else f"năm {year}"


def _between(code: str) -> Span:
    ends = [span_of(end) for end in code.split("..")]
    if len(ends) != 2 or any(end.first != end.last for end in ends) or ends[1].last <= ends[0].first:
        raise ValueError(f"“{code}” không phải mã kỳ")
    return Span(code, ends[0].first, ends[1].last)


def _months(code: str, year: int, first: int, count: int) -> Span:
    last = first + count - 1
    return Span(code, date(year, first, 1), date(year, last, monthrange(year, last)[1]))
