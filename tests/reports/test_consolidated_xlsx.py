"""The consolidated workbook, opened again."""

import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from reports.consolidated_xlsx import consolidated_xlsx


@pytest.fixture
def book(report):
    return openpyxl.load_workbook(BytesIO(consolidated_xlsx(report)))


def rows_of(sheet, heading_row=5):
    heads = [c.value for c in sheet[heading_row]]
    return [dict(zip(heads, [c.value for c in row], strict=True)) for row in sheet.iter_rows(min_row=heading_row + 1)]


def test_it_has_the_whole_first_then_units_the_silent_and_every_place(book):
    assert book.sheetnames == ["Tổng hợp", "Theo đơn vị", "Chưa báo cáo", "Theo địa bàn"]


def test_every_total_carries_its_coverage_and_fraction(book):
    rows = {(r["Địa bàn"], r["Mã"]): r for r in rows_of(book["Theo địa bàn"])}
    rate = rows["Tỉnh Đồng Tháp", "D01"]
    assert rate["Giá trị"] == pytest.approx(100 * 52 / 54)
    assert (rate["Tử số"], rate["Mẫu số"]) == (52, 54)
    assert (rate["Đã báo cáo"], rate["Phải báo cáo"]) == (3, 4)
    assert rows["Tỉnh Đồng Tháp", "B02"]["Số ước"] == "ước"
    assert rows["Tỉnh Đồng Tháp", "E03"]["Chưa có số liệu của"] == "Công an phường Sa Đéc; Công an xã Mỹ Quí"
    assert rows["Thành phố Cao Lãnh", "A01"]["Giá trị"] == 12


def test_zero_is_zero_and_missing_is_empty(book):
    rows = {r["Mã"]: r for r in rows_of(book["Tổng hợp"])}
    assert rows["B05"]["Giá trị"] == 0
    assert rows["E04"]["Giá trị"] is None
    units = {r["Đơn vị"]: r for r in rows_of(book["Theo đơn vị"])}
    silent = units["Công an xã Mỹ Quí"]
    assert silent["Tình trạng"] == "chưa báo cáo"
    assert all(value is None for head, value in silent.items() if head[:3] in ("A01", "B01", "B05"))
    told = units["Công an xã Tân Hộ Cơ"]
    assert next(v for k, v in told.items() if k.startswith("B05")) == 0


def test_the_grand_total_is_a_value_with_a_note_on_how_it_came_about(book):
    sheet = book["Theo đơn vị"]
    heads = [c.value for c in sheet[5]]
    column = next(n for n, h in enumerate(heads, 1) if h and h.startswith("A01"))
    cell = sheet.cell(6, column)
    assert cell.value == 36
    assert "3/4 đơn vị" in cell.comment.text
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_the_silent_are_listed(book):
    assert book["Chưa báo cáo"]["B6"].value == "Công an xã Mỹ Quí"


def test_panes_are_frozen_and_pages_set_up(book):
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.page_setup.paperSize == 9
        assert "Số liệu hư cấu của bản demo" in sheet.oddFooter.center.text
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        merged = {cells.min_row: cells.max_col for cells in sheet.merged_cells.ranges}
        assert 2 <= merged[2] == merged[3] <= sheet.max_column, "no line of heading runs out of the printed page"


def test_the_first_sheet_is_the_whole_and_nothing_else(book, report):
    rows = rows_of(book["Tổng hợp"])
    assert {r["Địa bàn"] for r in rows} == {"Tỉnh Đồng Tháp"}
    assert len(rows) == len([t for t in report.totals if t.node == report.root_node])
    assert "TỈNH ĐỒNG THÁP" in book["Tổng hợp"]["A1"].value


def test_a_text_that_looks_like_a_formula_stays_text(report):
    nasty = dict(report.unit_rows[0].figures) | {"G03": '=HYPERLINK("http://x","y")'}
    rows = [replace(report.unit_rows[0], figures=nasty, name="=1+1"), *report.unit_rows[1:]]
    book = openpyxl.load_workbook(BytesIO(consolidated_xlsx(replace(report, unit_rows=rows, missing=("@SUM(A1)",)))))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    texts = [c for c in cells if c.value in ("=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)")]
    assert len(texts) == 3
    with zipfile.ZipFile(BytesIO(consolidated_xlsx(replace(report, unit_rows=rows)))) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_the_same_report_gives_the_same_bytes(report):
    assert consolidated_xlsx(report) == consolidated_xlsx(report)


def test_many_silent_units_do_not_run_off_the_printed_sheet(report):
    from reports.consolidated_xlsx import _some_of

    names = [f"Công an xã {n}" for n in range(14)]
    assert _some_of(names[:10]) == "; ".join(names[:10])
    assert _some_of(names) == f"{'; '.join(names[:10])} và 4 đơn vị khác"
    sheet = openpyxl.load_workbook(BytesIO(consolidated_xlsx(report)))["Tổng hợp"]
    assert sheet.print_area.startswith("'Tổng hợp'!$A$1:$K$")
    assert sheet["K6"].alignment.wrap_text
