"""The deadline of an on-demand request: a named day, or working days counted from the letter."""

from datetime import date

import pytest

from models.catalogue import load_catalogue
from models.deadlines import deadline_sentence, request_deadline
from models.errors import Refused
from models.facts import Request
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
