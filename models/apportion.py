"""Chia số liệu: one unit's figures divided among those who took over from it, in whole steps that add up again exactly.

Largest remainder: counts fall in whole numbers, money in thousandths of a triệu đồng. Of a ratio the numerator and what
is missing to the denominator are divided, so that no part exceeds its whole. What cannot be divided (yes or no, words,
figures that are never added up) stays with the main heir. Pure arithmetic; every divided figure is an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from models.forms import Form, Indicator
from models.vocabulary import AcrossUnits, IndicatorType

STEPS_OF_MONEY = 1000


def largest_remainder(whole: int, shares: Sequence[Fraction]) -> list[int]:
    """`whole` ≥ 0 in integers nearest to the shares (sum 1); what is left goes to the largest remainders, then shares.

    The parts always sum to the whole.
    """
    exact = [whole * share for share in shares]
    parts = [int(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda n: (parts[n] - exact[n], -shares[n], n))
    for n in order[: whole - sum(parts)]:
        parts[n] += 1
    return parts


def divided(form: Form, figures: Mapping[str, Any], shares: Sequence[Fraction], main: int) -> list[dict[str, Any]]:
    """The figures of one filing in as many parts as there are shares; `main` names the heir that keeps the rest."""
    parts: list[dict[str, Any]] = [{} for _ in shares]
    left = dict(figures)
    for indicator in form.indicators:
        if indicator.across is AcrossUnits.NONE:
            continue
        for code, values in _divided(indicator, figures, shares).items():
            del left[code]
            for part, value in zip(parts, values, strict=True):
                part[code] = value
    parts[main] |= left
    return parts


def _divided(indicator: Indicator, figures: Mapping[str, Any], shares: Sequence[Fraction]) -> dict[str, list[Any]]:
    """The values of one indicator's boxes that can be divided, in parts."""
    codes = [box.code for box in indicator.fields() if figures.get(box.code) is not None]
    if indicator.type is IndicatorType.RATIO and len(codes) == 2:
        top, bottom = (figures[code] for code in codes)
        if 0 <= top <= bottom:
            above, beside = largest_remainder(top, shares), largest_remainder(bottom - top, shares)
            return {codes[0]: above, codes[1]: [a + b for a, b in zip(above, beside, strict=True)]}
    if indicator.type in (IndicatorType.COUNT, IndicatorType.RATIO):
        return {code: largest_remainder(figures[code], shares) for code in codes}
    if indicator.type is IndicatorType.MONEY:
        return {
            code: [n / STEPS_OF_MONEY for n in largest_remainder(round(figures[code] * STEPS_OF_MONEY), shares)]
            for code in codes
        }
    return {}
