"""When regular work is planned, when it counts as missed, and how often a trouble is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlmodel import Session

from models.heartbeat import grace_of, heartbeat, standing
from models.pulses import beat, beat_again, stumble
from models.quiet_hours import HANOI
from models.rhythm import RHYTHMS, Rhythm
from models.settings import Settings
from models.vigil import AGAIN_AFTER, STEADY, Told, Trouble, kept, news, seen
from models.vocabulary import AlarmCode, Work
from tests.ready_tables import tables_on

SETTINGS = Settings()
MONDAY = date(2026, 11, 23)
assert MONDAY.isoweekday() == 1


def hanoi(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), HANOI).astimezone(UTC)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    tables_on(engine)
    with Session(engine) as session:
        yield session


FIRST, LAST = (datetime.fromisoformat(f"{year}-01-01") for year in (2026, 2034))
instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
rhythms = st.sampled_from(list(RHYTHMS.values()))


@given(instants, rhythms)
def test_a_moment_lies_between_the_planned_instants_around_it(moment: datetime, rhythm: Rhythm):
    before, after = rhythm.before(moment), rhythm.after(moment)
    assert before <= moment < after
    assert rhythm.before(before) == before
    assert rhythm.after(before) == rhythm.after(moment) == after


def test_the_round_is_planned_at_half_past_seven_in_hanoi():
    assert RHYTHMS[Work.ROUND].before(hanoi(7, 29)) == hanoi(7, 30, date(2026, 11, 22))
    assert RHYTHMS[Work.ROUND].before(hanoi(7, 30)) == hanoi(7, 30)
    assert RHYTHMS[Work.ROUND].after(hanoi(23, 59)) == hanoi(7, 30, date(2026, 11, 24))


def test_a_round_is_missed_only_when_its_grace_is_over(session):
    beat(session, Work.ROUND, date(2026, 11, 22), hanoi(7, 31, date(2026, 11, 22)))
    assert not standing(session, SETTINGS, Work.ROUND, hanoi(8, 29)).is_missed
    assert standing(session, SETTINGS, Work.ROUND, hanoi(8, 30)).is_missed
    beat(session, Work.ROUND, MONDAY, hanoi(8, 31))
    found = standing(session, SETTINGS, Work.ROUND, hanoi(8, 32))
    assert (found.is_missed, found.last_at, found.next_at) == (False, hanoi(8, 31), hanoi(7, 30, date(2026, 11, 24)))


def test_a_round_before_the_hour_is_not_the_round_of_the_hour(session):
    beat(session, Work.ROUND, MONDAY, hanoi(6))
    assert standing(session, SETTINGS, Work.ROUND, hanoi(9)).is_missed


def test_drains_that_fail_again_and_again_are_missed_and_say_why(session):
    beat(session, Work.DRAIN, MONDAY, hanoi(9))
    stumble(session, Work.DRAIN, MONDAY, hanoi(9, 30), "đĩa đầy")
    assert not standing(session, SETTINGS, Work.DRAIN, hanoi(9, 30)).is_missed
    found = standing(session, SETTINGS, Work.DRAIN, hanoi(9, 35))
    assert (found.is_missed, found.said, found.failed_at) == (True, "đĩa đầy", hanoi(9, 30))


def test_what_never_succeeded_is_missed_but_a_watcher_that_has_just_come_gives_it_the_grace(session):
    assert all(s.is_missed for s in heartbeat(session, SETTINGS, hanoi(12)))
    assert not any(s.is_missed for s in heartbeat(session, SETTINGS, hanoi(12), since=hanoi(11, 45)))
    assert [s.work for s in heartbeat(session, SETTINGS, hanoi(12), since=hanoi(11, 20)) if s.is_missed] == [Work.DRAIN]


def test_what_is_late_within_the_grace_of_who_asks_is_awaited_and_under_a_clock_set_back_it_is_missed(session):
    [late, _] = heartbeat(session, SETTINGS, hanoi(12), since=hanoi(11, 45))
    assert (late.is_missed, late.is_awaited) == (False, True)
    [late, _] = heartbeat(session, SETTINGS, hanoi(12), since=hanoi(13))
    assert (late.is_missed, late.is_awaited) == (True, False)


def test_a_success_written_under_a_clock_far_ahead_hides_nothing(session):
    beat(session, Work.ROUND, date(2027, 11, 23), hanoi(7, 30, date(2027, 11, 23)))
    assert standing(session, SETTINGS, Work.ROUND, hanoi(12)).is_missed


def test_a_run_that_found_nothing_new_is_a_success_and_keeps_the_watermark_of_the_last(session):
    beat(session, Work.ROUND, MONDAY, hanoi(6), "Đã lập 40 tin.", "dấu")
    pulse = beat_again(session, Work.ROUND, MONDAY, hanoi(7, 30))
    assert (pulse.said, pulse.watermark, pulse.runs) == ("Đã lập 40 tin.", "dấu", 2)
    assert not standing(session, SETTINGS, Work.ROUND, hanoi(12)).is_missed


def test_the_grace_is_a_setting():
    assert grace_of(Settings(round_grace_minutes=90), Work.ROUND) == timedelta(minutes=90)


LATE = Trouble(AlarmCode.DRAIN_MISSED, "lượt gửi tin bị lỡ")


def told_over(steps: list[tuple[datetime, bool]]) -> list[tuple[datetime, bool]]:
    """What a watcher that looks at these moments says: (when, is it over)."""
    memory: dict[AlarmCode, Told] = {}
    said = []
    for now, is_late in steps:
        troubles = [LATE] if is_late else []
        memory = seen(troubles, memory, now)
        words = news(troubles, memory, now)
        memory = kept(memory, words)
        said += [(now, word.is_over) for word in words]
    return said


def test_a_trouble_is_told_at_once_then_daily_then_once_that_it_is_over():
    minutes = [hanoi(9) + timedelta(minutes=n) for n in range(3 * 24 * 60)]
    steps = [(at, at < hanoi(9) + timedelta(hours=49)) for at in minutes]
    over_at = hanoi(9) + timedelta(hours=49) + STEADY
    expected = [(hanoi(9) + timedelta(days=n), False) for n in range(3)] + [(over_at, True)]
    assert told_over(steps) == expected


@given(st.lists(st.booleans(), min_size=1, max_size=400))
def test_a_trouble_that_comes_and_goes_is_told_at_once_and_no_two_words_alike_crowd(late: list[bool]):
    steps = [(hanoi(0) + timedelta(minutes=5 * n), is_late) for n, is_late in enumerate(late)]
    said = told_over(steps)
    if any(late):
        assert said[0] == (steps[late.index(True)][0], False)
    for (before, was_over), (after, is_over) in pairwise(said):
        if was_over == is_over:
            assert not is_over
            assert after - before >= AGAIN_AFTER
        else:
            assert is_over is False or after - before >= STEADY


def test_what_could_not_be_said_is_said_at_the_next_look():
    memory = seen([LATE], {}, hanoi(9))
    assert news([LATE], memory, hanoi(9))
    assert news([LATE], kept(memory, []), hanoi(9, 1))


def test_a_clock_that_jumps_back_a_week_does_not_keep_a_trouble_quiet():
    steps = [(hanoi(9), True), (hanoi(9) - timedelta(days=7), True), (hanoi(9, 1) - timedelta(days=7), True)]
    assert [at for at, _ in told_over(steps)] == [hanoi(9), hanoi(9) - timedelta(days=7)]
