"""Quy tắc thời hạn: the bound a clause sets and the shape its days take on the calendar, as a duty carries them.

A rule without a shape has no occurrence. The shapes stand in `models.shapes`, the data windows in `models.windows`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from models.dates_in_words import clock_text
from models.shapes import (
    EveryMonths,
    EveryPart,
    EveryYear,
    EveryYearBetween,
    FromEvent,
    InSpan,
    Occurrence,
    OnDay,
    Shape,
)
from models.vocabulary import Bound, Mode, OffDayPolicy
from models.windows import DataWindow

__all__ = [
    "EveryMonths", "EveryPart", "EveryYear", "EveryYearBetween", "FromEvent", "InSpan", "Occurrence", "OnDay", "Rule",
    "Shape",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Bound + shape. `clock`: the time of day of a named day, in Hanoi. `first_on`/`last_on` limit which occurrences
    count, by the day each ends.
    """

    mode: Mode
    bound: Bound | None = None
    shape: Shape | None = None
    window: DataWindow | None = None
    off_day_policy: OffDayPolicy | None = None
    policy_set_by: str = ""
    first_on: date | None = None
    last_on: date | None = None
    trigger: str = ""
    clock: time | None = None

    @property
    def words(self) -> str:
        """The rule in Vietnamese, for lists: `hằng năm, ngày 15/6`, `thường xuyên`."""
        clock = f" ({clock_text(self.clock)})" if self.clock else ""
        return f"{self.shape.words}{clock}" if self.shape else self.mode.label
