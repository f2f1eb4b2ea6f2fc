"""Cộng dồn: one form's figures added up over the places of one period, commune → district → province. Pure arithmetic.

Per indicator and node: n of N units reported, and who is missing. A unit that left a box blank is missing there: blank
is not zero (`models.lines` says what a filing gives). Ratios are Σ numerator / Σ denominator, never a mean of ratios;
counts and money are added exactly. The order of the units changes nothing, and the sum of the children is the parent.

What stands on each place itself comes from the units one by one (`gather`) or, for a whole country, added up by the
database (`models.wide_figures`); from there whole places go into their parents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from models.forms import Form
from models.lines import THOUSANDTHS, Leaf, Line, lines_of, thousandths
from models.vocabulary import AcrossUnits

__all__ = ["Gathering", "Leaf", "Node", "Total", "gather", "ratio", "roll_up", "totals_of"]

PERCENT_STEP = Decimal("0.0001")


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
    paper: int = 0  # units that reported without figures; they are among the missing

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


class Column:
    """One line at every node, by the node's place in the order."""

    __slots__ = ("first", "second", "texts")

    def __init__(self, size: int):
        self.first = [0] * size  # count, thousandths of money, number of yes, numerator
        self.second = [0] * size  # denominator
        self.texts: dict[int, list[dict[str, str]]] = defaultdict(list)


class Tally:
    """Units of one node that gave just the same lines."""

    __slots__ = ("estimates", "ids", "parts", "units")

    def __init__(self) -> None:
        self.units = 0
        self.parts = 0  # of units counted elsewhere: they gave figures here, and are nobody in n and N
        self.estimates = 0  # how many of all these are số ước
        self.ids: list[str] = []  # left out of those who gave every line: nobody asks who they are


class Gathering:
    """What was reported on each place; after `climb` on each node, all below it included."""

    def __init__(self, form: Form, places: Iterable[str], nodes: Mapping[str, Node]):
        self.nodes = nodes
        self.lines = lines_of(form)
        self.order = _upward(places, nodes)
        self.at = {node: n for n, node in enumerate(self.order)}
        self.above = [self.at.get(nodes[node].parent or "", -1) for node in self.order]
        size = len(self.order)
        self.columns = [Column(size) for _ in self.lines]
        self.paper = [0] * size
        self.said: list[dict[int, Tally]] = [defaultdict(Tally) for _ in range(size)]  # lines given, a bit each → who

    @property
    def whole(self) -> int:
        """The bits of every line."""
        return (1 << len(self.lines)) - 1

    def keep_asked(self, given: Container[str]) -> None:
        """Before anything is put in: a yearly indicator stays out of the table unless one of its boxes was given."""
        asked = {line.indicator.code for line in self.lines if any(box in given for box in line.boxes)}
        self.lines = tuple(
            line for line in self.lines if not line.indicator.is_annual_only or line.indicator.code in asked
        )
        del self.columns[len(self.lines) :]

    def climb(self) -> Gathering:
        """Carry every place into the one above it, from the bottom."""
        upward = [(node, parent) for node, parent in enumerate(self.above) if parent >= 0][::-1]
        below: dict[int, list[int]] = defaultdict(list)  # the lowest first, as `upward` has them
        for node, parent in upward:
            below[parent].append(node)
        for column in self.columns:
            for sums in (column.first, column.second):
                if any(sums):
                    for parent, nodes in below.items():
                        sums[parent] += sum(map(sums.__getitem__, nodes))
            if column.texts:
                for node, parent in upward:
                    if node in column.texts:
                        column.texts[parent] += column.texts[node]
        for node, parent in upward:
            self.paper[parent] += self.paper[node]
            for mask, tally in self.said[node].items():
                more = self.said[parent][mask]
                more.units += tally.units
                more.parts += tally.parts
                more.estimates += tally.estimates
                more.ids += tally.ids
        return self


def roll_up(
    form: Form, leaves: Sequence[Leaf], nodes: Mapping[str, Node], *, is_open: bool = False, only: str | None = None
) -> list[Total]:
    """Totals of every node that has units expected, the top first; `only` keeps one node's.

    `is_open` marks everything provisional: the period may still bring figures.
    """
    return totals_of(gather(form, leaves, nodes), is_open=is_open, only=only)


