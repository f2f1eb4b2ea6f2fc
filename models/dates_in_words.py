"""Ngày viết theo thể thức văn bản hành chính: `05/3/2026`, `thứ Sáu, 12/6/2026` (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Days 1–9 and months 1, 2 carry a zero, other months do not.
"""

from __future__ import annotations

from datetime import date, datetime, time

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day_text(day: date) -> str:
    """`05/3/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year}" if day.month < 3 else f"{day.day:02}/{day.month}/{day.year}"


def day_and_month_text(month: int, day: int) -> str:
    """`19/8`, `06/01`: a day of every year."""
    return f"{day:02}/{month:02}" if month < 3 else f"{day:02}/{month}"


def weekday_text(day: date) -> str:
    """`thứ Sáu`, `Chủ nhật`."""
    return _WEEKDAYS[day.weekday()]


def full_day_text(day: date) -> str:
    """`thứ Sáu, 12/6/2026`."""
    return f"{weekday_text(day)}, {day_text(day)}"


def clock_text(clock: time) -> str:
    """`16h00`, `08h30`: a time of day in Hanoi."""
    return f"{clock:%Hh%M}"


def instant_text(local: datetime) -> str:
    """`08h30 ngày 21/4/2026`: an instant by the clock of Hanoi; the last one of a day is its `24h00`."""
    clock = "24h00" if local.time() == time.max else clock_text(local.time())
    return f"{clock} ngày {day_text(local.date())}"
