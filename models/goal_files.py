"""`targets` of programme.yaml read into `Target`: which indicator, how much, by when, by which words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from models.forms import Form
from models.goals import Goal, Target
from models.rule_files import REQUIRED, Section, Unreadable, one_among
from models.vocabulary import IndicatorType

TARGET_KEYS = [
    *("id", "title", "form", "indicator", "op", "unit", "goals", "adds_up", "basis", "set_by", "note"),
]
GOAL_KEYS = ["year", "value"]
OPERATORS = (">=", "<=")


def read_targets(root: Section, forms: Mapping[str, Form]) -> tuple[Target, ...]:
    """The targets of one programme; every fault is complained about."""
    found: list[Target] = []
    for s in root.sections("targets", TARGET_KEYS):
        target = _target(s, forms)
        if target.id and target.id in {known.id for known in found}:
            s.complain("id", f"mã “{target.id}” ghi hai lần")
        found.append(target)
    return tuple(found)


def _target(s: Section, forms: Mapping[str, Form]) -> Target:
    name = s.read("form", one_among(forms))
    form = forms.get(name or "")
    lines = _lines(form) if form else {}
    indicator = s.read("indicator", one_among(lines)) if form else s.text("indicator")
    adds_up = s.flag("adds_up", False)
    if adds_up and lines.get(indicator or "") in (IndicatorType.RATIO, IndicatorType.BOOL):
        s.complain("adds_up", "tỷ lệ, có/không không cộng dồn qua các năm", ["false"])
    goals = tuple(
        Goal(g.read("year", _year) or 0, g.read("value", _decimal) or Decimal(0))
        for g in s.sections("goals", GOAL_KEYS, REQUIRED)
    )
    if "goals" in s and not goals:
        s.complain("goals", "phải có ít nhất một mốc", ["{year: 2028, value: 75}"])
    years = [goal.year for goal in goals]
    if years != sorted(set(years)):
        s.complain("goals", "các năm phải tăng dần, không lặp lại")
    return Target(
        id=s.text("id"),
        title=s.text("title"),
        form=name or "",
        indicator=indicator or "",
        op=s.read("op", one_among(OPERATORS)),
        unit=s.text("unit"),
        goals=goals,
        basis=s.text("basis"),
        adds_up=adds_up,
        set_by=s.text("set_by", ""),
        note=s.text("note", ""),
    )


def _lines(form: Form) -> dict[str, IndicatorType]:
    """The lines of a form that are numbers: a ratio as a whole, a broken-down count by its parts."""
    found: dict[str, IndicatorType] = {}
    for indicator in form.indicators:
        if indicator.type is IndicatorType.RATIO:
            found[indicator.code] = indicator.type
        elif indicator.type is not IndicatorType.TEXT:
            found |= {box.code: indicator.type for box in indicator.fields()}
    return found


def _year(text: str) -> int:
    if not re.fullmatch(r"20\d\d", text):
        raise Unreadable(f"“{text}” không phải năm", ["ví dụ 2028"])
    return int(text)


def _decimal(text: str) -> Decimal:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,3})?", text):
        raise Unreadable(f"“{text}” không phải số", ["ví dụ 75 hoặc 92.5"])
    return Decimal(text)
