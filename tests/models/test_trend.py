"""A year before, and many years: numbers only where two periods speak of the same thing, else the reason in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from models.catalogue import Catalogue
from models.comparable_ground import Body, MapHistory
from models.errors import Refused
from models.facts import Submission, Waiver
from models.obligations import find_deadline, owes
from models.period_told import told
from models.quiet_hours import begin_of_day
from models.trend import Comparison, comparisons, trends
from models.unit_map import find_unit

P05, FESTIVAL, MEETING = "05-ctrph-cat-mttq", "S000-01", "S000-16"
AS_OF = date(2026, 11, 22)
SINCE = "không so sánh cùng kỳ do thay đổi đơn vị hành chính từ ngày 01/7/2025"
Figures = Callable[[str], dict[str, Any]]


def hand_in(session: Session, catalogue: Catalogue, period: str, figures: Figures, duty=FESTIVAL, **more) -> list[str]:
    """Everybody who owes the period files, but those whose figures are empty; their ids in order."""
    deadline = find_deadline(session, catalogue, P05, duty, period)
    asked = {"programme": P05, "duty": duty, "period": period}
    found = [o for o in owes(session, catalogue, deadline.last_valid_on, **asked) if o.is_expected]
    form = catalogue.form(catalogue.duty(P05, duty).form)
    row = {"kind": "figures", "form": form.id, "form_version": form.version, **asked, **more}
    for owed in found:
        if filled := figures(owed.unit_id):
            at = begin_of_day(deadline.last_valid_on)
            session.add(Submission(**row, unit_id=owed.unit_id, figures=filled, filed_at=at))
    session.flush()
    return sorted(owed.unit_id for owed in found)


def compared(session: Session, catalogue: Catalogue, period: str, **how) -> dict[tuple[str, str], Comparison]:
    found = comparisons(session, catalogue, P05, how.pop("duty", FESTIVAL), period, as_of=AS_OF, **how)
    return {(c.node_name, c.indicator): c for c in found}


def sessions(count: int) -> Figures:
    return lambda unit: {"B01": count, "B02": 20 * count, "B06.tu_so": count, "B06.mau_so": 40}


def test_the_same_ground_a_year_later_is_compared_to_the_last_digit(province, catalogue):
    hand_in(province, catalogue, "2025", sessions(4))
    units = hand_in(province, catalogue, "2026", sessions(5))
    found = compared(province, catalogue, "2026")
    root = found["Tỉnh Đồng Tháp", "B01"]
    assert (root.now.value, root.then.value, root.change, root.percent) == (
        5 * len(units), 4 * len(units), len(units), Decimal("25.0")
    )  # fmt: skip
    assert root.words == "tăng 25%"
    ratio = found["Tỉnh Đồng Tháp", "B06"]
    assert (ratio.change, ratio.percent, ratio.words) == (Decimal("2.5"), None, "tăng 2,5 điểm phần trăm")
    assert all(c.is_comparable for c in found.values())


def test_the_changes_of_the_communes_add_up_to_that_of_the_province(province, catalogue):
    weights: dict[str, int] = defaultdict(lambda: len(weights) + 1)
    hand_in(province, catalogue, "2025", lambda unit: {"B01": weights[unit]})
    hand_in(province, catalogue, "2026", lambda unit: {"B01": 3 * weights[unit] + 7})
    found = [c for c in compared(province, catalogue, "2026").values() if c.indicator == "B01"]
    at_places = {b.place for b in _bodies(province, catalogue)}
    below = sum(c.change for c in found[1:] if c.node in at_places and c.node != found[0].node)
    own = [c for c in _bodies(province, catalogue) if c.place == found[0].node]
    alone = sum(2 * weights[body.unit_id] + 7 for body in own)
    assert found[0].change == below + alone


def _bodies(session: Session, catalogue: Catalogue) -> list[Body]:
    return told(session, catalogue, find_deadline(session, catalogue, P05, FESTIVAL, "2026"), AS_OF).bodies


def test_communes_that_wholly_became_one_are_compared_as_an_area(province, catalogue):
    hand_in(province, catalogue, "2024", sessions(2))
    hand_in(province, catalogue, "2025", sessions(9))
    maps = MapHistory(province).between(date(2024, 8, 19), date(2025, 8, 19))
    ward = find_unit(province, "Phường Cao Lãnh", date(2025, 8, 19), tree="territory").id
    old = [place for place in maps.area(ward) if maps.lived(place, date(2024, 8, 19))]
    found = compared(province, catalogue, "2025", node=ward)["Phường Cao Lãnh", "B01"]
    assert len(old) > 1
    assert (found.then.value, found.now.value, found.why_not) == (2 * len(old), 9, ())
    assert f"cùng phạm vi, số đơn vị báo cáo từ {len(old)} thành 1" in found.notes


@pytest.mark.parametrize("name", ["Xã Long Phú Thuận", "Xã Phú Cường", "Tỉnh Đồng Tháp"])
def test_what_was_split_or_lost_a_level_is_not_compared_and_says_since_when(province, catalogue, name):
    hand_in(province, catalogue, "2024", sessions(2))
    hand_in(province, catalogue, "2025", sessions(2))
    found = compared(province, catalogue, "2025")[name, "B01"]
    assert found.why_not[0] == SINCE
    assert (found.change, found.percent) == (None, None)


def test_what_every_unit_does_of_itself_is_not_compared_where_units_became_fewer(province, catalogue):
    for period in ("2024-10", "2025-10"):
        hand_in(province, catalogue, period, lambda unit: {"F01": 1}, duty=MEETING)
    found = compared(province, catalogue, "2025-10", duty=MEETING)["Phường Cao Lãnh", "F01"]
    assert found.why_not == (f"{SINCE} (chỉ tiêu tính theo đơn vị, số đơn vị đã đổi từ {found.then.expected} thành 1)",)


def test_one_silent_unit_is_a_note_and_many_are_a_reason(province, catalogue):
    units = hand_in(province, catalogue, "2025", sessions(4))
    hand_in(province, catalogue, "2026", lambda unit: {} if unit == units[0] else sessions(4)(unit))
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert found.is_comparable
    assert "năm 2026 chưa có số liệu của 01 đơn vị" in found.notes
    for unit in units[1:9]:
        _forget(province, unit, "2026")
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert found.why_not == (
        f"đơn vị đã báo cáo khác nhau nhiều (năm 2025: {len(units)}/{len(units)}, năm 2026: {len(units) - 9}/"
        f"{len(units)}; {len(units) - 9}/{len(units)} địa bàn có số liệu cả hai kỳ)",
    )


def test_as_many_reports_from_other_places_are_not_the_same(province, catalogue):
    units = hand_in(province, catalogue, "2025", sessions(4))
    hand_in(province, catalogue, "2026", sessions(4))
    half = len(units) // 2
    for unit in units[:half]:
        _forget(province, unit, "2025")
    for unit in units[-half:]:
        _forget(province, unit, "2026")
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert found.now.reported == found.then.reported
    assert "đơn vị đã báo cáo khác nhau nhiều" in found.words


def test_a_waived_unit_is_a_missing_report_and_no_change_of_the_map(province, catalogue):
    units = hand_in(province, catalogue, "2025", sessions(4))
    hand_in(province, catalogue, "2026", sessions(4))
    _forget(province, units[0], "2026")
    key = {"programme": P05, "duty": FESTIVAL, "period": "2026", "unit_id": units[0]}
    province.add(Waiver(**key, reason="x", granted_by="an", granted_at=begin_of_day(date(2026, 8, 1))))
    province.flush()
    assert compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"].is_comparable


def test_an_estimate_is_not_held_beside_a_final_figure(province, catalogue):
    hand_in(province, catalogue, "2025", sessions(4))
    hand_in(province, catalogue, "2026", sessions(4), is_provisional=True)
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert found.why_not == ("năm 2026 còn số ước, kỳ kia là số chính thức",)


def test_two_estimates_are_compared_with_a_note(province, catalogue):
    for period in ("2025", "2026"):
        hand_in(province, catalogue, period, sessions(4), is_provisional=True)
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert (found.words, "cả hai kỳ còn số ước" in found.notes) == ("không tăng, không giảm", True)


def test_figures_of_an_older_version_of_the_form_are_not_compared(province, catalogue):
    hand_in(province, catalogue, "2025", sessions(4), form_version="0")
    hand_in(province, catalogue, "2026", sessions(4), form_version="1")
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert found.why_not == ("biểu số liệu đã đổi phiên bản (bản 0 và bản 1)",)


def test_a_version_said_to_mean_the_same_is_compared(province, catalogue):
    hand_in(province, catalogue, "2025", sessions(4), form_version="0")
    hand_in(province, catalogue, "2026", sessions(4), form_version="1")
    form = replace(catalogue.form("ngay-hoi"), same_as=("0",))
    law = replace(catalogue, forms={**catalogue.forms, form.id: form}, memo={})
    assert compared(province, law, "2026")["Tỉnh Đồng Tháp", "B01"].is_comparable


def test_a_ratio_over_nothing_and_a_blank_have_no_number_to_compare(province, catalogue):
    hand_in(province, catalogue, "2025", lambda unit: {"B01": 1, "B06.tu_so": 0, "B06.mau_so": 0})
    hand_in(province, catalogue, "2026", lambda unit: {"B06.tu_so": 1, "B06.mau_so": 2})
    found = compared(province, catalogue, "2026")
    assert found["Tỉnh Đồng Tháp", "B06"].why_not == ("năm 2025 chưa có số liệu",)
    assert found["Tỉnh Đồng Tháp", "B01"].why_not == ("năm 2026 chưa có số liệu",)


def test_growth_from_nought_has_no_per_cent(province, catalogue):
    hand_in(province, catalogue, "2025", lambda unit: {"B01": 0})
    units = hand_in(province, catalogue, "2026", lambda unit: {"B01": 1})
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B01"]
    assert (found.percent, found.words) == (None, f"tăng {len(units)} buổi")


def test_a_change_too_small_for_a_per_cent_is_said_in_full(province, catalogue):
    hand_in(province, catalogue, "2025", lambda unit: {"B02": 100_000})
    hand_in(province, catalogue, "2026", lambda unit: {"B02": 100_001})
    found = compared(province, catalogue, "2026")["Tỉnh Đồng Tháp", "B02"]
    assert (found.percent, found.words) == (Decimal("0.0"), f"tăng {found.change} lượt người")


def test_yes_is_compared_by_units_where_they_are_as_many(province, catalogue):
    form = catalogue.form("phong-trao")
    law = catalogue.programme(P05)
    duties = {**law.duties, MEETING: replace(law.duties[MEETING], form=form.id)}
    programmes = {**catalogue.programmes, P05: replace(law, duties=duties)}
    counted = replace(catalogue, programmes=programmes, memo={})
    for n, period in enumerate(("2025-10", "2026-10")):
        hand_in(province, counted, period, lambda unit, n=n: {"A02": n == 1 or unit.endswith("1")}, duty=MEETING)
    found = compared(province, counted, "2026-10", duty=MEETING)["Tỉnh Đồng Tháp", "A02"]
    assert found.now.value == found.now.expected == 45
    assert found.words == f"tăng {45 - found.then.value} đơn vị"


def test_the_first_year_has_nothing_before_it(province, catalogue):
    hand_in(province, catalogue, "2024", sessions(1))
    found = compared(province, catalogue, "2024")["Tỉnh Đồng Tháp", "B01"]
    assert (found.then, found.words) == (None, "không so sánh cùng kỳ: không có kỳ tương ứng")


def test_many_periods_break_at_the_change_of_the_map_and_go_on_behind_it(province, catalogue):
    for n, period in enumerate(("2024", "2025", "2026")):
        hand_in(province, catalogue, period, sessions(n + 2))
    [found] = [t for t in trends(province, catalogue, P05, FESTIVAL, as_of=AS_OF) if t.indicator == "B06"]
    assert [p.period for p in found.points] == ["2024", "2025", "2026"]
    assert [p.value for p in found.points] == [5.0, 7.5, 10.0]
    assert [step.is_comparable for step in found.steps] == [False, True]
    assert found.steps[0].words == "không so sánh với kỳ trước do thay đổi đơn vị hành chính từ ngày 01/7/2025"


def test_before_any_period_is_due_there_is_no_trend(province, catalogue):
    with pytest.raises(Refused, match="chưa có kỳ nào đến hạn"):
        trends(province, catalogue, P05, FESTIVAL, as_of=date(2024, 3, 1))


def test_what_has_no_figures_is_refused(province, catalogue):
    with pytest.raises(Refused, match="không có biểu số liệu"):
        comparisons(province, catalogue, P05, "S000-12", "2024-03-15", as_of=AS_OF)


def test_the_day_of_the_festival_of_2026_is_what_it_says(day, catalogue, province):
    deadline = find_deadline(province, catalogue, P05, FESTIVAL, "2026")
    assert deadline.last_valid_on == day("T4 19/08/2026")
    assert deadline.last_valid_on + timedelta(days=1) < AS_OF


def _forget(session: Session, unit: str, period: str) -> None:
    asked = select(Submission).where(Submission.unit_id == unit, Submission.period == period)
    for row in session.exec(asked.where(Submission.duty == FESTIVAL)):
        session.delete(row)
    session.flush()
