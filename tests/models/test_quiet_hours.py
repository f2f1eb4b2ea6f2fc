"""Quiet hours: 07:30–20:00 on working days, 06:00–22:00 for what is urgent, never past the deadline."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.quiet_hours import HANOI, day_in_hanoi, end_of_day, next_allowed, send_at


def hanoi(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("asked", "ordinary", "urgent"),
    [
        ("12/06/2026 06:00", "12/06/2026 07:30", "12/06/2026 06:00"),  # T6
        ("12/06/2026 07:30", "12/06/2026 07:30", "12/06/2026 07:30"),
        ("12/06/2026 19:59", "12/06/2026 19:59", "12/06/2026 19:59"),
        ("12/06/2026 20:00", "15/06/2026 07:30", "12/06/2026 20:00"),  # the weekend lies between
        ("13/06/2026 09:00", "15/06/2026 07:30", "13/06/2026 09:00"),  # T7
        ("14/06/2026 23:00", "15/06/2026 07:30", "15/06/2026 06:00"),  # CN
        ("17/02/2026 09:00", "23/02/2026 07:30", "17/02/2026 09:00"),  # Tết Bính Ngọ
        ("01/01/2026 09:00", "05/01/2026 07:30", "01/01/2026 09:00"),  # 02/01 is off as well
        ("09/01/2026 21:00", "10/01/2026 07:30", "09/01/2026 21:00"),  # a Saturday worked in exchange
    ],
)
def test_when_a_message_may_go_out(catalogue, asked, ordinary, urgent):
    assert next_allowed(hanoi(asked), catalogue.calendar) == hanoi(ordinary)
    assert next_allowed(hanoi(asked), catalogue.calendar, urgent=True) == hanoi(urgent)


def test_a_reminder_is_not_held_back_past_its_own_deadline(catalogue):
    saturday, sunday_night = hanoi("13/06/2026 05:00"), end_of_day(hanoi("14/06/2026 00:00").date())
    assert send_at(saturday, catalogue.calendar) == hanoi("15/06/2026 07:30")
    assert send_at(saturday, catalogue.calendar, last_useful=sunday_night) == hanoi("13/06/2026 06:00")


def test_what_can_no_longer_be_in_time_waits_for_the_working_day(catalogue):
    late = hanoi("14/06/2026 22:30")
    assert send_at(late, catalogue.calendar, last_useful=end_of_day(late.date())) == hanoi("15/06/2026 07:30")


def test_the_day_changes_at_midnight_in_hanoi():
    assert day_in_hanoi(datetime(2026, 6, 14, 16, 59, tzinfo=UTC)).day == 14
    assert day_in_hanoi(datetime(2026, 6, 14, 17, 0, tzinfo=UTC)).day == 15


MOMENTS = st.integers(0, 47 * 30 * 24 * 60).map(lambda m: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


@given(moment=MOMENTS, urgent=st.booleans())
def test_the_answer_is_never_earlier_always_allowed_and_stable(catalogue, moment, urgent):
    at = next_allowed(moment, catalogue.calendar, urgent=urgent)
    local = at.astimezone(HANOI)
    assert at >= moment
    assert next_allowed(at, catalogue.calendar, urgent=urgent) == at
    if urgent:
        assert time(6) <= local.time() < time(22)
    else:
        assert time(7, 30) <= local.time() < time(20)
        assert catalogue.calendar.is_working(local.date())
