"""Một trang cho lãnh đạo, lời in: every text cut to a length that keeps the page a page, whatever names are put in.

What is cut ends in an ellipsis; numbers are never cut. The same words stand in the PDF, the Word file and on screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.dates_in_words import full_day_text
from models.leader_page import LateUnit, LeaderPage, Month
from reports.numerals import number
from reports.tracing import plain

TITLE = "TÌNH HÌNH THỰC HIỆN CÁC CHƯƠNG TRÌNH, KẾ HOẠCH"
NO_LATE = "Không có đơn vị quá hạn."
LABEL, PERIOD, VALUE, NOTE, NAME, WHAT, WHY, DECISION, TREND, AGENCY = 104, 38, 22, 90, 66, 110, 96, 190, 240, 84


@dataclass(frozen=True)
class Tile:
    """One of the five numbers as printed."""

    label: str
    value: str
    about: str


@dataclass(frozen=True)
class LateLine:
    """One of the late units as printed."""

    name: str
    what: str
    why: str


@dataclass(frozen=True)
class MonthBar:
    """One month as printed; `percent` None: nothing was due."""

    label: str
    percent: float | None
    words: str


@dataclass(frozen=True)
class PageWords:
    """All that stands on the page."""

    agency: str
    day: str
    tiles: tuple[Tile, ...]
    late_heading: str
    late: tuple[LateLine, ...]
    decision: str
    waiting: str
    months: tuple[MonthBar, ...]
    trend: str
    is_demo: bool


def page_words(page: LeaderPage, agency: str, *, is_demo: bool) -> PageWords:
    """The page in words."""
    more = page.late_units - len(page.late)
    heading = f"Đơn vị cần hỏi trước{f' (và {more:02} đơn vị khác nên gọi)' if more > 0 else ''}"
    return PageWords(
        agency=cut(agency, AGENCY),
        day=full_day_text(page.on),
        tiles=tuple(
            Tile(cut(n.label, LABEL), cut(n.value, VALUE), cut("; ".join(filter(None, (n.stands_on, n.note))), NOTE))
            for n in page.numbers
        ),
        late_heading=heading,
        late=tuple(_late(unit) for unit in page.late),
        decision=cut(page.decision, DECISION),
        waiting=f"Còn {page.waiting:02} việc khác chờ ý kiến, xem trên trang Tổng quan." if page.waiting else "",
        months=tuple(_month(month) for month in page.months),
        trend=cut(page.trend_words, TREND),
        is_demo=is_demo,
    )


def cut(text: str, most: int) -> str:
    """The text, or its beginning up to a whole word and an ellipsis; no private mark, no quotation left open."""
    words = " ".join(plain(text).split())
    if len(words) <= most:
        return words
    kept = words[: most - 1]
    whole = kept.rsplit(" ", 1)[0]
    told = whole if len(whole) > most // 2 else kept
    if told.count("“") > told.count("”"):
        told = told[: told.rindex("“")] or told
    return f"{told.rstrip(' ,;:–“')}…"


def _late(unit: LateUnit) -> LateLine:
    opening = "trả lại, chưa nộp lại: " if unit.is_returned else f"quá hạn {number(unit.days)} ngày: "
    ending = f" – {cut(unit.label, PERIOD)}{f' và {unit.more:02} việc khác' if unit.more else ''}"
    what = cut(unit.title, max(WHAT - len(opening + ending), WHAT // 3))
    return LateLine(cut(unit.name, NAME), f"{opening}{what}{ending}", _clauses(unit.why_first))


def _clauses(reasons: Sequence[str]) -> str:
    """As many whole reasons as there is room for."""
    kept: list[str] = []
    for reason in reasons:
        if len("; ".join((*kept, reason))) <= WHY:
            kept.append(reason)
    return "; ".join(kept) or cut("; ".join(reasons), WHY)


def _month(month: Month) -> MonthBar:
    if month.percent is None:
        return MonthBar(month.label, None, "–")
    return MonthBar(month.label, float(month.percent), f"{number(month.percent, 1).removesuffix(',0')}%")
