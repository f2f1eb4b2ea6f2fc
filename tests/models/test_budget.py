"""How many messages a year the ladders mean, counted by days, and the finding where a programme allows fewer."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from models.budget import burdens, burdens_of_unit, heard
from models.catalogue import check_folder
from models.facts import Request
from models.findings import findings
from models.quiet_hours import begin_of_day
from models.units import Assignment, Unit
from tests.models.small_laws import SLUG, SOUND, duty, law, write_law

MONTHLY = duty(rule="mode: recurring, bound: before, every_months: 1, day: 15", levels="[xa]",
               addressees="[{trees: [police]}]")  # fmt: skip
P05 = "05-ctrph-cat-mttq"


def only(found):
    [one] = found
    return one


def test_days_are_counted_and_not_rungs(tmp_path):
    """Two duties with the same days mean no more messages than one."""
    one = only(burdens(law(tmp_path / "a", T1=MONTHLY), 2027, SLUG))
    two = only(burdens(law(tmp_path / "b", T1=MONTHLY, T2=MONTHLY), 2027, SLUG))
    assert (one.who, one.planned, one.most) == (two.who, two.planned, two.most)
    assert one.who == "Công an, cấp xã"
    assert 12 * 3 <= one.planned <= 12 * 4  # announced, twice reminded, last day; some fall on one day
    assert one.planned < one.most <= 12 * 6


def test_every_message_of_the_province_stays_below_thirty_a_year(catalogue):
    for year in range(2024, 2034):
        for b in burdens(catalogue, year):
            assert 0 < b.most <= 30, b
            assert b.planned <= b.most


def test_levels_that_are_no_more_hear_nothing(catalogue):
    assert "Công an, cấp huyện" in {b.who for b in burdens(catalogue, 2024)}
    assert "Công an, cấp huyện" not in {b.who for b in burdens(catalogue, 2026)}


def test_a_programme_that_allows_fewer_messages_than_its_ladders_mean_is_a_finding(tmp_path, day):
    today = day("T2 4/1/2027")
    plain = law(tmp_path / "plain", T1=MONTHLY)
    planned = max(only(burdens(plain, year, SLUG)).planned for year in range(2027, 2031))
    for budget, codes in ((planned - 1, ["too-many-messages"]), (planned, [])):
        catalogue = law(tmp_path / str(budget), SOUND + f"message_budget: {budget}\n", T1=MONTHLY)
        found = [f for f in findings(catalogue, today, SLUG) if f.code == "too-many-messages"]
        assert [str(f.code) for f in found] == codes
        for f in found:
            assert f"dự kiến {planned:02} tin nhắc" in f.message
            assert "ladders.yaml" in f.advice


@pytest.mark.parametrize("budget", ["0", "367", "nhiều"])
def test_a_budget_that_means_nothing_is_refused(tmp_path, budget):
    place = write_law(tmp_path, SOUND + f"message_budget: {budget}\n", T1=MONTHLY)
    [error] = check_folder(place)
    assert error.field == "message_budget"


def test_a_units_own_burden_follows_what_is_assigned_to_it(province, catalogue):
    meet = select(Unit).join(Assignment, Assignment.unit_id == Unit.id).where(Assignment.duty == "S000-16")
    unit = province.exec(meet.where(col(Unit.valid_to).is_(None)).order_by(Unit.id)).first()
    [own] = [b for b in burdens_of_unit(province, catalogue, unit.id, unit.name, 2026) if b.programme == P05]
    [kind] = [b for b in burdens(catalogue, 2026, P05) if b.who == "Công an, cấp xã"]
    assert (own.planned, own.most) == (kind.planned, kind.most)
    request = Request(programme=P05, code="DX-1", title="x", document="1", document_on=date(2026, 5, 4), bound="by",
                      named_on=date(2026, 5, 20), by="x", at=begin_of_day(date(2026, 5, 4)))  # fmt: skip
    province.add_all([request, Assignment(programme=P05, duty="DX-1", unit_id=unit.id, reason="request")])
    province.flush()
    [more] = [b for b in burdens_of_unit(province, catalogue, unit.id, unit.name, 2026) if b.programme == P05]
    assert more.most > own.most
    request.is_urgent = True
    province.flush()
    assert burdens_of_unit(province, catalogue, unit.id, unit.name, 2026)[0].most == own.most
    assert heard(province, [P05], date(2026, 6, 1), [unit.id]) == {}


def test_the_budget_of_a_programme_goes_with_its_burden(catalogue):
    programmes = {**catalogue.programmes, P05: replace(catalogue.programme(P05), message_budget=10)}
    small = replace(catalogue, programmes=programmes, memo={})
    over = {b.who for b in burdens(small, 2026, P05) if b.is_over}
    assert over == {"Công an, cấp xã"}


def test_the_built_in_budgets_silence_nobody_who_files_and_mean_something_to_who_does_not(catalogue):
    for slug, programme in catalogue.programmes.items():
        every = [b for year in range(2021, 2034) for b in burdens(catalogue, year, slug)]
        needed, most = max(b.planned for b in every), max(b.most for b in every)
        assert needed * 5 // 4 <= programme.message_budget < most
