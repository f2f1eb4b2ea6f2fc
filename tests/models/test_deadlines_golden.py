"""Golden dates: every deadline of the four programmes, and every shape of rule, against tables reckoned apart.

tests/golden/seed_deadlines.csv and shapes.yaml carry each day with its weekday; tests/golden/reckoner.py is a second
calendar and a second Civil Code. Nothing rewrites them.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from models.catalogue import load_catalogue
from models.deadlines import Deadline, deadlines
from models.settings import BUILTIN_PROGRAMMES
from tests.golden.programme import rule_folder
from tests.golden.reckoner import back, on, read, term, works, write

GOLDEN = Path(__file__).parent.parent / "golden"
SEEDS = list(csv.DictReader((GOLDEN / "seed_deadlines.csv").read_text("utf-8").splitlines()))
SHAPES = yaml.load((GOLDEN / "shapes.yaml").read_text("utf-8"), yaml.BaseLoader)
CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
WEEKDAY_DATE = re.compile(r"(?:T[2-7]|CN) \d\d/\d\d/\d{4}")


def cell(day: date | None) -> str:
    return write(day) if day else "-"


def test_there_are_more_than_four_hundred_golden_dates_each_on_its_weekday():
    written = WEEKDAY_DATE.findall((GOLDEN / "seed_deadlines.csv").read_text("utf-8"))
    written += WEEKDAY_DATE.findall((GOLDEN / "shapes.yaml").read_text("utf-8"))
    assert all(read(text) for text in written)
    assert len(set(written)) >= 400
    assert len(SEEDS) + sum(len(case["days"]) for case in SHAPES) >= 1000


@pytest.mark.parametrize("year", range(2021, 2034))
def test_the_two_calendars_agree_on_every_day(year):
    differing = [info.date for info in CATALOGUE.calendar.days(year) if info.working is not works(info.date)]
    assert differing == []


# the examples worked out beside the Civil Code: event, unit, count, last day
CIVIL_CODE = [
    ("T2 20/04/2026", "days", 10, "T2 04/05/2026"),
    ("T6 17/04/2026", "working_days", 10, "T4 06/05/2026"),
    ("T5 12/02/2026", "working_days", 10, "T5 05/03/2026"),
    ("T3 30/12/2025", "working_days", 5, "T5 08/01/2026"),
    ("T7 31/01/2026", "days", 30, "T2 02/03/2026"),
    ("T7 31/01/2026", "months", 1, "T2 02/03/2026"),
    ("T5 29/02/2024", "years", 1, "T6 28/02/2025"),
    ("T5 29/02/2024", "years", 4, "T3 29/02/2028"),
    ("T4 31/01/2024", "months", 1, "T5 29/02/2024"),
    ("T6 26/04/2024", "days", 8, "T7 04/05/2024"),
]


@pytest.mark.parametrize(("event", "unit", "count", "last"), CIVIL_CODE)
def test_the_second_reckoning_gives_the_known_examples(event, unit, count, last):
    assert cell(term(read(event), unit, count)) == last


def test_every_deadline_of_the_four_programmes_is_the_golden_one():
    found = {(d.duty, d.period): d for d in deadlines(CATALOGUE)}
    assert len(found) == len(SEEDS) == 328
    for row in SEEDS:
        d = found[row["duty"], row["period"]]
        days = {"named_on": d.named_on, "last_valid_on": d.last_valid_on, "due_on": d.due_on, "target_on": d.target_on}
        days |= {"window_from": d.window_from, "window_to": d.window_to, "begins_on": d.period_from}
        days |= {"ends_on": d.period_to}
        assert {name: cell(day) for name, day in days.items()} == {name: row[name] or "-" for name in days}, d.key


@pytest.fixture(scope="module")
def shaped(tmp_path_factory) -> dict[str, list[Deadline]]:
    """What the product makes of every rule of shapes.yaml, read from YAML files as an officer writes them."""
    folder = tmp_path_factory.mktemp("shapes")
    rule_folder(folder, SHAPES)
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, folder)
    found: dict[str, list[Deadline]] = {}
    for programme in {case["programme"] for case in SHAPES}:
        for d in deadlines(catalogue, programme):
            found.setdefault(d.duty, []).append(d)
    return found


def as_row(d: Deadline, like: list[str]) -> list[str]:
    """A deadline as a line of the table; what the line leaves open stays open."""
    readings = f"{cell(d.readings['safest'])} {cell(d.readings['latest'])}" if d.readings else "-"
    row = [d.period, *(cell(day) for day in (d.named_on, d.last_valid_on, d.due_on, d.target_on)), readings]
    return ["?" if wanted == "?" else said for said, wanted in zip(row, like, strict=True)]


@pytest.mark.parametrize("case", SHAPES, ids=[case["words"] for case in SHAPES])
def test_every_shape_gives_the_golden_days(shaped, case):
    wanted = [line.split(" | ") for line in case["days"]]
    found = sorted(shaped.get(case["duty"], []), key=lambda d: (d.last_valid_on, d.period))
    assert len(found) == len(wanted), [d.period for d in found]
    assert [as_row(d, row) for d, row in zip(found, wanted, strict=True)] == wanted


def test_the_table_of_shapes_is_consistent():
    for case in SHAPES:
        rule = case["rule"]
        for line in case["days"]:
            _, _, last, due, target, readings = line.split(" | ")
            assert read(target) == back(read(last))
            policy = rule.get("off_day_policy")
            assert read(due) == {"earlier": back, "later": on}.get(policy, lambda day: day)(read(last)), case["words"]
            if readings not in ("-", "?"):
                safest, latest = (read(text) for text in WEEKDAY_DATE.findall(readings))
                assert safest < latest
                assert works(safest)


def test_every_day_off_a_step_passes_over_has_its_reason():
    passed = [entry for d in deadlines(CATALOGUE) for step in d.steps for entry in step.get("off_days", [])]
    assert len(passed) > 50
    for entry in passed:
        assert not works(date.fromisoformat(entry["date"]))
        assert entry["why"] not in ("", "ngày làm việc")
