"""The leader's page: its numbers are those of the measures, and it always asks one thing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.calls import calls
from models.chaser_letters import ChaserLetter
from models.facts import Submission
from models.leader_page import leader_page
from models.obligations import known_deadlines, owes
from models.punctuality import punctuality
from models.quiet_hours import begin_of_day, end_of_day
from models.vocabulary import ObligationState

P05, MEETING = "05-ctrph-cat-mttq", "S000-16"
ON = date(2026, 11, 22)  # a Sunday
NOW = begin_of_day(ON) + timedelta(hours=9)


def file_months(session, catalogue, *, every: int) -> None:
    """All communes but each n-th report their meetings of 2025 and 2026 in time."""
    for deadline in known_deadlines(session, catalogue, P05, MEETING):
        if date(2025, 1, 1) <= deadline.last_valid_on < ON:
            key = {"programme": P05, "duty": MEETING, "period": deadline.period}
            for n, owed in enumerate(owes(session, catalogue, deadline.last_valid_on, **key)):
                if owed.is_expected and n % every:
                    at = begin_of_day(deadline.last_valid_on)
                    session.add(Submission(**key, unit_id=owed.unit_id, kind="document", filed_at=at))
    session.flush()


def test_five_numbers_stand_on_what_the_measures_say(province, catalogue):
    file_months(province, catalogue, every=5)
    page = leader_page(province, catalogue, ON, NOW)
    known = known_deadlines(province, catalogue, by=end_of_day(ON))
    year = {d.key for d in known if ON - timedelta(days=365) <= d.last_valid_on < ON}
    (whole,) = punctuality(province, catalogue, ON, by=(), among=year)
    assert len(page.numbers) == 5
    filed, in_time, late = page.numbers[:3]
    assert filed.stands_on == f"{whole.actual}/{whole.expected} việc đến hạn"
    assert in_time.stands_on == f"{whole.on_time}/{whole.expected} việc đến hạn"
    overdue = owes(province, catalogue, ON, states=[ObligationState.OVERDUE])
    assert (late.value, late.stands_on) == (f"{len({o.unit_id for o in overdue}):02}", f"{len(overdue)} việc còn thiếu")


def test_the_three_units_are_the_first_of_the_call_list(province, catalogue):
    file_months(province, catalogue, every=5)
    page, listed = leader_page(province, catalogue, ON, NOW), calls(province, catalogue, ON, NOW)
    assert [unit.unit_id for unit in page.late] == [call.unit_id for call in listed[:3]]
    assert page.late_units == len(listed) > 3
    assert page.late[0].days == max(missing.days_overdue for missing in listed[0].missing)


def test_twelve_months_add_up_to_what_fell_due_in_them(province, catalogue):
    file_months(province, catalogue, every=4)
    months = leader_page(province, catalogue, ON, NOW).months
    assert [month.label for month in months[::11]] == ["12/2025", "11/2026"]
    known = known_deadlines(province, catalogue, by=end_of_day(ON))
    among = {d.key for d in known if date(2025, 12, 1) <= d.last_valid_on <= date(2026, 11, 30)}
    (whole,) = punctuality(province, catalogue, ON, by=(), among=among)
    assert (sum(m.on_time for m in months), sum(m.expected for m in months)) == (whole.on_time, whole.expected)


def test_years_with_a_change_of_the_map_between_them_are_not_compared(province, catalogue):
    file_months(province, catalogue, every=5)
    words = leader_page(province, catalogue, ON, NOW).trend_words
    assert words.endswith("Không so sánh hai giai đoạn do thay đổi đơn vị hành chính từ ngày 01/7/2025.")
    later = date(2028, 5, 22)
    assert "Không so sánh" not in leader_page(province, catalogue, later, begin_of_day(later)).trend_words


def test_a_letter_to_sign_comes_before_any_other_wish(province, catalogue):
    before = leader_page(province, catalogue, ON, NOW)
    province.add(ChaserLetter(programme=P05, duty=MEETING, period="2026-10", made_on=ON, made_at=NOW, units=[]))
    province.flush()
    page = leader_page(province, catalogue, ON, NOW)
    assert page.decision == "Ký 01 dự thảo công văn đôn đốc đã lập."
    assert before.decision != page.decision


def test_an_installation_without_units_says_so_and_asks_nothing_it_cannot_mean(session, catalogue):
    page = leader_page(session, catalogue, ON, datetime.now(NOW.tzinfo))
    assert [number.value for number in page.numbers[:3]] == ["—", "—", "00"]
    assert page.late == ()
    assert page.trend_words == "12 tháng qua chưa có việc nào đến hạn."
    assert all(month.percent is None for month in page.months)
    assert page.decision
