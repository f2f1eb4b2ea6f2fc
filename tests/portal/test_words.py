"""Small phrases of the pages: how long is left, a number in its brackets."""

from __future__ import annotations

import pytest

from portal.words import attempt, days_left, in_brackets, percent


@pytest.mark.parametrize(
    ("days", "state", "clock", "said"),
    [
        (3, "open", "", "còn 03 ngày"),
        (0, "due", "", "hết ngày hôm nay là hạn"),
        (0, "due", "16h00", "16h00 hôm nay là hạn"),  # a deadline with an hour does not last until the evening
        (-2, "overdue", "16h00", "quá hạn 02 ngày"),
        (-2, "returned", "", ""),
    ],
)
def test_what_is_left_is_said_with_the_hour_where_there_is_one(days: int, state: str, clock: str, said: str) -> None:
    assert days_left(days, state, clock) == said


@pytest.mark.parametrize(
    ("number", "said"), [("05/CTrPH-CAT-MTTQ", " (05/CTrPH-CAT-MTTQ)"), ("(chưa có số)", " (chưa có số)")]
)
def test_a_programme_without_a_number_is_not_bracketed_twice(number: str, said: str) -> None:
    assert in_brackets(number) == said


@pytest.mark.parametrize(("outcome", "said"), [("sent", "đã gửi"), ("", "chưa rõ đã đến hay chưa")])
def test_what_a_hand_over_came_to_is_said_in_vietnamese(outcome: str, said: str) -> None:
    assert attempt(outcome) == said


@pytest.mark.parametrize(("rate", "said"), [(81.25, "81,3%"), (81.24, "81,2%"), (100, "100%"), (None, "—")])
def test_a_rate_is_rounded_as_the_documents_round_it(rate: float | None, said: str) -> None:
    assert percent(rate) == said
