"""Totals with the words around them: label, unit of measure, and the value as printed. Adds nothing up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.forms import Form, Indicator
from models.rollup import Total
from models.vocabulary import IndicatorType
from reports.consolidated_report import lines_of
from reports.numerals import number, percent


@dataclass(frozen=True)
class LineTotal:
    """One total and how it reads."""

    label: str
    unit: str
    value: str
    total: Total


def lines_with_totals(form: Form, totals: Iterable[Total]) -> Iterator[LineTotal]:
    """Every total that can stand in a cell, in the order given; narrative indicators have none."""
    known = {line.code: (indicator, line) for indicator in form.indicators for line in lines_of(indicator)}
    for row in totals:
        indicator, line = known[row.indicator]
        if indicator.type != IndicatorType.TEXT:
            label = indicator.label if line.label == indicator.label else f"{indicator.label}: {line.label}"
            yield LineTotal(label, line.unit, _value(row, indicator), row)


def _value(row: Total, indicator: Indicator) -> str:
    """Empty where nobody gave a figure: missing is not zero."""
    if row.reported == 0 or row.value is None:
        return ""
    if indicator.type == IndicatorType.RATIO:
        return percent(row.numerator or 0, row.denominator or 0)
    if indicator.type == IndicatorType.BOOL:
        return f"{number(row.value)} đơn vị có"
    return number(row.value)
