"""How simulated units behave: shares and a seed, read strictly, and the same for ever."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.behaviour import Behaviour, Habit, read_behaviour
from models.deadlines import deadline_of
from models.errors import CatalogueError

P05, PLAN = "05-ctrph-cat-mttq", "S000-12"
NEVER, LONG_AGO = date(2099, 12, 31), date(2024, 1, 1)


@pytest.fixture(scope="module")
def plan(catalogue):
    """The plan due before 15/3/2024."""
    return deadline_of(catalogue, P05, PLAN, "2024-03-15")


def acts(catalogue, plan, habit, unit="u1", last=NEVER, seed="1"):
    return Behaviour(seed).answer(unit, habit, plan, LONG_AGO, last, catalogue.calendar.is_working)


def test_without_a_file_most_answer_in_time():
    built_in = read_behaviour(None)
    assert built_in.everyone.on_time > 0.8
    assert built_in.groups == ()


def test_a_file_says_shares_seed_and_groups_that_differ(tmp_path):
    file = tmp_path / "nep.yaml"
    file.write_text(
        "seed: hè 2025\non_time: 0.7\nlate: 0.2\nlate_days: [2, 5]\n"
        "groups:\n  - {trees: [police], levels: [xa], silent: 1}\n",
        "utf-8",
    )
    behaviour = read_behaviour(file)
    assert (behaviour.seed, behaviour.everyone.on_time, behaviour.everyone.late_days) == ("hè 2025", 0.7, (2, 5))
    assert behaviour.habit("police", "xa").on_time == behaviour.habit("police", "xa").late == 0
    assert behaviour.habit("police", "huyen") == behaviour.everyone


@pytest.mark.parametrize(
    ("text", "field", "line"),
    [
        ("on_time: 1.2\n", "on_time", 1),
        ("on_time: nhiều\n", "on_time", 1),
        ("on_time: 0.5\nlate: 0.1\nsilent: 0.1\n", "on_time", 1),
        ("on_time: 0.9\nlate: 0.2\n", "on_time", 1),
        ("seed: 1\nluoi: 0.1\n", "luoi", 2),
        ("late_days: [5]\n", "late_days", 1),
        ("late_days: [9, 2]\n", "late_days", 1),
        ("groups:\n  - {levels: [lang]}\n", "groups[1].levels", 2),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_its_line_and_field(tmp_path, text, field, line):
    file = tmp_path / "nep.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as refused:
        read_behaviour(file)
    assert (refused.value.field, refused.value.line) == (field, line)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CatalogueError, match="không đọc được"):
        read_behaviour(tmp_path / "nothing.yaml")


@given(unit=st.text(min_size=1, max_size=12), seed=st.text(max_size=5))
def test_the_same_unit_does_the_same_thing_every_time(catalogue, plan, unit, seed):
    habit = Habit(on_time=0.5, late=0.3, returned=0.5)
    assert acts(catalogue, plan, habit, unit, seed=seed) == acts(catalogue, plan, habit, unit, seed=seed)


@given(unit=st.text(min_size=1, max_size=12))
def test_in_time_is_in_time_on_a_working_day_and_late_is_late(catalogue, plan, unit):
    (filed,) = acts(catalogue, plan, Habit(on_time=1, late=0, returned=0), unit)
    assert plan.period_from <= filed.on <= plan.due_on
    assert catalogue.calendar.is_working(filed.on)
    (late,) = acts(catalogue, plan, Habit(on_time=0, late=1, returned=0), unit)
    assert late.on > plan.due_on
    assert catalogue.calendar.is_working(late.on)
    assert acts(catalogue, plan, Habit(on_time=0, late=0), unit) == []


@given(unit=st.text(min_size=1, max_size=12))
def test_what_is_sent_back_is_filed_again_later_and_nothing_happens_after_the_end(catalogue, plan, unit):
    habit = Habit(on_time=1, late=0, returned=1)
    first, back, again = acts(catalogue, plan, habit, unit)
    assert [act.what for act in (first, back, again)] == ["file", "return", "file"]
    assert first.on < back.on < again.on
    assert acts(catalogue, plan, habit, unit, last=first.on) == [first]
