"""Bản trích as a workbook: what it is, the totals, the units' figures; values only, nothing in it is a formula."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from models.dates_in_words import day_text
from models.extract import Extract
from reports.extract_tables import Table, tables_of
from reports.grids import printable
from reports.packing import settled

FONT = "Times New Roman"
WIDTHS = {
    "Chỉ tiêu": 44,
    "Chưa có số liệu của": 50,
    "Vì sao chưa có": 34,
    "Ghi chú": 28,
    "Đơn vị": 30,
    "Địa bàn": 22,
    "Mã địa bàn": 20,
    "Mã đơn vị": 24,
}
ORDINARY = 14
SAID_ONCE = 9  # columns at the left that say the same in every row; folded away, so that figures stand in sight


def extract_xlsx(told: Extract) -> bytes:
    """The workbook as .xlsx bytes; the same figures give the same bytes."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {**options, "default_format_properties": {"font_name": FONT, "font_size": 11}})
    book.set_properties(
        {"title": printable(f"{told.title} – {told.deadline.label}"), "created": datetime(2000, 1, 1)}  # noqa: DTZ001
    )
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E7ECF3", "valign": "top"}),
        "strong": book.add_format({"bold": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        "number": book.add_format({"num_format": "#,##0.####"}),
        "count": book.add_format({"num_format": "#,##0"}),
    }
    _about(book.add_worksheet("Thông tin"), told, looks)
    for table in tables_of(told):
        _sheet(book.add_worksheet(table.name), table, looks)
    book.close()
    return settled(out.getvalue())


def _about(sheet: Any, told: Extract, looks: dict[str, Any]) -> None:
    window = told.window.words if told.window else "văn bản không nêu kỳ số liệu"
    lines = (
        ("Chương trình", told.programme_title),
        ("Nhiệm vụ", told.title),
        ("Kỳ", told.deadline.label),
        ("Kỳ số liệu", window),
        ("Biểu", f"{told.form.title} (phiên bản {told.form.version})"),
        ("Nguồn", told.source),
        ("Tính đến hết ngày", day_text(told.as_of)),
        ("Đã báo cáo", f"{told.reported}/{told.expected} đơn vị"),
        ("Tình trạng", _standing(told)),
        ("Chưa báo cáo", "; ".join(unit.leaf.unit_name for unit in told.missing)[:30_000] or "không có"),
        ("Cách đọc", "Ô trống là chưa có số liệu, không phải 0. Tỷ lệ tính từ tổng tử số và tổng mẫu số."),
        ("Cột thu gọn", "Chín cột đầu của hai bảng (chương trình, kỳ, biểu…) giống nhau ở mọi dòng nên được thu gọn."),
    )
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    for row, (name, text) in enumerate(lines):
        sheet.set_row(row, 16 * min(20, 1 + len(text) // 95))
        sheet.write_string(row, 0, name, looks["strong"])
        sheet.write_string(row, 1, printable(text), looks["wrap"])


def _standing(told: Extract) -> str:
    if not told.is_closed:
        return "kỳ chưa chốt, số liệu tạm tính"
    return "kỳ đã chốt, có số ước" if told.is_provisional else "kỳ đã chốt"


def _sheet(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, 48)
    for column, head in enumerate(table.heads):
        folded = {"level": 1, "hidden": True} if column < SAID_ONCE else {"collapsed": column == SAID_ONCE}
        sheet.set_column(column, column, WIDTHS.get(head, ORDINARY), None, folded)
        sheet.write_string(0, column, head, looks["head"])
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, looks)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.heads) - 1)


def _write(sheet: Any, row: int, column: int, value: Any, looks: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, looks["day"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, looks["count"])
    elif isinstance(value, (float, Decimal)):
        sheet.write_number(row, column, float(value), looks["number"])
    else:
        sheet.write_string(row, column, printable(value))
