"""Cộng dồn: one form's figures added up over the places of one period, commune → district → province. Pure arithmetic.

Per indicator and node: n of N units reported, and who is missing. A unit that left a box blank is missing there: blank
is not zero. A nil return (không phát sinh) says zero of what happens in a period (flow) and nothing about what stands
at its end (stock). Ratios are Σ numerator / Σ denominator, never a mean of ratios; counts and money are added exactly.
The order of the units changes nothing, and the sum of the children is the parent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.forms import Form, Indicator
from models.vocabulary import AcrossUnits, IndicatorType, Nature

THOUSANDTHS = 1000  # money is kept with three decimals of a triệu đồng
PERCENT_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One unit that was expected to report, sitting on a place, with what it filed, if it did."""

    unit_id: str
    unit_name: str
    place: str
    is_reported: bool = False
    is_nil: bool = False
    is_provisional: bool = False
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the territory tree."""

    id: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Total:
    """One indicator at one node. `value`: count, money (Decimal), percentage, units that said yes, gathered texts."""

    indicator: str
    node: str
    node_name: str
    value: Any
    numerator: int | None
    denominator: int | None
    reported: int
    expected: int
    missing: tuple[str, ...]
    provisional: bool
    duty: str = ""

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc total --json` prints."""
        value = self.value
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)
        return {
            "indicator": self.indicator,
            "node": self.node,
            "value": value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "reported": self.reported,
            "expected": self.expected,
            "missing": list(self.missing),
            "provisional": self.provisional,
        }


@dataclass(slots=True)
class _Tally:
    """What has been added so far for one line at one node."""

    first: int = 0  # count, thousandths of money, number of yes, numerator
    second: int = 0  # denominator
    reported: int = 0
    provisional: bool = False
    texts: list[dict[str, str]] = field(default_factory=list)

    def add(self, other: _Tally) -> None:
        self.first += other.first
        self.second += other.second
        self.reported += other.reported
        self.provisional |= other.provisional
        self.texts += other.texts


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the table: a whole indicator, or one part of a broken-down one."""

    code: str
    indicator: Indicator


def roll_up(
    form: Form, leaves: Sequence[Leaf], nodes: Mapping[str, Node], *, is_open: bool = False, only: str | None = None
) -> list[Total]:
    """Totals of every node that has units expected, the top first; `only` keeps one node's.

    `is_open` marks everything provisional: the period may still bring figures.
    """
    lines = [line for i in form.indicators if _is_asked(i, leaves) for line in _lines(i)]
    tallies: dict[str, list[_Tally]] = {}
    units: dict[str, list[str]] = defaultdict(list)
    gave: dict[str, int] = {}  # unit → bit mask of the lines it gave
    for leaf in leaves:
        if leaf.place not in tallies:
            tallies[leaf.place] = [_Tally() for _ in lines]
        mask = 0
        if leaf.is_reported:
            for n, tally in enumerate(tallies[leaf.place]):
                if _add(tally, lines[n], leaf):
                    mask |= 1 << n
        gave[leaf.unit_id] = mask
        units[leaf.place].append(leaf.unit_id)
    order = _upward(tallies, nodes)
    for node in reversed(order):
        parent = nodes[node].parent
        if parent is not None:
            above = tallies.setdefault(parent, [_Tally() for _ in lines])
            for total, tally in zip(above, tallies[node], strict=True):
                total.add(tally)
            units[parent] += units[node]
    return [
        total
        for node in order
        if only in (None, node)
        for total in _totals(nodes[node], lines, tallies[node], sorted(units[node]), gave, is_open)
    ]


def _lines(indicator: Indicator) -> list[_Line]:
    if indicator.type is IndicatorType.RATIO:
        return [_Line(indicator.code, indicator)]
    return [_Line(box.code, indicator) for box in indicator.fields()]


def _is_asked(indicator: Indicator, leaves: Iterable[Leaf]) -> bool:
    """A yearly indicator stays out of a shorter period's table unless somebody gave it."""
    if not indicator.is_annual_only:
        return True
    codes = [box.code for box in indicator.fields()]
    return any(code in leaf.figures for leaf in leaves for code in codes)


def _add(tally: _Tally, line: _Line, leaf: Leaf) -> bool:
    """Add what one reporting unit says about one line; False where it says nothing."""
    indicator, figures = line.indicator, leaf.figures
    kind = indicator.type
    if kind is IndicatorType.TEXT:
        if text := figures.get(line.code):
            tally.texts.append({"unit": leaf.unit_id, "name": leaf.unit_name, "text": text})
    elif leaf.is_nil:
        if indicator.nature is not Nature.FLOW or kind is IndicatorType.RATIO:
            return False
    elif kind is IndicatorType.RATIO:
        above, below = (figures.get(f"{line.code}.{key}") for key, _ in indicator.parts)
        if above is None or below is None:
            return False
        tally.first += above
        tally.second += below
    else:
        value = figures.get(line.code)
        if value is None:
            return False
        tally.first += _thousandths(value) if kind is IndicatorType.MONEY else int(value)
    tally.reported += 1
    tally.provisional |= leaf.is_provisional
    return True


def _thousandths(value: int | float) -> int:
    """Money as a whole number, so that adding loses nothing."""
    return int((Decimal(str(value)) * THOUSANDTHS).to_integral_value(ROUND_HALF_UP))


def _upward(places: Iterable[str], nodes: Mapping[str, Node]) -> list[str]:
    """These places and all above them, the top first, then level by level."""
    depth: dict[str, int] = {}

    def depth_of(node: str) -> int:
        if node not in depth:
            parent = nodes[node].parent
            depth[node] = depth_of(parent) + 1 if parent is not None else 0
        return depth[node]

    for place in places:
        depth_of(place)
    return sorted(depth, key=lambda node: (depth[node], node))


def _totals(
    node: Node,
    lines: Sequence[_Line],
    tallies: Sequence[_Tally],
    units: Sequence[str],
    gave: Mapping[str, int],
    is_open: bool,
) -> Iterable[Total]:
    nobody = tuple(units)
    for n, (line, tally) in enumerate(zip(lines, tallies, strict=True)):
        is_ratio = line.indicator.type is IndicatorType.RATIO and tally.reported > 0
        missing: tuple[str, ...] = ()
        if tally.reported < len(units):
            missing = tuple(u for u in units if not gave[u] >> n & 1) if tally.reported else nobody
        yield Total(
            indicator=line.code,
            node=node.id,
            node_name=node.name,
            value=_value(line.indicator, tally, len(units)),
            numerator=tally.first if is_ratio else None,
            denominator=tally.second if is_ratio else None,
            reported=tally.reported,
            expected=len(units),
            missing=missing,
            provisional=is_open or tally.provisional,
        )


def _value(indicator: Indicator, tally: _Tally, expected: int) -> Any:
    """The figure itself; None where nobody said anything, or where it must not be added up."""
    if indicator.type is IndicatorType.TEXT:
        return sorted(tally.texts, key=lambda t: t["unit"])
    if not tally.reported or (indicator.across is AcrossUnits.NONE and expected > 1):
        return None
    if indicator.type is IndicatorType.RATIO:
        if tally.second == 0:
            return None
        return float((Decimal(100 * tally.first) / tally.second).quantize(PERCENT_STEP, ROUND_HALF_UP))
    if indicator.type is IndicatorType.MONEY:
        return Decimal(tally.first) / THOUSANDTHS
    return tally.first
