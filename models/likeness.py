"""“Chỉ sửa mỗi ngày tháng”: whether a filing merely repeats the last one, by its figures and by its words.

Only what happens in a period is compared: what stands at its end may well stay as it was. Digits, dates and punctuation
are left out of the words, for they are what gets changed. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

ENOUGH = 4  # figures other than zero: fewer may well come out the same
FIGURES, WORDS = 0.9, 0.9  # share of equal figures; share of equal runs of three words
LONG = 120  # letters; a shorter narrative proves nothing
_WORD = re.compile(r"[^\W\d_]+")


def alike(values: Mapping[str, Any], counts: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether what was typed repeats `last.…`: nearly every figure, or half of them under the same words."""
    pairs = [(values.get(code), values.get(f"last.{code}")) for code in counts]
    told = [(now, before) for now, before in pairs if now is not None and before is not None and (now or before)]
    share = sum(now == before for now, before in told) / len(told) if told else 0.0
    if len(told) >= ENOUGH and share >= FIGURES:
        return True
    return share >= 0.5 and any(_repeats(values.get(code), values.get(f"last.{code}")) for code in texts)


def likeness(one: str, other: str) -> float:
    """0 to 1: how many runs of three words two texts share, of all that either has (Jaccard)."""
    ours, theirs = _runs(one), _runs(other)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _repeats(now: Any, before: Any) -> bool:
    if not isinstance(now, str) or not isinstance(before, str) or len(before) < LONG:
        return False
    return likeness(now, before) >= WORDS


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return {tuple(words[n : n + 3]) for n in range(max(len(words) - 2, 0))}
