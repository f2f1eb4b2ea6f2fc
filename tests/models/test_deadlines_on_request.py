"""The deadline of an on-demand request: a named day, an hour of it, or a term counted from the letter."""

from datetime import date, datetime, time

import pytest

from models.catalogue import load_catalogue
from models.deadlines import deadline_sentence, request_deadline
from models.errors import Refused
from models.facts import Request
from models.quiet_hours import HANOI
from models.request_deadlines import request_wording
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import Bound

CALENDAR = load_catalogue(BUILTIN_PROGRAMMES).calendar


def asked(**changes) -> Request:
    values = {
        "programme": "05-ctrph-cat-mttq",
        "code": "DX-2026-01",
        "title": "Báo cáo nhanh",
        "document": "123/CAT-PTM",
        "document_on": date(2026, 4, 17),
        "bound": "after",
        "working_days": 10,
        "by": "canbo",
        "at": None,
    }
    return Request(**{**values, **changes})


def test_working_days_are_counted_from_the_day_after_the_letter(day):
    found = request_deadline(asked(), CALENDAR)
    assert found.last_valid_on == found.due_on == found.target_on == day("T4 06/05/2026")
    assert (found.period, found.named_on, found.bound) == ("2026-05-06", None, Bound.AFTER)
    assert deadline_sentence(found, CALENDAR) == "chậm nhất hết ngày 06/5/2026 (10 ngày làm việc kể từ ngày 17/4/2026)"


def test_a_named_day_gives_the_period_its_code(day):
    found = request_deadline(asked(bound="before", named_on=day("T2 15/06/2026"), working_days=None), CALENDAR)
    assert found.period == "2026-06-15"
    assert found.last_valid_on == day("CN 14/06/2026")
    assert found.target_on == day("T6 12/06/2026")
    assert found.period_from == day("T6 17/04/2026")
    by = request_deadline(asked(bound="by", named_on=day("T2 15/06/2026"), working_days=None), CALENDAR)
    assert (by.period, by.last_valid_on) == ("2026-06-15", day("T2 15/06/2026"))
    assert deadline_sentence(by, CALENDAR) == "chậm nhất hết ngày 15/6/2026"


def test_nobody_is_told_of_a_working_day_before_the_letter(day):
    sunday = day("CN 22/11/2026")
    found = request_deadline(asked(document_on=sunday, bound="by", named_on=sunday, working_days=None), CALENDAR)
    assert found.target_on == day("T6 20/11/2026")
    said = "chậm nhất hết ngày 22/11/2026 (từ ngày 22/11/2026 đến hạn không có ngày làm việc nào)"
    assert deadline_sentence(found, CALENDAR) == said


def test_the_window_of_a_request_is_its_label(day):
    found = request_deadline(asked(window_from=date(2025, 5, 1), window_to=date(2025, 5, 31)), CALENDAR)
    assert found.label == "từ ngày 01/5/2025 đến ngày 31/5/2025"
    assert found.as_json()["window_to"] == "2025-05-31"
    assert request_deadline(asked(), CALENDAR).label == "theo yêu cầu ngày 17/4/2026"


@pytest.mark.parametrize("bound", ["before", "by", "after"])
def test_a_request_without_a_day_or_a_count_is_refused(bound):
    with pytest.raises(Refused, match="phải có ngày hạn"):
        request_deadline(asked(bound=bound, named_on=None, working_days=None), CALENDAR)


def test_a_request_due_before_its_own_letter_is_refused(day):
    with pytest.raises(Refused, match="đã qua"):
        request_deadline(asked(bound="before", named_on=day("T6 17/04/2026"), working_days=None), CALENDAR)


def test_counting_through_a_provisional_year_is_provisional():
    assert request_deadline(asked(document_on=date(2026, 12, 28)), CALENDAR).provisional
    assert not request_deadline(asked(), CALENDAR).provisional


