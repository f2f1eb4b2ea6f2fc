"""Rules as hypothesis draws them, and what the product makes of one: read from YAML, on the official days off."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.deadlines import Deadline, deadlines
from models.settings import BUILTIN_PROGRAMMES
from tests.golden.programme import rule_folder
from tests.golden.reckoner import ONE

CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)


def expanded(rule: dict[str, Any], years: tuple[int, int] = (2021, 2033), signed: str = "") -> list[Deadline]:
    """What the product makes of one rule, read from its YAML files, on the official days off."""
    case = {"words": "trước ngày", "rule": rule, "years": years} | ({"signed": signed} if signed else {})
    with tempfile.TemporaryDirectory() as folder:
        rule_folder(Path(folder), [case])
        catalogue = replace(load_catalogue(Path(folder)), calendar=CATALOGUE.calendar, memo={})
    return deadlines(catalogue)


def counted(event: date, unit: str, n: int, bound: str = "after", **more: str) -> Deadline:
    """The one deadline of a term after an event, or counted back from it (`bound="before_event"`)."""
    rule = {"mode": "once", "bound": bound, **more, bound: {"event": "ngày nhận", "on": str(event), unit: str(n)}}
    [found] = expanded(rule, signed=str(event - 5000 * ONE))
    return found


POLICIES = [{}, *({"off_day_policy": p, "policy_set_by": "Công an Tỉnh"} for p in ("keep", "earlier", "later"))]
DAYS = st.dates(date(2021, 3, 1), date(2033, 11, 30))
MOST = {"days": 90, "working_days": 60, "weeks": 26, "months": 36, "years": 10}
UNITS = st.sampled_from(list(MOST))
TERMS = UNITS.flatmap(lambda unit: st.tuples(st.just(unit), st.integers(1, MOST[unit])))
POLICY = st.sampled_from(POLICIES)
NAMED = st.sampled_from(["before", "by", "exact"])
MONTH_DAYS = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: f"{day:%m-%d}")


@st.composite
def yearly(draw) -> dict[str, Any]:
    """A day of every year, of this year or the next, or the last (working) day of a month."""
    day = draw(
        MONTH_DAYS | st.integers(1, 12).flatmap(lambda m: st.sampled_from([f"{m:02}-last", f"{m:02}-last-working"]))
    )
    rule = {"mode": "recurring", "bound": draw(NAMED), "yearly": day}
    if draw(st.booleans()):
        rule["in_year"] = "next"
    return rule | draw(POLICY)


@st.composite
def monthly(draw) -> dict[str, Any]:
    """A day of the last month of every period, or of the month after it."""
    return {
        "mode": "recurring",
        "bound": draw(NAMED),
        "every_months": str(draw(st.sampled_from([1, 3, 6, 12]))),
        "day": draw(st.integers(1, 31).map(str) | st.sampled_from(["last", "last-working"])),
        "in_month": draw(st.sampled_from(["last", "next"])),
        **draw(POLICY),
    }


@st.composite
def spans(draw) -> dict[str, Any]:
    """Periods without a day of their own."""
    shape = draw(
        st.sampled_from([1, 3, 6, 12]).map(lambda n: {"every_months": str(n)})
        | st.integers(1, 4).map(lambda n: {"quarter": str(n)})
        | st.integers(1, 2).map(lambda n: {"half": str(n)})
        | st.integers(1, 12).map(lambda n: {"month": str(n)})
    )
    return {"mode": "recurring", "bound": "within", **shape, **draw(POLICY)}


RECURRING = yearly() | monthly() | spans()
