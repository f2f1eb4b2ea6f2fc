"""A year's days off through the console: the calendar of a year, a table to fill in, proposing and confirming it."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest
from sqlmodel import select

from models.access import CatalogueChange
from models.catalogue import home_catalogue
from models.deadlines import deadline_of
from models.facts import Extension
from models.units import Unit
from tasks.session import open_session
from tests.deployments.conftest import NOON
from tests.models import small_laws

SLUG, MEETING = "05-ctrph-cat-mttq", "S000-16"
BY = ("--officer", "tham-muu")


@pytest.fixture
def table(dondoc, tmp_path):
    """The table of 2027 as it is handed out, and one day more made off by a fictional notice."""
    file = tmp_path / "2027.yaml"
    assert dondoc("days-off", "template", "2027", str(file)).exit_code == 0
    text = file.read_text("utf-8").replace("status: provisional", "status: official")
    text = text.replace("\ndays_off:", "\ndays_off:\n  - {day: 2027-06-30, why: hoán đổi (thử), source: Thông báo thử}")
    file.write_text(text, "utf-8")
    return file


def test_a_year_ahead_is_handed_out_as_the_table_in_force_and_a_far_one_as_a_draft(dondoc):
    near, far = dondoc("days-off", "template", "2027").stdout, dondoc("days-off", "template", "2040").stdout
    assert "Tết Nguyên đán Đinh Mùi" in near
    assert "status: provisional" in far
    assert "chờ thông báo" in far
    assert "from: 2040-02-10, to: 2040-02-14" in far  # around Tết, CN 12/02/2040
    assert far.startswith("# Bảng ngày nghỉ năm 2040.")


def test_a_table_is_never_written_over_and_a_year_out_of_reach_is_refused(dondoc, table):
    again = dondoc("days-off", "template", "2027", str(table))
    assert again.exit_code == 1
    assert "không ghi đè" in again.stderr
    assert "2021–2099" in dondoc("days-off", "template", "2150").stderr


def test_a_proposal_says_which_deadlines_move_for_whom_and_who_would_be_told(dondoc, own_demo, table):
    with open_session(own_demo) as session:
        unit = session.exec(select(Unit).where(Unit.name == "Công an xã Tháp Mười")).one()
        granted = {"reason": "thử", "granted_by": "tham-muu", "granted_at": NOON}
        session.add(
            Extension(
                programme=SLUG, duty=MEETING, period="2027-06", unit_id=unit.id, until=date(2027, 6, 29), **granted
            )
        )
    told = dondoc("days-off", "propose", str(table), *BY, home=own_demo)
    assert told.exit_code == 0, told.output
    assert "Lịch nghỉ năm 2027: dự kiến → chính thức theo thông báo." in told.stdout
    assert "2 thời hạn dịch chuyển." in told.stdout
    assert "30/6/2027 (mốc 29/6/2027)" in told.stdout
    assert "45 đơn vị sẽ được nhắc theo ngày mới." in told.stdout
    assert "1 lượt không nhắc: đang được gia hạn, giữ ngày gia hạn." in told.stdout
    assert "[xem lại] S000-16 2027-06: Công an xã Tháp Mười: gia hạn đến hết ngày 29/6/2027 giữ nguyên" in told.stdout
    assert not (own_demo.programmes / "days_off").exists()  # seen, not applied


def test_the_proposal_as_json_and_then_in_force_by_name(dondoc, own_demo, table):
    answer = json.loads(dondoc("days-off", "propose", str(table), *BY, "--json", home=own_demo).stdout)
    assert {"number", "tables", "days", "moved", "new", "gone", "settled", "told", "silent", "stays", "notes"} <= set(
        answer
    )
    password = {"DONDOC_OFFICER_PASSWORD": own_demo.settings().ui_password}
    done = dondoc("programme", "confirm", str(answer["number"]), *BY, home=own_demo, env=password)
    assert done.exit_code == 0, done.output
    assert "lịch nghỉ năm 2027" in done.stdout
    found = deadline_of(home_catalogue(own_demo), SLUG, MEETING, "2027-06")
    assert (found.target_on, found.provisional) == (date(2027, 6, 29), False)
    days = {d["date"]: d for d in json.loads(dondoc("calendar", "2027", "--json", home=own_demo).stdout)}
    assert days["2027-06-30"] == {
        "date": "2027-06-30", "working": False, "why": "hoán đổi (thử)", "source": "Thông báo thử", "provisional": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("year: 2028", "phải trùng với tên tệp"),
        ("year: 2027\nnghi: []", "nghi"),
        ("year: 2027\nstatus: sure", "status"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_line_and_nothing_is_kept(dondoc, own_demo, table, wrong, said):
    table.write_text(table.read_text("utf-8").replace("year: 2027", wrong, 1), "utf-8")
    told = dondoc("days-off", "propose", str(table), *BY, home=own_demo)
    assert told.exit_code == 1
    assert said in told.stderr
    assert "days_off/2027.yaml:" in told.stderr
    with open_session(own_demo) as session:
        assert session.exec(select(CatalogueChange)).all() == []


def test_a_duty_is_not_brought_in_as_a_table_of_days_off(dondoc, own_demo, tmp_path):
    from models.settings import BUILTIN_PROGRAMMES

    told = dondoc("days-off", "propose", str(BUILTIN_PROGRAMMES / SLUG / "duties" / "S000-10.yaml"), *BY, home=own_demo)
    assert told.exit_code == 1
    assert "dondoc programme import" in told.stderr


def test_a_year_without_a_table_is_weekends_only_and_provisional(dondoc):
    days = json.loads(dondoc("calendar", "2040", "--json").stdout)
    assert len(days) == 366
    assert all(d["provisional"] for d in days)
    assert all(d["working"] == (date.fromisoformat(d["date"]).weekday() < 5) for d in days)
    assert "dondoc days-off template 2040" in dondoc("calendar", "2040").stdout
    assert "days-off" not in dondoc("calendar", "2026").stdout


def test_one_deadline_is_explained_for_one_unit_in_prose_and_in_json(dondoc, loaded_demo):
    asked = ("explain", "05", MEETING, "2026-11", "--unit", "Công an xã Tháp Mười", "--on", "2026-11-22")
    told = dondoc(*asked, home=loaded_demo)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0].endswith("– tháng 11/2026 – Công an xã Tháp Mười")
    assert any(line.startswith("Vì sao là việc của đơn vị: Công an xã Tháp Mười kế thừa") for line in lines)
    answer = json.loads(dondoc(*asked, "--json", home=loaded_demo).stdout)
    assert (answer["bound"], answer["period"], answer["on"]) == (True, "2026-11", "2026-11-22")
    assert {"heading", "text"} == set(answer["paragraphs"][0])
    by_place = json.loads(dondoc(*asked[:5], "xã Tháp Mười", "--json", home=loaded_demo).stdout)
    assert by_place["unit"] == answer["unit"]


def test_an_unknown_unit_or_a_home_without_data_is_told_what_to_do(dondoc, loaded_demo, tmp_path):
    from models.settings import Home

    told = dondoc("explain", "05", MEETING, "2026-11", "--unit", "Công an xã Không Có", home=loaded_demo)
    assert told.exit_code == 1
    assert "Không có đơn vị" in told.stderr
    empty = dondoc("explain", "05", MEETING, "2026-11", "--unit", "x", home=Home(tmp_path / "empty"))
    assert "dondoc init" in empty.stderr


def test_what_has_no_deadline_is_listed_as_a_question_and_never_as_a_date(dondoc):
    told = dondoc("deadlines", "05").stdout
    assert "6 nhiệm vụ chưa có hạn, chờ người có thẩm quyền:" in told
    assert "S000-11 (mục IV.1 gạch 2)" in told
    assert "S000-16" not in told.split("chưa có hạn")[1]  # vague, but a period
    assert "chưa có hạn" not in dondoc("deadlines", "05", "--from", "2026-01-01").stdout
    alone = dondoc("deadlines", "05", "--duty", "S000-21").stdout
    assert alone.startswith("0 thời hạn")
    assert "Văn bản không ấn định thời gian" in alone


def test_days_the_wrong_way_round_are_refused(dondoc):
    told = dondoc("deadlines", "--from", "2027-01-01", "--to", "2026-01-01")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "--to trước --from" in told.stderr


def test_the_hour_of_a_deadline_stands_beside_its_day(dondoc, own_demo, tmp_path):
    plan = small_laws.duty(kind="plan", rule="mode: once, bound: before, date: 2026-03-18, at: '16:00'")
    shutil.copytree(small_laws.write_law(tmp_path, KH=plan), own_demo.programmes / small_laws.SLUG)
    assert "16h00 18/3/2026" in dondoc("deadlines", small_laws.SLUG, home=own_demo).stdout
