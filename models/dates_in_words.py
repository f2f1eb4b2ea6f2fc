"""Ngày viết theo thể thức văn bản hành chính: `05/3/2026`, `thứ Sáu, 12/6/2026` (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Days 1–9 and months 1, 2 carry a zero, other months do not.
"""

from __future__ import annotations

from datetime import date

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
