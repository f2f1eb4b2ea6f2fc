"""The consolidated report as plain data: what the Word document and the workbook both tell.

Holds what was known when a period was totalled. Computes no total: those come from `models.totals`, ready made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from models.forms import Form, Indicator
from models.vocabulary import IndicatorType
from reports.letterhead import Letterhead


class ComparisonLike(Protocol):
    """One indicator beside another period; `models.trend.Comparison` is one."""

    @property
    def then(self) -> Any: ...
    @property
    def words(self) -> str: ...
    @property
    def why_not(self) -> tuple[str, ...]: ...


class TotalLike(Protocol):
    """One indicator summed up for one node of the territory tree; `models.totals.Total` is one."""

    @property
    def indicator(self) -> str: ...
    @property
    def node(self) -> str: ...
    @property
    def node_name(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def numerator(self) -> float | None: ...
    @property
    def denominator(self) -> float | None: ...
    @property
    def reported(self) -> int: ...
    @property
    def expected(self) -> int: ...
    @property
    def missing(self) -> Sequence[str]: ...
    @property
    def provisional(self) -> bool: ...


@dataclass(frozen=True)
class UnitRow:
    """What one unit filed: its figures, an explicit nil return, or nothing (`figures` None: chưa báo cáo)."""

    unit_id: str
    name: str
    figures: Mapping[str, Any] | None
    node_name: str = ""
    is_nil: bool = False
    is_provisional: bool = False
    is_late: bool = False

    @property
    def has_reported(self) -> bool:
        return self.figures is not None or self.is_nil


@dataclass(frozen=True)
class ConsolidatedReport:
    """One duty, one period, one node: its totals, its units, and who reports to whom on what basis."""

    head: Letterhead
    programme_title: str
    basis: str
    period_label: str
    addressee: str
    form: Form
    totals: Sequence[TotalLike]
    unit_rows: Sequence[UnitRow]
    reported: int
    expected: int
    missing: tuple[str, ...]
    window: tuple[date, date] | None = None
    duty_title: str = ""
    recipients: tuple[str, ...] = ()
    root: str = ""
    is_single: bool = False  # one unit's own report: nothing is counted over units
    as_of: date | None = None
    notes: tuple[str, ...] = field(default=())
    comparisons: Mapping[str, ComparisonLike] = field(default_factory=dict)  # line code → beside the year before
    source: Mapping[str, str] = field(default_factory=dict)  # where its numbers come from: the period's key, the day

    @property
    def is_demo(self) -> bool:
        return self.head.is_demo

    @property
    def coverage(self) -> str:
        return f"{self.reported}/{self.expected} đơn vị đã báo cáo"

    @cached_property
    def root_node(self) -> str:
        return self.root or (self.totals[0].node if self.totals else "")

    @cached_property
    def _root_totals(self) -> dict[str, TotalLike]:
        return {t.indicator: t for t in self.totals if t.node == self.root_node}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {row.unit_id: row.name for row in self.unit_rows}

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What this period asks: a yearly indicator stays out of a half-year's report unless it was totalled."""
        totalled = {t.indicator for t in self.totals}
        return [
            i
            for i in self.form.indicators
            if not i.is_annual_only or any(line.code in totalled for line in lines_of(i))
        ]

    def group(self, letter: str) -> list[Indicator]:
        """Indicators of one group of the form (`B`: tuyên truyền, vận động)."""
        title = dict(self.form.groups).get(letter)
        return [i for i in self.indicators if i.group and i.group in (letter, title)]

    def total(self, code: str) -> TotalLike | None:
        """The root node's total of an indicator or of one part (`D06.xuat_sac`)."""
        return self._root_totals.get(code)

    def place_of(self, row: UnitRow) -> str:
        """Name of the place a unit sits on; `node_name` may carry the place's id or already its name."""
        return self._places.get(row.node_name, row.node_name)

    @cached_property
    def _places(self) -> dict[str, str]:
        return {t.node: t.node_name for t in self.totals}

    def missing_of(self, total: TotalLike) -> list[str]:
        """Names of the units a total has no figure of."""
        return [self._names.get(unit, unit) for unit in total.missing]


@dataclass(frozen=True)
class Line:
    """One number an indicator is totalled as."""

    code: str
    label: str
    unit: str


def lines_of(indicator: Indicator) -> list[Line]:
    """A breakdown is totalled part by part (`D06.xuat_sac`), everything else, ratios included, as itself."""
    if not indicator.parts or indicator.type == IndicatorType.RATIO:
        return [Line(indicator.code, indicator.label, indicator.unit)]
    labels = dict(indicator.parts)
    return [Line(f.code, labels[f.part or ""], f.unit) for f in indicator.fields()]


def ratio_of(figures: Mapping[str, Any], code: str) -> tuple[float, float] | None:
    """Numerator and denominator a unit filed for a ratio; None unless both are there."""
    numerator, denominator = figures.get(f"{code}.tu_so"), figures.get(f"{code}.mau_so")
    return None if numerator is None or denominator is None else (numerator, denominator)
