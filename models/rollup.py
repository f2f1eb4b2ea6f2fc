"""Cộng dồn: one form's figures added up over the places of one period, commune → district → province. Pure arithmetic.

Per indicator and node: n of N units reported, and who is missing. A unit that left a box blank is missing there: blank
is not zero. A nil return (không phát sinh) says zero of what happens in a period (flow) and nothing about what stands
at its end (stock). Ratios are Σ numerator / Σ denominator, never a mean of ratios; counts and money are added exactly.
The order of the units changes nothing, and the sum of the children is the parent.

Figures are added column by column over all units, then whole places into their parents, so that a nation stays quick.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from models.forms import Form, Indicator
from models.vocabulary import AcrossUnits, IndicatorType, Nature

THOUSANDTHS = 1000  # money is kept with three decimals of a triệu đồng, below 10^12: exact as a whole number
PERCENT_STEP = Decimal("0.0001")


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


class Node(NamedTuple):
    """One place of the territory tree."""

    id: str
    name: str
    parent: str | None


class Total(NamedTuple):
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
    is_estimate: bool = False  # a place was split: what falls on this node was divided, not reported
    is_frozen: bool = False  # the node is no more, and nobody took over its figures

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


def roll_up(
    form: Form, leaves: Sequence[Leaf], nodes: Mapping[str, Node], *, is_open: bool = False, only: str | None = None
) -> list[Total]:
    """Totals of every node that has units expected, the top first; `only` keeps one node's.

    `is_open` marks everything provisional: the period may still bring figures.
    """
    lines = [line for indicator in form.indicators if _is_asked(indicator, leaves) for line in _lines(indicator)]
    order = _upward({leaf.place for leaf in leaves}, nodes)
    at = {node: n for n, node in enumerate(order)}
    above = [at.get(nodes[node].parent or "", -1) for node in order]
    places = [at[leaf.place] for leaf in leaves]
    masks = [0] * len(leaves)  # which lines a unit gave, a bit each
    columns = [_add_up(line, n, leaves, places, above, masks) for n, line in enumerate(lines)]
    said = _who_said_what(leaves, places, above, masks)
    return [
        total
        for node in order
        if only in (None, node)
        for total in _totals(nodes[node], at[node], lines, columns, said[at[node]], is_open)
    ]


class _Line(NamedTuple):
    """One line of the table: a whole indicator, or one part of a broken-down one."""

    code: str
    indicator: Indicator
    boxes: tuple[str, ...]  # its own, or numerator and denominator
    is_text: bool
    is_ratio: bool
    is_money: bool
    is_said_by_nil: bool


class _Column(NamedTuple):
    """One line at every node, by the node's place in the order."""

    first: list[int]  # count, thousandths of money, number of yes, numerator
    second: list[int]  # denominator
    reported: list[int]
    parts: list[int]  # how many parts of units counted elsewhere gave it besides
    estimates: list[int]  # how many of all these are số ước
    texts: dict[int, list[dict[str, str]]]

    def is_given(self, at: int) -> bool:
        return self.reported[at] + self.parts[at] > 0


def _add_up(
    line: _Line, n: int, leaves: Sequence[Leaf], places: Sequence[int], above: Sequence[int], masks: list[int]
) -> _Column:
    """One line over all units and, from the bottom, over all nodes. Marks in `masks` who gave it."""
    size, bit = len(above), 1 << n
    first, second, reported, parts, estimates = ([0] * size for _ in range(5))
    texts: dict[int, list[dict[str, str]]] = defaultdict(list)
    is_money, is_ratio, is_text = line.is_money, line.is_ratio, line.is_text
    one, other = line.boxes[0], line.boxes[-1]
    for i, (place, leaf) in enumerate(zip(places, leaves, strict=True)):
        figures = leaf.figures
        value = figures.get(one)
        if is_text:
            if not leaf.is_reported:
                continue
            if value:
                texts[place].append({"unit": leaf.unit_id, "name": leaf.unit_name, "text": value})
        elif value is not None:
            if is_ratio:
                below = figures.get(other)
                if below is None:
                    continue
                second[place] += below
            first[place] += round(value * THOUSANDTHS) if is_money else value
        elif not (leaf.is_nil and line.is_said_by_nil):
            continue
        estimates[place] += leaf.is_provisional
        if leaf.is_part:
            parts[place] += 1
        else:
            reported[place] += 1
            masks[i] |= bit
    for node in range(size - 1, -1, -1):
        parent = above[node]
        if parent >= 0:
            first[parent] += first[node]
            second[parent] += second[node]
            reported[parent] += reported[node]
            parts[parent] += parts[node]
            estimates[parent] += estimates[node]
            if node in texts:
                texts[parent] += texts[node]
    return _Column(first, second, reported, parts, estimates, texts)


