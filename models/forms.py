"""Biểu số liệu: indicators, how they add up, and the checks a filing must pass. Aggregate counts only, never a person.

The checking language is small: `E04 <= E03`, `A01.x + A01.y = B02`, `5*B01 <= B02`, `B01 = 0 => B02 = 0`; not negative,
length and blocked patterns follow from the type. Reading what a unit typed is the business of `models.figures`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.vocabulary import AcrossUnits, IndicatorType, Nature

Term = tuple[int, str | None]  # coefficient, field code (None: the coefficient itself is the constant)

BLOCKED = {
    "id_number": (re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?!\d)"), "số căn cước công dân (12 chữ số)"),
    "phone": (re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?[235789](?:[ .-]?\d){8}(?!\d)"), "số điện thoại"),
    "email": (re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"), "địa chỉ thư điện tử"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence that must hold. kind: compare (left op right), if_zero (left = 0 ⇒ right = 0), max_length, blocked.

    `left`/`right` are sums of terms; for max_length the right side is the limit, for blocked `op` names the pattern.
    """

    kind: str
    left: tuple[Term, ...]
    op: str
    right: tuple[Term, ...]
    message: str
    is_warning: bool = False

    @property
    def codes(self) -> list[str]:
        return [code for _, code in (*self.left, *self.right) if code]

    def holds(self, values: Mapping[str, Any]) -> bool | None:
        """Whether it holds for these values; None when one it needs was not reported (missing is not zero)."""
        if any(values.get(code) is None for code in self.codes):
            return None
        if self.kind == "max_length":
            return len(values[self.codes[0]]) <= self.right[0][0]
        if self.kind == "blocked":
            return not BLOCKED[self.op][0].search(values[self.codes[0]])
        left, right = _sum(self.left, values), _sum(self.right, values)
        if self.kind == "if_zero":
            return left != 0 or right == 0
        return {"<=": left <= right, ">=": left >= right, "=": left == right}[self.op]


@dataclass(frozen=True, slots=True)
class Field:
    """One box of a form: a whole indicator, or one part of it (`D01.tu_so`)."""

    code: str
    label: str
    unit: str
    type: IndicatorType
    part: str | None = None


@dataclass(frozen=True)
class Indicator:
    """Chỉ tiêu: what is counted, its unit, how it adds up over units and over periods."""

    code: str
    label: str
    unit: str
    type: IndicatorType
    nature: Nature
    across: AcrossUnits
    over_time: str  # sum, last, max
    parts: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    is_annual_only: bool = False
    is_lead_only: bool = False  # joint work: only the lead enters it, or it would be counted twice
    max_length: int | None = None
    max_decimals: int = 0
    group: str = ""
    basis: str = ""
    note: str = ""

    def fields(self) -> list[Field]:
        if not self.parts:
            return [Field(self.code, self.label, self.unit, self.type)]
        kind = IndicatorType.COUNT if self.type is IndicatorType.RATIO else self.type
        unit = "" if self.type is IndicatorType.RATIO else self.unit
        units = self.unit.split("; ") if "; " in self.unit else [unit] * len(self.parts)
        return [
            Field(f"{self.code}.{key}", f"{self.label}: {label}", part_unit, kind, key)
            for (key, label), part_unit in zip(self.parts, units, strict=True)
        ]


@dataclass(frozen=True)
class Form:
    """Biểu: a versioned list of indicators."""

    id: str
    title: str
    version: str
    indicators: tuple[Indicator, ...]
    groups: tuple[tuple[str, str], ...] = ()
    note: str = ""

    def fields(self) -> list[Field]:
        """Every box, in order, ratios and breakdowns taken apart."""
        return [field for indicator in self.indicators for field in indicator.fields()]

    def checks(self) -> list[Check]:
        return [check for indicator in self.indicators for check in indicator.checks]

    def indicator(self, code: str) -> Indicator:
        return next(i for i in self.indicators if i.code == code)


def _sum(terms: tuple[Term, ...], values: Mapping[str, Any]) -> Decimal:
    return sum((times * (Decimal(str(values[code])) if code else Decimal(1)) for times, code in terms), Decimal(0))
