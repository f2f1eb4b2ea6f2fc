"""The form of an on-demand request: a day, an hour of it, or a term from the letter, and never half of either."""

from datetime import date, time

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from flows.close_period import ClosePeriod
from flows.explain_deadline import ExplainDeadline
from flows.on_demand_request import OnDemandRequest
from models.facts import Request
from models.vocabulary import Bound
from tasks.order_ground import Ground
from tasks.requests import ask_units
from tasks.session import engine_of, open_session
from tests.flows.conftest import MORNING, OFFICER, SOME

LETTER = {
    "programme": "05-ctrph-cat-mttq", "title": "Báo cáo nhanh", "document": "12/THU", "document_on": "2026-11-20",
    "units": list(SOME), "by": OFFICER,
}  # fmt: skip


@pytest.mark.parametrize(
    ("filled", "due", "wording"),
    [
        ({"named_on": "2026-12-16"}, "T3 15/12/2026", "trước ngày 16/12/2026"),
        ({"named_on": "2026-12-16", "clock": "16:00"}, "T4 16/12/2026", "trước 16h00 ngày 16/12/2026"),
        (
            {"bound": "tính từ sự kiện", "term_count": 3},
            "T5 26/11/2026",  # 24/11 is a day off
            "trong 03 ngày làm việc kể từ ngày văn bản 20/11/2026",
        ),
        (
            {"bound": "after", "term_count": 10, "term_unit": "ngày"},
            "T2 30/11/2026",
            "trong 10 ngày kể từ ngày văn bản 20/11/2026",
        ),
        (
            {"bound": "after", "term_count": 96, "term_unit": "hours", "counts_from": "08:30"},
            "T3 24/11/2026",
            "trong 96 giờ kể từ 08h30 ngày 20/11/2026",
        ),
    ],
)
def test_what_is_filled_in_becomes_the_request(home, day, filled, due, wording):
    form = OnDemandRequest.model_validate(LETTER | filled)
    with open_session(home) as session:
        opened = ask_units(session, home, form.wish(Ground(session, home, MORNING)), MORNING, by=OFFICER)
    assert opened.deadline.due_on == day(due)
    with Session(engine_of(home)) as session:
        assert session.exec(select(Request)).one().wording == wording


@pytest.mark.parametrize(
    "filled",
    [
        {},
        {"bound": "after"},
        {"bound": "after", "term_count": 3, "named_on": "2026-12-16"},
        {"bound": "after", "term_count": 3, "clock": "16:00"},
        {"bound": "after", "term_count": 0},
        {"bound": "after", "term_count": 24, "term_unit": "hours"},
        {"bound": "after", "term_count": 24, "term_unit": "days", "counts_from": "08:30"},
        {"named_on": "2026-12-16", "term_count": 3},
        {"named_on": "2026-12-16", "clock": "16h00"},
        {"named_on": "2026-12-16", "clock": "24:00"},
        {"named_on": "2026-11-19"},
    ],
)
def test_half_a_deadline_is_refused_by_the_form(filled):
    with pytest.raises(ValidationError):
        OnDemandRequest.model_validate(LETTER | filled)


def test_a_form_without_a_term_carries_none(home):
    form = OnDemandRequest.model_validate(LETTER | {"named_on": "2026-12-16", "clock": "16:00"})
    with open_session(home) as session:
        wish = form.wish(Ground(session, home, MORNING))
    assert (wish.term_unit, wish.clock, wish.named_on) == (None, time(16), date(2026, 12, 16))
    assert wish.bound is Bound.BEFORE


@pytest.mark.parametrize(
    "period", ["2027", "2027-H1", "2027-Q3", "2027-06", "2021/2023", "2024-03-15", "2024-04-01..2024-05-31"]
)
def test_every_kind_of_period_can_be_written_into_a_form(period):
    asked = {"programme": "05-ctrph-cat-mttq", "duty": "S000-16", "period": period}
    assert ExplainDeadline(**asked).period == period
    assert ClosePeriod(**asked, by=OFFICER).period == period
