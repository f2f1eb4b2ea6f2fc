"""Years side by side: what each year stands on, what is never added, and what a year without a regime is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from models.catalogue import Catalogue
from models.facts import PeriodClose, Request, Submission
from models.issued_documents import issued_documents
from models.obligations import find_deadline, owes
from models.organisation_changes import organisation
from models.quiet_hours import begin_of_day
from models.review_years import YearSection, tree_figures, year_sections
from models.span_totals import span_total
from models.units import Assignment
from models.vocabulary import Level, Tree

P05, FESTIVAL, MEETING, PLAN = "05-ctrph-cat-mttq", "S000-01", "S000-16", "S000-12"
P279, HALF, YEAR = "279-kh-mttw-bca", "S004-16", "S004-17"
CUT = date(2026, 12, 14)


def hand_in(
    session: Session, catalogue: Catalogue, programme: str, duty: str, period: str, **figures: Any
) -> list[int]:
    """Everybody who owes the period files the same figures."""
    deadline = find_deadline(session, catalogue, programme, duty, period)
    form = catalogue.form(catalogue.duty(programme, duty).form)
    key = {"programme": programme, "duty": duty, "period": period}
    rows = [
        Submission(
            **key, unit_id=owed.unit_id, kind="figures", form=form.id, form_version=form.version, figures=figures,
            filed_at=begin_of_day(deadline.last_valid_on),
        )
        for owed in owes(session, catalogue, deadline.last_valid_on, **key)
        if owed.is_expected
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows if row.id]


def sections(session: Session, catalogue: Catalogue, programme: str = P05, cut: date = CUT) -> dict[str, YearSection]:
    return {s.key: s for s in year_sections(session, catalogue, programme, cut, as_of=cut)}


def test_a_year_of_months_is_the_sum_of_its_months_and_all_years_the_sum_of_the_years(province, catalogue):
    for period, count in (("2025-11", 2), ("2025-12", 3), ("2026-01", 5)):
        hand_in(province, catalogue, P05, MEETING, period, F01=count)
    found = sections(province, catalogue)[MEETING]
    units = find_units(found, 2026)
    assert found.totals[2025, "F01"].value == 5 * units
    assert found.totals[2026, "F01"].value == 5 * units
    assert found.together["F01"].value == 10 * units
    parts = [(part.duty, part.period) for part in found.column(2025).parts]
    rows = span_total(province, catalogue, P05, parts, as_of=CUT)
    assert next(row for row in rows if row.indicator == "F01") == found.totals[2025, "F01"]


def find_units(section: YearSection, year: int) -> int:
    """How many units stand behind each month of a year on the map of today."""
    return section.totals[year, "F01"].expected // len(section.column(year).parts)


def test_a_year_in_which_nothing_was_asked_is_not_a_year_without_figures(province, catalogue):
    found = sections(province, catalogue)[FESTIVAL]
    before, silent = found.column(2023), found.column(2024)
    assert (before.asked, before.parts) == (False, ())
    assert (silent.asked, len(silent.parts)) == (True, 1)
    assert found.totals[2024, "B01"].reported == 0
    assert (2023, "B01") not in found.totals


def test_the_half_year_is_never_added_to_its_year_and_speaks_only_while_there_is_no_year(province, catalogue):
    hand_in(province, catalogue, P279, HALF, "2022-H1", B01=7)
    hand_in(province, catalogue, P279, YEAR, "2022", B01=16)
    hand_in(province, catalogue, P279, HALF, "2023-H1", B01=4)
    whole = sections(province, catalogue, P279, date(2022, 12, 31))["phong-trao"]
    units = whole.totals[2022, "B01"].expected
    assert [part.duty for part in whole.column(2022).parts] == [YEAR]
    assert whole.totals[2022, "B01"].value == 16 * units
    half = sections(province, catalogue, P279, date(2023, 6, 30))["phong-trao"].column(2023)
    assert (half.is_whole, half.label) == (False, "6 tháng đầu năm 2023")


def test_a_filing_taken_away_changes_how_many_stand_behind_the_year_and_says_so(province, catalogue):
    ids = hand_in(province, catalogue, P05, FESTIVAL, "2026", **{"B06.tu_so": 3, "B06.mau_so": 4})
    before = sections(province, catalogue)[FESTIVAL].totals[2026, "B06"]
    province.delete(province.get_one(Submission, ids[0]))
    after = sections(province, catalogue)[FESTIVAL].totals[2026, "B06"]
    assert (after.reported, after.expected) == (before.reported - 1, before.expected)
    assert after.value == before.value == 75


def test_a_year_whose_period_was_not_closed_is_tentative(province, catalogue):
    assert not sections(province, catalogue)[FESTIVAL].column(2026).is_closed
    at = begin_of_day(date(2026, 9, 1))
    key = {"programme": P05, "duty": FESTIVAL, "period": "2026"}
    province.add(PeriodClose(**key, by="thử", at=at, reported=0, expected=45))
    province.flush()
    assert sections(province, catalogue)[FESTIVAL].column(2026).is_closed
    assert not sections(province, catalogue)[FESTIVAL].column(2025).is_closed


def test_a_year_beside_the_one_in_which_the_map_changed_is_not_compared_and_says_since_when(province, catalogue):
    for period, count in (("2024", 2), ("2025", 4), ("2026", 5)):
        hand_in(province, catalogue, P05, FESTIVAL, period, B01=count)
    steps = sections(province, catalogue)[FESTIVAL].steps
    assert "01/7/2025" in steps[2025, "B01"].why_not[0]
    assert steps[2026, "B01"].words == "tăng 25%"


def test_requests_of_one_form_overlap_and_only_the_longest_window_speaks(province, catalogue):
    unit = owes(province, catalogue, date(2026, 8, 1), programme=P05, duty=FESTIVAL, period="2026")[0].unit_id
    for code, first, last, count in (
        ("DX-01", date(2025, 12, 15), date(2026, 6, 14), 4), ("DX-02", date(2025, 12, 15), date(2026, 11, 14), 9),
    ):  # fmt: skip
        province.add(request(code, first, last))
        province.add(Assignment(programme=P05, duty=code, unit_id=unit, reason="request"))
        province.flush()
        deadline = find_deadline(province, catalogue, P05, code, date(2026, 11, 20).isoformat())
        province.add(
            Submission(
                programme=P05, duty=code, period=deadline.period, unit_id=unit, kind="figures", form="phong-trao",
                form_version=catalogue.form("phong-trao").version, figures={"B01": count},
                filed_at=begin_of_day(date(2026, 11, 19)),
            )
        )  # fmt: skip
    province.flush()
    found = sections(province, catalogue)["phong-trao"]
    assert (found.column(2026).parts[0].duty, found.totals[2026, "B01"].value) == ("DX-02", 9)


def request(code: str, first: date, last: date) -> Request:
    return Request(
        programme=P05, code=code, title="Kết quả phong trào", document="12/CAT", document_on=date(2026, 11, 9),
        bound="by", named_on=date(2026, 11, 20), window_from=first, window_to=last, form="phong-trao",
        route_to="Công an tỉnh", by="thử", at=begin_of_day(date(2026, 11, 9)),
    )  # fmt: skip


def test_the_trees_of_a_year_add_up_to_the_year(province, catalogue):
    hand_in(province, catalogue, P279, YEAR, "2022", B01=3)
    (section,) = sections(province, catalogue, P279, date(2022, 12, 31)).values()
    found = tree_figures(province, catalogue, [section], as_of=date(2022, 12, 31))
    assert {of.tree for of in found} >= {Tree.POLICE, Tree.FRONT}
    assert sum(of.totals["B01"].value for of in found) == section.totals[2022, "B01"].value


def test_the_communes_before_and_after_july_2025_are_counted_on_their_own_day(province):
    found = organisation(province, P05, date(2024, 2, 29), date(2028, 6, 14))
    assert found.reorganised == (date(2025, 7, 1),)
    assert found.days == (date(2024, 2, 29), date(2025, 6, 30), date(2025, 7, 1), date(2028, 6, 14))
    communes = next(row for row in found.rows if (row.tree, row.level) == (Tree.POLICE, Level.COMMUNE))
    assert communes.counts == (141, 141, 45, 45)
    ward = next(place for place in found.places if place.name == "Phường Cao Lãnh")
    assert "Phường Hòa Thuận" in ward.from_names
    assert found.has_changed


def test_a_time_without_changes_says_so(province):
    found = organisation(province, P05, date(2026, 1, 1), date(2026, 12, 31))
    assert (found.reorganised, found.places, found.has_changed) == ((), (), False)


@pytest.mark.parametrize(("count", "named"), [(3, 3), (30, 0)])
def test_few_papers_are_written_out_and_many_are_counted(province, catalogue, count, named):
    deadline = find_deadline(province, catalogue, P05, PLAN, next(_periods(province, catalogue)))
    units = [o.unit_id for o in owes(province, catalogue, deadline.last_valid_on, programme=P05, duty=PLAN)][:count]
    for n, unit in enumerate(units):
        paper = {"document_number": f"{n + 1:02}/KH", "document_on": date(2024, 3, 8)}
        key = {"programme": P05, "duty": PLAN, "period": deadline.period, "unit_id": unit, "kind": "document"}
        province.add(Submission(**key, **paper, filed_at=begin_of_day(date(2024, 3, 9))))
    province.flush()
    (found,) = issued_documents(province, catalogue, P05, CUT, as_of=CUT)
    assert (found.count, len(found.papers)) == (count, named)
    assert issued_documents(province, catalogue, P05, date(2024, 3, 7), as_of=CUT) == []


def _periods(session: Session, catalogue: Catalogue):
    from models.obligations import known_deadlines

    return (d.period for d in known_deadlines(session, catalogue, P05, PLAN))
