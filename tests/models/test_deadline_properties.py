"""What holds of every deadline whatever the rule: order, days off, windows, re-expansion, and a second reckoning."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.deadlines import Deadline
from tests.golden.drawn_rules import DAYS, POLICY, RECURRING, TERMS, counted, expanded
from tests.golden.reckoner import ONE, back, months_on, on, term, unrolled, works

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@given(RECURRING)
def test_later_periods_are_never_due_earlier(rule):
    found = sorted(expanded(rule), key=lambda d: d.period_from)
    for one, following in pairwise(found):
        assert one.last_valid_on < following.last_valid_on
        assert one.due_on <= following.due_on
        assert one.target_on <= following.target_on


@given(DAYS, DAYS, TERMS, POLICY)
def test_a_later_event_never_ends_its_term_earlier(one, other, length, policy):
    first, then = (counted(day, *length, **policy) for day in sorted([one, other]))
    assert first.last_valid_on <= then.last_valid_on
    assert first.due_on <= then.due_on


@given(DAYS, TERMS, st.integers(1, 10))
def test_a_longer_term_never_ends_earlier(event, length, other):
    unit, one = length
    shorter, longer = (counted(event, unit, n) for n in sorted([one, other]))
    assert event < shorter.last_valid_on <= longer.last_valid_on


@given(RECURRING)
def test_what_rolls_is_never_held_to_on_a_day_off(rule):
    for d in expanded(rule):
        assert works(d.target_on)
        assert d.target_on == back(d.last_valid_on)
        match rule.get("off_day_policy"):
            case "earlier":
                assert d.due_on == back(d.last_valid_on)
            case "later":
                assert d.due_on == on(d.last_valid_on)
            case _:
                assert d.due_on == d.last_valid_on


@given(DAYS, TERMS)
def test_a_term_after_an_event_never_ends_on_a_day_off(event, length):
    d = counted(event, *length)
    assert works(d.last_valid_on)
    assert d.due_on == d.target_on == d.last_valid_on


@given(DAYS, TERMS, POLICY)
def test_a_term_is_the_one_of_the_second_reckoning(event, length, policy):
    d, end = counted(event, *length, **policy), unrolled(event, *length)
    if policy.get("off_day_policy") == "keep":
        assert d.last_valid_on == d.due_on == end
    else:
        assert d.last_valid_on == term(event, *length) == on(end)
        assert d.due_on == (back(end) if policy.get("off_day_policy") == "earlier" else on(end))
    assert d.target_on == back(d.last_valid_on)


@given(DAYS, st.integers(1, 36))
def test_months_are_counted_from_the_event_and_never_from_the_last_result(event, n):
    end = unrolled(event, "months", n)
    assert counted(event, "months", n).last_valid_on == on(end)
    assert end.day == event.day or (end + ONE).day == 1  # the corresponding day, or the month's last: art. 148.3
    assert (end.year * 12 + end.month) - (event.year * 12 + event.month) == n


@given(DAYS, TERMS)
def test_a_term_counted_back_is_the_mirror_and_never_moves_towards_the_event(event, length):
    unit, n = length
    d = counted(event, unit, n, bound="before_event")
    if unit == "working_days":
        between = [d.last_valid_on + k * ONE for k in range((event - d.last_valid_on).days)]
        assert works(d.last_valid_on)
        assert sum(map(works, between)) == n
    else:
        steps = {"days": -n * ONE, "weeks": -7 * n * ONE}
        end = event + steps[unit] if unit in steps else months_on(event, -n * (12 if unit == "years" else 1))
        assert d.last_valid_on == end
    assert d.target_on == back(d.last_valid_on) <= d.last_valid_on < event


@given(RECURRING, st.integers(2021, 2033))
def test_a_year_expanded_alone_gives_the_days_it_has_among_thirteen(rule, year):
    def days(d: Deadline) -> tuple[Any, ...]:
        return d.period, d.named_on, d.last_valid_on, d.due_on, d.target_on, d.provisional, d.readings

    alone = {d.period: days(d) for d in expanded(rule, (year, year))}
    among = {d.period: days(d) for d in expanded(rule) if d.period in alone}
    assert alone == among
    assert expanded(rule) == expanded(rule)


@given(st.sampled_from([1, 3, 6, 12]), st.sampled_from(["last", "next"]), st.integers(20, 28))
def test_the_windows_of_the_decree_tile_time_and_close_before_the_deadline(months, where, day):
    rule = {"mode": "recurring", "bound": "by", "every_months": str(months), "day": str(day), "in_month": where}
    found = expanded(rule | {"window": "nd09"})
    assert len(found) == 13 * 12 // months
    for d in found:
        assert (d.window_from.day, d.window_to.day) == (15, 14)
        assert d.window_to < d.last_valid_on
    for one, following in pairwise(found):
        assert following.window_from == one.window_to + ONE


@given(RECURRING, st.sampled_from(["period", "nd09"]))
def test_no_window_is_filled_in_and_a_stated_one_is_in_order(rule, window):
    assert all(d.window_from is d.window_to is None for d in expanded(rule))
    if rule["bound"] != "within":
        assert all(d.window_from <= d.window_to for d in expanded(rule | {"window": window}))


@given(DAYS, st.sampled_from(["before", "by"]), st.times())
def test_the_last_instant_lies_on_the_last_valid_day(named, bound, clock):
    clock = time(clock.hour, clock.minute)
    rule = {"mode": "once", "bound": bound, "date": str(named)}
    [whole] = expanded(rule)
    assert whole.last_valid_at == datetime.combine(whole.last_valid_on + ONE, time(), HANOI) - timedelta(microseconds=1)
    [timed] = expanded(rule | {"at": f"{clock:%H:%M}"})
    end = datetime.combine(named, clock, HANOI) - timedelta(microseconds=bound == "before")
    assert timed.last_valid_at == end
    assert timed.last_valid_at.tzinfo is UTC
    assert timed.last_valid_on == end.date()


@given(DAYS, st.times(), st.integers(1, 240))
def test_hours_run_through_nights_and_days_off(event, clock, n):
    start = datetime.combine(event, time(clock.hour, clock.minute), HANOI)
    after = {"event": "giờ nhận", "on": str(event), "at": f"{start:%H:%M}", "hours": str(n)}
    [d] = expanded({"mode": "once", "bound": "after", "after": after}, signed=str(event - 400 * ONE))
    assert d.last_valid_at == start + timedelta(hours=n)
    assert d.last_valid_on == (start + timedelta(hours=n)).date()
