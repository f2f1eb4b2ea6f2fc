"""`dondoc deadlines --json` of the four programmes, row by row against a table reckoned apart from the product.

The table is tests/golden/seed_duties.csv (what each document says, of whom, in which words) and seed_deadlines.csv
(every day that follows from it, with its weekday). Nothing rewrites them: a changed row is a changed reading.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.golden.reckoner import FIRST_PROVISIONAL_YEAR, ONE, back, read, works

GOLDEN = Path(__file__).parent.parent / "golden"
KEYS = [
    *("programme", "duty", "kind", "levels", "period", "window_from", "window_to", "bound", "named_on"),
    *("last_valid_on", "due_on", "target_on", "provisional", "readings", "basis", "steps"),
]
DAYS = ("window_from", "window_to", "named_on", "last_valid_on", "due_on", "target_on")
PROGRAMMES = ("05-ctrph-cat-mttq", "7294-ctrph-ca-mttq", "kh-thanh-tra-2024", "279-kh-mttw-bca")


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def iso(cell: str) -> str | None:
    return read(cell).isoformat() if cell else None


def table() -> list[dict[str, Any]]:
    """The golden rows as the objects the command must print, without `steps`; `wording` is the whole passage."""
    duties = {row["duty"]: row for row in rows("seed_duties.csv")}
    found = []
    for row in rows("seed_deadlines.csv"):
        duty = duties[row["duty"]]
        found.append(
            {
                **{name: duty[name] for name in ("programme", "duty", "kind", "bound")},
                "levels": duty["levels"].split(),
                "period": row["period"],
                **{name: iso(row[name]) for name in DAYS},
                "provisional": row["provisional"] == "dự kiến",
                "readings": {name: iso(row[name]) for name in ("safest", "latest")} if row["safest"] else None,
                "basis": {"document": duty["document"] or None, "clause": duty["clause"], "wording": duty["wording"]},
            }
        )
    return found


TABLE = table()


def asked(*words: str, command: str = "deadlines") -> list[dict[str, Any]]:
    words = (command, *words, "--json")
    line = [sys.executable, "-c", "from deployments.console import main; main()", *words]
    answer = subprocess.run(line, capture_output=True, text=True, check=True, cwd=GOLDEN.parent.parent)
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def printed() -> list[dict[str, Any]]:
    return asked()


def key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["programme"], row["duty"], row["period"]


def test_the_table_and_the_command_have_the_same_rows(printed):
    assert len(TABLE) == 328
    assert sorted(map(key, printed)) == sorted(map(key, TABLE))


def test_every_row_is_the_one_of_the_table(printed):
    expected = {key(row): row for row in TABLE}
    for found in printed:
        row = expected[key(found)]
        assert list(found) == KEYS
        assert {name: found[name] for name in KEYS[:-2]} == {name: row[name] for name in KEYS[:-2]}, key(row)


def test_every_basis_cites_the_clause_and_words_of_the_passage(printed):
    expected = {key(row): row["basis"] for row in TABLE}
    for found in printed:
        basis, row = found["basis"], expected[key(found)]
        assert list(basis) == ["document", "clause", "wording"]
        assert basis["document"] == row["document"]
        assert row["clause"] == basis["clause"] or row["clause"].startswith(f"{basis['clause']} "), key(found)
        parts = [re.escape(part.strip()) for part in basis["wording"].split("…")]
        assert re.search(".*".join(parts), row["wording"]), (key(found), basis["wording"])


def test_the_words_of_a_named_day_say_that_day(printed):
    for found in printed:
        if found["named_on"] and found["duty"] not in ("S000-22", "S004-11"):  # the two whose day is only implied
            named, wording = date.fromisoformat(found["named_on"]), found["basis"]["wording"]
            assert re.search(rf"\b0?{named.day}/0?{named.month}\b", wording), (key(found), wording)


def test_the_steps_carry_the_words_and_days_of_their_row(printed):
    for found in printed:
        steps = {step["step"]: step for step in found["steps"]}
        assert steps["words"]["wording"] == found["basis"]["wording"]
        assert steps["reading"]["last_valid_on"] == found["last_valid_on"]
        assert steps["roll"]["target_on"] == found["target_on"]
        assert steps["policy"]["due_on"] == found["due_on"]


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_one_programme_alone_gives_its_own_rows(programme, printed):
    assert asked(programme) == [row for row in printed if row["programme"] == programme]


def test_one_duty_alone_gives_its_own_rows(printed):
    found = asked("05-ctrph-cat-mttq", "--duty", "S000-15")
    assert found == [row for row in printed if row["duty"] == "S000-15"]
    assert [row["period"] for row in found][-1] == "2025-Q2"


def test_from_and_to_are_both_included(printed):
    first, last = "2026-06-14", "2026-06-30"
    found = asked("--from", first, "--to", last)
    assert found == [row for row in printed if first <= row["due_on"] <= last]
    assert {row["due_on"] for row in found} >= {first, last}


@pytest.mark.parametrize("year", range(2021, 2034))
def test_the_printed_calendar_is_the_one_reckoned_apart(year):
    printed = asked(str(year), command="calendar")
    first = date(year, 1, 1)
    days = [first + n * ONE for n in range((date(year + 1, 1, 1) - first).days)]
    assert [row["date"] for row in printed] == [day.isoformat() for day in days]
    assert [row["working"] for row in printed] == [works(day) for day in days]
    assert {row["provisional"] for row in printed} == {year >= FIRST_PROVISIONAL_YEAR}
    assert all(list(row) == ["date", "working", "why", "source", "provisional"] for row in printed)
    assert all(row["why"] and row["source"] for row in printed)


def test_the_table_itself_is_consistent():
    for row in TABLE:
        last, target = (date.fromisoformat(row[name]) for name in ("last_valid_on", "target_on"))
        assert works(target), row
        assert target == back(last), row
        assert row["provisional"] is (last.year >= FIRST_PROVISIONAL_YEAR), row
        assert (row["named_on"] is None) is (row["bound"] == "within"), row
        assert (row["readings"] is None) is (row["bound"] != "before"), row


# The cases shared with whoever checks the table by eye: duty, day named, last valid day, last working day in time.
BY_EYE = [
    ("S000-10", "T6 15/03/2024", "T5 14/03/2024", "T5 14/03/2024"),
    ("S001-15", "CN 15/11/2026", "T7 14/11/2026", "T6 13/11/2026"),
    ("S001-15", "T2 15/11/2027", "CN 14/11/2027", "T6 12/11/2027"),
    ("S001-15", "T7 15/11/2031", "T6 14/11/2031", "T6 14/11/2031"),
    ("S001-14", "CN 15/06/2025", "T7 14/06/2025", "T6 13/06/2025"),
    ("S001-14", "T2 15/06/2026", "CN 14/06/2026", "T6 12/06/2026"),
    ("S001-14", "CN 15/06/2031", "T7 14/06/2031", "T6 13/06/2031"),
    ("S003-06", "T2 10/06/2024", "CN 09/06/2024", "T6 07/06/2024"),
    ("S003-07", "CN 10/11/2024", "T7 09/11/2024", "T6 08/11/2024"),
    ("S004-16", "CN 20/06/2021", "T7 19/06/2021", "T6 18/06/2021"),
    ("S004-17", "T2 20/12/2021", "CN 19/12/2021", "T6 17/12/2021"),
]


@pytest.mark.parametrize(("duty", "named", "last_valid", "target"), BY_EYE)
def test_the_printed_days_a_person_would_look_up_first(printed, duty, named, last_valid, target):
    [found] = [row for row in printed if row["duty"] == duty and row["named_on"] == iso(named)]
    assert [found["last_valid_on"], found["target_on"]] == [iso(last_valid), iso(target)]
