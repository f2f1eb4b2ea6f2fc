"""The year on the wall: every month, every day off, every deadline, on as many sheets as promised."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from reports.month_blocks import Mark, MonthBlock, fitting, month_table
from reports.wall_calendar import SHEETS, WallCalendar, WallEntry, wall_calendar_docx

REPORT = WallEntry(
    date(2026, 6, 14), "Báo cáo 6 tháng", "trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026)", "8, văn bản số 7294"
)
MEETING = WallEntry(date(2026, 6, 30), "Họp định kỳ – tháng 6/2026", "trong tháng 6/2026", "IV.2", ends_a_period=True)
URGENT = WallEntry(date(2026, 6, 12), "Số liệu nhanh", "trước 16h00 ngày 12/6/2026", "văn bản số 9", clock="16 giờ 00")


@pytest.fixture
def wall(catalogue):
    entries = [URGENT, REPORT, MEETING]
    return WallCalendar(2026, "Công an xã An Bình", "Công an tỉnh", catalogue.calendar, entries)


def months_of(content: bytes):
    """The cell of each month, in order."""
    body = Document(BytesIO(content)).element.body
    tables = [t for t in body.findall(qn("w:tbl")) if "THÁNG" in "".join(n.text or "" for n in t.iter(qn("w:t")))]
    return [cell for table in tables for row in table.findall(qn("w:tr")) for cell in row.findall(qn("w:tc"))]


def words_in(element) -> str:
    paragraphs = element.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs)


def day_cell(month, day: int):
    [found] = [c for c in month.find(qn("w:tbl")).iter(qn("w:tc")) if words_in(c) == str(day)]
    return found


def fill(cell) -> str:
    shade = cell.find(f".//{qn('w:shd')}")
    return "" if shade is None else shade.get(qn("w:fill"))


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_every_day_of_the_year_stands_under_its_weekday(wall, paper):
    months = months_of(wall_calendar_docx(wall, SHEETS[paper]))
    assert len(months) == 12
    for number, month in enumerate(months, 1):
        rows = [[words_in(c) for c in row.findall(qn("w:tc"))] for row in month.find(qn("w:tbl")).findall(qn("w:tr"))]
        assert rows[0] == ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
        for row in rows[1:]:
            for weekday, text in enumerate(row):
                assert not text or date(2026, number, int(text)).weekday() == weekday
        days = [int(text) for row in rows[1:] for text in row if text]
        assert days == list(range(1, len(days) + 1))


def test_a_deadline_is_filled_a_period_end_framed_a_day_off_slanted_a_made_up_day_underlined(wall):
    months = months_of(wall_calendar_docx(wall))
    june, january = months[5], months[0]
    assert fill(day_cell(june, 14)) == fill(day_cell(june, 12)) == "1F3864"
    assert day_cell(june, 30).find(f".//{qn('w:tcBorders')}") is not None
    assert fill(day_cell(june, 30)) == ""
    assert day_cell(june, 13).find(f".//{qn('w:i')}") is not None
    assert fill(day_cell(june, 15)) == ""
    assert day_cell(january, 10).find(f".//{qn('w:u')}") is not None  # Saturday worked for 2/1/2026
    assert fill(day_cell(january, 2)) == fill(day_cell(january, 1)) == "F6DCDA"


def test_a_period_that_ends_on_a_day_off_is_both_framed_and_shaded(wall):
    august = months_of(wall_calendar_docx(replace(wall, entries=[replace(MEETING, on=date(2026, 8, 31))])))[7]
    cell = day_cell(august, 31)
    assert cell.find(f".//{qn('w:tcBorders')}") is not None
    assert fill(cell) == "F6DCDA"


def test_under_a_month_stand_its_deadlines_with_the_last_working_day_where_that_differs(wall):
    june = words_in(months_of(wall_calendar_docx(wall))[5])
    assert "12/6 (16 giờ 00): Số liệu nhanh" in june
    assert "14/6 (Chủ nhật; ngày làm việc trước đó: 12/6): Báo cáo 6 tháng" in june
    assert "30/6: Họp định kỳ – tháng 6/2026" in june


def test_the_list_has_every_deadline_and_every_day_off_with_its_document(wall):
    text = words_in(Document(BytesIO(wall_calendar_docx(wall))).element.body)
    assert "trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026)" in text
    assert "thứ Hai, 16/02/2026 đến thứ Sáu, 20/02/2026" in text
    assert "Thông báo 9441/TB-BNV" in text
    assert "DỰ KIẾN" not in text.upper()


def test_a_year_without_a_notice_says_it_is_provisional(wall):
    text = words_in(Document(BytesIO(wall_calendar_docx(replace(wall, year=2031, entries=[])))).element.body)
    assert "Ngày nghỉ dự kiến, chưa có thông báo chính thức" in text
    assert "Trong năm không có thời hạn nào." in text
    far = words_in(Document(BytesIO(wall_calendar_docx(replace(wall, year=2190, entries=[])))).element.body)
    assert "Chưa có bảng ngày nghỉ của năm này" in far


def test_the_same_year_gives_the_same_bytes(wall):
    assert wall_calendar_docx(wall) == wall_calendar_docx(wall)


def test_lines_without_room_are_counted_not_lost():
    lines = [f"{n:02}/6: việc" for n in range(1, 9)]
    assert fitting(lines, 5000, 225 * 8) == lines
    assert fitting(lines, 5000, 225 * 5) == [*lines[:4], "… và 04 thời hạn khác, xem danh sách."]
    assert fitting(["dài " * 60], 3000, 225) == ["… và 01 thời hạn khác, xem danh sách."]


def test_whatever_a_title_holds_the_table_is_well_formed():
    table = month_table([MonthBlock(2026, 2, {3: Mark.DEADLINE}, lines=("<a> & \x07 “b”",))], 1, 5000, 4000)
    assert "<a> &  “b”" in words_in(table)


@pytest.mark.office
def test_a_year_is_one_a3_sheet_or_two_of_a4_and_then_the_list(wall, tmp_path):
    many = [replace(REPORT, on=date(2026, m, d), what=f"Báo cáo số {d}, " * 6) for m in (5, 12) for d in range(1, 29)]
    for paper in SHEETS:
        for entries in ([], many):
            file = tmp_path / f"{paper}-{len(entries)}.docx"
            file.write_bytes(wall_calendar_docx(replace(wall, entries=entries), SHEETS[paper]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = sorted(str(f) for f in tmp_path.glob("*.docx"))
    order = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(order, check=True, capture_output=True, timeout=180)
    for paper, sheets, size in (("A3", 1, (420, 297)), ("A4", 2, (297, 210))):
        for count in (0, len(many)):
            pages = PdfReader(tmp_path / f"{paper}-{count}.pdf").pages
            texts = [" ".join(page.extract_text().split()) for page in pages]
            assert "DANH SÁCH THỜI HẠN" not in " ".join(texts[:sheets])
            assert "DANH SÁCH THỜI HẠN" in texts[sheets]
            assert all("THÁNG" in text and "Gạch chân: ngày làm bù" in text for text in texts[:sheets])
            box = pages[0].mediabox
            assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == size
