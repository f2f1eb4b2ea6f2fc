"""Numbers and hours the way Vietnamese administrative texts write them (`1.234,5`, `96,3% (52/54)`, `16 giờ 30 phút`).

Does not round twice and never turns "no figure" into 0: callers say what stands in for a missing value.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from models.dates_in_words import day_text

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def number(value: float | Decimal, places: int | None = None) -> str:
    """`1234.5` → `1.234,5`. Without `places` the digits the value carries are kept, trailing zeros dropped."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def counted(value: float | Decimal) -> str:
    """A count inside a sentence: one to nine are written `01` … `09`, everything else as `number`."""
    text = number(value)
    return f"0{text}" if len(text) == 1 and text != "0" else text


def percent(numerator: float, denominator: float) -> str:
    """`52, 54` → `96,3% (52/54)`; a denominator of 0 has no rate and shows as a dash."""
    if not denominator:
        return "—"
    rate = Decimal(str(numerator)) * 100 / Decimal(str(denominator))
    return f"{number(rate, 1).removesuffix(',0')}% ({number(numerator)}/{number(denominator)})"


def moment(at: datetime) -> str:
    """An aware instant, in Hanoi: `16 giờ 30 phút ngày 05/02/2026`."""
    local = at.astimezone(HANOI)
    return f"{local.hour:02} giờ {local.minute:02} phút ngày {day_text(local.date())}"
