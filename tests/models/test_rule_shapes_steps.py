"""The steps of a deadline alone give every one of its days again, by arithmetic that shares no code with the engine."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.deadlines import Deadline, deadlines, request_deadline
from models.facts import Request
from tests.models.rule_words import BUILTIN, CALENDAR, programme_of, rule_of

HANOI = timezone(timedelta(hours=7))
ONE = timedelta(days=1)


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def off(entries: list[dict[str, str]]) -> set[date]:
    assert all(entry["why"] for entry in entries)
    return {day_of(entry["date"]) for entry in entries}


def back(day: date, rest: set[date]) -> date:
    while day in rest:
        day -= ONE
    return day


def ahead(day: date, rest: set[date]) -> date:
    while day in rest:
        day += ONE
    return day


def named(period: dict[str, Any]) -> date | None:
    """The day a rule names in a period: so many days into its month, at most to the month's end."""
    by = period.get("named_by")
    if by is None:
        return None
    year, month = (int(part) for part in by["month"].split("-"))
    end = monthrange(year, month)[1]
    if by["day"] == "last-working":
        return back(date(year, month, end), off(by["off_days"]))
    return date(year, month, end if by["day"] == "last" else min(by["day"], end))


def counted(reading: dict[str, Any]) -> date:
    """The last day of a term before art. 148.5."""
    sign = -1 if reading["bound"] == "before_event" else 1
    start, count = day_of(reading["event_on"]), sign * reading["count"]
    match reading["unit"]:
        case "days":
            return start + count * ONE
        case "weeks":
            return start + 7 * count * ONE
        case "months" | "years":
            months = start.year * 12 + start.month - 1 + count * (12 if reading["unit"] == "years" else 1)
            year, month = divmod(months, 12)
            return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
        case "working_days":
            day, left, rest = start, reading["count"], {day_of(d) for d in reading["skipped"]}
            while left:
                day += sign * ONE
                left -= day not in rest
            return day
    raise AssertionError(reading["unit"])


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI) + ONE - timedelta(microseconds=1)


