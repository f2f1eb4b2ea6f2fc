"""The board of units and deadlines: the same answers as `owes` and `periods`, over the change of the map in 2025."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.board import Board, board, years_of
from models.facts import Decision, Extension, Submission, Waiver
from models.obligations import owes
from models.period_counts import periods
from models.quiet_hours import HANOI
from models.unit_map import find_unit
from models.units import Unit
from models.vocabulary import Level, ObligationState, Tree

P05 = "05-ctrph-cat-mttq"
MEETING = {"programme": P05, "duty": "S000-16"}
S = ObligationState


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI).astimezone(UTC)


def filed(unit_id: str, period: str, on: date) -> Submission:
    return Submission(
        **MEETING, period=period, unit_id=unit_id, kind="document", receipt=f"{unit_id}{period}", filed_at=at(on)
    )


def police(session, name: str = "Công an xã Tháp Mười") -> Unit:
    return find_unit(session, name, date(2026, 11, 23))


def cell(found: Board, unit_id: str, duty: str, period: str):
    [row] = [r for r in found.rows if r.unit_id == unit_id]
    return row.cells[P05, duty, period]


def test_every_cell_is_an_obligation_and_no_obligation_of_the_year_is_left_out(province, catalogue, day):
    on = day("T2 23/11/2026")
    found = board(province, catalogue, on, 2026, with_ended=True)
    cells = {(o.programme, o.duty, o.period, o.unit_id): o for row in found.rows for o in row.cells.values()}
    owed = [o for o in owes(province, catalogue, on, due_until=date(2026, 12, 31)) if o.deadline.due_on.year == 2026]
    assert cells == {o.key: o for o in owed}
    assert {c.deadline.key for c in found.columns} == {o.deadline.key for o in owed}


def test_the_foot_of_a_column_is_the_count_of_its_period(province, catalogue, day):
    unit = police(province)
    province.add(filed(unit.id, "2026-10", day("T5 29/10/2026")))
    province.flush()
    on = day("T2 23/11/2026")
    counted = {s.deadline.key: (s.reported, s.expected) for s in periods(province, catalogue, on)}
    found = board(province, catalogue, on, 2026, with_ended=True)
    assert {c.deadline.key: (c.count.reported, c.count.expected) for c in found.columns}.items() <= counted.items()


def test_a_cell_tells_late_returned_waived_and_extended_apart(province, catalogue, day):
    unit, on = police(province), day("T2 23/11/2026")
    late, back = filed(unit.id, "2026-08", day("T5 03/9/2026")), filed(unit.id, "2026-09", day("T4 30/9/2026"))
    key = {**MEETING, "unit_id": unit.id, "granted_at": at(on)}
    province.add_all([late, back])
    province.add(Waiver(**key, period="2026-10", reason="bão", granted_by="x"))
    province.add(Extension(**key, period="2026-07", until=day("T6 27/11/2026"), reason="bão", granted_by="x"))
    province.flush()
    province.add(Decision(submission_id=back.id, action="return", note="thiếu", by="x", at=at(on)))
    province.flush()
    found = board(province, catalogue, on, 2026)
    states = {p: cell(found, unit.id, "S000-16", p).state for p in ("2026-07", "2026-08", "2026-09", "2026-10")}
    assert states == {"2026-07": S.EXTENDED, "2026-08": S.FILED, "2026-09": S.RETURNED, "2026-10": S.WAIVED}
    [row] = [r for r in found.rows if r.unit_id == unit.id]
    assert (row.count.late, row.count.returned) == (1, 1)
    assert cell(found, unit.id, "S000-16", "2026-08").days_late == 3


def test_communes_of_before_july_2025_stand_there_only_when_asked_for(province, catalogue, day):
    on = day("T2 23/11/2026")
    living = board(province, catalogue, on, 2025, programme=P05)
    everybody = board(province, catalogue, on, 2025, programme=P05, with_ended=True)
    assert all(row.ended_on is None for row in living.rows)
    gone = [row for row in everybody.rows if row.ended_on == date(2025, 6, 30)]
    assert len(gone) >= 141
    assert len(everybody.rows) == len(living.rows) + len([r for r in everybody.rows if r.ended_on])


def test_rows_are_narrowed_by_line_level_and_need(province, catalogue, day):
    on = day("T2 23/11/2026")
    front = board(province, catalogue, on, 2026, tree=Tree.FRONT, level=Level.PROVINCE)
    assert {(row.tree, row.level) for row in front.rows} == {("front", "tinh")}
    needing = board(province, catalogue, on, 2026, only_attention=True)
    assert needing.rows
    assert all(row.count.overdue or row.count.returned for row in needing.rows)
    assert board(province, catalogue, on, 2020).rows == ()
    assert set(range(2021, 2034)) <= set(years_of(catalogue))


def test_what_was_filed_later_is_not_on_the_board_of_an_earlier_day(province, catalogue, day):
    unit = police(province)
    province.add(filed(unit.id, "2026-10", day("T4 28/10/2026")))
    province.flush()
    before, after = (board(province, catalogue, day(on), 2026) for on in ("T3 27/10/2026", "T4 28/10/2026"))
    assert cell(before, unit.id, "S000-16", "2026-10").state is not S.FILED
    assert cell(after, unit.id, "S000-16", "2026-10").state is S.FILED


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(st.tuples(st.integers(0, 7), st.integers(1, 10), st.integers(-20, 40)), unique_by=lambda f: f[:2]),
    shift=st.integers(0, 300),
)
def test_rows_columns_and_the_whole_count_the_same_obligations(province, catalogue, data, shift):
    province.rollback()
    units = sorted(province.exec(select(Unit.id).where(Unit.tree == "police", Unit.id.like("police/2025-07/3%"))))
    for n, month, days in data:
        province.add(filed(units[n], f"2026-{month:02}", date(2026, month, 25) + timedelta(days=days)))
    province.flush()
    found = board(province, catalogue, date(2026, 2, 1) + timedelta(days=shift), 2026)
    for part in ("reported", "expected", "late", "overdue", "returned"):
        whole = getattr(found.count, part)
        assert whole == sum(getattr(row.count, part) for row in found.rows)
        assert whole == sum(getattr(column.count, part) for column in found.columns)
    cells = Counter(o.state for row in found.rows for o in row.cells.values())
    assert found.count.overdue == cells[S.OVERDUE]


@pytest.mark.postgres
def test_the_board_is_the_same_on_postgresql(province, province_on_postgres, catalogue, day):
    on = day("T2 23/11/2026")
    assert board(province, catalogue, on, 2026) == board(province_on_postgres, catalogue, on, 2026)
