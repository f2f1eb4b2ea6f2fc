"""Biểu số liệu: indicators, how they add up, and the checks a filing must pass. Aggregate counts only, never a person.

The checking language is small, and the same for the page, the workbook and the mail:

    E04 <= E03                       D06.kha + D06.yeu = 5             5*B01 <= B02
    B01 = 0 => B02 = 0               C02 = opening.C02 + C03 - C04     B07 ~ 10*last.B07 over 5

A code with a scope before it is what the filing stands beside (`models.around`), not what was typed: `last` the same
duty's last period, `opening` what stood when the window began, `within` the shorter periods this one contains, `below`
the sum of those directly below, `map` the places of the day. Not negative, length and blocked patterns follow from the
type. Reading what a unit typed is the business of `models.figures`, asking about it that of `models.checking`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from models.likeness import alike
from models.vocabulary import AcrossUnits, IndicatorType, Nature

Term = tuple[int, str | None]  # coefficient, field code (None: the coefficient itself is the constant)

SCOPES = ("last", "opening", "within", "below", "map")
SAME = "same as last"

BLOCKED = {
    "id_number": (re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?!\d)"), "số căn cước công dân (12 chữ số)"),
    "phone": (re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?[235789](?:[ .-]?\d){8}(?!\d)"), "số điện thoại"),
    "email": (re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"), "địa chỉ thư điện tử"),
}
_OP_NAMES = {"<=": "le", ">=": "ge", "=": "eq", "=>": "then", "~": "near"}


@dataclass(frozen=True)
class Check:
    """One sentence that must hold (an error), or that asks for a word when it does not (a query, `is_warning`).

    kind: compare (left op right); near (left within right's coefficient times right, up and down; numbers below `over`
    are taken for `over`, a zero for nothing to compare); if_zero (left = 0 ⇒ right = 0); same (the counts of `left` and
    the texts of `right` repeat last period's); max_length; blocked. `left`/`right` are sums of terms; for max_length
    the right side is the limit, for blocked `op` names the pattern.
    """

    kind: str
    left: tuple[Term, ...]
    op: str
    right: tuple[Term, ...]
    message: str
    is_warning: bool = False
    over: int = 0

    @cached_property
    def id(self) -> str:
        """Stable as long as the sentence is: `C02-eq-opening.C02-plus-C03-minus-C04`. Letters, digits, dots, dashes."""
        if self.kind == "same":
            return "same-as-last"
        if self.kind in ("max_length", "blocked"):
            return f"{self.codes[0]}-{self.op if self.kind == 'blocked' else 'length'}"
        over = f"-over-{self.over}" if self.over else ""
        return f"{_told(self.left)}-{_OP_NAMES.get(self.op, self.op)}-{_told(self.right)}{over}"

    @cached_property
    def codes(self) -> list[str]:
        return [code for _, code in (*self.left, *self.right) if code]

    @cached_property
    def code(self) -> str:
        """The box it is asked beside; empty for a question about the whole form."""
        return "" if self.kind == "same" else next((code for code in self.codes if not scope_of(code)), "")

    def holds(self, values: Mapping[str, Any]) -> bool | None:
        """Whether it holds for these values; None when one it needs was not reported (missing is not zero)."""
        if self.kind == "same":
            return not alike(values, [c for _, c in self.left if c], [c for _, c in self.right if c])
        if any(values.get(code) is None for code in self.codes):
            return None
        if self.kind == "max_length":
            return len(values[self.codes[0]]) <= self.right[0][0]
        if self.kind == "blocked":
            return not BLOCKED[self.op][0].search(values[self.codes[0]])
        if self.kind == "near":
            return self._is_near(values)
        left, right = _sum(self.left, values), _sum(self.right, values)
        if self.kind == "if_zero":
            return left != 0 or right == 0
        return {"<=": left <= right, ">=": left >= right, "=": left == right}[self.op]

    def _is_near(self, values: Mapping[str, Any]) -> bool:
        smaller, larger = sorted(Decimal(str(values[code])) for code in self.codes)
        if smaller == 0:  # nothing happened, then or now: that is a statement of its own
            return True
        return larger <= self.right[0][0] * max(smaller, Decimal(self.over))


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
    is_per_unit: bool = False  # every unit does it of itself (meets, decides): fewer units, fewer of it
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
    own_checks: tuple[Check, ...] = ()  # those that belong to no single indicator
    same_as: tuple[str, ...] = ()  # earlier versions whose figures mean the same and may be compared with

    def fields(self) -> list[Field]:
        """Every box, in order, ratios and breakdowns taken apart."""
        return [field for indicator in self.indicators for field in indicator.fields()]

    def checks(self) -> list[Check]:
        return [*(check for indicator in self.indicators for check in indicator.checks), *self.own_checks]

    def indicator(self, code: str) -> Indicator:
        return next(i for i in self.indicators if i.code == code)


def scope_of(code: str) -> str:
    """`last` of `last.D01.tu_so`; empty for a box of the form itself."""
    scope = code.partition(".")[0]
    return scope if scope in SCOPES else ""


def _told(terms: tuple[Term, ...]) -> str:
    told = ""
    for times, code in terms:
        told += ("-minus-" if times < 0 else "-plus-") if told else "minus-" if times < 0 else ""
        told += str(abs(times)) if code is None else code if abs(times) == 1 else f"{abs(times)}.{code}"
    return told or "0"


def _sum(terms: tuple[Term, ...], values: Mapping[str, Any]) -> Decimal:
    return sum((times * (Decimal(str(values[code])) if code else Decimal(1)) for times, code in terms), Decimal(0))
