"""A period closes when its day has come, whoever looks and however late; once, and never ahead of time."""

from __future__ import annotations

from sqlmodel import select

import tasks.closing
from models.facts import Audit, PeriodClose, Request
from models.milestones import MilestoneKind
from models.units import Unit
from tasks.closing import TIMETABLE, close_what_is_due
from tasks.milestone_steps import take_step
from tasks.round_report import RoundReport
from tasks.round_sheets import round_sheet
from tasks.session import open_session

P05, PLAN, MEETING = "05-ctrph-cat-mttq", "S000-12", "S000-16"


def closed(province) -> list[tuple[str, str, int, int]]:
    with open_session(province.home) as s:
        return [
            (c.duty, c.period, c.reported, c.expected) for c in s.exec(select(PeriodClose).order_by(PeriodClose.id))
        ]


def close(province, day, now, **how) -> list[str]:
    done = close_what_is_due(province.home, day, now, by=TIMETABLE, **how)
    assert done.failed == ()
    return list(done.closed)


def on_the_map(province, unit_id: str) -> None:
    """Figures add up over places, so the unit needs one."""
    with open_session(province.home) as s:
        s.add(Unit(id="vn/x/1", tree="territory", level="xa", name="Xã Số 1"))
        s.flush()
        s.get(Unit, unit_id).territory_id = "vn/x/1"


def test_five_working_days_after_the_due_day_the_round_closes_the_period_with_what_was_filed(province, at, day):
    filed, _silent = province.commune(1, (PLAN,)), province.commune(2, (PLAN,))
    province.file(filed, PLAN, "2024-03-15", at("14/03/2024 10:00"))
    assert close(province, day("T4 20/3/2024"), at("20/03/2024 08:00")) == []
    assert close(province, day("T5 21/3/2024"), at("21/03/2024 08:00")) == ["S000-12 giai đoạn 2023 - 2033"]
    assert closed(province) == [(PLAN, "2024-03-15", 1, 2)]


def test_after_weeks_of_silence_the_next_round_closes_it_and_the_one_after_does_nothing(province, at, day):
    province.commune(1, (PLAN,))
    for _ in range(2):
        close(province, day("T2 06/5/2024"), at("06/05/2024 08:00"))
    assert closed(province) == [(PLAN, "2024-03-15", 0, 1)]
    with open_session(province.home) as s:
        assert len(s.exec(select(Audit).where(Audit.action == "close_period")).all()) == 1


def test_a_rehearsal_says_what_it_would_close_and_a_day_to_come_closes_nothing(province, at, day):
    province.commune(1, (PLAN,))
    now = at("21/03/2024 08:00")
    assert close(province, day("T5 21/3/2024"), now, dry_run=True) == ["S000-12 giai đoạn 2023 - 2033"]
    assert close(province, day("T6 22/3/2024"), at("20/03/2024 08:00")) == []
    assert closed(province) == []


def test_what_nobody_owes_stays_open(province, at, day):
    province.commune(1, ())
    assert close(province, day("T5 21/3/2024"), at("21/03/2024 08:00")) == []


def test_the_last_month_of_a_programme_is_closed_by_the_first_round_after_its_last_day(province, at, day, monkeypatch):
    monkeypatch.setattr(tasks.closing, "AT_ONCE", 1000)  # the months of ten years wait, too
    province.commune(1, (MEETING,))
    last, label = day("T7 31/12/2033"), "S000-16 tháng 12/2033"
    assert label not in close(province, last, at("31/12/2033 08:00"), dry_run=True)
    assert label in close(province, day("CN 01/1/2034"), at("01/01/2034 08:00"), dry_run=True)
    assert label in close(province, day("T4 01/3/2034"), at("01/03/2034 08:00"), dry_run=True)
    assert close(province, day("T6 03/3/2034"), at("03/03/2034 08:00"), dry_run=True) == []


def test_who_was_silent_until_the_end_of_the_programme_still_counts_when_it_is_closed(province, at, day):
    on_the_map(province, province.commune(1, (MEETING,)))
    on, now = day("CN 01/1/2034"), at("01/01/2034 08:00")
    told = take_step(province.home, MilestoneKind.CLOSES, P05, MEETING, "2033-12", "", on, now)
    assert told.lines[0].startswith("0/1 đơn vị đã báo cáo. Đã khóa")


def test_the_milestone_of_the_last_day_says_which_round_will_close(province, at, day):
    province.commune(1, (MEETING,))
    last = day("T7 31/12/2033")
    told = take_step(province.home, MilestoneKind.CLOSES, P05, MEETING, "2033-12", "", last, at("31/12/2033 08:00"))
    assert told.lines[0].endswith("chưa khóa. Vòng nhắc việc từ ngày 01/01/2034 sẽ khóa.")
    assert closed(province) == []


def asked_with_a_form(province, day) -> None:
    """A request with figures, due before the plan is."""
    unit = province.commune(1, (PLAN,))
    on_the_map(province, unit)
    province.request([unit], day("T6 01/3/2024"), day("T2 11/3/2024"))
    with open_session(province.home) as s:
        s.exec(select(Request)).one().form = "phong-trao-rut-gon"


def test_one_period_that_cannot_be_closed_is_named_and_keeps_no_other_open(province, at, day):
    asked_with_a_form(province, day)
    (province.home.path / "reports").write_text("a file where the folder should be")
    on, now = day("T5 21/3/2024"), at("21/03/2024 08:00")
    done = close_what_is_due(province.home, on, now, by=TIMETABLE)
    assert done.closed == ("S000-12 giai đoạn 2023 - 2033",)
    (failed,) = done.failed
    assert failed.startswith("DX-01 ")
    assert " vì " in failed
    sheet = round_sheet(province.home, on, done, RoundReport(on, False), None, dry_run=False)
    assert any("Không khóa được 1 kỳ" in line and failed in line for line in sheet.lines)


def test_a_report_that_could_not_be_written_leaves_its_period_open_for_the_next_round(province, at, day):
    asked_with_a_form(province, day)
    in_the_way = province.home.path / "reports"
    in_the_way.write_text("a file where the folder should be")
    close_what_is_due(province.home, day("T5 21/3/2024"), at("21/03/2024 08:00"), by=TIMETABLE)
    assert [duty for duty, *_ in closed(province)] == [PLAN]
    in_the_way.unlink()
    assert len(close(province, day("T6 22/3/2024"), at("22/03/2024 08:00"))) == 1
    assert [duty for duty, *_ in closed(province)] == [PLAN, "DX-01"]
    assert {file.suffix for file in (in_the_way / P05).iterdir()} == {".docx", ".xlsx"}


def test_many_that_fail_do_not_use_up_the_turn_of_the_others(province, at, day, monkeypatch):
    asked_with_a_form(province, day)
    (province.home.path / "reports").write_text("a file where the folder should be")
    monkeypatch.setattr(tasks.closing, "AT_ONCE", 1)
    done = close_what_is_due(province.home, day("T5 21/3/2024"), at("21/03/2024 08:00"), by=TIMETABLE)
    assert (len(done.closed), len(done.failed)) == (1, 1)