def _who_said_what(
    leaves: Sequence[Leaf], places: Sequence[int], above: Sequence[int], masks: Sequence[int]
) -> list[dict[int, list[str]]]:
    """At every node: mask of lines → the units below it that gave just those lines."""
    said: list[dict[int, list[str]]] = [defaultdict(list) for _ in above]
    for leaf, place, mask in zip(leaves, places, masks, strict=True):
        if leaf.is_part:
            continue
        said[place][mask].append(leaf.unit_id)
    for node in range(len(above) - 1, -1, -1):
        if above[node] >= 0:
            for mask, units in said[node].items():
                said[above[node]][mask] += units
    return said


def _lines(indicator: Indicator) -> Iterator[_Line]:
    kind = indicator.type
    is_text, is_ratio, is_money = (
        kind is each for each in (IndicatorType.TEXT, IndicatorType.RATIO, IndicatorType.MONEY)
    )
    boxes = tuple(box.code for box in indicator.fields())
    by_line = [(indicator.code, boxes)] if is_ratio else [(box, (box,)) for box in boxes]
    for code, of_line in by_line:
        is_said_by_nil = indicator.nature is Nature.FLOW and not is_ratio
        yield _Line(code, indicator, of_line, is_text, is_ratio, is_money, is_said_by_nil)


def _is_asked(indicator: Indicator, leaves: Iterable[Leaf]) -> bool:
    """A yearly indicator stays out of a shorter period's table unless somebody gave it."""
    if not indicator.is_annual_only:
        return True
    codes = [box.code for box in indicator.fields()]
    return any(code in leaf.figures for leaf in leaves for code in codes)


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
    at: int,
    lines: Sequence[_Line],
    columns: Sequence[_Column],
    said: Mapping[int, list[str]],
    is_open: bool,
) -> Iterator[Total]:
    expected = sum(map(len, said.values()))
    silent: dict[tuple[int, ...], tuple[str, ...]] = {}  # most lines miss the same units: named once
    for n, (line, column) in enumerate(zip(lines, columns, strict=True)):
        reported = column.reported[at]
        missing: tuple[str, ...] = ()
        if reported < expected:
            without = tuple(mask for mask in said if not mask & 1 << n)
            if without not in silent:
                silent[without] = tuple(sorted(unit for mask in without for unit in said[mask]))
            missing = silent[without]
        is_ratio = line.is_ratio and column.is_given(at)
        yield Total(
            line.code,
            node.id,
            node.name,
            _value(line, column, at, expected),
            column.first[at] if is_ratio else None,
            column.second[at] if is_ratio else None,
            reported,
            expected,
            missing,
            is_open or column.estimates[at] > 0,
        )


def _value(line: _Line, column: _Column, at: int, expected: int) -> Any:
    """The figure itself; None where nobody said anything, or where it must not be added up."""
    if line.is_text:
        return sorted(column.texts.get(at, ()), key=lambda text: text["unit"])
    if not column.is_given(at) or (line.indicator.across is AcrossUnits.NONE and expected > 1):
        return None
    if line.is_ratio:
        if column.second[at] == 0:
            return None
        share = Decimal(100 * column.first[at]) / column.second[at]
        return float(share.quantize(PERCENT_STEP, ROUND_HALF_UP))
    if line.is_money:
        return Decimal(column.first[at]) / THOUSANDTHS
    return column.first[at]
