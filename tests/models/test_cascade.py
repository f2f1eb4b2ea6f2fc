"""The planner: working days back from the deadline, level by level, and an ước/chốt pair where that is too early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cascade import USUAL_WORKING_DAYS, cascade, working_days_between
from models.catalogue import Catalogue
from models.deadlines import deadlines
from models.errors import Refused
from tests.models.small_laws import SLUG, SOUND, duty, law

P05, P279, P7294, INSPECTORATE = "05-ctrph-cat-mttq", "279-kh-mttw-bca", "7294-ctrph-ca-mttq", "kh-thanh-tra-2024"


def worked(catalogue: Catalogue, after: date, until: date) -> int:
    """Working days counted one by one, sharing nothing with the planner."""
    days = [after + timedelta(n) for n in range(1, (until - after).days + 1)]
    return sum(catalogue.calendar.is_working(d) for d in days)


def rows(catalogue: Catalogue, *key: str, working_days: int | None = None):
    return [(str(r.level), r.due_on) for r in cascade(catalogue, *key, working_days=working_days).levels]


def test_levels_are_counted_back_from_the_last_working_day(catalogue: Catalogue, day):
    """Trước 15/3/2024: the province by Thursday 14/3, the district two working days before, the commune two more."""
    assert rows(catalogue, P05, "S000-10", "2024-03-15") == [
        ("tinh", day("T5 14/03/2024")),
        ("huyen", day("T3 12/03/2024")),
        ("xa", day("T6 08/03/2024")),
    ]
    assert rows(catalogue, P05, "S000-10", "2024-03-15", working_days=5) == [
        ("tinh", day("T5 14/03/2024")),
        ("huyen", day("T5 07/03/2024")),
        ("xa", day("T5 29/02/2024")),
    ]


def test_between_a_close_window_and_the_deadline_levels_get_what_fits(catalogue: Catalogue, day):
    """Figures to Wednesday 14/6/2023, due trước 20/6: three working days for two levels, one each."""
    found = cascade(catalogue, P279, "S004-16", "2023-H1")
    assert (found.working_days, found.fits, found.most_working_days) == (1, True, 1)
    assert [(str(r.level), r.due_on, r.final_on) for r in found.levels] == [
        ("tw", day("T2 19/06/2023"), None),
        ("tinh", day("T2 19/06/2023"), None),
        ("huyen", day("T6 16/06/2023"), None),
        ("xa", day("T5 15/06/2023"), None),
    ]


def test_asking_for_more_than_fits_gives_estimates_below_and_finals_in_time(catalogue: Catalogue, day):
    found = cascade(catalogue, P279, "S004-16", "2023-H1", 3)
    assert (found.fits, found.most_working_days) == (False, 1)
    assert [(str(r.level), r.estimate_on, r.final_on) for r in found.levels] == [
        ("tw", None, None),
        ("tinh", None, None),
        ("huyen", day("T4 14/06/2023"), day("T6 16/06/2023")),
        ("xa", day("T6 09/06/2023"), day("T5 15/06/2023")),
    ]


def test_a_window_that_closes_after_the_deadline_gives_an_estimate_and_a_final(catalogue: Catalogue, day):
    """Trước 15/11/2024, while the decree's year closes on 14/12/2024 (a Saturday)."""
    found = cascade(catalogue, P7294, "S001-15", "2024")
    assert found.window is not None
    assert (found.window.last, found.window.is_stated, found.fits) == (day("T7 14/12/2024"), False, False)
    assert [(str(r.level), str(r.sends_to or ""), r.estimate_on, r.final_on) for r in found.levels] == [
        ("tinh", "", day("T5 14/11/2024"), day("T5 19/12/2024")),
        ("huyen", "", day("T5 14/11/2024"), day("T5 19/12/2024")),
        ("xa", "huyen", day("T3 12/11/2024"), day("T3 17/12/2024")),
    ]


def test_a_level_that_is_no_more_takes_no_part(catalogue: Catalogue, day):
    """Since 01/7/2025 the commune writes to the province."""
    assert rows(catalogue, P7294, "S001-15", "2026") == [
        ("tinh", day("T6 13/11/2026")),
        ("xa", day("T4 11/11/2026")),
    ]


