"""So cùng kỳ, chuỗi nhiều kỳ: indicators at a place over the years, across the change of the map of 2025.

What two periods must have in common to be compared stands in `models.comparison`. What was filed is never changed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.comparable_ground import MapHistory
from models.comparison import THE_ONE_BEFORE, Comparison, Point, beside
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.errors import Refused
from models.obligations import find_deadline, known_deadlines
from models.period_told import Side, a_year_before, on_map, part_of_year, told
from models.vocabulary import IndicatorType
from models.why_not_compared import RULES

__all__ = ["RULES", "Comparison", "Point", "Trend", "comparisons", "trend_of", "trends"]


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator at one node over its periods; `steps[n]` holds `points[n + 1]` beside `points[n]`."""

    indicator: str
    label: str
    unit: str
    type: IndicatorType
    node: str
    node_name: str
    points: tuple[Point, ...]
    steps: tuple[Comparison, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "indicator": self.indicator,
            "node": self.node,
            "points": [point.as_json() for point in self.points],
            "steps": [step.as_json() for step in self.steps],
        }


def comparisons(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    period: str,
    *,
    as_of: date,
    node: str | None = None,
    against: tuple[str, str, str] | None = None,
) -> list[Comparison]:
    """Every indicator at every node of the period's map (or at one), beside the same period of the year before.

    `against`: another period to hold it beside, as (programme, duty, period). Errors: `Refused` for what is unknown or
    has no figures.
    """
    deadline = find_deadline(session, catalogue, programme, duty, period)
    other = find_deadline(session, catalogue, *against) if against else a_year_before(session, catalogue, deadline)
    now = told(session, catalogue, deadline, as_of)
    maps = MapHistory(session)
    here = maps.on(now.day)
    only = here.stands_on(node) if node else None
    if other is None:
        return beside(on_map(now, here), None, here, here, only)
    then = told(session, catalogue, other, as_of)
    change = maps.between(then.day, now.day)
    return beside(on_map(now, here), on_map(then, change), change, here, only)


def trends(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    *,
    as_of: date,
    node: str | None = None,
    like: str | None = None,
    indicators: Collection[str] | None = None,
) -> list[Trend]:
    """Every indicator at one node (default: the lowest above all who reported last) over the periods due by `as_of`.

    `like`: only periods that are the same part of their year (`2026-H1`: every first half). All on the map of the last.
    Errors: `Refused` for what is unknown, has no figures or no period yet, or stands below no common node.
    """
    known = known_deadlines(session, catalogue, programme, duty)
    part = part_of_year(like) if like else None
    due = [d for d in known if d.last_valid_on <= as_of and (part is None or part_of_year(d.period) == part)]
    if not due:
        raise Refused(f"Nhiệm vụ {duty} của {programme} chưa có kỳ nào đến hạn tính đến ngày {day_text(as_of)}.")
    return trend_of(session, catalogue, due, as_of=as_of, node=node, indicators=indicators)


def trend_of(
    session: Session,
    catalogue: Catalogue,
    deadlines: Sequence[Deadline],
    *,
    as_of: date,
    node: str | None = None,
    indicators: Collection[str] | None = None,
    maps: MapHistory | None = None,
) -> list[Trend]:
    """The same over these periods, of whichever duties, in this order; at least one. `maps`: where many are asked for.

    Errors: as `trends`.
    """
    periods = [told(session, catalogue, deadline, as_of) for deadline in deadlines]
    maps, last = maps or MapHistory(session), periods[-1].day
    here = maps.on(last)
    at = here.stands_on(node) if node else here.meeting(place for place, _ in on_map(periods[-1], here).bodies)
    if at is None:
        raise Refused("Các đơn vị báo cáo không cùng một địa bàn cấp trên. Đề nghị chọn một địa bàn.")
    lines: dict[str, list[Comparison]] = {}
    before: Side | None = None
    for period in periods:
        side = on_map(period, maps.between(period.day, last))
        pair = maps.between(before.told.day if before else period.day, period.day)
        for line in beside(side, before, pair, here, at, refusal=THE_ONE_BEFORE):
            if indicators is None or line.indicator.partition(".")[0] in indicators:
                lines.setdefault(line.indicator, []).append(line)
        before = side
    return [_as_trend(of_one) for of_one in lines.values()]


def _as_trend(lines: Sequence[Comparison]) -> Trend:
    last = lines[-1]
    names = last.indicator, last.label, last.unit, last.type, last.node, last.node_name
    return Trend(*names, tuple(line.now for line in lines), tuple(lines[1:]))
