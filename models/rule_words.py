"""The single values of a rule: days of a month, clock times, counts, spans, events, ends of a data window.

Each reader takes the text as it stands in the file and says what would be allowed (`Unreadable`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, time

from models.rule_files import Unreadable, read_day, read_month_day, read_number
from models.shapes import LAST, LAST_WORKING
from models.spans import Span, span_of
from models.windows import MonthWindowEnd, WindowEnd, WindowPoint

PERIOD_END = "period_end"
_SPANS = ["2028", "2024-H1", "2021-Q3", "2024-06", "2021/2023", "2024-04-01..2024-05-31"]


def read_span(text: str) -> Span:
    try:
        span = span_of(text)
    except ValueError:
        span = None
    if span is None or span.first == span.last:
        raise Unreadable(f"“{text}” không phải kỳ", _SPANS)
    return span


def read_month_and_day(text: str) -> tuple[int, int | str]:
    """`06-15`, `06-last`, `06-last-working`: a day that every year has."""
    found = re.fullmatch(r"(0[1-9]|1[0-2])-(last|last-working)", text)
    if found:
        return int(found[1]), found[2]
    try:
        return read_month_day(text)
    except Unreadable as e:
        raise Unreadable(str(e), [*e.allowed, "06-last", "06-last-working"] if e.allowed else ()) from None


def read_day_of_month(text: str) -> int | str:
    """`20`, `last`, `last-working`; a day the month does not have is its last (Civil Code art. 148.3)."""
    if text in (LAST, LAST_WORKING):
        return text
    if not re.fullmatch(r"\d{1,2}", text) or not 1 <= int(text) <= 31:
        raise Unreadable(f"“{text}” không phải ngày trong tháng", ["1 … 31", LAST, LAST_WORKING])
    return int(text)


def read_clock(text: str) -> time:
    """`16:00`: a time of day in Hanoi."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Unreadable(f"“{text}” không phải giờ trong ngày", ['GG:PP, ví dụ "16:00"'])
    return time.fromisoformat(text)


def read_count(most: int) -> Callable[[str], int]:
    """A reader of a whole number of at least one."""

    def parse(text: str) -> int:
        if not 1 <= (found := read_number(text)) <= most:
            raise Unreadable(f"“{text}” ngoài khoảng cho phép", [f"1 … {most}"])
        return found

    return parse


def read_event_day(duties: Collection[str]) -> Callable[[str], date | str]:
    """A reader of when an event falls: a day, the end of the period, or a duty of the same programme."""

    def parse(text: str) -> date | str:
        if text == PERIOD_END or text in duties:
            return text
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return read_day(text)
        allowed = ["NNNN-TT-NN, ví dụ 2024-03-15", PERIOD_END, *duties]
        raise Unreadable(f"“{text}” không phải ngày, period_end hay mã nhiệm vụ của chương trình", allowed)

    return parse


def read_window_end(text: str) -> WindowPoint:
    """`Y-06-14`, `(Y-1)-12-15` (Y: the report's year), `M-14`, `(M-1)-15`, `M-last` (M: the period's last month)."""
    if found := re.fullmatch(r"(?:M|\(M-(\d{1,2})\))-(\d{2}|last)", text):
        day = 31 if found[2] == LAST else int(found[2])
        if 1 <= day <= 31:
            return MonthWindowEnd(int(found[1] or 0), day)
    found = re.fullmatch(r"(Y|\(Y-1\))-(\d{2}-\d{2})", text)
    if not found:
        allowed = ["Y-06-14", "(Y-1)-12-15", "M-14", "(M-1)-15", "M-last"]
        raise Unreadable(f"“{text}” không phải mốc của kỳ số liệu", allowed)
    month, day = read_month_day(found[2])
    return WindowEnd(0 if found[1] == "Y" else -1, month, day)