def recomputed(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Every day of a deadline out of its steps."""
    by_name = {step["step"]: step for step in steps}
    period, reading = by_name.get("period", {}), by_name["reading"]
    bound, day = reading["bound"], named(period) or (day_of(reading["named_on"]) if reading["named_on"] else None)
    unrolled: date
    if "count" in reading and reading["unit"] == "hours":
        sign = -1 if bound == "before_event" else 1
        at = datetime.fromisoformat(reading["event_at"]) + sign * timedelta(hours=reading["count"])
        unrolled = last = at.astimezone(HANOI).date()
    elif "count" in reading:
        unrolled = last = counted(reading)
        if reading["rolled_by"]:
            last = ahead(unrolled, off(reading["off_days"]))
        at = end_of(last)
    elif reading["clock"]:
        hour, minute = (int(part) for part in reading["clock"].split(":"))
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANOI)
        at -= timedelta(microseconds=1) if bound == "before" else timedelta()
        unrolled = last = at.date()
    else:
        last = day_of(period["span"][1]) if bound == "within" else day - ONE if bound == "before" else day
        unrolled, at = last, end_of(last)
    rest_before, rest_after = off(by_name["roll"]["off_days"]), off(by_name["calendar"]["off_days"])
    target, next_working = back(last, rest_before), ahead(last, rest_after)
    safest = back(unrolled, off(reading.get("off_days", [])) | rest_before)
    too_soon = bound == "after" and safest < day_of(reading["event_on"])  # before the event itself
    earlier = last if too_soon else safest
    due = {None: last, "keep": last, "earlier": earlier, "later": next_working}[by_name["policy"]["policy"]]
    if too_soon:
        readings = (last, last)
    elif bound == "before":
        readings = (safest, day)
    elif bound == "by" or (bound == "after" and reading["unit"] != "hours"):
        readings = (safest, next_working)
    elif bound == "before_event" and reading["unit"] != "hours":
        readings = (safest, last)
    else:
        readings = (last, last)
    return {
        "named_on": day,
        "last_valid_on": last,
        "last_valid_at": at.astimezone(UTC),
        "target_on": target,
        "due_on": due,
        "readings": {"safest": readings[0], "latest": readings[1]} if readings[0] != readings[1] else None,
    }


def as_said(d: Deadline) -> dict[str, Any]:
    names = ("named_on", "last_valid_on", "last_valid_at", "target_on", "due_on", "readings")
    return {name: getattr(d, name) for name in names}


def give_it_again(found: list[Deadline]) -> None:
    for d in found:
        steps = json.loads(json.dumps(d.as_json()["steps"]))
        assert recomputed(steps) == as_said(d), d.key
        assert all(step["text"] for step in steps)


def test_the_steps_of_the_four_programmes_give_every_day_again():
    found = deadlines(BUILTIN)
    assert len(found) == 328
    give_it_again(found)


DAYS = st.dates(date(2021, 1, 20), date(2033, 10, 30)).map(date.isoformat)
POLICIES = st.sampled_from(["", *(f", off_day_policy: {p}, policy_set_by: X" for p in ("keep", "earlier", "later"))])
CLOCKS = st.sampled_from(["", "", ", at: '00:00'", ", at: 08:30", ", at: 16:00", ", at: 23:59"])
NAMED = st.sampled_from(["before", "by", "exact"])
DAY_OF_MONTH = st.one_of(st.integers(1, 31).map(str), st.sampled_from(["last", "last-working"]))
COUNTS = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 400)),
    st.tuples(st.just("weeks"), st.integers(1, 60)),
    st.tuples(st.just("months"), st.integers(1, 30)),
    st.tuples(st.just("years"), st.integers(1, 4)),
    st.tuples(st.just("working_days"), st.integers(1, 90)),
).map(lambda pair: f"{pair[0]}: {pair[1]}")
HOURS = st.tuples(st.integers(1, 200), st.integers(0, 23)).map(lambda p: f"hours: {p[0]}, at: '{p[1]:02}:15'")
SIDE = st.sampled_from(["after", "before_event"])
ONCE_NAMED = st.builds("mode: once, bound: {}, date: {}{}{}".format, NAMED, DAYS, CLOCKS, POLICIES)
YEARLY = st.builds(
    "mode: recurring, bound: {}, yearly: {:02}-{}{}{}{}".format,
    NAMED,
    st.integers(1, 12),
    st.one_of(st.integers(1, 28).map("{:02}".format), st.sampled_from(["last", "last-working"])),
    st.sampled_from(["", ", in_year: next"]),
    CLOCKS,
    POLICIES,
)
MONTHLY = st.builds(
    "mode: recurring, bound: {}, every_months: {}, day: {}, in_month: {}{}{}".format,
    NAMED,
    st.sampled_from([1, 3, 6, 12]),
    DAY_OF_MONTH,
    st.sampled_from(["last", "next"]),
    CLOCKS,
    POLICIES,
)
WITHIN = st.builds(
    "mode: recurring, bound: within, {}{}".format,
    st.sampled_from(["every_months: 1", "quarter: 3", "half: 1", "month: 2", "days: {from: 11-20, to: 02-10}"]),
    POLICIES,
)
ONE_EVENT = st.builds(
    lambda side, day, term, policy: f"mode: once, bound: {side}, {side}: {{event: x, on: {day}, {term}}}{policy}",
    SIDE,
    DAYS,
    st.one_of(COUNTS, HOURS),
    POLICIES,
)
PERIOD_ENDS = st.builds(
    lambda side, months, term, policy: (
        f"mode: recurring, bound: {side}, every_months: {months}, {side}: {{event: x, on: period_end, {term}}}{policy}"
    ),
    SIDE,
    st.sampled_from([1, 3, 6, 12]),
    st.one_of(COUNTS, st.integers(1, 100).map("hours: {}".format)),
    POLICIES,
)


@given(st.one_of(ONCE_NAMED, YEARLY, MONTHLY, WITHIN, ONE_EVENT, PERIOD_ENDS))
def test_the_steps_of_every_shape_give_every_day_again(text):
    catalogue = programme_of(rule_of(text), signed=date(2016, 1, 4))
    found = deadlines(catalogue)
    assert [d.key for d in found] == list(dict.fromkeys(d.key for d in found))
    give_it_again(found[:40])
    for d in found:
        assert d.target_on <= d.last_valid_on
        assert CALENDAR.is_working(d.target_on)
        assert d.period_from <= d.last_valid_on


@given(ONE_EVENT)
def test_a_term_after_an_event_never_ends_on_a_day_off_unless_it_is_kept_or_counts_hours(text):
    for d in deadlines(programme_of(rule_of(text), signed=date(2016, 1, 4))):
        if d.bound == "after" and d.term.unit != "hours" and "policy: keep" not in text:
            assert CALENDAR.is_working(d.last_valid_on)


def test_what_hangs_on_another_duty_gives_its_days_again():
    first = rule_of("mode: recurring, bound: before, yearly: 06-20, at: 16:00, covers: H1")
    days = rule_of("mode: recurring, bound: after, after: {event: hạn nộp, on: X-1, days: 8}", ("X-1",))
    hours = rule_of("mode: recurring, bound: after, after: {event: hạn nộp, on: X-1, hours: 30}", ("X-1",))
    found = deadlines(programme_of(first, days, hours))
    assert len(found) == 3 * 13
    give_it_again(found)


@given(
    st.dates(date(2024, 1, 2), date(2029, 12, 1)),
    st.one_of(
        st.tuples(st.sampled_from(["days", "weeks", "working_days"]), st.integers(1, 60)),
        st.tuples(st.sampled_from(["months", "years"]), st.integers(1, 5)),
    ),
)
def test_the_steps_of_a_request_give_every_day_again(document_on, term):
    unit, count = term
    asked = Request(
        programme="x", code="DX-01", title="Báo cáo nhanh", document="1/CAT", document_on=document_on,
        bound="after", term_count=count, term_unit=unit, by="canbo", at=None,
    )  # fmt: skip
    give_it_again([request_deadline(asked, CALENDAR)])
