"""Targets: a straight way from the first comparable year, the arithmetic shown, and nothing said that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models.catalogue import Catalogue, check_folder
from models.facts import Submission
from models.goals import Goal, Target
from models.obligations import find_deadline, owes
from models.quiet_hours import begin_of_day
from models.settings import BUILTIN_PROGRAMMES
from models.targets import Progress, _on_the_way, progress
from models.vocabulary import TargetState

P05, FESTIVAL = "05-ctrph-cat-mttq", "S000-01"
AS_OF = date(2026, 11, 22)
RATIO = Target(
    "T1", "Ngày hội", "phong-trao", "B06", ">=", "%", (Goal(2028, Decimal(75)), Goal(2033, Decimal(90))), "II.4"
)
SESSIONS = Target(
    "T2", "Buổi tuyên truyền", "phong-trao", "B01", ">=", "buổi", (Goal(2028, Decimal(1000)),), "II.4", adds_up=True
)


def aiming(catalogue: Catalogue, *targets: Target) -> Catalogue:
    law = replace(catalogue.programme(P05), targets=targets)
    return replace(catalogue, programmes={**catalogue.programmes, P05: law}, memo={})


def hand_in(session: Session, catalogue: Catalogue, year: int, *, only: int | None = None, **figures: Any) -> int:
    """Everybody who owes the festival of a year files these figures, or the first `only`; how many they are."""
    deadline = find_deadline(session, catalogue, P05, FESTIVAL, str(year))
    key = {"programme": P05, "duty": FESTIVAL, "period": str(year)}
    asked = [o.unit_id for o in owes(session, catalogue, deadline.last_valid_on, **key) if o.is_expected]
    values = {name.replace("_", ".", 1): value for name, value in figures.items()}
    row = {**key, "kind": "figures", "form": "ngay-hoi", "form_version": "1", "figures": values}
    for unit in asked[:only]:
        session.add(Submission(**row, unit_id=unit, filed_at=begin_of_day(deadline.last_valid_on)))
    session.flush()
    return len(asked)


def festival(share: int) -> dict[str, int]:
    return {"B06_tu_so": share, "B06_mau_so": 100}


def asked(session: Session, catalogue: Catalogue, target: Target, on: date = AS_OF) -> list[Progress]:
    return progress(session, aiming(catalogue, target), on, programme=P05)


def test_a_figure_above_the_straight_way_is_on_track_and_one_below_it_behind(province, catalogue):
    hand_in(province, catalogue, 2025, **festival(60))
    hand_in(province, catalogue, 2026, **festival(66))
    first, second = asked(province, catalogue, RATIO)
    assert (first.state, first.needed, first.start) == (
        TargetState.ON_TRACK,
        Decimal("65.00"),
        (2025, Decimal("60.00")),
    )
    assert first.arithmetic == (
        "từ 60% (năm 2025) đến 75% (năm 2028), năm 2026 cần 65% = 60% + (75% − 60%) × 1/3; đã có 66%"
    )
    assert second.state is TargetState.ON_TRACK
    assert second.needed == Decimal("63.75")
    assert first.path() == [(2025 + n, Decimal(60 + 5 * n)) for n in range(4)]


def test_a_percentage_is_judged_to_two_decimals_and_written_with_one(province, catalogue):
    hand_in(province, catalogue, 2025, B06_tu_so=60, B06_mau_so=100)
    hand_in(province, catalogue, 2026, B06_tu_so=266, B06_mau_so=300)  # 88.666…
    _, second = asked(province, catalogue, RATIO)
    assert (second.latest.value, second.latest_words) == (Decimal("88.67"), "88,7%")
    assert "đã có 88,7%" in second.arithmetic
    assert "cần 63,8% =" in second.arithmetic  # 63.75, half up


def test_falling_behind_is_said_with_the_same_arithmetic(province, catalogue):
    hand_in(province, catalogue, 2025, **festival(60))
    hand_in(province, catalogue, 2026, **festival(61))
    assert [p.state for p in asked(province, catalogue, RATIO)] == [TargetState.BEHIND, TargetState.BEHIND]


def test_a_goal_reached_early_is_reached_and_the_next_is_judged_by_itself(province, catalogue):
    hand_in(province, catalogue, 2025, **festival(60))
    hand_in(province, catalogue, 2026, **festival(80))
    first, second = asked(province, catalogue, RATIO)
    assert (first.state, first.arithmetic) == (TargetState.MET, "năm 2026: 80% ≥ 75%")
    assert second.state is TargetState.ON_TRACK


def test_the_way_begins_anew_behind_the_change_of_the_map(province, catalogue):
    for year, share in ((2024, 40), (2025, 60), (2026, 66)):
        hand_in(province, catalogue, year, **festival(share))
    first, _ = asked(province, catalogue, RATIO)
    assert first.start == (2025, Decimal("60.00"))
    assert [(each.year, each.value) for each in first.years] == [
        (2024, Decimal("40.00")), (2025, Decimal("60.00")), (2026, Decimal("66.00"))
    ]  # fmt: skip


def test_right_after_the_change_nothing_can_be_said_and_the_reason_is_named(province, catalogue):
    hand_in(province, catalogue, 2024, **festival(40))
    hand_in(province, catalogue, 2025, **festival(60))
    found = asked(province, catalogue, RATIO, date(2025, 12, 31))
    assert {p.state for p in found} == {TargetState.CANNOT_SAY}
    assert "do thay đổi đơn vị hành chính từ ngày 01/7/2025" in found[0].why


def test_too_few_reports_say_nothing(province, catalogue):
    hand_in(province, catalogue, 2025, **festival(60))
    expected = hand_in(province, catalogue, 2026, only=30, **festival(99))
    [first, _] = asked(province, catalogue, RATIO)
    assert (first.state, first.why) == (TargetState.CANNOT_SAY, f"năm 2026 mới có 30/{expected} đơn vị báo cáo")


def test_without_any_figure_nothing_is_said(province, catalogue):
    assert [p.why for p in asked(province, catalogue, RATIO)] == ["chưa có số liệu"] * 2


def test_a_year_that_is_over_is_missed_by_its_own_figure_only(province, catalogue):
    goal = replace(RATIO, goals=(Goal(2026, Decimal(75)),))
    hand_in(province, catalogue, 2025, **festival(70))
    [waiting] = asked(province, catalogue, goal, date(2027, 1, 5))
    assert waiting.state is TargetState.CANNOT_SAY
    assert waiting.why == "chưa có số của năm 2026, số gần nhất là của năm 2025"
    hand_in(province, catalogue, 2026, **festival(70))
    [missed] = asked(province, catalogue, goal, date(2027, 1, 5))
    assert (missed.state, missed.arithmetic) == (TargetState.MISSED, "năm 2026: 70% so với chỉ tiêu 75%")


def test_what_adds_up_counts_every_year_once_from_nought(province, catalogue):
    units = hand_in(province, catalogue, 2025, B01=2)
    hand_in(province, catalogue, 2026, B01=3)
    target = replace(SESSIONS, goals=(Goal(2028, Decimal(10 * units)),))
    law = aiming(catalogue, target)
    [found] = progress(province, law, AS_OF, programme=P05)
    assert [(each.year, each.value) for each in found.years] == [(2025, 2 * units), (2026, 5 * units)]
    assert found.state is TargetState.CANNOT_SAY
    assert found.why == "năm 2024 chưa có số liệu nên số cộng dồn chưa đủ"


def test_what_adds_up_is_met_whatever_is_still_missing(province, catalogue):
    units = hand_in(province, catalogue, 2026, B01=50)
    [found] = asked(province, catalogue, replace(SESSIONS, goals=(Goal(2028, Decimal(units)),)))
    assert found.state is TargetState.MET


def test_a_proposed_target_says_so(province, catalogue):
    hand_in(province, catalogue, 2026, **festival(80))
    [first, _] = asked(province, catalogue, replace(RATIO, set_by="hệ thống đề xuất"))
    assert "chỉ tiêu đề xuất, văn bản không nêu" in first.notes
    assert first.as_json()["proposed"] is True


numbers = st.integers(0, 1000).map(Decimal)


@given(numbers, numbers, st.integers(2024, 2027), st.integers(2028, 2033))
def test_the_way_begins_and_ends_where_it_should_and_never_turns(start, goal, first, last):
    way = [_on_the_way((first, start), Goal(last, goal), year) for year in range(first, last + 1)]
    assert (way[0], way[-1]) == (start, goal)
    assert way == sorted(way, reverse=goal < start)


def test_every_target_of_the_built_in_programmes_says_by_which_words_it_stands(catalogue):
    targets = [target for law in catalogue.programmes.values() for target in law.targets]
    assert len(targets) == 8
    assert all(target.basis for target in targets)
    by_text = [target for target in targets if not target.is_proposed]
    assert {(t.indicator, t.goals) for t in by_text} == {
        (code, (Goal(2023, Decimal(75)),)) for code in ("D01", "D02", "D03", "D04", "D05")
    }


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("indicator: D01", "indicator: D99", "không có trong danh mục"),
        ("value: 75}", "value: nhiều}", "không phải số"),
        ('op: ">="', "op: gần", "không có trong danh mục"),
        ("{year: 2028, value: 75}, {year: 2033", "{year: 2033, value: 75}, {year: 2033", "tăng dần"),
        ("id: CT-2", "id: CT-1", "ghi hai lần"),
    ],
)
def test_a_wrong_target_is_named_with_file_and_line(tmp_path: Path, was: str, becomes: str, words: str):
    folder = tmp_path / P05
    folder.mkdir()
    text = (BUILTIN_PROGRAMMES / P05 / "programme.yaml").read_text("utf-8")
    assert was in text
    (folder / "programme.yaml").write_text(text.replace(was, becomes, 1), "utf-8")
    (folder / "duties").symlink_to(BUILTIN_PROGRAMMES / P05 / "duties")
    complaints = [str(c) for c in check_folder(folder)]
    assert any(words in complaint and "targets[" in complaint for complaint in complaints), complaints
