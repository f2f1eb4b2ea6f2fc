"""The steps alone give every date again, for every shape, to someone with neither the rules nor the calendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.deadlines import Deadline, deadline_of, deadlines, request_deadline
from models.facts import Extension, Request
from models.settings import BUILTIN_PROGRAMMES
from models.standing import extension_step
from tests.golden.drawn_rules import DAYS, POLICY, RECURRING, TERMS, counted, expanded
from tests.golden.programme import rule_folder
from tests.golden.reckoner import ONE, term
from tests.golden.recompute import HANOI, recomputed

CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
SHAPES = Path(__file__).parent.parent / "golden" / "shapes.yaml"
ORDER = ["clause", "words", "period", "reading", "calendar", "roll", "policy"]
MORE = [
    "{mode: once, bound: before, date: 2026-06-14, at: '16:00'}",
    "{mode: once, bound: before, date: 2026-06-15, at: '00:00'}",
    "{mode: recurring, bound: by, yearly: 06-15, at: '11:30'}",
    "{mode: recurring, bound: before, every_months: 3, day: last, at: '09:00'}",
    "{mode: once, bound: after, after: {event: giờ nhận, on: 2026-04-29, at: '17:00', hours: 72}}",
    "{mode: once, bound: before_event, before_event: {event: khai mạc, on: 2026-08-19, at: '08:00', hours: 48}}",
    "{mode: recurring, bound: after, every_months: 1, after: {event: hết tháng, on: period_end, hours: 36}}",
    "{mode: recurring, bound: before_event, quarter: 4, "
    "before_event: {event: hết quý, on: period_end, working_days: 7}}",
    "{mode: recurring, bound: by, every_months: 3, day: 20, window: nd09}",
    "{mode: recurring, bound: by, yearly: 01-15, in_year: next, window: period}",
    "{mode: recurring, bound: by, every_months: 1, day: 5, in_month: next, window: {from: (M-1)-15, to: M-14}}",
    "{mode: once, bound: after, off_day_policy: earlier, policy_set_by: Công an Tỉnh, "
    "after: {event: nhận, on: 2026-04-20, days: 10}}",
    "{mode: once, bound: before_event, off_day_policy: earlier, policy_set_by: Công an Tỉnh, "
    "before_event: {event: hội, on: 2026-08-19, days: 10}}",
    "{mode: once, bound: before_event, off_day_policy: later, policy_set_by: Công an Tỉnh, "
    "before_event: {event: hội, on: 2026-08-19, days: 10}}",
]


@pytest.fixture(scope="module")
def shaped(tmp_path_factory) -> list[Deadline]:
    """Every deadline of every golden shape, and of the shapes with clocks, hours and windows."""
    folder = tmp_path_factory.mktemp("shapes")
    cases: list[dict[str, Any]] = yaml.load(SHAPES.read_text("utf-8"), yaml.BaseLoader)
    cases += [{"words": "hạn", "rule": yaml.load(rule, yaml.BaseLoader), "signed": "2020-01-01"} for rule in MORE]
    rule_folder(folder, cases)
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, folder)
    return [d for programme in {case["programme"] for case in cases} for d in deadlines(catalogue, programme)]


def stated(d: Deadline) -> dict[str, Any]:
    return {
        **{name: getattr(d, name) for name in ("named_on", "last_valid_on", "last_valid_at", "target_on", "due_on")},
        "readings": d.readings,
        "window": (d.window_from, d.window_to) if d.window_from else None,
    }


def printed_steps(d: Deadline) -> list[dict[str, Any]]:
    """The steps as the command prints them: plain JSON."""
    return json.loads(json.dumps(d.as_json()["steps"]))


@pytest.mark.parametrize("programme", list(CATALOGUE.programmes))
def test_the_steps_alone_give_the_days_of_the_programmes(programme):
    for d in deadlines(CATALOGUE, programme):
        assert recomputed(printed_steps(d)) == stated(d), d.key


def test_the_steps_alone_give_the_days_of_every_shape(shaped):
    assert len(shaped) > 900
    assert {str(d.bound) for d in shaped} == {"before", "by", "exact", "within", "after", "before_event"}
    for d in shaped:
        assert recomputed(printed_steps(d)) == stated(d), (d.key, d.steps)


@given(RECURRING, st.sampled_from([None, "period", "nd09"]))
def test_the_steps_alone_give_the_days_of_any_recurring_rule(rule, window):
    stated_window = {"window": window} if window and rule["bound"] != "within" else {}
    for d in expanded(rule | stated_window, (2023, 2027)):
        assert recomputed(printed_steps(d)) == stated(d), (d.key, d.steps)


@given(DAYS, TERMS, POLICY, st.sampled_from(["after", "before_event"]))
def test_the_steps_alone_give_the_days_of_any_term(event, length, policy, bound):
    d = counted(event, *length, bound=bound, **policy)
    assert recomputed(printed_steps(d)) == stated(d), d.steps


@given(DAYS, TERMS | st.tuples(st.just("hours"), st.integers(1, 240)), st.times())
def test_the_steps_alone_give_the_days_of_any_request(letter, length, clock):
    unit, count = length
    starts_at = datetime.combine(letter, clock.replace(tzinfo=None), HANOI).astimezone(UTC)
    asked = letter_of(letter, "after", term_unit=unit, term_count=count)
    asked.counts_from_at = starts_at if unit == "hours" else None
    d = request_deadline(asked, CATALOGUE.calendar)
    assert recomputed(printed_steps(d)) == stated(d), d.steps
    if unit != "hours":
        assert d.last_valid_on == d.due_on == term(letter, unit, count)


@given(DAYS, st.sampled_from(["before", "by", "exact"]), st.none() | st.times())
def test_the_steps_alone_give_the_days_of_a_request_for_a_day(named, bound, clock):
    at = clock.replace(second=0, microsecond=0, tzinfo=None) if clock else None
    d = request_deadline(letter_of(named - 30 * ONE, bound, named_on=named, clock=at), CATALOGUE.calendar)
    assert recomputed(printed_steps(d)) == stated(d), d.steps


def test_an_extension_stands_last_and_gives_the_day_held_to(day):
    d = deadline_of(CATALOGUE, "7294-ctrph-ca-mttq", "S001-14", "2025-H1")
    granted = Extension(
        programme=d.programme,
        duty=d.duty,
        period=d.period,
        unit_id="x",
        until=day("CN 22/06/2025"),
        reason="bão",
        granted_by="Công an Tỉnh",
        granted_at=datetime(2025, 6, 10, tzinfo=UTC),
    )
    steps = [*printed_steps(d), extension_step(granted, CATALOGUE.calendar)]
    assert [step["step"] for step in steps] == [*ORDER, "extension"]
    assert recomputed(steps) == stated(d) | {"due_on": day("CN 22/06/2025")}
    target, passed = day("CN 22/06/2025"), {entry["date"] for entry in steps[-1]["off_days"]}
    while target.isoformat() in passed:
        target -= ONE
    assert steps[-1]["target_on"] == target.isoformat() == "2025-06-20"


def letter_of(document_on: date, bound: str, **more: Any) -> Request:
    named = {"programme": "x", "code": "DX-01", "title": "Báo cáo nhanh", "document": "123/CAT-PTM", "by": "canbo"}
    return Request(**named, document_on=document_on, bound=bound, at=None, **more)


def test_the_steps_state_the_days_they_lead_to(shaped):
    for d in [*shaped, *deadlines(CATALOGUE)]:
        steps = {step["step"]: step for step in d.steps}
        assert steps["reading"]["last_valid_on"] == d.last_valid_on.isoformat()
        assert steps["reading"]["last_valid_at"] == d.last_valid_at.isoformat()
        assert steps["roll"]["target_on"] == d.target_on.isoformat()
        assert steps["policy"]["due_on"] == d.due_on.isoformat()


def test_the_steps_stand_in_order_and_each_says_something_in_vietnamese(shaped):
    for d in [*shaped, *deadlines(CATALOGUE)]:
        assert [step["step"] for step in d.steps] == ORDER
        for step in d.steps:
            assert step["text"]
            assert "!" not in step["text"]
            assert "None" not in step["text"]
