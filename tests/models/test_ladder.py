"""Ladders: which rung stands on which day, told from state and dates alone."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import check_folder, load_catalogue
from models.deadlines import deadline_of, deadlines
from models.errors import CatalogueError
from models.ladder import Days, ladder_of, ladders, rung_on, rungs
from models.obligations import Obligation
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import DutyKind, ObligationState, Stage

P05, P7294 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq"
S = ObligationState


def owed(catalogue, programme, duty, period, on, state=None, extended=None, returned=None) -> Obligation:
    """An obligation as it stands on a day when nothing was filed, or in a given state."""
    d = deadline_of(catalogue, programme, duty, period)
    due = extended or d.due_on
    plain = S.OVERDUE if on > due else S.EXTENDED if extended else S.DUE if on >= d.target_on else S.OPEN
    return Obligation(
        unit_id="u",
        unit_name="Công an xã An Bình",
        programme=programme,
        duty=duty,
        period=period,
        state=state or plain,
        last_valid_on=d.last_valid_on,
        due_on=due,
        days_left=(due - on).days,
        route="",
        title="",
        deadline=d,
        extended_until=extended,
    )


def stage_on(catalogue, obligation: Obligation, on: date) -> Stage | None:
    rung = rung_on(catalogue, obligation, on)
    return rung.stage if rung else None


def climb(catalogue, day, programme, duty, period, *days, **kw) -> list[str | None]:
    on = [day(text) for text in days]
    found = [stage_on(catalogue, owed(catalogue, programme, duty, period, d, **kw), d) for d in on]
    return [stage and str(stage) for stage in found]


def test_a_report_is_announced_reminded_twice_and_chased_twice(catalogue, day):
    """Before 15/6/2025, a Sunday: the last valid day is a Saturday, the working-day target Friday 13/6."""
    stages = climb(
        catalogue, day, P7294, "S001-14", "2025-H1",
        "T5 15/5/2025", "T6 16/5/2025", "T5 29/5/2025", "T6 30/5/2025", "T3 10/6/2025", "T5 12/6/2025",
        "T6 13/6/2025", "T7 14/6/2025", "CN 15/6/2025", "T2 16/6/2025", "T4 18/6/2025", "T5 19/6/2025", "T6 4/7/2025",
    )  # fmt: skip
    assert stages == [
        None, "opened", "opened", "soon", "soon", "soon",
        "last_day", "last_day", None, "chaser_1", "chaser_1", "chaser_2", None,
    ]  # fmt: skip


def test_the_two_reminders_are_two_rungs(catalogue, day):
    first, second = (
        rung_on(catalogue, owed(catalogue, P7294, "S001-14", "2025-H1", d), d)
        for d in (day("T2 9/6/2025"), day("T3 10/6/2025"))
    )
    assert first.stage == second.stage == Stage.SOON
    assert first.until_on == day("T2 9/6/2025")
    assert second.from_on == day("T3 10/6/2025")


def test_a_plan_ordered_two_weeks_ahead_is_announced_first(catalogue, day):
    """Signed T5 29/2/2024, due before T6 15/3/2024: the reminder ten working days ahead falls on the signing itself."""
    days = "T5 29/2/2024", "CN 10/3/2024", "T2 11/3/2024", "T5 14/3/2024", "T6 15/3/2024", "T4 20/3/2024"
    stages = climb(catalogue, day, P05, "S000-12", "2024-03-15", *days)
    assert stages == ["opened", "opened", "soon", "last_day", "chaser_1", "chaser_2"]


def test_a_meeting_is_spoken_of_at_the_end_of_its_period_and_once_after(catalogue, day):
    days = "T4 6/3/2024", "T5 21/3/2024", "T6 22/3/2024", "CN 31/3/2024", "T2 1/4/2024", "T2 8/4/2024", "T3 9/4/2024"
    stages = climb(catalogue, day, P05, "S000-16", "2024-03", *days)
    assert stages == [None, None, "soon", "soon", "chaser_1", "chaser_1", None]


def test_a_festival_is_prepared_before_and_asked_about_after_never_between(catalogue, day):
    days = "T6 2/8/2024", "T2 5/8/2024", "T2 19/8/2024", "T3 20/8/2024", "T5 22/8/2024", "T3 10/9/2024"
    assert climb(catalogue, day, P05, "S000-01", "2024", *days) == [
        None, "event_ahead", "event_ahead", None, "result", None,
    ]  # fmt: skip


def test_a_review_is_prepared_half_a_year_and_a_quarter_ahead(catalogue, day):
    found = ladders(catalogue)["reviews"]
    laid = rungs(found, Days(date(2028, 1, 1), date(2028, 12, 29), date(2028, 12, 31)), catalogue.calendar)
    assert [(str(r.stage), r.from_on) for r in laid] == [
        ("review_ahead", date(2028, 1, 1)),
        ("review_ahead", date(2028, 6, 30)),
        ("review_ahead", date(2028, 9, 30)),
        ("chaser_1", date(2029, 1, 2)),
    ]


def test_a_yearly_duty_without_a_day_is_mentioned_once_and_never_called_overdue_before_the_year_is_over(catalogue, day):
    days = "T2 1/7/2024", "T3 10/12/2024", "T3 31/12/2024", "T4 1/1/2025", "T2 6/1/2025", "T2 3/2/2025"
    stages = climb(catalogue, day, P05, "S000-13", "2024", *days)
    assert stages == [None, "opened", "opened", None, "result", None]


def test_nothing_is_said_after_filing_waiving_ending_or_while_a_decision_is_awaited(catalogue, day):
    for state in (S.ACCEPTED, S.FILED, S.WAIVED, S.ENDED, S.WAITING, S.UPCOMING):
        assert climb(catalogue, day, P7294, "S001-14", "2025-H1", "T2 16/6/2025", state=state) == [None]


def test_an_extended_unit_is_reminded_of_its_new_day(catalogue, day):
    extended = day("T6 20/6/2025")
    days = "T2 16/6/2025", "T3 17/6/2025", "T6 20/6/2025", "T2 23/6/2025"
    stages = climb(catalogue, day, P7294, "S001-14", "2025-H1", *days, extended=extended)
    assert stages == ["soon", "soon", "last_day", "chaser_1"]


def test_a_returned_filing_is_spoken_of_at_once_and_again_a_week_later(catalogue, day):
    returned = day("T3 10/6/2025")
    on = partial(owed, catalogue, P7294, "S001-14", "2025-H1", state=S.RETURNED)
    found = [
        rung_on(catalogue, on(on=d), d, returned)
        for d in (day("T3 10/6/2025"), day("T2 16/6/2025"), day("T3 17/6/2025"), day("T4 2/7/2025"))
    ]
    assert [r and (str(r.stage), r.from_on.day) for r in found] == [
        ("returned", 10),
        ("returned", 10),
        ("returned", 17),
        None,
    ]


def test_a_request_of_an_officer_has_a_ladder_of_its_own(catalogue, day):
    asked = replace(owed(catalogue, P7294, "S001-14", "2025-H1", day("T3 10/6/2025")), duty="DX-2025-01")
    assert ladder_of(catalogue, asked) is ladders(catalogue)["requests"]


def test_every_dated_duty_of_the_catalogue_has_a_ladder(catalogue):
    silent = {DutyKind.STANDING, DutyKind.LEGAL}
    for d in deadlines(catalogue):
        if d.kind not in silent:
            assert ladder_of(catalogue, owed(catalogue, d.programme, d.duty, d.period, d.period_from)), d.key


@given(data=st.data())
def test_on_no_day_before_it_is_over_is_anybody_chased(catalogue, data):
    d = data.draw(st.sampled_from([d for d in deadlines(catalogue) if d.kind is not DutyKind.LEGAL]))
    on = d.due_on + timedelta(days=data.draw(st.integers(-400, 60)))
    stage = stage_on(catalogue, owed(catalogue, d.programme, d.duty, d.period, on), on)
    if stage in (Stage.CHASER_1, Stage.CHASER_2, Stage.RESULT):
        assert on > d.due_on
    elif stage is not None:
        assert d.period_from <= on <= d.due_on


@given(data=st.data())
def test_rungs_never_overlap_and_climb_in_order(catalogue, data):
    ladder = data.draw(st.sampled_from(list(ladders(catalogue).values())))
    opens = date(2024, 1, 1) + timedelta(days=data.draw(st.integers(0, 900)))
    due = opens + timedelta(days=data.draw(st.integers(0, 400)))
    target = max(catalogue.calendar.last_working_on_or_before(due), opens)
    returned = data.draw(st.none() | st.just(due + timedelta(days=3)))
    laid = rungs(ladder, Days(opens, min(target, due), due, returned), catalogue.calendar)
    for rung in laid:
        assert rung.from_on <= rung.until_on
    for earlier, later in pairwise(laid):
        assert earlier.until_on < later.from_on


NOBODYS = "khác:\n  title: khác\n  kinds: []\n  rungs: [{stage: soon, from: due}]\n"
WRONG = {
    "an unknown stage": ("stage: chaser_2", "stage: chaser_9", "plans.rungs[6].stage", "chaser_9"),
    "an unknown anchor": ("opened, from: opens", "opened, from: open", "plans.rungs[1].from", "from: open}"),
    "a stranger among the keys": ("lasts: 10", "last: 10", "plans.rungs[6].last", "last: 10"),
    "a word for a number": ("working_days: -10", "working_days: mười", "plans.rungs[2].working_days", "mười"),
    "a number beyond measure": ("working_days: -10", "working_days: -9999", "plans.rungs[2].working_days", "-9999"),
    "an unknown kind": ("[plan, joint_program]", "[plan, kế hoạch]", "plans.kinds", "kế hoạch"),
    "a kind on two ladders": ("[plan, joint_program]", "[plan, report]", "reports", "title: báo cáo"),
    "no rungs": ("plans:\n", f"{NOBODYS.split('  rungs')[0]}  rungs: []\nplans:\n", "khác.rungs", "rungs: []"),
    "a chaser ahead of the day": ("chaser_1, from: due", "chaser_1, from: target", "plans.rungs[5].stage", "chaser_1"),
    "a ladder that is no mapping": ("plans:\n", "khác: abc\nplans:\n", "khác", "khác: abc"),
    "a ladder for nothing": ("plans:\n", f"{NOBODYS}plans:\n", "khác.kinds", "kinds: []"),
    "a ladder under a wrong name": ("requests:", "request:", "request.kinds", "kinds: []"),
}


@pytest.mark.parametrize(("before", "after", "field", "on_the_line"), WRONG.values(), ids=WRONG)
def test_a_wrong_ladder_is_refused_with_its_line_and_field(tmp_path, before, after, field, on_the_line):
    rules = tmp_path / "rules"
    shutil.copytree(BUILTIN_PROGRAMMES, rules, ignore=shutil.ignore_patterns("units"))
    file = rules / "ladders.yaml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(CatalogueError) as no:
        load_catalogue(rules)
    assert (no.value.file, no.value.field) == (str(file), field)
    assert on_the_line in file.read_text("utf-8").splitlines()[no.value.line - 1]


def test_a_home_may_rewrite_one_ladder_and_keeps_the_others(tmp_path, catalogue):
    own = "plans:\n  title: kế hoạch\n  kinds: [plan, joint_program]\n  rungs: [{stage: soon, from: target}]\n"
    (tmp_path / "ladders.yaml").write_text(own, "utf-8")
    found = ladders(load_catalogue(BUILTIN_PROGRAMMES, tmp_path))
    assert len(found["plans"].rungs) == 1
    assert {name: ladder for name, ladder in found.items() if name != "plans"} == {
        name: ladder for name, ladder in ladders(catalogue).items() if name != "plans"
    }
    (tmp_path / "ladders.yaml").write_text(own.replace("joint_program", "report"), "utf-8")
    [error] = check_folder(tmp_path)
    assert error.field == "plans"
    assert "reports" in error.message
