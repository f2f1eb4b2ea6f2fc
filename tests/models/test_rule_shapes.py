"""Every shape of rule: read from YAML, said in Vietnamese, and laid on the calendar."""

from datetime import UTC, date, datetime, time

import pytest

from models.deadlines import deadline_sentence, deadlines
from models.rules import Rule
from models.shapes import EveryMonths, EveryYear, FromEvent, OnDay
from models.spans import span_label, span_of
from models.undecided import undecided
from models.vocabulary import Bound, Mode, OpenPoint
from tests.models.rule_words import (
    CALENDAR,
    deadlines_of,
    programme_of,
    rule_and_complaints,
    rule_of,
    the_deadline,
)


def hanoi(text: str) -> datetime:
    """`2026-06-15 16:00` in Hanoi, as UTC."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


END_OF_DAY = "23:59:59.999999"

# rule, its words, period, day named, last valid day, the sentence an officer reads
SHAPES = [
    ("mode: once, bound: before, date: 2024-03-15", "một lần, ngày 15/3/2024",
     "2024-03-15", "T6 15/03/2024", "T5 14/03/2024", "trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024)"),
    ("mode: once, bound: by, date: 2024-03-15", "một lần, ngày 15/3/2024",
     "2024-03-15", "T6 15/03/2024", "T6 15/03/2024", "chậm nhất hết ngày 15/3/2024"),
    ("mode: once, bound: exact, date: 2024-03-15", "một lần, ngày 15/3/2024",
     "2024-03-15", "T6 15/03/2024", "T6 15/03/2024", "đúng ngày 15/3/2024"),
    ("mode: once, bound: before, date: 2026-06-15, at: 16:00", "một lần, ngày 15/6/2026 (16h00)",
     "2026-06-15", "T2 15/06/2026", "T2 15/06/2026", "trước 16h00 ngày 15/6/2026"),
    ("mode: once, bound: by, date: 2026-06-15, at: '08:30'", "một lần, ngày 15/6/2026 (08h30)",
     "2026-06-15", "T2 15/06/2026", "T2 15/06/2026", "chậm nhất 08h30 ngày 15/6/2026"),
    ("mode: once, bound: exact, date: 2026-06-15, at: '08:00'", "một lần, ngày 15/6/2026 (08h00)",
     "2026-06-15", "T2 15/06/2026", "T2 15/06/2026", "lúc 08h00 ngày 15/6/2026"),
    ("mode: recurring, bound: before, yearly: 06-15, covers: H1", "hằng năm, ngày 15/6",
     "2026-H1", "T2 15/06/2026", "CN 14/06/2026",
     "trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026; ngày làm việc cuối cùng trước hạn là thứ Sáu, 12/6/2026)"),
    ("mode: recurring, bound: by, yearly: 02-last", "hằng năm, ngày cuối cùng của tháng 2",
     "2024", "T5 29/02/2024", "T5 29/02/2024", "chậm nhất hết ngày 29/02/2024"),
    ("mode: recurring, bound: by, yearly: 08-last-working", "hằng năm, ngày làm việc cuối cùng của tháng 8",
     "2026", "T6 28/08/2026", "T6 28/08/2026", "chậm nhất hết ngày 28/8/2026"),
    ("mode: recurring, bound: before, yearly: 01-15, in_year: next", "hằng năm, ngày 15/01 năm sau liền kề",
     "2025", "T5 15/01/2026", "T4 14/01/2026", "trước ngày 15/01/2026 (chậm nhất hết ngày 14/01/2026)"),
    ("mode: recurring, bound: by, yearly: 01-05, in_year: next, covers: H2", "hằng năm, ngày 05/01 năm sau liền kề",
     "2025-H2", "T2 05/01/2026", "T2 05/01/2026", "chậm nhất hết ngày 05/01/2026"),
    ("mode: recurring, bound: before, every_months: 3, day: 20, in_month: last",
     "03 tháng một lần, ngày 20 của tháng cuối quý",
     "2026-Q1", "T6 20/03/2026", "T5 19/03/2026", "trước ngày 20/3/2026 (chậm nhất hết ngày 19/3/2026)"),
    ("mode: recurring, bound: by, every_months: 1, day: 5, in_month: next", "01 tháng một lần, ngày 05 của tháng sau",
     "2025-12", "T2 05/01/2026", "T2 05/01/2026", "chậm nhất hết ngày 05/01/2026"),
    ("mode: recurring, bound: by, every_months: 1, day: 31", "01 tháng một lần, ngày 31 của tháng",
     "2024-02", "T5 29/02/2024", "T5 29/02/2024", "chậm nhất hết ngày 29/02/2024"),
    ("mode: recurring, bound: by, every_months: 6, day: last", "06 tháng một lần, ngày cuối cùng của tháng cuối kỳ",
     "2026-H1", "T3 30/06/2026", "T3 30/06/2026", "chậm nhất hết ngày 30/6/2026"),
    ("mode: recurring, bound: by, every_months: 12, day: 20, in_month: next",
     "hằng năm, ngày 20 của tháng đầu năm sau",
     "2025", "T3 20/01/2026", "T3 20/01/2026", "chậm nhất hết ngày 20/01/2026"),
    ("mode: recurring, bound: by, every_months: 3, day: last-working, in_month: next",
     "03 tháng một lần, ngày làm việc cuối cùng của tháng đầu quý sau",
     "2025-Q4", "T6 30/01/2026", "T6 30/01/2026", "chậm nhất hết ngày 30/01/2026"),
    ("mode: recurring, bound: within, every_months: 1", "01 tháng một lần", "2026-05", "", "CN 31/05/2026",
     "trong tháng 5/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 31/5/2026; "
     "ngày làm việc cuối cùng trước hạn là thứ Sáu, 29/5/2026)"),
    ("mode: recurring, bound: within, quarter: 4", "hằng năm, trong quý IV", "2025-Q4", "", "T4 31/12/2025",
     "trong quý IV/2025 (văn bản không ấn định ngày; chậm nhất hết ngày 31/12/2025)"),
    ("mode: recurring, bound: within, half: 2", "hằng năm, trong 6 tháng cuối năm", "2025-H2", "", "T4 31/12/2025",
     "trong 6 tháng cuối năm 2025 (văn bản không ấn định ngày; chậm nhất hết ngày 31/12/2025)"),
    ("mode: recurring, bound: within, month: 9", "hằng năm, trong tháng 9", "2025-09", "", "T3 30/09/2025",
     "trong tháng 9/2025 (văn bản không ấn định ngày; chậm nhất hết ngày 30/9/2025)"),
    ("mode: recurring, bound: within, days: {from: 10-01, to: 12-15}", "hằng năm, từ ngày 01/10 đến ngày 15/12",
     "2025-10-01..2025-12-15", "", "T2 15/12/2025",
     "trong khoảng từ ngày 01/10/2025 đến ngày 15/12/2025 (chậm nhất hết ngày 15/12/2025)"),
    ("mode: recurring, bound: within, days: {from: 12-15, to: 01-20}",
     "hằng năm, từ ngày 15/12 đến ngày 20/01 năm sau", "2025-12-15..2026-01-20", "", "T3 20/01/2026",
     "trong khoảng từ ngày 15/12/2025 đến ngày 20/01/2026 (chậm nhất hết ngày 20/01/2026)"),
    ("mode: once, bound: within, span: 2024-04-01..2024-05-31",
     "một lần, trong khoảng từ ngày 01/4/2024 đến ngày 31/5/2024", "2024-04-01..2024-05-31", "", "T6 31/05/2024",
     "trong khoảng từ ngày 01/4/2024 đến ngày 31/5/2024 (chậm nhất hết ngày 31/5/2024)"),
    ("mode: once, bound: within, span: 2021-Q3", "một lần, trong quý III/2021", "2021-Q3", "", "T5 30/09/2021",
     "trong quý III/2021 (văn bản không ấn định ngày; chậm nhất hết ngày 30/9/2021)"),
    ("mode: once, bound: after, after: {event: ngày nhận văn bản, on: 2026-04-20, days: 10}",
     "trong 10 ngày kể từ ngày nhận văn bản", "2026-04-20", "", "T2 04/05/2026",
     "chậm nhất hết ngày 04/5/2026 (10 ngày kể từ ngày 20/4/2026)"),
    ("mode: once, bound: after, after: {event: ngày nhận văn bản, on: 2026-04-17, working_days: 10}",
     "trong 10 ngày làm việc kể từ ngày nhận văn bản", "2026-04-17", "", "T4 06/05/2026",
     "chậm nhất hết ngày 06/5/2026 (10 ngày làm việc kể từ ngày 17/4/2026)"),
    ("mode: once, bound: after, after: {event: ngày ký, on: 2026-06-15, weeks: 2}",
     "trong 02 tuần kể từ ngày ký", "2026-06-15", "", "T2 29/06/2026",
     "chậm nhất hết ngày 29/6/2026 (02 tuần kể từ ngày 15/6/2026)"),
    ("mode: once, bound: after, after: {event: ngày ký, on: 2026-01-31, months: 1}",
     "trong 01 tháng kể từ ngày ký", "2026-01-31", "", "T2 02/03/2026",
     "chậm nhất hết ngày 02/3/2026 (01 tháng kể từ ngày 31/01/2026)"),
    ("mode: once, bound: after, after: {event: ngày ký, on: 2024-02-29, years: 1}",
     "trong 01 năm kể từ ngày ký", "2024-02-29", "", "T6 28/02/2025",
     "chậm nhất hết ngày 28/02/2025 (01 năm kể từ ngày 29/02/2024)"),
    ("mode: once, bound: after, after: {event: khi xảy ra vụ việc, on: 2026-04-30, at: 20:15, hours: 24}",
     "trong 24 giờ kể từ khi xảy ra vụ việc", "2026-04-30", "", "T6 01/05/2026",
     "chậm nhất 20h15 ngày 01/5/2026 (24 giờ kể từ 20h15 ngày 30/4/2026; "
     "từ sự kiện đến hạn không có ngày làm việc nào)"),
    ("mode: once, bound: before_event, before_event: {event: ngày hội, on: 2026-11-18, working_days: 5}",
     "trước ngày hội 05 ngày làm việc", "2026-11-18", "", "T4 11/11/2026",
     "chậm nhất hết ngày 11/11/2026 (05 ngày làm việc trước ngày 18/11/2026)"),
    ("mode: recurring, bound: after, every_months: 3, after: {event: khi kết thúc quý, on: period_end, days: 10}",
     "03 tháng một lần: trong 10 ngày kể từ khi kết thúc quý", "2026-Q3", "", "T2 12/10/2026",
     "chậm nhất hết ngày 12/10/2026 (10 ngày kể từ ngày 30/9/2026)"),
    ("mode: once, bound: after, span: 2026-H1, after: {event: khi hết kỳ, on: period_end, hours: 48}",
     "một lần, trong 6 tháng đầu năm 2026: trong 48 giờ kể từ khi hết kỳ", "2026-H1", "", "T5 02/07/2026",
     "chậm nhất 24h00 ngày 02/7/2026 (48 giờ kể từ 24h00 ngày 30/6/2026)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "period", "named", "last_valid", "sentence"), SHAPES, ids=[shape[0] for shape in SHAPES]
)
def test_a_shape_is_read_said_and_laid_on_the_calendar(day, text, words, period, named, last_valid, sentence):
    assert rule_of(text).words == words
    found = the_deadline(text, period)
    assert found.named_on == (day(named) if named else None)
    assert found.last_valid_on == found.due_on == day(last_valid)
    assert CALENDAR.is_working(found.target_on)
    assert deadline_sentence(found, CALENDAR) == sentence


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("mode: once, bound: before, date: 2026-06-15", f"2026-06-14 {END_OF_DAY}"),
        ("mode: once, bound: by, date: 2026-06-15", f"2026-06-15 {END_OF_DAY}"),
        ("mode: once, bound: before, date: 2026-06-15, at: 16:00", "2026-06-15 15:59:59.999999"),
        ("mode: once, bound: by, date: 2026-06-15, at: 16:00", "2026-06-15 16:00"),
        ("mode: once, bound: before, date: 2026-06-15, at: '00:00'", f"2026-06-14 {END_OF_DAY}"),
        ("mode: once, bound: within, span: '2026'", f"2026-12-31 {END_OF_DAY}"),
        ("mode: once, bound: after, after: {event: x, on: 2026-04-20, days: 10}", f"2026-05-04 {END_OF_DAY}"),
        ("mode: once, bound: after, after: {event: x, on: 2026-04-30, at: 20:15, hours: 24}", "2026-05-01 20:15"),
        (
            "mode: once, bound: before_event, before_event: {event: x, on: 2026-05-02, at: 08:00, hours: 12}",
            "2026-05-01 20:00",
        ),
    ],
)
def test_the_last_instant_still_in_time(text, last):
    found = the_deadline(text)
    assert found.last_valid_at == hanoi(last)
    assert found.last_valid_at.utcoffset().total_seconds() == 0
    assert found.last_valid_on == date.fromisoformat(last[:10])
    assert found.as_json()["steps"][3]["last_valid_at"] == found.last_valid_at.isoformat()


def test_an_hour_moves_with_the_day_it_is_held_to(day):
    found = the_deadline(
        "mode: once, bound: by, date: 2026-06-20, at: 16:00, off_day_policy: later, policy_set_by: Công an Tỉnh"
    )
    assert (found.last_valid_on, found.due_on) == (day("T7 20/06/2026"), day("T2 22/06/2026"))
    assert found.due_at == hanoi("2026-06-22 16:00")
    assert "hạn được dời đến 16h00 ngày 22/6/2026" in deadline_sentence(found, CALENDAR)


READINGS = [
    ("mode: once, bound: before, date: 2026-06-15", "T6 12/06/2026", "T2 15/06/2026"),
    ("mode: once, bound: before, date: 2026-06-17", "T3 16/06/2026", "T4 17/06/2026"),
    ("mode: once, bound: before, date: 2026-06-20, at: 16:00", "T6 19/06/2026", "T7 20/06/2026"),
    ("mode: once, bound: by, date: 2026-06-20", "T6 19/06/2026", "T2 22/06/2026"),
    ("mode: once, bound: after, after: {event: x, on: 2026-04-20, days: 10}", "T4 29/04/2026", "T2 04/05/2026"),
    (
        "mode: once, bound: before_event, before_event: {event: x, on: 2026-08-19, days: 10}",
        "T6 07/08/2026",
        "CN 09/08/2026",
    ),
]
ONE_READING = [
    "mode: once, bound: before, date: 2026-06-17, at: 16:00",
    "mode: once, bound: by, date: 2026-06-17",
    "mode: once, bound: exact, date: 2026-06-20",
    "mode: once, bound: within, span: 2024-06",
    "mode: once, bound: after, after: {event: x, on: 2026-04-20, days: 1}",
    "mode: once, bound: after, after: {event: x, on: 2026-04-29, working_days: 1}",
    "mode: once, bound: after, after: {event: x, on: 2026-04-30, at: 20:15, hours: 24}",
    "mode: once, bound: before_event, before_event: {event: x, on: 2026-08-19, days: 1}",
]


@pytest.mark.parametrize(("text", "safest", "latest"), READINGS)
def test_where_the_words_leave_room_both_readings_are_given(day, text, safest, latest):
    assert the_deadline(text).readings == {"safest": day(safest), "latest": day(latest)}


@pytest.mark.parametrize("text", ONE_READING)
def test_where_they_do_not_there_is_one_reading(text):
    assert the_deadline(text).readings is None


POLICY = "off_day_policy: {}, policy_set_by: Công an Tỉnh, after: {{event: x, on: 2026-04-20, days: 10}}"


@pytest.mark.parametrize(
    ("policy", "last_valid", "due"),
    [
        ("keep", "T5 30/04/2026", "T5 30/04/2026"),
        ("earlier", "T2 04/05/2026", "T4 29/04/2026"),
        ("later", "T2 04/05/2026", "T2 04/05/2026"),
    ],
)
def test_a_term_ends_with_the_next_working_day_unless_the_rule_keeps_it(day, policy, last_valid, due):
    found = the_deadline(f"mode: once, bound: after, {POLICY.format(policy)}")
    assert (found.last_valid_on, found.due_on) == (day(last_valid), day(due))


@pytest.mark.parametrize("policy", [None, "keep", "earlier", "later"])
def test_nobody_is_held_to_a_day_before_the_event(day, policy):
    """A letter of Saturday that grants one day: its Sunday rolls to Monday, and no reading falls on Friday."""
    wish = f"off_day_policy: {policy}, policy_set_by: Công an Tỉnh, " if policy else ""
    found = the_deadline(f"mode: once, bound: after, {wish}after: {{event: ngày nhận, on: 2026-06-20, days: 1}}")
    last = "CN 21/06/2026" if policy == "keep" else "T2 22/06/2026"
    assert (found.last_valid_on, found.due_on) == (day(last), day(last))
    assert found.readings is None


def test_a_term_without_a_working_day_in_it_says_so_instead_of_naming_one_before_its_event(day):
    kept = "off_day_policy: keep, policy_set_by: Công an Tỉnh"
    found = the_deadline(f"mode: once, bound: after, {kept}, after: {{event: x, on: 2026-06-20, days: 1}}")
    assert found.target_on == day("T6 19/06/2026")
    assert "từ sự kiện đến hạn không có ngày làm việc nào" in deadline_sentence(found, CALENDAR)
    [roll] = [step for step in found.steps if step["step"] == "roll"]
    assert roll["text"].startswith("Từ sự kiện đến hạn không có ngày làm việc nào (21/6/2026: ")


WINDOWS = [
    ("every_months: 1, bound: within, window: nd09", "2026-01", "T2 15/12/2025", "T4 14/01/2026"),
    ("every_months: 3, bound: within, window: nd09", "2026-Q1", "T2 15/12/2025", "T7 14/03/2026"),
    ("every_months: 3, bound: within, window: nd09", "2026-Q4", "T3 15/09/2026", "T2 14/12/2026"),
    ("yearly: 06-20, covers: H1, bound: before, window: nd09", "2026-H1", "T2 15/12/2025", "CN 14/06/2026"),
    ("yearly: 12-20, covers: H2, bound: before, window: nd09", "2026-H2", "T2 15/06/2026", "T2 14/12/2026"),
    ("yearly: 12-20, bound: before, window: nd09", "2026", "T2 15/12/2025", "T2 14/12/2026"),
    ("yearly: 01-15, in_year: next, bound: before, window: period", "2025", "T4 01/01/2025", "T4 31/12/2025"),
    ("yearly: 01-15, in_year: next, bound: by, window: {from: Y-01-01, to: Y-11-30}", "2025",
     "T4 01/01/2025", "CN 30/11/2025"),
    ("every_months: 3, day: 20, bound: by, window: {from: (M-3)-16, to: M-15}", "2026-Q1",
     "T3 16/12/2025", "CN 15/03/2026"),
    ("every_months: 1, day: 2, in_month: next, bound: by, window: {from: M-01, to: M-last}", "2024-02",
     "T5 01/02/2024", "T5 29/02/2024"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "period", "first", "last"), WINDOWS)
def test_the_data_window_is_the_one_the_rule_states(day, text, period, first, last):
    found = the_deadline(f"mode: recurring, {text}", period)
    assert (found.window_from, found.window_to) == (day(first), day(last))


def test_a_decree_window_says_where_it_comes_from():
    [_, _, period, *_] = the_deadline("mode: recurring, yearly: 12-20, bound: before, window: nd09", "2026").steps
    assert "theo Điều 12 Nghị định 09/2019/NĐ-CP" in period["text"]


def test_month_ends_are_counted_from_the_year_and_never_from_the_month_before():
    named = [d.named_on for d in deadlines_of("mode: recurring, bound: by, every_months: 1, day: 31")]
    assert [day.day for day in named if day and day.year == 2023] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_the_last_report_of_a_programme_falls_due_after_it(day):
    text = "mode: recurring, bound: before, yearly: 01-15, in_year: next"
    found = deadlines_of(text, signed=date(2024, 2, 29), ends=date(2025, 12, 31))
    assert [(d.period, d.named_on) for d in found] == [
        ("2024", day("T4 15/01/2025")),
        ("2025", day("T5 15/01/2026")),
    ]


def test_a_period_that_was_over_when_the_order_was_signed_is_not_owed_even_if_its_day_was_to_come():
    text = "mode: recurring, bound: by, every_months: 1, day: 20, in_month: next"
    assert deadlines_of(text, signed=date(2024, 3, 5), ends=date(2024, 12, 31))[0].period == "2024-03"
    text = "mode: recurring, bound: by, yearly: 01-20, in_year: next"
    assert deadlines_of(text, signed=date(2024, 1, 5), ends=date(2025, 12, 31))[0].period == "2024"


def test_a_term_hangs_on_the_last_valid_day_of_another_duty(day):
    first = rule_of("mode: recurring, bound: before, yearly: 06-20, covers: H1")
    then = rule_of("mode: recurring, bound: after, after: {event: hạn báo cáo, on: X-1, working_days: 3}", ("X-1",))
    found = {(d.duty, d.period): d for d in deadlines(programme_of(first, then, signed=date(2025, 12, 1)))}
    assert found["X-1", "2026-H1"].last_valid_on == day("T6 19/06/2026")
    assert found["X-2", "2026-H1"].last_valid_on == day("T4 24/06/2026")
    assert found["X-2", "2026-H1"].event.of_duty == "X-1"


def test_a_term_may_hang_on_a_duty_that_stands_later_in_the_list(day):
    then = rule_of("mode: once, bound: before_event, before_event: {event: ngày hội, on: X-2, days: 10}", ("X-2",))
    feast = rule_of("mode: recurring, bound: exact, yearly: 11-18")
    found = [d for d in deadlines(programme_of(then, feast, signed=date(2026, 1, 5))) if d.duty == "X-1"]
    assert (found[0].period, found[0].last_valid_on) == ("2026", day("CN 08/11/2026"))


def test_an_event_that_has_not_happened_gives_no_date_and_asks_for_one():
    rule = rule_of("mode: once, bound: after, after: {event: ngày Hội nghị kết thúc, working_days: 5}")
    assert rule.words == "trong 05 ngày làm việc kể từ ngày Hội nghị kết thúc (chưa có ngày của sự kiện)"
    catalogue = programme_of(rule)
    assert deadlines(catalogue) == []
    [open_] = undecided(catalogue)
    assert (open_.duty, open_.what) == ("X-1", OpenPoint.EVENT)
    assert "ngày Hội nghị kết thúc" in open_.decide
    assert "dondoc programme import" in open_.decide


def test_what_hangs_on_a_duty_without_a_day_asks_for_that_day_first():
    waits = rule_of("mode: once, bound: after, after: {event: báo cáo, on: X-1, days: 5}", ("X-1",))
    catalogue = programme_of(Rule(Mode.UNDATED), waits)
    assert deadlines(catalogue) == []
    assert [(u.duty, u.what) for u in undecided(catalogue, "x")] == [
        ("X-1", OpenPoint.TIME),
        ("X-2", OpenPoint.EVENT),
    ]
    assert "ấn định ngày cho X-1 trước" in undecided(catalogue)[1].decide


def test_a_period_without_a_day_is_open_and_a_named_day_is_not():
    within = rule_of("mode: once, bound: within, span: '2028'")
    catalogue = programme_of(within, rule_of("mode: once, bound: by, date: 2028-05-05"), rule_of("mode: continuous"))
    assert [(u.duty, u.what) for u in undecided(catalogue)] == [("X-1", OpenPoint.DAY)]


def test_an_on_demand_duty_may_say_how_long_it_grants_without_asking_for_a_day():
    catalogue = programme_of(
        rule_of("mode: adhoc, trigger: khi có yêu cầu, bound: after, after: {event: khi có yêu cầu, hours: 24}")
    )
    assert deadlines(catalogue) == undecided(catalogue) == []


# a rule, the field complained about, words of the complaint, one value that would do
SPOILT = [
    ("mode: once, bound: by, date: 2026-06-15, at: 25:00", "rule.at", "giờ trong ngày", None),
    ("mode: once, bound: by, date: 2026-06-15, at: 24:00", "rule.at", "giờ trong ngày", None),
    ("mode: once, bound: within, span: '2028', at: 16:00", "rule.at", "quy tắc có ngày", "date"),
    ("mode: recurring, bound: by, yearly: 06-first", "rule.yearly", "ngày của mọi năm", "06-last"),
    ("mode: recurring, bound: by, yearly: 13-last", "rule.yearly", "ngày của mọi năm", None),
    ("mode: recurring, bound: by, yearly: 06-15, in_year: last", "rule.in_year", "danh mục", "next"),
    ("mode: once, bound: by, date: 2026-06-15, in_year: next", "rule.in_year", "chỉ đi với yearly", "yearly"),
    ("mode: recurring, bound: by, every_months: 1, day: 32", "rule.day", "ngày trong tháng", "last-working"),
    ("mode: recurring, bound: by, every_months: 1, day: 0", "rule.day", "ngày trong tháng", None),
    ("mode: recurring, bound: within, every_months: 1, day: 5", "rule.bound", "phải hợp với every_months", "by"),
    ("mode: recurring, bound: by, every_months: 1", "rule.bound", "phải hợp với every_months", "within"),
    ("mode: recurring, bound: by, yearly: 06-15, day: 5", "rule.day", "chỉ đi với every_months", None),
    ("mode: recurring, bound: within, every_months: 1, in_month: next", "rule.in_month", "chỉ đi với day", "day"),
    ("mode: recurring, bound: within, half: 3", "rule.half", "danh mục", "2"),
    ("mode: recurring, bound: within, month: 13", "rule.month", "danh mục", "12"),
    ("mode: recurring, bound: within, days: {from: 10-01, to: 10-01}", "rule.days.to", "kết thúc", None),
    ("mode: recurring, bound: within, days: {from: 10-01}", "rule.days.to", "thiếu", None),
    ("mode: recurring, bound: within, month: 9, half: 1", "rule.month", "một dạng thời hạn", None),
    ("mode: once, bound: within, span: 2024-05-31..2024-04-01", "rule.span", "không phải kỳ", "2028"),
    ("mode: once, bound: within, span: 2024-05-31", "rule.span", "không phải kỳ", "2024-04-01..2024-05-31"),
    ("mode: once, bound: by, after: {event: x, on: 2026-01-05, days: 5}", "rule.bound", "phải hợp với after", "after"),
    ("mode: once, bound: after, date: 2026-01-05, after: {event: x, days: 5}", "rule.date", "period_end", "period_end"),
    ("mode: once, bound: after, after: {event: x, on: 2026-01-05}", "rule.after.days", "thiếu thời hạn", "hours"),
    ("mode: once, bound: after, after: {event: x, days: 5, weeks: 1}", "rule.after.weeks", "một thời hạn", None),
    ("mode: once, bound: after, after: {event: x, days: 0}", "rule.after.days", "ngoài khoảng", "1 … 3660"),
    ("mode: once, bound: after, after: {event: x, days: -5}", "rule.after.days", "ngoài khoảng", None),
    ("mode: once, bound: after, after: {event: x, days: năm}", "rule.after.days", "số nguyên", None),
    ("mode: once, bound: after, after: {event: x, years: 99}", "rule.after.years", "ngoài khoảng", "1 … 10"),
    ("mode: once, bound: after, after: {on: 2026-01-05, days: 5}", "rule.after.event", "thiếu", None),
    ("mode: once, bound: after, after: {event: x, on: 2026-02-30, days: 5}", "rule.after.on", "lịch", None),
    ("mode: once, bound: after, after: {event: x, on: X-9, days: 5}", "rule.after.on", "mã nhiệm vụ", "X-1"),
    ("mode: once, bound: after, after: {event: x, on: period_end, days: 5}", "rule.after.on", "một kỳ", "quarter"),
    ("mode: recurring, bound: after, yearly: 06-15, after: {event: x, on: period_end, days: 5}",
     "rule.after.on", "một kỳ", None),
    ("mode: recurring, bound: after, every_months: 3, after: {event: x, on: 2026-01-05, days: 5}",
     "rule.every_months", "period_end", None),
    ("mode: once, bound: after, after: {event: x, on: 2026-01-05, hours: 5}", "rule.after.at", "giờ của sự kiện", None),
    ("mode: once, bound: after, after: {event: x, on: 2026-01-05, at: 08:00, days: 5}", "rule.after.at", "giờ", None),
    ("mode: once, bound: after, after: {event: x, days: 5}, before_event: {event: x, days: 5}",
     "rule.before_event", "một dạng thời hạn", None),
    ("mode: continuous, bound: after, after: {event: x, days: 5}", "rule.after", "không đi với mode", None),
    ("mode: once, bound: after, after: 5", "rule.after", "một nhóm", None),
    ("mode: recurring, bound: by, yearly: 06-15, window: nd90", "rule.window", "danh mục", "nd09"),
    ("mode: once, bound: by, date: 2026-06-15, window: nd09", "rule.window", "kỳ tháng, quý", None),
    ("mode: once, bound: within, span: 2021/2023, window: nd09", "rule.window", "kỳ tháng, quý", None),
    ("mode: recurring, bound: by, yearly: 06-15, window: {from: Y-06-14, to: (Y-1)-12-15}",
     "rule.window.to", "trước khi bắt đầu", None),
    ("mode: recurring, bound: by, yearly: 06-15, window: {from: M-00, to: M-15}",
     "rule.window.from", "kỳ số liệu", "(M-1)-15"),
    ("mode: once, bound: after, after: {event: x, days: 5}, window: period", "rule.window", "quy tắc có kỳ", None),
    ("mode: once, bound: by, date: 2026-06-15, policy_set_by: Công an Tỉnh", "rule.policy_set_by",
     "chỉ đi với off_day_policy", "off_day_policy"),
    ("mode: recurring, bound: by, yearly: 06-15, first: 2030-06-15, last: 2026-06-15", "rule.last",
     "trước lần đầu", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "words", "allowed"), SPOILT, ids=[spoilt[0] for spoilt in SPOILT])
def test_a_rule_that_cannot_be_is_refused_with_what_could(text, field, words, allowed):
    _, complaints = rule_and_complaints(text, ("X-1",))
    found = [c for c in complaints if c.field == field and words in c.message]
    assert found, [str(c) for c in complaints]
    assert found[0].line
    if allowed:
        assert allowed in found[0].allowed


@pytest.mark.parametrize("code", ["2024-04-01..", "..", "2024-04..2024-05", "2024-04-01..2024-04-01", "a...b"])
def test_what_is_no_stretch_of_days_is_refused(code):
    with pytest.raises(ValueError):  # noqa: PT011
        span_of(code)


def test_a_stretch_of_days_has_a_label():
    assert span_label("2024-04-01..2024-05-31") == "khoảng từ ngày 01/4/2024 đến ngày 31/5/2024"


def test_a_rule_can_be_built_without_a_file():
    shapes = [OnDay(date(2026, 6, 15)), EveryYear(6, 15), EveryMonths(3)]
    assert [Rule(Mode.RECURRING, Bound.BY, shape, clock=time(16)).words.endswith("(16h00)") for shape in shapes]
    assert not FromEvent("x", rule_of(SHAPES[25][0]).shape.term).is_dated
