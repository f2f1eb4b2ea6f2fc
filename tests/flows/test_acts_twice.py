"""Each act of an operator: what it does, that doing it twice has one effect, and that a rehearsal has none."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from sqlmodel import Session, func, select

from models.catalogue import home_catalogue
from models.errors import Refused
from models.facts import Audit, PeriodClose, Request, Ruling
from models.figure_use import uses
from models.filing import file_submission
from models.milestones import MilestoneKind
from models.obligations import owes
from models.settings import Home
from models.units import Assignment
from models.vocabulary import Bound, DutyKind, FigurePlace, Level
from reports.tracing import trace
from tasks.act_sheets import closing_sheet, review_sheet
from tasks.closing import close_and_total
from tasks.milestone_steps import take_step
from tasks.reviews import gather
from tasks.session import engine_of, open_session
from tasks.sheets import matrix_sheet
from tests.flows.conftest import MORNING, P05, SOME, agreed_day, asking, opened_request

LATER = MORNING + timedelta(days=20)
TODAY, END = date(2026, 11, 10), date(2026, 11, 30)


def count(home: Home, table: type) -> int:
    with Session(engine_of(home)) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_session_that_fails_leaves_nothing_behind(home):
    def fail() -> None:
        with open_session(home) as session:
            session.add(Ruling(programme=P05, duty="x", period="2027", held_on=TODAY, by="thử", at=MORNING))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(home, Ruling) == 0


def test_closing_keeps_what_was_known_and_a_second_closing_gives_it_back(home, asked):
    first = close_and_total(home, *asked, END, LATER, by="Cán bộ thử")
    again = close_and_total(home, *asked, END, LATER + timedelta(hours=1), by="Người khác")
    assert count(home, PeriodClose) == 1
    assert first.figures.closed.sha256 == again.figures.closed.sha256
    assert again.figures.closed.by == "Cán bộ thử"
    assert (first.figures.reported, len(first.figures.leaves)) == (2, 3)


def test_the_reports_of_a_closing_lie_in_the_home_and_are_the_same_bytes_again(home, asked):
    first = close_and_total(home, *asked, END, LATER, by="Cán bộ thử")
    bytes_then = {file.name: file.read_bytes() for file in first.files}
    again = close_and_total(home, *asked, END, LATER, by="Cán bộ thử")
    assert {file.suffix for file in first.files} == {".docx", ".xlsx"}
    assert {file.name: file.read_bytes() for file in again.files} == bytes_then
    assert all(home.path in file.parents for file in first.files)


def test_the_sheet_of_a_closing_shows_sums_with_n_of_n_and_names_who_is_missing(home, asked):
    sheet = closing_sheet(close_and_total(home, *asked, END, LATER, by="Cán bộ thử"))
    top = next(row for row in sheet.rows if row["Chỉ tiêu"].startswith("Buổi") or "buổi" in row["Chỉ tiêu"].lower())
    assert (top["Kết quả"], top["Đã có số liệu"]) == ("7", "2/3")
    assert top["Chưa có số liệu"] in SOME
    assert sheet.lines[0].startswith("2/3 đơn vị đã báo cáo. Đã khóa lúc")


def test_a_rehearsed_closing_writes_neither_rows_nor_files(home, asked):
    closing = close_and_total(home, *asked, END, LATER, by="Cán bộ thử", dry_run=True)
    assert (count(home, PeriodClose), closing.files) == (0, ())
    assert closing.figures.totals
    assert not (home.path / "reports").exists()


def test_a_period_that_has_not_begun_cannot_be_closed(home, asked):
    with pytest.raises(Refused, match="chưa thể chốt"):
        close_and_total(home, *asked, date(2026, 11, 1), MORNING, by="Cán bộ thử")


def test_the_same_request_sent_twice_is_opened_once(home):
    first, again = (opened_request(home, asking(units=SOME), MORNING) for _ in range(2))
    assert first.request.code == again.request.code
    assert count(home, Request) == 1
    with Session(engine_of(home)) as session:
        given = session.exec(select(Assignment).where(Assignment.duty == first.request.code)).all()
    assert len(given) == len(SOME)


def test_a_rehearsed_request_names_whom_it_would_ask_and_writes_nothing(home):
    opened = opened_request(home, asking(whole_level=Level.COMMUNE), MORNING, dry_run=True)
    assert (count(home, Request), len(opened.units)) == (0, 45)


def test_a_whole_level_inside_a_chosen_place_asks_that_place_alone(home):
    whole = opened_request(home, asking(whole_level=Level.COMMUNE, scope="vn/2025-07/82"), MORNING, dry_run=True)
    assert len(whole.units) == 102


def test_an_unknown_unit_is_refused_and_nothing_is_written(home):
    with pytest.raises(Refused):
        opened_request(home, asking(units=["Công an xã Không Có Thật"]), MORNING)
    assert count(home, Request) == 0


def test_the_last_valid_day_of_a_request_follows_its_words(home):
    before = opened_request(home, asking(units=SOME), MORNING, dry_run=True)
    by = opened_request(home, asking(units=SOME, bound=Bound.BY), MORNING, dry_run=True)
    assert (before.deadline.due_on, by.deadline.due_on) == (date(2026, 11, 17), date(2026, 11, 18))


def test_a_day_agreed_on_is_one_row_and_the_later_word_counts(home):
    key = (P05, "S000-19", "2028")
    for held in (date(2028, 10, 20), date(2028, 10, 20), date(2028, 11, 8)):
        agreed = agreed_day(home, *key, held, MORNING, by="Trưởng phòng (thử)")
    with Session(engine_of(home)) as session:
        (ruling,) = session.exec(select(Ruling)).all()
        words = session.exec(select(Audit).where(Audit.action == "agree_day")).all()
    assert (ruling.held_on, agreed.before) == (date(2028, 11, 8), date(2028, 10, 20))
    assert len(words) == 2


def test_a_corrected_note_is_kept_even_when_the_day_stays(home):
    for note in ("Giấy mời 12/GM", "Giấy mời 21/GM", "Giấy mời 21/GM"):
        agreed_day(home, P05, "S000-19", "2028", date(2028, 10, 20), MORNING, note=note, by="Trưởng phòng (thử)")
    with Session(engine_of(home)) as session:
        assert session.exec(select(Ruling)).one().note == "Giấy mời 21/GM"
        assert len(session.exec(select(Audit).where(Audit.action == "agree_day")).all()) == 2


@pytest.mark.parametrize(
    ("duty", "period", "held", "why"),
    [
        ("S000-19", "2028", date(2029, 1, 5), "phải nằm trong"),
        ("S000-01", "2027", date(2027, 8, 19), "đã ấn định ngày"),
        ("S000-19", "2027", date(2027, 5, 5), "không có kỳ"),
    ],
)
def test_a_day_that_cannot_be_agreed_on_is_refused(home, duty, period, held, why):
    with pytest.raises(Refused, match=why):
        agreed_day(home, P05, duty, period, held, MORNING, by="Trưởng phòng (thử)")


def test_a_review_needs_its_cut_off_inside_the_programme_and_writes_one_draft(home, asked):
    with pytest.raises(Refused, match="Ngày chốt"):
        gather(home, P05, DutyKind.REVIEW_MID, date(2034, 1, 1))
    first = gather(home, P05, DutyKind.REVIEW_MID, END)
    again = gather(home, P05, DutyKind.REVIEW_MID, END)
    assert first.file == again.file
    words = "\n".join(p.text for p in Document(str(first.file)).paragraphs)
    assert "số liệu chốt đến hết ngày 30/11/2026" in words.lower()
    (section,) = [section for section in first.report.sections if section.form.id == "phong-trao-rut-gon"]
    total = section.totals[2026, "B01"]
    assert (total.value, total.reported, total.expected) == (7, 2, 3)
    told = trace(first.file.read_bytes()).numbers
    assert "7" in {number.origin.value for number in told if number.origin.code == "phong-trao-rut-gon/B01:2026"}
    row = next(row for row in review_sheet(first).rows if row["Đã gửi"] == "2/3" and row["Kết quả"])
    assert row["Kết quả"].startswith("7 ")
    with open_session(home) as session:
        assert FigurePlace.REVIEW in uses(session, section.form)["B01"].places


def test_a_review_lets_in_what_came_after_the_cut_off_for_periods_that_ended_before(home, asked):
    before = gather(home, P05, DutyKind.REVIEW_MID, END, dry_run=True).report
    with open_session(home) as session:
        unit = next(
            u for u in owes(session, home_catalogue(home), END, programme=asked[0], duty=asked[1]) if not u.version
        )
        key = dict(zip(("programme", "duty", "period"), asked, strict=True))
        late = {"kind": "figures", "figures": {"B01": "5", "B02": "500"}, "now": LATER + timedelta(days=9)}
        file_submission(session, home_catalogue(home), unit_id=unit.unit_id, **key, **late)
    after = gather(home, P05, DutyKind.REVIEW_MID, END, now=LATER + timedelta(days=10), dry_run=True).report
    totals = [next(s for s in r.sections if s.key == "phong-trao-rut-gon").totals[2026, "B01"] for r in (before, after)]
    assert [(total.value, total.reported) for total in totals] == [(7, 2), (12, 3)]
    assert (before.as_of, after.as_of) == (END, date(2026, 12, 10))


def test_a_programme_without_a_final_review_is_told_so(home):
    with pytest.raises(Refused, match="không đặt ra"):
        gather(home, "kh-thanh-tra-2024", DutyKind.REVIEW_FINAL, date(2024, 12, 1))


def test_the_closing_milestone_waits_for_the_day_to_be_over(home, asked):
    told = take_step(home, MilestoneKind.CLOSES, *asked, "", TODAY, MORNING)
    assert "chưa khóa" in told.lines[0]
    assert count(home, PeriodClose) == 0
    told = take_step(home, MilestoneKind.CLOSES, *asked, "", END, LATER)
    assert told.lines[0].startswith("2/3 đơn vị đã báo cáo. Đã khóa")
    assert count(home, PeriodClose) == 1


def test_a_waiting_programme_is_never_closed_by_the_timetable(home):
    told = take_step(home, MilestoneKind.CLOSES, "7294-ctrph-ca-mttq", "S001-15", "2025", "", date(2026, 1, 5), MORNING)
    assert "chờ xác nhận" in told.lines[0]
    assert count(home, PeriodClose) == 0


def test_a_duty_without_a_day_asks_for_one_and_stops_asking_when_it_has_it(home):
    asks = take_step(home, MilestoneKind.REVIEW, P05, "S000-19", "2028", "", date(2028, 1, 1), MORNING)
    assert "không phải hạn" in asks.lines[-1]
    assert any(line.startswith("Đề nghị") for line in asks.lines)
    agreed_day(home, P05, "S000-19", "2028", date(2028, 10, 20), MORNING, by="Trưởng phòng (thử)")
    knows = take_step(home, MilestoneKind.REVIEW, P05, "S000-19", "2028", "", date(2028, 1, 1), MORNING)
    assert any("Đã thống nhất ngày 20/10/2028" in line for line in knows.lines)


def test_meetings_of_a_month_are_counted_over_the_communes(home):
    told = take_step(home, MilestoneKind.MEETINGS, P05, "S000-16", "2026-10", "xa", date(2026, 11, 2), MORNING)
    assert told.lines[0].startswith("0/45 đơn vị cấp xã")
    assert len(told.rows) == 45


def test_the_matrix_of_a_programme_counts_what_is_filed_and_says_what_it_waits_for(home, asked):
    sheet = matrix_sheet(home, P05, TODAY)
    row = next(row for row in sheet.rows if row["Mã"] == asked[1])
    assert row["Đã nộp"] == "2/3"
    waiting = matrix_sheet(home, "7294-ctrph-ca-mttq", TODAY)
    assert any("Chờ xác nhận" in line for line in waiting.lines)
    ended = matrix_sheet(home, "279-kh-mttw-bca", TODAY)
    assert any("đã kết thúc" in line for line in ended.lines)


def test_sheets_hold_nothing_but_plain_values(home, asked):
    closing = close_and_total(home, *asked, END, datetime(2026, 12, 1, tzinfo=UTC), by="Cán bộ thử")
    for sheet in (matrix_sheet(home, P05, TODAY), closing_sheet(closing)):
        json.dumps([dict(row) for row in sheet.rows], ensure_ascii=False)
