"""Golden hours and windows: clock times, terms in hours, data windows, undated events, duties that hang on others."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from models.catalogue import load_catalogue
from models.deadlines import Deadline, deadlines
from models.settings import BUILTIN_PROGRAMMES
from models.undecided import undecided
from tests.golden.drawn_rules import counted
from tests.golden.programme import rule_folder
from tests.golden.reckoner import read
from tests.golden.reckoner import write as cell

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

# rule, last valid day, last working day in time, last instant still in time (Hanoi)
CLOCKS = [
    ("bound: before, date: 2026-06-15, at: '16:00'", "T2 15/06/2026", "T2 15/06/2026", "15:59:59.999999"),
    ("bound: by, date: 2026-06-15, at: '16:00'", "T2 15/06/2026", "T2 15/06/2026", "16:00:00"),
    ("bound: exact, date: 2026-06-15, at: '08:30'", "T2 15/06/2026", "T2 15/06/2026", "08:30:00"),
    ("bound: before, date: 2026-06-14, at: '16:00'", "CN 14/06/2026", "T6 12/06/2026", "15:59:59.999999"),
    ("bound: by, date: 2026-02-17, at: '11:00'", "T3 17/02/2026", "T6 13/02/2026", "11:00:00"),
    ("bound: before, date: 2026-01-10, at: '09:00'", "T7 10/01/2026", "T7 10/01/2026", "08:59:59.999999"),
    ("bound: before, date: 2026-06-15, at: '00:00'", "CN 14/06/2026", "T6 12/06/2026", "23:59:59.999999"),
    ("bound: before, date: 2026-06-15", "CN 14/06/2026", "T6 12/06/2026", "23:59:59.999999"),
    ("bound: by, date: 2026-06-15", "T2 15/06/2026", "T2 15/06/2026", "23:59:59.999999"),
]
# hours run through nights and days off: Civil Code, article 147.1
HOURS = [
    ("2026-06-15", "08:00", 24, "T3 16/06/2026", "T3 16/06/2026", "08:00:00"),
    ("2026-06-19", "16:30", 48, "CN 21/06/2026", "T6 19/06/2026", "16:30:00"),
    ("2026-04-29", "17:00", 72, "T7 02/05/2026", "T4 29/04/2026", "17:00:00"),
    ("2026-02-13", "10:00", 24, "T7 14/02/2026", "T6 13/02/2026", "10:00:00"),
    ("2024-02-28", "07:15", 36, "T5 29/02/2024", "T5 29/02/2024", "19:15:00"),
    ("2026-12-31", "23:00", 2, "T6 01/01/2027", "T5 31/12/2026", "01:00:00"),
]


def only(folder: Path, rule: str, **more: str) -> Deadline:
    rule_folder(folder, [{"words": "hạn", "rule": yaml.load(f"{{mode: once, {rule}}}", yaml.BaseLoader), **more}])
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, folder)
    [found] = [d for name in catalogue.programmes if name.startswith("thu-") for d in deadlines(catalogue, name)]
    return found


def moment(d: Deadline) -> list[str]:
    at = d.last_valid_at.astimezone(HANOI)
    assert at.date() == d.last_valid_on
    return [cell(d.last_valid_on), cell(d.target_on), at.time().isoformat()]


@pytest.mark.parametrize(("rule", "last", "target", "until"), CLOCKS)
def test_a_named_day_is_in_time_up_to_its_hour(tmp_path, rule, last, target, until):
    assert moment(only(tmp_path, rule)) == [last, target, until]


@pytest.mark.parametrize(("event", "clock", "count", "last", "target", "until"), HOURS)
def test_hours_run_through_nights_and_days_off(tmp_path, event, clock, count, last, target, until):
    rule = f"bound: after, after: {{event: giờ nhận, on: {event}, at: '{clock}', hours: {count}}}"
    assert moment(only(tmp_path, rule, signed="2024-01-15")) == [last, target, until]


# rule, window, period, first and last day of the figures
WINDOWS = [
    ("every_months: 1, day: 20", "nd09", "2026-01", "T2 15/12/2025", "T4 14/01/2026"),
    ("every_months: 1, day: 20", "nd09", "2026-03", "CN 15/02/2026", "T7 14/03/2026"),
    ("every_months: 1, day: 5, in_month: next", "nd09", "2026-12", "CN 15/11/2026", "T2 14/12/2026"),
    ("every_months: 3, day: 20", "nd09", "2026-Q1", "T2 15/12/2025", "T7 14/03/2026"),
    ("every_months: 3, day: 20", "nd09", "2026-Q4", "T3 15/09/2026", "T2 14/12/2026"),
    ("every_months: 3, day: 10, in_month: next", "nd09", "2026-Q4", "T3 15/09/2026", "T2 14/12/2026"),
    ("every_months: 6, day: 20", "nd09", "2026-H1", "T2 15/12/2025", "CN 14/06/2026"),
    ("every_months: 6, day: 20", "nd09", "2026-H2", "T2 15/06/2026", "T2 14/12/2026"),
    ("yearly: 12-20", "nd09", "2026", "T2 15/12/2025", "T2 14/12/2026"),
    ("yearly: 01-15, in_year: next", "nd09", "2026", "T2 15/12/2025", "T2 14/12/2026"),
    ("yearly: 06-20, covers: H1", "nd09", "2026-H1", "T2 15/12/2025", "CN 14/06/2026"),
    ("yearly: 01-05, in_year: next, covers: H2", "nd09", "2026-H2", "T2 15/06/2026", "T2 14/12/2026"),
    ("yearly: 01-15, in_year: next", "{from: (Y-1)-12-15, to: Y-12-14}", "2026", "T2 15/12/2025", "T2 14/12/2026"),
    ("yearly: 06-20, covers: H1", "{from: (Y-1)-12-15, to: Y-06-14}", "2026-H1", "T2 15/12/2025", "CN 14/06/2026"),
    ("yearly: 01-15, in_year: next", "period", "2026", "T5 01/01/2026", "T5 31/12/2026"),
    ("every_months: 1, day: 5, in_month: next", "period", "2024-02", "T5 01/02/2024", "T5 29/02/2024"),
]


@pytest.mark.parametrize(("rule", "window", "period", "first", "last"), WINDOWS)
def test_a_window_hangs_on_the_period_and_not_on_the_day_it_is_due(tmp_path, rule, window, period, first, last):
    rule = yaml.load(f"{{mode: recurring, bound: by, {rule}, window: {window}}}", yaml.BaseLoader)
    rule_folder(tmp_path, cases := [{"words": "hạn", "rule": rule}])
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, tmp_path)
    [d] = [d for d in deadlines(catalogue, cases[0]["programme"]) if d.period == period]
    assert [cell(d.window_from), cell(d.window_to)] == [first, last]


def test_an_event_nobody_has_dated_gives_no_date(tmp_path):
    undated = {"mode": "once", "bound": "after", "after": {"event": "ngày nhận văn bản", "days": "10"}}
    rule_folder(tmp_path, cases := [{"words": "trong 10 ngày kể từ ngày nhận văn bản", "rule": undated}])
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, tmp_path)
    assert deadlines(catalogue, cases[0]["programme"]) == []


def test_a_duty_that_hangs_on_another_counts_from_its_last_valid_day(tmp_path):
    first = {"mode": "recurring", "bound": "before", "yearly": "06-15"}
    then = {
        "mode": "recurring",
        "bound": "after",
        "after": {"event": "hạn của đơn vị", "on": "X000", "working_days": "3"},
    }
    rule_folder(tmp_path, cases := [{"words": "trước ngày 15/6", "rule": first}, {"words": "sau 3 ngày", "rule": then}])
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, tmp_path)
    found = {(d.duty, d.period): cell(d.last_valid_on) for d in deadlines(catalogue, cases[0]["programme"])}
    assert found["X000", "2026"] == "CN 14/06/2026"
    assert found["X001", "2026"] == "T4 17/06/2026"
    assert len(found) == 26


# What the documents leave open: no time at all, a cycle nobody named, or a period without a day.
OPEN = {
    "time": "S000-03 S000-04 S000-07 S000-09 S000-11 S000-21 S001-01 S001-02 S001-13 S001-17 S003-03 "
    "S004-05 S004-15 S004-20",
    "day": "S000-08 S000-13 S000-19 S000-20 S003-01 S003-04 S004-01 S004-02 S004-03 S004-07 S004-08 "
    "S004-10 S004-12 S004-13 S004-14 S004-18 S004-19",
}


def test_what_the_law_leaves_open_is_asked_of_a_human_and_never_filled_in():
    asked = {found.duty: str(found.what) for found in undecided(load_catalogue(BUILTIN_PROGRAMMES))}
    assert {duty for duty, what in asked.items() if what == "time"} == set(OPEN["time"].split())
    assert {duty for duty, what in asked.items() if what == "day"} == set(OPEN["day"].split())


# event, unit, count, bound, last valid day, whether it hangs on a year whose notice is not out
PROVISIONAL = [
    ("T2 28/12/2026", "days", 3, "after", "T5 31/12/2026", False),
    ("T2 28/12/2026", "days", 4, "after", "T2 04/01/2027", True),
    ("T2 28/12/2026", "working_days", 4, "after", "T2 04/01/2027", True),
    ("T3 05/01/2027", "days", 10, "before_event", "T7 26/12/2026", False),
    ("T3 05/01/2027", "working_days", 10, "before_event", "T2 21/12/2026", True),
    ("T5 31/12/2026", "working_days", 3, "before_event", "T2 28/12/2026", False),
    ("T2 28/12/2020", "working_days", 5, "after", "T3 05/01/2021", True),
]


@pytest.mark.parametrize(("event", "unit", "count", "bound", "last", "provisional"), PROVISIONAL)
def test_what_hangs_on_a_year_without_its_notice_is_provisional(event, unit, count, bound, last, provisional):
    d = counted(read(event), unit, count, bound=bound)
    assert (cell(d.last_valid_on), d.provisional) == (last, provisional)
