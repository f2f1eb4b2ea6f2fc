"""Estimates first, final figures later: from which day until which, what a filing is marked as, what stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadlines import deadline_of
from models.errors import Refused
from models.facts import Request, Submission
from models.filing import file_submission, versions_of
from models.final_figures import final_call, moved_figures
from models.ladder import rung_on
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request
from models.review import decide
from models.unit_map import find_unit
from models.vocabulary import Stage

P05, P7294 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq"
CODE = "DX-2024-07"


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), HANOI).astimezone(UTC)


@pytest.fixture
def asked(province: Session, catalogue: Catalogue, day) -> tuple[str, str]:
    """A request due T4 20/3/2024 for figures up to CN 31/3/2024; returns the unit and the period."""
    unit = find_unit(province, "Công an xã Tân Hộ Cơ", day("T2 11/3/2024")).id
    request = Request(
        programme=P05, code=CODE, title="Kết quả phong trào quý I", document="12/CAT-PTM",
        document_on=day("T2 11/3/2024"), bound="by", named_on=day("T4 20/3/2024"),
        window_from=day("T6 15/12/2023"), window_to=day("CN 31/3/2024"), form="phong-trao-rut-gon",
        route_to="Công an tỉnh", by="thammuu", at=at(day("T2 11/3/2024"), 8),
    )  # fmt: skip
    made = open_request(province, catalogue, request, [unit], by="thammuu", now=at(day("T2 11/3/2024"), 8))
    return unit, made.period


@pytest.fixture
def file(province: Session, catalogue: Catalogue, asked):
    def _file(on: date, **changed) -> Submission:
        given = {"kind": "figures", "figures": {"B01": "12", "B02": "300"}, "now": at(on), **changed}
        return file_submission(
            province, catalogue, unit_id=asked[0], programme=P05, duty=CODE, period=asked[1], **given
        )

    return _file


def owed(province, catalogue, asked, on):
    [found] = owes(province, catalogue, on, programme=P05, duty=CODE, period=asked[1], unit_id=asked[0])
    return found


def test_a_year_due_before_the_decree_closes_it_is_estimated_first(catalogue, day):
    call = final_call(deadline_of(catalogue, P7294, "S001-15", "2026"), catalogue.calendar)
    assert call.is_early
    assert call.closes_on == day("T2 14/12/2026")
    assert (call.opens_on, call.due_on) == (day("T3 15/12/2026"), day("T5 17/12/2026"))
    assert call.is_estimate(day("T2 14/12/2026"))
    assert not call.is_estimate(day("T3 15/12/2026"))


def test_figures_that_close_in_time_are_never_estimates_by_themselves(catalogue, day):
    call = final_call(deadline_of(catalogue, P05, "S000-16", "2024-05"), catalogue.calendar)
    assert not call.is_early
    assert not any(call.is_estimate(date(2024, 5, n)) for n in range(1, 32))


def test_days_off_do_not_count_towards_the_day_of_the_final_figures(asked, province, catalogue, day):
    call = final_call(owed(province, catalogue, asked, day("T4 20/3/2024")).deadline, catalogue.calendar)
    assert (call.closes_on, call.due_on) == (day("CN 31/3/2024"), day("T4 03/4/2024"))


def test_what_is_filed_before_the_close_is_an_estimate_whatever_was_ticked(file, day):
    assert file(day("T4 20/3/2024"), is_provisional=False).is_provisional
    assert file(day("CN 31/3/2024")).is_provisional
    assert not file(day("T2 01/4/2024")).is_provisional


def test_a_nil_return_is_no_estimate(file, day):
    assert not file(day("T4 20/3/2024"), kind="nil", figures={}).is_provisional


def test_an_accepted_estimate_stands_until_the_close_and_then_makes_room(file, province, asked, catalogue, day):
    first = file(day("T4 20/3/2024"))
    decide(province, first.id, "accept", "", "thammuu", at(day("T5 21/3/2024")))
    with pytest.raises(Refused, match="đã được tiếp nhận"):
        file(day("T6 22/3/2024"))
    final = file(day("T2 01/4/2024"), figures={"B01": "15", "B02": "300"})
    assert (final.version, final.is_provisional) == (2, False)
    kept = versions_of(province, P05, CODE, asked[1], asked[0])
    assert [(s.version, s.is_provisional, s.figures["B01"]) for s in kept] == [(2, False, 15), (1, True, 12)]
    now = owed(province, catalogue, asked, day("T2 01/4/2024"))
    assert now.first_filed_at == first.filed_at  # punctuality looks at the estimate
    assert not now.awaits_final


def test_accepted_final_figures_take_no_more(file, province, day):
    final = file(day("T2 01/4/2024"))
    decide(province, final.id, "accept", "", "thammuu", at(day("T3 02/4/2024")))
    with pytest.raises(Refused, match="đã được tiếp nhận"):
        file(day("T4 03/4/2024"))


def test_only_who_sent_estimates_is_asked_for_final_figures_and_twice_at_most(file, province, catalogue, asked, day):
    def stage(text: str) -> str | None:
        on = day(text)
        rung = rung_on(catalogue, owed(province, catalogue, asked, on), on)
        return str(rung.stage) if rung else None

    assert stage("T5 21/3/2024") == "chaser_1"  # nothing was filed: the ordinary way
    file(day("T5 21/3/2024"))
    days = ("T5 21/3/2024", "CN 31/3/2024", "T2 01/4/2024", "T4 03/4/2024", "T5 04/4/2024", "T4 10/4/2024")
    assert [stage(text) for text in days] == [None, None, "final", "final", "final", "final"]
    first, second = (
        rung_on(catalogue, owed(province, catalogue, asked, day(t)), day(t)) for t in ("T2 01/4/2024", "T5 04/4/2024")
    )
    assert (first.from_on, first.until_on) == (day("T2 01/4/2024"), day("T4 03/4/2024"))
    assert second.from_on == day("T5 04/4/2024")
    assert stage("T6 12/4/2024") is None  # asked twice; the rest is for a person
    file(day("T6 12/4/2024"))
    assert stage("T6 12/4/2024") is None


def test_who_ticked_estimate_of_their_own_accord_is_asked_after_the_day_due(province, catalogue, day):
    unit = find_unit(province, "Công an xã Tân Hộ Cơ", day("T2 20/5/2024")).id
    file_submission(
        province, catalogue, unit_id=unit, programme=P05, duty="S000-16", period="2024-05", kind="figures",
        figures={"F01": "1"}, is_provisional=True, now=at(day("T2 20/5/2024")),
    )  # fmt: skip
    on = day("T2 03/6/2024")
    [found] = owes(province, catalogue, on, programme=P05, duty="S000-16", period="2024-05", unit_id=unit)
    assert found.awaits_final
    assert rung_on(catalogue, found, on).stage is Stage.FINAL


@given(data=st.data())
def test_the_delta_leads_from_the_estimate_to_the_final_figures(catalogue, data):
    form = catalogue.forms["phong-trao-rut-gon"]
    codes = [field.code for field in form.fields()]
    values = st.dictionaries(st.sampled_from(codes), st.integers(0, 9), max_size=6)
    before, after = data.draw(values), data.draw(values)
    moved = moved_figures(form, before, after)
    patched = {**before, **{m.code: m.after for m in moved}}
    assert {code: v for code, v in patched.items() if v is not None} == after
    assert all(m.before == before.get(m.code) != m.after for m in moved)
    assert [m.code for m in moved] == [code for code in codes if code in {m.code for m in moved}]
