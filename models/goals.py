"""Chỉ tiêu phấn đấu: a figure that is to be reached by the end of a year, as a text or an agency states it.

The noun and its arithmetic. Whether figures are on their way there is the business of `models.targets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Goal:
    """So much by the end of a year."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator's goals, the earliest first. `op`: `>=` or `<=`.

    `adds_up`: the years' figures add up towards it (ten new models by 2028); otherwise each year's figure is held
    beside it. `set_by`: who set it where no text does; then it binds nobody until an authority says so.
    """

    id: str
    title: str
    form: str
    indicator: str  # a line of the form: `D01`, `E10.so_lop`
    op: str
    unit: str
    goals: tuple[Goal, ...]
    basis: str
    adds_up: bool = False
    set_by: str = ""
    note: str = ""

    @property
    def is_proposed(self) -> bool:
        """Whether no text states it."""
        return bool(self.set_by)

    def is_met(self, value: Decimal, goal: Goal) -> bool:
        return value >= goal.value if self.op == ">=" else value <= goal.value