TERMS = [
    ({"term_count": 10, "term_unit": "days", "document_on": date(2026, 4, 20)}, "T2 04/05/2026", "10 ngày kể từ ngày"),
    ({"term_count": 2, "term_unit": "weeks", "document_on": date(2026, 6, 15)}, "T2 29/06/2026", "02 tuần kể từ ngày"),
    ({"term_count": 1, "term_unit": "months", "document_on": date(2026, 1, 31)}, "T2 02/03/2026", "01 tháng kể từ"),
    ({"term_count": 1, "term_unit": "years", "document_on": date(2024, 2, 29)}, "T6 28/02/2025", "01 năm kể từ ngày"),
    ({"term_count": 10, "term_unit": "working_days"}, "T4 06/05/2026", "10 ngày làm việc kể từ ngày 17/4/2026"),
]


@pytest.mark.parametrize(("changes", "last", "words"), TERMS)
def test_a_request_may_grant_any_term_of_the_civil_code(day, changes, last, words):
    found = request_deadline(asked(working_days=None, **changes), CALENDAR)
    assert (found.last_valid_on, found.period) == (day(last), day(last).isoformat())
    assert words in deadline_sentence(found, CALENDAR)


def test_hours_run_through_from_the_hour_given(day):
    start = datetime(2026, 4, 30, 20, 15, tzinfo=HANOI)
    request = asked(
        working_days=None, term_count=24, term_unit="hours", counts_from_at=start, document_on=date(2026, 4, 30)
    )
    found = request_deadline(request, CALENDAR)
    assert found.last_valid_on == day("T6 01/05/2026")  # a day off: hours do not stop for it
    assert found.last_valid_at == datetime(2026, 5, 1, 20, 15, tzinfo=HANOI)
    assert deadline_sentence(found, CALENDAR).startswith("chậm nhất 20h15 ngày 01/5/2026 (24 giờ kể từ 20h15")


@pytest.mark.parametrize(
    ("bound", "last", "sentence"),
    [
        ("before", time(15, 59, 59, 999_999), "trước 16h00 ngày 17/6/2026"),
        ("by", time(16), "chậm nhất 16h00 ngày 17/6/2026"),
    ],
)
def test_a_request_may_name_an_hour_of_its_day(day, bound, last, sentence):
    request = asked(bound=bound, named_on=day("T4 17/06/2026"), clock=time(16), working_days=None)
    found = request_deadline(request, CALENDAR)
    assert found.last_valid_on == found.due_on == day("T4 17/06/2026")
    assert found.last_valid_at == datetime.combine(found.due_on, last, HANOI)
    assert deadline_sentence(found, CALENDAR) == request_wording(request) == sentence


def test_the_words_of_a_request_are_those_of_its_letter(day):
    assert request_wording(asked()) == "trong 10 ngày làm việc kể từ ngày văn bản 17/4/2026"
    named = asked(bound="by", named_on=day("T4 17/06/2026"), working_days=None)
    assert request_wording(named) == "chậm nhất hết ngày 17/6/2026"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"term_count": 24, "term_unit": "hours"}, "giờ bắt đầu tính"),
        ({"term_count": 0, "term_unit": "days"}, "từ 01 đến 3660 ngày"),
        ({"term_count": 99, "term_unit": "years"}, "từ 01 đến 10 năm"),
        ({"term_count": 5, "term_unit": None}, "phải có ngày hạn"),
        ({"term_count": 5, "term_unit": "days", "clock": time(16)}, "chỉ đi với một ngày cụ thể"),
        (
            {
                "term_count": 5,
                "term_unit": "hours",
                "counts_from_at": datetime(2026, 4, 16, 8, tzinfo=HANOI),
            },
            "không thể trước ngày của văn bản",
        ),
    ],
)
def test_a_term_that_cannot_be_is_refused(changes, words):
    with pytest.raises(Refused, match=words):
        request_deadline(asked(working_days=None, **changes), CALENDAR)
