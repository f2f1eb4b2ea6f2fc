"""Vì sao không so sánh: whether a figure of one period may be held beside that of another, and if not, why.

Asked in this order: does it mean the same, is it the same ground, is there a figure at all, is it as certain, is the
period whole, did much the same places report. What all indicators of a node share is worked out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from models.comparable_ground import Body, MapChange
from models.dates_in_words import day_text
from models.forms import Indicator
from models.period_told import Side, Told
from models.rollup import Total
from models.vocabulary import AcrossUnits, Nature

Area = tuple[frozenset[str], str]  # places that belong together, and a tree
MOST_APART = Decimal("0.05")  # how far the share of those who reported may differ
SAME_REPORTERS = Decimal("0.80")  # of those who reported in either period, at least so many in both

RULES = (
    "Chỉ so sánh khi hai kỳ cùng phạm vi địa bàn, cùng hệ; địa bàn đã sáp nhập được gộp thành vùng so sánh được.",
    "Tỷ lệ địa bàn đã báo cáo không lệch quá 5 điểm phần trăm, và ít nhất 80% địa bàn có số liệu ở cả hai kỳ.",
    "Biểu, chỉ tiêu phải cùng nội dung; không so số ước với số chính thức, kỳ trọn vẹn với kỳ không trọn.",
    "Chỉ tiêu tính theo đơn vị (cuộc họp, văn bản, có/không) không so khi số đơn vị đã đổi.",
    "Tỷ lệ so bằng điểm phần trăm; số lượng so bằng số tuyệt đối và phần trăm.",
)


class Pair:
    """Two periods held beside each other; what concerns all indicators of a node is worked out once."""

    def __init__(self, now: Side, then: Side, change: MapChange, shown: MapChange, refusal: str):
        self._now, self._then, self._change, self._refusal = now.told, then.told, change, refusal
        self._below = [_below(side, shown) for side in (then, now)]
        self._sense = _sense(now.told, then.told)
        self._apart: dict[str, str] = {}

    def reasons(self, indicator: Indicator, row: Total, held: Total | None) -> list[str]:
        """Why this line must not be compared; none: it may."""
        bodies = [below.get(row.node, []) for below in self._below]
        if row.node not in self._apart:
            self._apart[row.node] = self._change.why_apart(*bodies)
        apart = self._apart[row.node]
        found = [*self._sense.get(indicator.code, ()), *([f"{self._refusal} {apart}"] if apart else [])]
        if held is None:
            return found or [f"{self._then.deadline.label} chưa có số liệu"]
        is_by_unit = indicator.across is AcrossUnits.COUNT_TRUE or indicator.is_per_unit
        if is_by_unit and not apart and len(bodies[0]) != len(bodies[1]):
            found.append(self._other_number(*bodies))
        found += _figures_apart(indicator, self._now, row, self._then, held)
        if not apart and row.value is not None and held.value is not None:
            found += self._reporters(bodies, (held, row))
        return found

    def _other_number(self, then: list[Body], now: list[Body]) -> str:
        """What is counted by unit is not compared where there are more or fewer units, whatever ground they hold."""
        by_unit = f"chỉ tiêu tính theo đơn vị, số đơn vị đã đổi từ {len(then)} thành {len(now)}"
        since = self._change.last_changed([*then, *now])
        if since is None:
            return by_unit
        return f"{self._refusal} do thay đổi đơn vị hành chính từ ngày {day_text(since)} ({by_unit})"

    def _reporters(self, bodies: Sequence[list[Body]], rows: tuple[Total, Total]) -> list[str]:
        """Whether materially other places reported, measured in areas."""
        told = (self._then, self._now)
        areas = [{body.unit_id: (self._change.area(body.place), body.tree) for body in group} for group in bodies]
        said = [_who_said(of, each, row) for of, each, row in zip(areas, told, rows, strict=True)]
        both, either = len(said[0] & said[1]), len(said[0] | said[1])
        then, now = (Decimal(len(of_one)) / len(set(of.values())) for of_one, of in zip(said, areas, strict=True))
        if either and abs(then - now) <= MOST_APART and Decimal(both) / either >= SAME_REPORTERS:
            return []
        n = ", ".join(
            f"{each.deadline.label}: {row.reported}/{row.expected}" for each, row in zip(told, rows, strict=True)
        )
        return [f"đơn vị đã báo cáo khác nhau nhiều ({n}; {both}/{either} địa bàn có số liệu cả hai kỳ)"]


def _who_said(areas: dict[str, Area], told: Told, row: Total) -> set[Area]:
    """The areas of which everybody reported: nobody is missing, waived or waiting."""
    silent = (set(row.missing) & areas.keys()) | (areas.keys() - told.expected)
    return set(areas.values()) - {areas[unit] for unit in silent}


def _below(side: Side, shown: MapChange) -> dict[str, list[Body]]:
    """The units below each node, the node itself included."""
    found: dict[str, list[Body]] = {}
    for place, body in side.bodies:
        for node in shown.above(place):
            found.setdefault(node, []).append(body)
    return found


def _sense(now: Told, then: Told) -> dict[str, list[str]]:
    """By indicator: why its figures do not mean the same in both periods."""
    versions = [_told_apart(each) for each in (then, now)]
    is_other_version = (
        all(versions) and versions[0] != versions[1] and len({f for f, _ in versions[0] | versions[1]}) == 1
    )
    found: dict[str, list[str]] = {}
    for indicator in now.form.indicators:
        same = next((i for i in then.form.indicators if i.code == indicator.code), None)
        if same is not None and _meaning(same) != _meaning(indicator):
            found[indicator.code] = [f"chỉ tiêu {indicator.code} đã đổi nội dung giữa hai biểu"]
        elif is_other_version:
            before, after = (", ".join(sorted(version for _, version in of)) for of in versions)
            found[indicator.code] = [f"biểu số liệu đã đổi phiên bản (bản {before} và bản {after})"]
    return found


def _meaning(indicator: Indicator) -> tuple[Any, ...]:
    kinds = indicator.type, indicator.nature, indicator.across
    return (indicator.label, indicator.unit, *kinds, indicator.parts)


def _told_apart(told: Told) -> frozenset[tuple[str, str]]:
    """The forms and versions in use; a version whose figures mean the same as the form's own counts as that one."""
    form = told.form
    return frozenset(
        (name, form.version if name == form.id and version in form.same_as else version)
        for name, version in told.versions
    )


def _figures_apart(indicator: Indicator, now: Told, row: Total, then: Told, held: Total) -> list[str]:
    """What in the figures themselves forbids to hold one beside the other."""
    found = []
    if indicator.across is AcrossUnits.NONE and max(row.expected, held.expected) > 1:
        found.append("chỉ tiêu không cộng qua đơn vị")
    elif row.value is None or held.value is None:
        found.append(f"{(now if row.value is None else then).deadline.label} chưa có số liệu")
    if row.provisional != held.provisional:
        which = now if row.provisional else then
        found.append(f"{which.deadline.label} còn số ước, kỳ kia là số chính thức")
    if indicator.nature is Nature.FLOW:
        short = [each for each in (then, now) if not each.is_whole]
        if len(short) == 1:
            since = day_text(short[0].deadline.period_from)
            found.append(f"{short[0].deadline.label} không trọn kỳ (tính từ ngày {since})")
    return found