def test_a_duty_of_a_level_that_is_no_more_is_not_planned(tmp_path):
    plan = duty(kind="plan", levels="[huyen]", rule="mode: once, bound: by, date: 2026-06-24")
    with pytest.raises(Refused, match="không còn cấp nào"):
        cascade(law(tmp_path, SOUND, KH=plan), SLUG, "KH", "2026-06-24")


def test_a_body_called_by_name_has_its_own_offices_below(catalogue: Catalogue, day):
    found = cascade(catalogue, INSPECTORATE, "S003-06", "2024-06-10")
    assert [(str(r.level), r.due_on) for r in found.levels] == [
        ("tinh", day("T6 07/06/2024")),
        ("donvi", day("T4 05/06/2024")),
    ]


def test_what_cannot_be_planned_is_refused_with_the_reason(catalogue: Catalogue):
    with pytest.raises(Refused, match="không có sản phẩm gửi lên"):  # a goal of the whole plan
        cascade(catalogue, P279, "S004-01", "2021/2023")
    with pytest.raises(Refused, match="họp định kỳ"):
        cascade(catalogue, P05, "S000-15", "2024-Q4")
    with pytest.raises(Refused, match="không có kỳ nào: không ấn định thời gian"):
        cascade(catalogue, P05, "S000-11", "2024")
    with pytest.raises(Refused, match="từ 1 đến 60"):
        cascade(catalogue, P05, "S000-10", "2024-03-15", 0)
    with pytest.raises(Refused, match="không có kỳ"):
        cascade(catalogue, P05, "S000-10", "2030")


def test_days_of_a_year_without_a_notice_are_tentative(catalogue: Catalogue):
    assert all(r.provisional for r in cascade(catalogue, P7294, "S001-15", "2028").levels)
    assert not any(r.provisional for r in cascade(catalogue, P7294, "S001-15", "2025").levels)


def test_every_proposal_keeps_its_promises_for_every_report_of_the_programmes(catalogue: Catalogue):
    """Each level the working days asked for; finals never before the window is closed; estimates never after due."""
    looked = 0
    for d in deadlines(catalogue):
        demand = catalogue.duty(d.programme, d.duty)
        if not demand.levels or d.kind not in ("report", "plan", "aggregate"):
            continue
        for n in (None, 1, 2, 5):
            found = cascade(catalogue, *d.key, working_days=n)
            looked += 1
            assert found.levels[0].due_on == d.target_on
            assert found.working_days == (n or found.working_days) <= max(n or 0, USUAL_WORKING_DAYS)
            below = [r for r in found.levels if r.sends_to]
            for lower, upper in zip(below, [found.levels[-len(below) - 1], *below], strict=False):
                assert worked(catalogue, lower.due_on, upper.due_on) == found.working_days
                assert catalogue.calendar.is_working(lower.due_on)
            for r in found.levels:
                assert (r.estimate_on is None) == (r.final_on is None)
                if r.final_on:
                    assert worked(catalogue, found.window.last, r.final_on) >= 1
                elif found.window:
                    assert worked(catalogue, found.window.last, r.due_on) >= 1
    assert looked > 80


@given(start=st.dates(date(2023, 1, 1), date(2033, 12, 1)), length=st.integers(-5, 60))
def test_working_days_between_two_days_are_those_a_calendar_on_the_wall_shows(catalogue, start, length):
    until = start + timedelta(length)
    assert working_days_between(start, until, catalogue.calendar) == worked(catalogue, start, until)


def test_tet_is_stepped_over(tmp_path, day):
    """Due Friday 27/02/2026; Tết is off from Monday 16/02 to Friday 20/02."""
    plan = duty(kind="plan", levels="[tinh]", rule="mode: once, bound: by, date: 2026-02-27")
    catalogue = law(tmp_path, SOUND, KH=plan)
    assert rows(catalogue, SLUG, "KH", "2026-02-27", working_days=7) == [
        ("tinh", day("T6 27/02/2026")),
        ("xa", day("T4 11/02/2026")),
    ]
