"""Calendars from the console: an address for a unit or an officer, and a year for the wall."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import icalendar
import pytest
from docx import Document
from sqlmodel import select

from models.facts import Audit
from models.settings import Home
from tasks.session import open_session

UNIT = "Công an phường Cao Lãnh"


def text_of(file: Path) -> str:
    document = Document(BytesIO(file.read_bytes()))
    cells = [p.text for table in document.tables for cell in table._cells for p in cell.paragraphs]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_an_address_is_printed_and_stays_the_same_until_it_is_changed(dondoc, own_demo: Home):
    first, again = (dondoc("feed", UNIT, home=own_demo).stdout for _ in range(2))
    assert first == again
    assert first.startswith("http://127.0.0.1:")
    assert first.rstrip().endswith(".ics")
    renewed = dondoc("feed", UNIT, "--renew", home=own_demo).stdout
    assert renewed != first
    assert dondoc("feed", UNIT, "--revoke", home=own_demo).stdout == "Đã thu hồi địa chỉ lịch.\n"
    assert "Không có địa chỉ lịch" in dondoc("feed", UNIT, "--revoke", home=own_demo).stdout
    with open_session(own_demo) as session:
        done = [a.action for a in session.exec(select(Audit).where(Audit.actor == "console").order_by(Audit.id))]
    assert [d for d in done if d.startswith("feed")] == ["feed_open", "feed_revoke", "feed_open", "feed_revoke"]


def test_a_calendar_is_written_to_a_file_for_a_machine_without_network(dondoc, own_demo: Home, tmp_path: Path):
    for who, file in (((UNIT,), "don-vi.ics"), (("--officer", "lanh-dao"), "can-bo.ics")):
        told = dondoc("feed", *who, "--out", str(tmp_path / file), home=own_demo)
        assert told.exit_code == 0, told.output
        events = icalendar.Calendar.from_ical((tmp_path / file).read_bytes()).walk("VEVENT")
        assert len(events) > 10
        assert len({str(e["uid"]) for e in events}) == len(events)


@pytest.mark.parametrize("words", [(), (UNIT, "--officer", "lanh-dao"), ("Công an xã Không Có",), ("--officer", "ai")])
def test_an_address_of_nobody_is_refused(dondoc, loaded_demo: Home, words):
    told = dondoc("feed", *words, home=loaded_demo)
    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr.strip()


def test_a_year_for_the_wall_needs_no_data_unless_a_unit_is_asked_for(dondoc, tmp_path: Path):
    empty, file = Home(tmp_path / "empty"), tmp_path / "lich.docx"
    assert dondoc("wall-calendar", "2026", str(file), "-p", "05", home=empty).exit_code == 0
    text = text_of(file)
    assert "LỊCH THỜI HẠN NĂM 2026" in text
    assert "Tổ chức “Ngày hội toàn dân bảo vệ ANTQ” (19/8)" in text
    assert "Chương trình phối hợp số 7294" not in text
    told = dondoc("wall-calendar", "2026", str(file), "--force", "--unit", UNIT, home=empty)
    assert told.exit_code == 1
    assert not empty.exists()


def test_a_year_of_one_unit_holds_its_own_deadlines_only(dondoc, loaded_demo: Home, tmp_path: Path):
    file = tmp_path / "lich.docx"
    told = dondoc("wall-calendar", "2026", str(file), "--unit", UNIT, "--paper", "a4", home=loaded_demo)
    assert told.exit_code == 0, told.output
    text = text_of(file)
    assert f"{UNIT} · Tất cả chương trình" in text
    assert "Họp định kỳ cấp xã" in text
    assert "Họp định kỳ cấp Tỉnh" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026", "lich.pdf"), "đuôi .docx"),
        (("1800", "lich.docx"), "ngoài phạm vi"),
        (("2026", "lich.docx", "--paper", "A0"), "A3, A4"),
        (("2026", "khong-co/lich.docx"), "Không có thư mục"),
        (("2026", "lich.docx", "-p", "xx"), "Không có chương trình"),
    ],
)
def test_what_cannot_be_made_is_refused_and_leaves_no_file(dondoc, loaded_demo: Home, tmp_path: Path, words, said):
    year, name, *more = words
    told = dondoc("wall-calendar", year, str(tmp_path / name), *more, home=loaded_demo)
    assert told.exit_code == 1
    assert said in told.stderr
    assert not list(tmp_path.glob("*.docx"))


def test_a_file_that_is_there_is_not_overwritten_by_itself(dondoc, loaded_demo: Home, tmp_path: Path):
    file = tmp_path / "lich.docx"
    file.write_text("của tôi", "utf-8")
    assert dondoc("wall-calendar", "2026", str(file), home=loaded_demo).exit_code == 1
    assert file.read_text("utf-8") == "của tôi"
    assert dondoc("wall-calendar", "2026", str(file), "--force", home=loaded_demo).exit_code == 0


def test_neither_command_wakes_prefect(tmp_path: Path):
    line = (
        "import sys; from deployments.commands import feeds; import tasks.feeds, tasks.wall_calendar, tasks.digests; "
        "sys.exit(any(name.split('.')[0] == 'prefect' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", line], check=False).returncode == 0
