"""Mã tiếp nhận: the number a unit keeps as proof, `TN-2026-000123-K7`. Its last two signs catch a mistyped digit."""

from __future__ import annotations

import re

_LETTERS = "ABCDEGHKLMNPQRSTUVXY"  # none that is read as a digit
_PRIME = 199  # 20 letters × 10 digits hold every remainder; a prime shows any one wrong or two swapped digits


def receipt_of(number: int, year: int) -> str:
    """The receipt of one submission; unique because its number is."""
    return f"TN-{year}-{number:06}-{_check(f'{year}{number:06}')}"


def is_receipt(text: str) -> bool:
    """Whether the text is a receipt typed without a slip; small letters and spaces around are forgiven."""
    found = re.fullmatch(r"TN-(\d{4})-(\d{6,})-([A-Z]\d)", text.strip().upper())
    return bool(found) and found is not None and _check(found[1] + found[2]) == found[3]


def _check(digits: str) -> str:
    rest = int(digits) % _PRIME
    return f"{_LETTERS[rest // 10]}{rest % 10}"
