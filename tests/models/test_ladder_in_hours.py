"""Urgent requests with an hour: opened at once, spoken of so many hours before it, chased an hour after."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.errors import CatalogueError
from models.facts import Request
from models.ladder import held_days, ladder_for, ladders, rung_on, rungs
from models.obligations import Obligation
from models.quiet_hours import HANOI, day_in_hanoi
from models.request_deadlines import request_deadline
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import ObligationState, Stage

P05 = "05-ctrph-cat-mttq"


def hanoi(text: str) -> datetime:
    """`27/11/2026 16:00` in Hanoi, as UTC."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI).astimezone(UTC)


def asked(at: datetime, named_on: date, clock: time | None = time(16), *, is_urgent: bool = True) -> Request:
    return Request(
        programme=P05, code="DX-1", title="Báo cáo nhanh", document="9/CAT-PTM", document_on=day_in_hanoi(at),
        bound="before", named_on=named_on, clock=clock, is_urgent=is_urgent, by="thammuu", at=at,
    )  # fmt: skip


def owed(catalogue, request: Request, extended: date | None = None) -> Obligation:
    d = request_deadline(request, catalogue.calendar)
    due = extended or d.due_on
    return Obligation("u", "", *d.key, ObligationState.DUE, d.last_valid_on, due, 0, "", "", d, extended)


def stage(catalogue, o: Obligation, text: str) -> str | None:
    at = hanoi(text)
    rung = rung_on(catalogue, o, day_in_hanoi(at), at=at)
    return str(rung.stage) if rung else None


def test_an_urgent_request_is_said_at_once_a_day_ahead_four_hours_ahead_and_an_hour_after(catalogue, day):
    """Opened T4 25/11/2026 at 09:00, due before 16:00 of T6 27/11/2026; T2 30/11 is the next working day."""
    o = owed(catalogue, asked(hanoi("25/11/2026 09:00"), day("T6 27/11/2026")))
    moments = (
        "25/11/2026 09:00", "26/11/2026 15:58", "26/11/2026 16:00", "27/11/2026 11:58", "27/11/2026 12:00",
        "27/11/2026 15:58", "27/11/2026 16:30", "27/11/2026 17:00", "29/11/2026 10:00", "30/11/2026 07:30",
        "15/12/2026 07:30",
    )  # fmt: skip
    assert [stage(catalogue, o, text) for text in moments] == [
        "opened", "opened", "soon", "soon", "last_day", "last_day", None, "chaser_1", "chaser_1", "chaser_2", None,
    ]  # fmt: skip


def test_what_would_have_been_said_before_the_opening_is_overtaken_by_it(catalogue, day):
    o = owed(catalogue, asked(hanoi("27/11/2026 09:00"), day("T6 27/11/2026")))
    moments = "27/11/2026 09:01", "27/11/2026 12:00", "27/11/2026 17:00"
    assert [stage(catalogue, o, text) for text in moments] == ["opened", "last_day", "chaser_1"]
    late = owed(catalogue, asked(hanoi("27/11/2026 14:00"), day("T6 27/11/2026")))
    assert [stage(catalogue, late, text) for text in moments[1:]] == ["opened", "chaser_1"]


def test_the_last_day_is_not_called_so_the_evening_before(catalogue, day):
    o = owed(catalogue, asked(hanoi("25/11/2026 09:00"), day("T6 27/11/2026"), time(2)))
    assert stage(catalogue, o, "26/11/2026 23:59") == "soon"
    assert stage(catalogue, o, "27/11/2026 00:00") == "last_day"


def test_a_question_about_a_whole_day_never_says_anything_too_early(catalogue, day):
    o = owed(catalogue, asked(hanoi("25/11/2026 09:00"), day("T6 27/11/2026")))
    days = "T4 25/11/2026", "T5 26/11/2026", "T6 27/11/2026", "T7 28/11/2026", "T2 30/11/2026"
    found = [rung_on(catalogue, o, day(text)) for text in days]
    assert [r and str(r.stage) for r in found] == ["opened", "opened", "soon", "chaser_1", "chaser_2"]


def test_only_what_is_urgent_and_has_an_hour_climbs_in_hours(catalogue, day):
    known, at, friday = ladders(catalogue), hanoi("25/11/2026 09:00"), day("T6 27/11/2026")
    for request, name in (
        (asked(at, friday), "urgent"),
        (asked(at, friday, None), "requests"),
        (asked(at, friday, is_urgent=False), "requests"),
    ):
        assert ladder_for(catalogue, request_deadline(request, catalogue.calendar)) is known[name]


def test_an_extension_runs_in_days(catalogue, day):
    o = owed(catalogue, asked(hanoi("25/11/2026 09:00"), day("T6 27/11/2026")), day("T4 2/12/2026"))
    assert stage(catalogue, o, "27/11/2026 17:00") == "soon"
    assert stage(catalogue, o, "02/12/2026 07:30") == "last_day"
    assert stage(catalogue, o, "03/12/2026 07:30") == "chaser_1"


@given(data=st.data())
def test_at_no_instant_before_the_hour_is_anybody_chased_and_one_rung_stands_at_most(catalogue, data):
    opened = hanoi("01/06/2026 00:00") + timedelta(minutes=data.draw(st.integers(0, 40_000)))
    due = opened + timedelta(minutes=data.draw(st.integers(30, 20_000)))
    local = due.astimezone(HANOI)
    request = asked(opened, local.date(), local.time().replace(second=0, microsecond=0))
    d = request_deadline(request, catalogue.calendar)
    laid = rungs(ladders(catalogue)["urgent"], held_days(d, catalogue.calendar), catalogue.calendar)
    at = opened + timedelta(minutes=data.draw(st.integers(0, 40_000)))
    standing = [r for r in laid if r.holds(day_in_hanoi(at), at)]
    assert len(standing) <= 1
    for rung in standing:
        is_chaser = rung.stage in (Stage.CHASER_1, Stage.CHASER_2)
        assert (at > d.due_at) == is_chaser
        if rung.stage is Stage.LAST_DAY:
            assert day_in_hanoi(at) == day_in_hanoi(d.due_at)


@pytest.mark.parametrize(
    ("rung", "field"),
    [
        ("{stage: soon, from: hour, working_days: -1}", "urgent.rungs[1].from"),
        ("{stage: soon, from: target, hours: -4}", "urgent.rungs[1].hours"),
        ("{stage: chaser_1, from: hour}", "urgent.rungs[1].stage"),
        ("{stage: soon, from: hour, hours: -9999}", "urgent.rungs[1].hours"),
    ],
)
def test_a_rung_in_hours_that_means_nothing_is_refused(tmp_path, rung, field):
    own = f"urgent:\n  title: khẩn\n  kinds: []\n  rungs:\n    - {rung}\n"
    (tmp_path / "ladders.yaml").write_text(own, "utf-8")
    with pytest.raises(CatalogueError) as no:
        load_catalogue(BUILTIN_PROGRAMMES, tmp_path)
    assert no.value.field == field
