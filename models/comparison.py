"""So hai kỳ: one indicator at one node in two periods, side by side, or why they must not be.

Two periods are compared only where they speak of the same thing: the same ground (`models.comparable_ground`), much the
same units reporting for it, the same form and meaning, figures of the same certainty. Otherwise `why_not` says so and
there is no number. A ratio changes by percentage points, a number also by per cent; nothing is said of causes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.comparable_ground import MapChange
from models.forms import Form, Indicator
from models.period_told import Side, Told
from models.rollup import Total, roll_up
from models.vocabulary import IndicatorType
from models.why_not_compared import Pair

PER_CENT = Decimal("0.1")  # one decimal, half up, of per cent and of percentage points, as everywhere
A_YEAR_AGO, THE_ONE_BEFORE = "không so sánh cùng kỳ", "không so sánh với kỳ trước"


@dataclass(frozen=True, slots=True)
class Point:
    """One indicator at one node in one period. `is_closed`: its period was; `has_estimates`: số ước are inside."""

    programme: str
    duty: str
    period: str
    label: str
    value: Any
    numerator: int | None
    denominator: int | None
    reported: int
    expected: int
    missing: tuple[str, ...]
    is_closed: bool
    has_estimates: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "reported": self.reported,
            "expected": self.expected,
            "closed": self.is_closed,
            "estimates": self.has_estimates,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator at one node now and then. With `why_not` there is neither `change` nor `percent`.

    `change`: count, money (Decimal) or percentage points of a ratio. `percent`: None of a ratio, or over nothing.
    `why_not` and `notes` are Vietnamese clauses without a full stop.
    """

    indicator: str
    label: str
    unit: str
    type: IndicatorType
    node: str
    node_name: str
    now: Point
    then: Point | None
    change: Any = None
    percent: Decimal | None = None
    why_not: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_comparable(self) -> bool:
        return not self.why_not

    @property
    def words(self) -> str:
        """`tăng 12,5%`, `giảm 3,2 điểm phần trăm`, `không tăng, không giảm`; else why it is not compared."""
        return self.words_without(())

    def words_without(self, told: Collection[str]) -> str:
        """The same without reasons told elsewhere; empty where no other is left."""
        if self.why_not:
            return "; ".join(why for why in self.why_not if why not in told)
        if not self.change:
            return "không tăng, không giảm"
        way, size = ("tăng", self.change) if self.change > 0 else ("giảm", -self.change)
        if self.type is IndicatorType.RATIO:
            return f"{way} {_comma(size)} điểm phần trăm"
        if not self.percent:  # over nothing, or too little to show
            unit = "đơn vị" if self.type is IndicatorType.BOOL else self.unit
            return f"{way} {_comma(size)} {unit}".rstrip()
        return f"{way} {_comma(abs(self.percent))}%"

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc trend --json` prints."""
        return {
            "indicator": self.indicator,
            "node": self.node,
            "now": self.now.as_json(),
            "then": self.then.as_json() if self.then else None,
            "change": self.change,
            "percent": self.percent,
            "why_not": list(self.why_not),
            "notes": list(self.notes),
        }


def beside(
    now: Side,
    then: Side | None,
    change: MapChange,
    shown: MapChange,
    only: str | None = None,
    *,
    refusal: str = A_YEAR_AGO,
) -> list[Comparison]:
    """Every line at every node shown; `change` tells whether the ground is the same, `shown` is the map both stand on.

    `refusal`: how a sentence begins that refuses to compare. Texts are no figures and left out.
    """
    rows_now = roll_up(now.told.form, now.leaves, shown.nodes, only=only)
    rows_then = roll_up(then.told.form, then.leaves, shown.nodes, only=only) if then else []
    earlier = {(row.node, row.indicator): row for row in rows_then}
    pair = Pair(now, then, change, shown, refusal) if then else None
    lines, found = _lines_of(now.told.form), []
    for row in rows_now:
        label, unit, indicator = lines[row.indicator]
        if indicator.type is IndicatorType.TEXT:
            continue
        point = _point(now.told, row)
        place = (row.indicator, label, unit, indicator.type, row.node, row.node_name, point)
        if pair is None or then is None:
            found.append(Comparison(*place, None, why_not=(f"{refusal}: không có kỳ tương ứng",)))
            continue
        held = earlier.get((row.node, row.indicator))
        before = _point(then.told, held) if held else None
        notes = _notes(point, before) if before else ()
        if reasons := pair.reasons(indicator, row, held):
            found.append(Comparison(*place, before, why_not=tuple(dict.fromkeys(reasons)), notes=notes))
        elif held:
            size, percent = _changed(indicator, row, held)
            found.append(Comparison(*place, before, size, percent, notes=notes))
    return found


def said_once(found: Sequence[Comparison]) -> tuple[str, ...]:
    """The reasons and notes that every one of several lines gives, to be told once above them."""
    if len(found) < 2:
        return ()
    return tuple(
        words for words in (*found[0].why_not, *found[0].notes) if all(words in (*c.why_not, *c.notes) for c in found)
    )


def _changed(indicator: Indicator, row: Total, held: Total) -> tuple[Any, Decimal | None]:
    """The change, and per cent of what was; of a ratio percentage points only."""
    if indicator.type is IndicatorType.RATIO:
        now, then = (Decimal(100 * (t.numerator or 0)) / (t.denominator or 1) for t in (row, held))
        return (now - then).quantize(PER_CENT, ROUND_HALF_UP), None
    change = row.value - held.value
    if indicator.type is IndicatorType.BOOL or not held.value:
        return change, None
    return change, (100 * Decimal(change) / Decimal(held.value)).quantize(PER_CENT, ROUND_HALF_UP)


def _notes(now: Point, then: Point) -> tuple[str, ...]:
    found = [f"{each.label} chưa chốt, số tạm tính" for each in (then, now) if not each.is_closed]
    if now.has_estimates and then.has_estimates:
        found.append("cả hai kỳ còn số ước")
    if now.expected != then.expected:
        found.append(f"cùng phạm vi, số đơn vị báo cáo từ {then.expected} thành {now.expected}")
    gone = [each for each in (then, now) if each.missing]
    found += [f"{each.label} chưa có số liệu của {len(each.missing):02} đơn vị" for each in gone]
    return tuple(found)


def _point(told: Told, row: Total) -> Point:
    return Point(
        *told.deadline.key,
        told.deadline.label,
        row.value,
        row.numerator,
        row.denominator,
        row.reported,
        row.expected,
        row.missing,
        told.is_closed,
        row.provisional,
    )


def _lines_of(form: Form) -> dict[str, tuple[str, str, Indicator]]:
    """Label, unit and indicator of every line of a total."""
    found: dict[str, tuple[str, str, Indicator]] = {}
    for indicator in form.indicators:
        for box in indicator.fields():
            found[box.code] = box.label, box.unit, indicator
        found[indicator.code] = indicator.label, indicator.unit, indicator
    return found


def _comma(size: Any) -> str:
    text = f"{size:,}" if isinstance(size, int) else f"{size:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))
