"""Every deadline of every programme, 2021–2033, against tests/golden/deadlines.csv: a changed rule is read as its diff.

After a wanted change:  REWRITE_GOLDEN=1 .venv/bin/python -m pytest tests/models/test_deadlines_golden.py
"""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.catalogue import load_catalogue
from models.deadlines import Deadline, deadlines
from models.settings import BUILTIN_PROGRAMMES

GOLDEN = Path(__file__).parent.parent / "golden" / "deadlines.csv"
CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
WEEKDAYS = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
COLUMNS = [
    *("programme", "duty", "period", "kind", "levels", "bound", "named_on", "last_valid_on", "weekday", "due_on"),
    *("target_on", "target_weekday", "provisional", "window_from", "window_to", "period_from", "period_to"),
]


def row(d: Deadline) -> dict[str, str]:
    json = d.as_json()
    return {
        **{name: str(json[name] if json[name] is not None else "") for name in COLUMNS if name in json},
        "levels": " ".join(json["levels"]),
        "weekday": WEEKDAYS[d.last_valid_on.weekday()],
        "target_weekday": WEEKDAYS[d.target_on.weekday()],
        "provisional": "dự kiến" if d.provisional else "",
        "period_from": d.period_from.isoformat(),
        "period_to": d.period_to.isoformat(),
    }


def table() -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row(d) for d in sorted(deadlines(CATALOGUE), key=lambda d: (d.programme, d.duty, d.last_valid_on)))
    return out.getvalue()


def test_no_deadline_has_moved():
    if os.environ.get("REWRITE_GOLDEN"):
        GOLDEN.write_text(table(), "utf-8")
    kept = list(csv.DictReader(io.StringIO(GOLDEN.read_text("utf-8"))))
    assert kept == list(csv.DictReader(io.StringIO(table())))
    assert len(kept) == 328


def test_the_golden_file_agrees_with_its_own_weekdays():
    for kept in csv.DictReader(io.StringIO(GOLDEN.read_text("utf-8"))):
        assert WEEKDAYS[date.fromisoformat(kept["last_valid_on"]).weekday()] == kept["weekday"]
        assert WEEKDAYS[date.fromisoformat(kept["target_on"]).weekday()] == kept["target_weekday"]
        assert kept["target_weekday"] not in ("T7", "CN") or kept["target_on"] in ("2024-05-04", "2026-01-10")


def recomputed(steps: list[dict]) -> tuple[date, date, date]:
    """(last valid, target, due) out of the steps alone: shares no code with the engine."""
    by_name = {step["step"]: step for step in steps}
    reading, off = by_name["reading"], {entry["date"] for entry in by_name["roll"]["off_days"]}
    if reading["bound"] == "within":
        last = date.fromisoformat(by_name["period"]["span"][1])
    else:
        last = date.fromisoformat(reading["named_on"])
        if reading["bound"] == "before":
            last -= timedelta(1)
    target = last
    while target.isoformat() in off:
        target -= timedelta(1)
    assert by_name["policy"]["policy"] is None
    return last, target, last


@pytest.mark.parametrize("programme", list(CATALOGUE.programmes))
def test_the_steps_alone_give_the_same_days(programme):
    for d in deadlines(CATALOGUE, programme):
        assert recomputed(d.as_json()["steps"]) == (d.last_valid_on, d.target_on, d.due_on)


def test_the_steps_stand_in_order_and_each_says_something():
    order = ["clause", "words", "period", "reading", "calendar", "roll", "policy"]
    for d in deadlines(CATALOGUE):
        assert [step["step"] for step in d.steps] == order
        assert all(step["text"] for step in d.steps)


def test_every_day_off_a_step_passes_over_has_its_reason():
    passed = [entry for d in deadlines(CATALOGUE) for step in d.steps for entry in step.get("off_days", [])]
    assert len(passed) > 50
    assert all(entry["why"] != "ngày làm việc" for entry in passed)
