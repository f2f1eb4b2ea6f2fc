"""What figures cost and who reads them: cells × units × periods, repeated returns, and marks of use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

import models.tables  # noqa: F401  (makes every table known)
from models.database import engine_for
from models.facts import Submission
from models.figure_use import unread, used, uses
from models.obligations import find_deadline, owes
from models.quiet_hours import begin_of_day
from models.reporting_burden import RATE, Rate, figure_burdens
from models.vocabulary import FigurePlace
from tests.ready_tables import tables_on

P05, MEETING, FESTIVAL = "05-ctrph-cat-mttq", "S000-16", "S000-01"
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
AS_OF = date(2026, 11, 22)


def burden(session, catalogue, duty, year=2026, **how):
    return next(b for b in figure_burdens(session, catalogue, year, AS_OF, programme=P05, **how) if b.duty == duty)


def hand_in(session, catalogue, period, figures, duty=FESTIVAL):
    deadline = find_deadline(session, catalogue, P05, duty, period)
    key = {"programme": P05, "duty": duty, "period": period}
    found = [o.unit_id for o in owes(session, catalogue, deadline.last_valid_on, **key) if o.is_expected]
    for n, unit in enumerate(found):
        row = Submission(**key, unit_id=unit, kind="figures", form="x", figures=figures(n))
        row.filed_at = begin_of_day(deadline.last_valid_on)
        session.add(row)
    session.flush()
    return found


def test_cells_times_units_times_periods(province, catalogue):
    found = burden(province, catalogue, MEETING)
    form = catalogue.form("hop-dinh-ky")
    assert (found.cells, found.units, found.periods) == (len(form.fields()), 45, 12)
    assert found.all_cells == found.cells * found.returns == 2 * 45 * 12
    assert found.minutes == found.returns * RATE.seconds(form) // 60


def test_another_rate_gives_other_minutes_and_the_rate_is_said(province, catalogue):
    slow = Rate(seconds_a_number=120, seconds_a_text=600)
    assert burden(province, catalogue, MEETING, rate=slow).minutes > burden(province, catalogue, MEETING).minutes
    assert "mỗi ô số 120 giây" in slow.words


def test_returns_that_repeat_the_period_before_are_counted(province, catalogue):
    same = {"B01": 4, "B02": 80, "B06.tu_so": 3, "B06.mau_so": 5}
    hand_in(province, catalogue, "2025", lambda n: same)
    units = hand_in(province, catalogue, "2026", lambda n: same if n < 10 else {**same, "B01": 5})
    found = burden(province, catalogue, FESTIVAL)
    assert (found.filed, found.identical) == (len(units), 10)


def test_a_return_of_two_boxes_says_too_little_to_be_a_repetition(province, catalogue):
    for period in ("2026-09", "2026-10"):
        hand_in(province, catalogue, period, lambda n: {"F01": 1}, duty=MEETING)
    assert burden(province, catalogue, MEETING).identical == 0


def test_what_is_always_blank_or_always_nought_is_named(province, catalogue):
    hand_in(province, catalogue, "2026", lambda n: {"B01": 0, "B02": n})
    found = burden(province, catalogue, FESTIVAL)
    assert set(found.never_filled) == {"B06", "G03"}
    assert found.always_nought == ("B01",)


def test_before_anybody_filed_nothing_is_called_unused_for_being_blank(province, catalogue):
    found = burden(province, catalogue, FESTIVAL)
    assert (found.filed, found.never_filled, found.always_nought) == (0, (), ())


def test_what_a_document_read_or_a_target_is_about_is_not_unread(province, catalogue):
    assert burden(province, catalogue, FESTIVAL).unread == ("B01", "B02", "G03")  # B06 has a target
    used(province, "ngay-hoi", ["B01"], FigurePlace.CONSOLIDATED, NOW)
    assert burden(province, catalogue, FESTIVAL).unread == ("B02", "G03")


# --- marks of use ---------------------------------------------------------------------------------------------------


def test_a_second_reading_counts_on_the_same_row_and_a_part_marks_its_indicator(session):
    used(session, "phong-trao", ["D06.kha", "D06.yeu", "B01"], "board", NOW)
    used(session, "phong-trao", ["D06"], FigurePlace.EXPORT, NOW + timedelta(days=2))
    used(session, "phong-trao", ["D06"], FigurePlace.BOARD, NOW + timedelta(days=1))
    found = uses(session, "phong-trao")
    assert list(found) == ["B01", "D06"]
    assert found["D06"].places == (FigurePlace.EXPORT, FigurePlace.BOARD)
    assert (found["D06"].times, found["D06"].last_at) == (3, NOW + timedelta(days=2))


def test_a_form_knows_which_of_its_indicators_nobody_read_since(session, catalogue):
    form = catalogue.form("hop-dinh-ky")
    used(session, form, ["F01"], "leader", NOW)
    assert unread(session, form) == ["G03"]
    assert unread(session, form, since=NOW + timedelta(days=1)) == ["F01", "G03"]


def test_nothing_read_leaves_no_mark_and_an_unknown_place_is_refused(session):
    used(session, "phong-trao", [], "board", NOW)
    assert uses(session, "phong-trao") == {}
    with pytest.raises(ValueError, match="nowhere"):
        used(session, "phong-trao", ["B01"], "nowhere", NOW)


def test_marks_are_kept_by_form(session):
    used(session, "phong-trao", ["B01"], "board", NOW)
    assert uses(session, "ngay-hoi") == {}


@given(st.lists(st.tuples(st.sampled_from(["B01", "B02"]), st.sampled_from(list(FigurePlace)), st.integers(0, 9))))
def test_whatever_the_order_of_readings_first_and_last_stay_right(readings):
    engine = engine_for("sqlite://")
    tables_on(engine)
    with Session(engine) as session:
        for code, place, days in readings:
            used(session, "f", [code], place, NOW + timedelta(days=days))
        found = uses(session, "f")
    engine.dispose()
    for code in {code for code, _, _ in readings}:
        of_code = [(place, days) for c, place, days in readings if c == code]
        assert found[code].times == len(of_code)
        assert found[code].first_at == NOW + timedelta(days=min(days for _, days in of_code))
        assert found[code].last_at == NOW + timedelta(days=max(days for _, days in of_code))
        assert set(found[code].places) == {place for place, _ in of_code}


@pytest.mark.postgres
def test_marks_are_the_same_on_postgresql(province_on_postgres):
    for days in (3, 1):
        used(province_on_postgres, "f", ["B01"], "board", NOW + timedelta(days=days))
    found = uses(province_on_postgres, "f")["B01"]
    assert (found.times, found.last_at) == (2, NOW + timedelta(days=3))
