"""A period closes when its day has come, whoever looks and however late; once, and never ahead of time."""

from __future__ import annotations

from sqlmodel import select

from models.facts import Audit, PeriodClose
from tasks.closing import TIMETABLE, close_what_is_due
from tasks.session import open_session

PLAN = "S000-12"


def closed(province) -> list[tuple[str, str, int, int]]:
    with open_session(province.home) as s:
        return [
            (c.duty, c.period, c.reported, c.expected) for c in s.exec(select(PeriodClose).order_by(PeriodClose.id))
        ]


def close(province, day, now, **how) -> list[str]:
    return close_what_is_due(province.home, day, now, by=TIMETABLE, **how)


def test_five_working_days_after_the_due_day_the_round_closes_the_period_with_what_was_filed(province, at, day):
    filed, _silent = province.commune(1, (PLAN,)), province.commune(2, (PLAN,))
    province.file(filed, PLAN, "2024-03-15", at("14/03/2024 10:00"))
    assert close(province, day("T4 20/3/2024"), at("20/03/2024 08:00")) == []
    assert close(province, day("T5 21/3/2024"), at("21/03/2024 08:00")) == ["S000-12 giai đoạn 2023 - 2033"]
    assert closed(province) == [(PLAN, "2024-03-15", 1, 2)]


def test_after_weeks_of_silence_the_next_round_closes_it_and_the_one_after_does_nothing(province, at, day):
    province.commune(1, (PLAN,))
    for _ in range(2):
        close(province, day("T2 06/5/2024"), at("06/05/2024 08:00"))
    assert closed(province) == [(PLAN, "2024-03-15", 0, 1)]
    with open_session(province.home) as s:
        assert len(s.exec(select(Audit).where(Audit.action == "close_period")).all()) == 1


def test_a_rehearsal_says_what_it_would_close_and_a_day_to_come_closes_nothing(province, at, day):
    province.commune(1, (PLAN,))
    now = at("21/03/2024 08:00")
    assert close(province, day("T5 21/3/2024"), now, dry_run=True) == ["S000-12 giai đoạn 2023 - 2033"]
    assert close(province, day("T6 22/3/2024"), at("20/03/2024 08:00")) == []
    assert closed(province) == []


def test_what_nobody_owes_stays_open(province, at, day):
    province.commune(1, ())
    assert close(province, day("T5 21/3/2024"), at("21/03/2024 08:00")) == []