def gather(form: Form, leaves: Sequence[Leaf], nodes: Mapping[str, Node]) -> Gathering:
    """The units one by one, on their places and carried upward."""
    found = Gathering(form, {leaf.place for leaf in leaves}, nodes)
    found.keep_asked({box for leaf in leaves for box in leaf.figures})
    places = [found.at[leaf.place] for leaf in leaves]
    masks = [0] * len(leaves)  # which lines a unit gave, a bit each
    for n, (line, column) in enumerate(zip(found.lines, found.columns, strict=True)):
        _add_up(line, column, 1 << n, leaves, places, masks)
    for leaf, place, mask in zip(leaves, places, masks, strict=True):
        tally = found.said[place][mask]
        tally.estimates += leaf.is_provisional
        if leaf.is_part:
            tally.parts += 1
            continue
        tally.units += 1
        found.paper[place] += leaf.is_paper
        if mask != found.whole:
            tally.ids.append(leaf.unit_id)
    return found.climb()


def totals_of(gathering: Gathering, *, is_open: bool = False, only: str | None = None) -> list[Total]:
    """Totals of every node, the top first, or of one."""
    return [
        total
        for node in gathering.order
        if only in (None, node)
        for total in _totals(gathering, gathering.nodes[node], gathering.at[node], is_open)
    ]


def ratio(numerator: int, denominator: int) -> float | None:
    """A percentage with four decimals; None over nothing."""
    if denominator == 0:
        return None
    return float((Decimal(100 * numerator) / denominator).quantize(PERCENT_STEP, ROUND_HALF_UP))


def _add_up(
    line: Line, column: Column, bit: int, leaves: Sequence[Leaf], places: Sequence[int], masks: list[int]
) -> None:
    """One line over all units, onto their places; marks in `masks` who gave it."""
    first, second, texts = column.first, column.second, column.texts
    is_money, is_ratio, is_text = line.is_money, line.is_ratio, line.is_text
    one, other = line.boxes[0], line.boxes[-1]
    for i, (place, leaf) in enumerate(zip(places, leaves, strict=True)):
        figures = leaf.figures
        value = figures.get(one)
        if is_text:
            if not leaf.is_reported or leaf.is_paper:
                continue
            if value:
                texts[place].append({"unit": leaf.unit_id, "name": leaf.unit_name, "text": value})
        elif value is not None:
            if is_ratio:
                below = figures.get(other)
                if below is None:
                    continue
                second[place] += below
            first[place] += thousandths(value) if is_money else value
        elif not (leaf.is_nil and line.is_said_by_nil):
            continue
        masks[i] |= bit


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


def _totals(gathering: Gathering, node: Node, at: int, is_open: bool) -> Iterator[Total]:
    said = gathering.said[at]
    expected = sum(tally.units for tally in said.values())
    silent: dict[tuple[int, ...], tuple[str, ...]] = {}  # most lines miss the same units: named once
    for n, (line, column) in enumerate(zip(gathering.lines, gathering.columns, strict=True)):
        gave = [tally for mask, tally in said.items() if mask >> n & 1]
        reported = sum(tally.units for tally in gave)
        missing: tuple[str, ...] = ()
        if reported < expected:
            without = tuple(mask for mask in said if not mask >> n & 1)
            if without not in silent:
                silent[without] = tuple(sorted(unit for mask in without for unit in said[mask].ids))
            missing = silent[without]
        is_ratio = line.is_ratio and bool(gave)
        yield Total(
            line.code,
            node.id,
            node.name,
            _value(line, column, at, expected, bool(gave)),
            column.first[at] if is_ratio else None,
            column.second[at] if is_ratio else None,
            reported,
            expected,
            missing,
            is_open or any(tally.estimates for tally in gave),
            paper=gathering.paper[at],
        )


def _value(line: Line, column: Column, at: int, expected: int, is_given: bool) -> Any:
    """The figure itself; None where nobody said anything, or where it must not be added up."""
    if line.is_text:
        return sorted(column.texts.get(at, ()), key=lambda text: text["unit"])
    if not is_given or (line.indicator.across is AcrossUnits.NONE and expected > 1):
        return None
    if line.is_ratio:
        return ratio(column.first[at], column.second[at])
    if line.is_money:
        return Decimal(column.first[at]) / THOUSANDTHS
    return column.first[at]
