"""The milestones of each programme: what stands in its timetable, from a day on, to its last year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue import Catalogue, load_catalogue
from models.deadline import CLOSES_AFTER
from models.facts import Request, Ruling
from models.milestones import Milestone, MilestoneKind, milestones
from models.settings import BUILTIN_PROGRAMMES

P05, P7294 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq"
K = MilestoneKind


@pytest.fixture(scope="module")
def rules() -> Catalogue:
    return load_catalogue(BUILTIN_PROGRAMMES)


def ruling(duty: str, period: str, held_on: date) -> Ruling:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Ruling(programme=P05, duty=duty, period=period, held_on=held_on, by="Cán bộ thử", at=at)


def request(named_on: date) -> Request:
    return Request(
        programme=P05,
        code="DX-2026-09",
        title="Báo cáo thử",
        document="01/THU",
        document_on=date(2026, 11, 20),
        bound="before",
        named_on=named_on,
        by="Cán bộ thử",
        at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def only(found: list[Milestone], **wanted: object) -> Milestone:
    (one,) = [m for m in found if all(getattr(m, name) == value for name, value in wanted.items())]
    return one


def test_the_reviews_of_2028_and_2033_stand_at_the_start_of_their_year_without_a_day(rules, day):
    found = milestones(rules, P05, day("CN 22/11/2026"))
    midterm, final = only(found, duty="S000-19"), only(found, duty="S000-20")
    assert (midterm.what, midterm.on) == (K.REVIEW, day("T7 01/1/2028"))
    assert (final.what, final.on) == (K.REVIEW, day("T7 01/1/2033"))
    for review, year in ((midterm, 2028), (final, 2033)):
        assert review.name.endswith(f"năm {year} · chưa ấn định ngày")


def test_the_plan_of_march_2024_is_due_on_its_last_valid_morning_and_named_by_its_words(rules, day):
    found = milestones(rules, P05, day("T6 01/3/2024"))
    due = only(found, duty="S000-10", what=K.DUE)
    assert due.on == day("T5 14/3/2024")
    assert due.name == "Hạn · Kế hoạch thực hiện Chương trình phối hợp (cấp tỉnh) · trước 15/3/2024"
    closes = only(found, duty="S000-10", what=K.CLOSES)
    assert closes.on == rules.calendar.add_working_days(due.on, CLOSES_AFTER) == day("T5 21/3/2024")


def test_two_duties_of_one_title_are_told_apart(rules, day):
    names = [m.name for m in milestones(rules, P05, day("T6 01/3/2024"))]
    assert len(names) == len(set(names))


def test_reports_open_fall_due_and_close_every_year(rules, day):
    found = [m for m in milestones(rules, P7294, day("T3 01/10/2024")) if m.duty == "S001-14" and m.period == "2025-H1"]
    assert [(m.what, m.on) for m in found] == [
        (K.OPENS, day("T4 01/1/2025")),
        (K.DUE, day("T7 14/6/2025")),
        (K.CLOSES, day("T6 20/6/2025")),
    ]
    assert found[1].name.startswith("Hạn · Báo cáo 6 tháng")
    assert found[1].name.endswith("· trước 15/6/2025")


def test_a_programme_waiting_for_a_decision_says_so_in_every_name(rules, day):
    found = milestones(rules, P7294, day("CN 22/11/2026"))
    assert found
    assert all(m.name.endswith("· chờ xác nhận") and "chờ xác nhận" in m.tags for m in found)


def test_before_it_waited_the_names_said_nothing_of_it(rules, day):
    found = milestones(rules, P7294, day("T3 01/10/2024"))
    assert all(("chờ xác nhận" in m.name) == (m.on >= day("T3 01/7/2025")) for m in found)


@pytest.mark.parametrize("slug", ["279-kh-mttw-bca", "kh-thanh-tra-2024"])
def test_an_ended_programme_has_no_milestone(rules, day, slug):
    assert milestones(rules, slug, day("CN 22/11/2026")) == []


def test_each_month_of_meetings_is_asked_for_at_its_start_and_summed_up_after_its_end(rules, day):
    found = [m for m in milestones(rules, P05, day("CN 22/11/2026")) if m.period == "2027-02"]
    assert [(m.what, m.on, m.level) for m in found] == [
        (K.UNDATED, day("T2 01/2/2027"), ""),
        (K.MEETINGS, day("T2 01/3/2027"), "xa"),
    ]
    assert found[1].name == "Tổng hợp họp định kỳ cấp xã · tháng 2/2027"


def test_meetings_of_a_level_and_period_are_summed_up_once(rules, day):
    found = [m for m in milestones(rules, P05, day("T6 01/3/2024")) if m.what is K.MEETINGS]
    places = [(m.period, m.level) for m in found]
    assert len(places) == len(set(places))
    assert {level for _, level in places} == {"tinh", "huyen", "xa"}


def test_district_meetings_end_with_the_districts(rules, day):
    found = milestones(rules, P05, day("T3 01/7/2025"))
    assert not [m for m in found if m.level == "huyen" and m.period > "2025-Q2"]


def test_the_life_reaches_2033_and_not_beyond(rules, day):
    for slug in (P05, P7294):
        found = milestones(rules, slug, day("CN 22/11/2026"))
        assert found[-1].on.year == 2033
        assert max(m.on for m in found) <= rules.programme(slug).valid_to


def test_an_agreed_day_replaces_exactly_its_milestone(rules, day):
    today, held = day("CN 22/11/2026"), day("T6 20/10/2028")
    before = {m.key: m for m in milestones(rules, P05, today)}
    after = {m.key: m for m in milestones(rules, P05, today, rulings=[ruling("S000-19", "2028", held)])}
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    assert [before[k].duty for k in gone] == ["S000-19"]
    assert [(after[k].duty, after[k].on) for k in new] == [("S000-19", held)]
    assert after[new.pop()].name.endswith("ngày đã thống nhất 20/10/2028")


def test_an_agreed_day_of_another_programme_moves_nothing(rules, day):
    today = day("CN 22/11/2026")
    strange = ruling("S000-19", "2028", day("T6 20/10/2028"))
    strange.programme = P7294
    assert milestones(rules, P05, today, rulings=[strange]) == milestones(rules, P05, today)


def test_a_request_brings_its_day_and_its_closing(rules, day):
    today = day("CN 22/11/2026")
    asked = request(day("T2 30/11/2026"))
    found = [m for m in milestones(rules, P05, today, requests=[asked]) if m.duty == asked.code]
    assert [(m.what, m.on) for m in found] == [(K.DUE, day("CN 29/11/2026")), (K.CLOSES, day("T6 04/12/2026"))]


def test_what_a_run_is_told_names_the_kind_in_words(rules, day):
    found = milestones(rules, P05, day("CN 22/11/2026"))
    told = only(found, what=K.MEETINGS, period="2027-02").parameters
    assert told == {
        "programme": P05,
        "milestone": "tổng hợp họp định kỳ",
        "duty": "S000-16",
        "period": "2027-02",
        "level": "xa",
    }


@settings(max_examples=25, deadline=None)
@given(start=st.dates(date(2021, 1, 1), date(2034, 6, 1)), later=st.integers(0, 2000))
def test_time_only_takes_milestones_away(rules, start, later):
    end = start + timedelta(days=later)
    for slug in rules.programmes:
        before, after = milestones(rules, slug, start), milestones(rules, slug, end)
        assert all(m.on >= start for m in before)
        assert len({m.key for m in before}) == len(before)
        if rules.programme(slug).valid_to >= end:
            assert after == [m for m in before if m.on >= end]
