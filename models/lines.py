"""Dòng của biểu: how each line of a totals table is read off one unit's filing. Pure.

A line is a whole indicator, or one part of a broken-down one. A blank box is not zero; a nil return (không phát sinh)
says zero of what happens in a period (flow) and nothing about what stands at its end (stock) nor of any ratio; a
filing on paper or through the secret channel reports, and gives no figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from models.forms import Form, Indicator
from models.vocabulary import IndicatorType, Nature

THOUSANDTHS = 1000  # money is kept with three decimals of a triệu đồng, below 10^12: exact as a whole number


class Leaf(NamedTuple):
    """One unit that was expected to report, sitting on a place, with what it filed, if it did."""

    unit_id: str
    unit_name: str
    place: str
    is_reported: bool = False
    is_nil: bool = False
    is_provisional: bool = False
    figures: Mapping[str, Any] = {}
    is_part: bool = False  # of a unit that counts elsewhere: adds figures here, but is nobody in n and N
    is_paper: bool = False  # reported without figures: a document, on paper or through the secret channel
    submission_id: int | None = None  # what it filed last, a returned filing included
    version: int | None = None


class Line(NamedTuple):
    """One line of the table. `boxes`: its own, or numerator and denominator."""

    code: str
    indicator: Indicator
    boxes: tuple[str, ...]
    is_text: bool
    is_ratio: bool
    is_money: bool
    is_said_by_nil: bool

    def given_by(self, leaf: Leaf) -> tuple[Any, int | None]:
        """What one unit put into this line, and the denominator of a ratio; (None, None) where it gave nothing."""
        if self.is_text:
            is_silent = not leaf.is_reported or leaf.is_paper
            return (None, None) if is_silent else (leaf.figures.get(self.code) or "", None)
        value = leaf.figures.get(self.boxes[0])
        if value is None:
            nothing = False if self.indicator.type is IndicatorType.BOOL else 0
            return (nothing, None) if leaf.is_nil and self.is_said_by_nil else (None, None)
        if self.is_ratio:
            below = leaf.figures.get(self.boxes[1])
            return (None, None) if below is None else (value, below)
        return (Decimal(thousandths(value)) / THOUSANDTHS if self.is_money else value), None


def thousandths(money: float | Decimal) -> int:
    """Triệu đồng with three decimals as a whole number."""
    return round(money * THOUSANDTHS)


def lines_of(form: Form) -> tuple[Line, ...]:
    """Every line, in the order of the form."""
    return tuple(line for indicator in form.indicators for line in _lines(indicator))


def _lines(indicator: Indicator) -> Iterator[Line]:
    kind = indicator.type
    is_text, is_ratio, is_money = (
        kind is each for each in (IndicatorType.TEXT, IndicatorType.RATIO, IndicatorType.MONEY)
    )
    boxes = tuple(box.code for box in indicator.fields())
    by_line = [(indicator.code, boxes)] if is_ratio else [(box, (box,)) for box in boxes]
    for code, of_line in by_line:
        is_said_by_nil = indicator.nature is Nature.FLOW and not is_ratio
        yield Line(code, indicator, of_line, is_text, is_ratio, is_money, is_said_by_nil)
