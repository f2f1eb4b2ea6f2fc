"""Biểu Excel that a unit downloads (“Tải biểu”): protected, checked while typing, signed for one unit, duty and period.

Only the column “Số liệu kỳ này” can be typed into. Files nothing: that is for `workbook_reader` and `models.filing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from models.figures import LARGEST
from models.forms import Form, Indicator
from models.vocabulary import IndicatorType
from reports.grids import printable
from reports.nd30 import FONT
from reports.packing import settled
from reports.workbook_checks import EMPTY, ERROR, WARNING, check_formula, stamp_formula
from reports.workbook_identity import (
    CHECK,
    CODE,
    FIRST_ROW,
    GUIDE,
    HIDDEN,
    INPUT,
    LABEL,
    LAYOUT,
    PREVIOUS,
    SHEET,
    UNIT,
    Box,
    GroupRow,
    Identity,
    boxes,
    layout,
)

YES, NO = "có", "không"
WIDTHS = {CODE: 13, LABEL: 52, UNIT: 13, INPUT: 18, PREVIOUS: 14, CHECK: 62}
ADVICE = (
    "Chỉ nhập vào các ô nền vàng của cột “Số liệu kỳ này”. Không thêm, bớt, đổi tên dòng, cột hay trang tính.",
    "Số không phát sinh thì ghi 0. Ô để trống là chưa có số liệu; hệ thống không tự điền số 0.",
    "Kỳ không phát sinh toàn bộ: không cần gửi tệp này, đề nghị khai “không phát sinh” ngay trên trang nộp báo cáo.",
    "Tỷ lệ: ghi tử số và mẫu số, hệ thống tự tính. Kinh phí: ghi theo triệu đồng.",
    "Ô có/không: chọn trong danh sách. Ô chữ: không ghi họ tên, số căn cước, số điện thoại, thư điện tử của cá nhân.",
    "Không ghi nội dung thuộc bí mật nhà nước. Báo cáo có độ mật gửi theo đường mật, chỉ khai số và ngày văn bản.",
    "Cột “Kiểm tra” báo lỗi ngay khi nhập. Khi dòng trên cùng hiện “0 lỗi”, lưu tệp dạng .xlsx rồi tải lên trang nộp.",
    "Không ghi công thức vào ô nhập; nếu chép từ tệp khác, dùng “Dán giá trị” (Paste Values).",
    "Tệp này chỉ dùng cho đúng đơn vị và kỳ ghi ở đầu biểu.",
)


def unit_workbook(
    form: Form,
    unit_name: str,
    unit_id: str,
    programme: str,
    duty: str,
    period: str,
    period_label: str,
    deadline_sentence: str,
    signature: str,
    previous: Mapping[str, Any] | None = None,
    *,
    duty_title: str = "",
    is_demo: bool = False,
) -> bytes:
    """The form as .xlsx bytes. `signature` is that of `workbook_signature`; `previous`: field code → last figure."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": 11},
        },
    )
    book.set_properties({"title": printable(form.title), "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    heading = (
        f"{duty_title or form.title}",
        f"Đơn vị: {unit_name}",
        f"Kỳ: {period_label}",
        f"Hạn: {deadline_sentence}",
        f"{form.title} – phiên bản {form.version}{' – dữ liệu của bản demo' if is_demo else ''}",
    )
    sheet = book.add_worksheet(SHEET)
    _heading(book, sheet, heading, boxes(form))
    _table(book, sheet, form, previous or {})
    _paper(sheet, form, heading)
    _guide(book)
    _identity(book, Identity(unit_id, programme, duty, period, form.id, form.version), boxes(form), signature)
    book.close()
    return settled(out.getvalue())


def _heading(book: Any, sheet: Any, lines: tuple[str, ...], places: list[Box]) -> None:
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)
    big = book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "vcenter"})
    plain = book.add_format({"text_wrap": True, "valign": "vcenter"})
    for row, text in enumerate(lines):
        sheet.merge_range(row, CODE, row, CHECK, printable(text), big if row == 0 else plain)
        sheet.set_row(row, 36 if row == 0 or len(text) > 110 else 18)
    stamp = book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter", "border": 1})
    sheet.merge_range(6, CODE, 6, CHECK, "", stamp)
    sheet.write_formula(6, CODE, stamp_formula(places), stamp, "0 lỗi")
    sheet.set_row(6, 26)
    good = book.add_format({"bg_color": "#DDEFE0", "font_color": "#1B5E20"})
    bad = book.add_format({"bg_color": "#F8D7DA", "font_color": "#8B0000"})
    sheet.conditional_format(6, CODE, 6, CHECK, {"type": "formula", "criteria": '=$A$7="0 lỗi"', "format": good})
    sheet.conditional_format(6, CODE, 6, CHECK, {"type": "formula", "criteria": '=$A$7<>"0 lỗi"', "format": bad})


def _table(book: Any, sheet: Any, form: Form, previous: Mapping[str, Any]) -> None:
    box = {"border": 1, "valign": "vcenter"}
    head = book.add_format(box | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7ECF3"})
    group = book.add_format(box | {"bold": True, "bg_color": "#F3F5F9"})
    text = book.add_format(box | {"text_wrap": True})
    number = book.add_format(box | {"num_format": "#,##0.###"})
    whole = book.add_format(box | {"num_format": "#,##0"})
    entry = box | {"locked": False, "bg_color": "#FFF9DB", "align": "right"}
    inputs = {
        IndicatorType.COUNT: book.add_format(entry | {"num_format": "#,##0"}),
        IndicatorType.MONEY: book.add_format(entry | {"num_format": "#,##0.###"}),
        IndicatorType.BOOL: book.add_format(entry | {"align": "center"}),
        IndicatorType.TEXT: book.add_format(entry | {"align": "left", "text_wrap": True}),
    }
    titles = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Số liệu kỳ này", "Kỳ trước", "Kiểm tra")
    for column, title in enumerate(titles):
        sheet.write_string(FIRST_ROW - 2, column, title, head)
    fields = {f.code: f for f in form.fields()}
    last = FIRST_ROW
    for item in layout(form):
        if isinstance(item, GroupRow):
            sheet.merge_range(item.row - 1, CODE, item.row - 1, CHECK, printable(item.title), group)
            continue
        indicator, place = item
        field, row = fields[place.code], place.row - 1
        last = place.row
        sheet.write_string(row, CODE, field.code, text)
        sheet.write_string(row, LABEL, printable(field.label), text)
        sheet.write_string(row, UNIT, field.unit if field.type != IndicatorType.BOOL else "có/không", text)
        sheet.write_blank(row, INPUT, None, inputs[field.type])
        before = previous.get(field.code)
        if isinstance(before, bool):
            sheet.write_string(row, PREVIOUS, YES if before else NO, text)
        elif isinstance(before, int | float):
            sheet.write_number(row, PREVIOUS, before, number if field.type == IndicatorType.MONEY else whole)
        elif before:
            sheet.write_string(row, PREVIOUS, printable(str(before)), text)
        else:
            sheet.write_blank(row, PREVIOUS, None, text)
        sheet.write_formula(row, CHECK, check_formula(form, indicator, place), text, EMPTY)
        sheet.data_validation(row, INPUT, row, INPUT, _validation(indicator, field.type))
        sheet.set_row(row, 90 if field.type == IndicatorType.TEXT else 32)
    for words, look in ((ERROR, {"bg_color": "#F8D7DA", "font_color": "#8B0000"}), (WARNING, {"bg_color": "#FFE8B3"})):
        rule = f'=LEFT($F{FIRST_ROW},{len(words)})="{words}"'
        criteria = {"type": "formula", "criteria": rule, "format": book.add_format(look)}
        sheet.conditional_format(FIRST_ROW - 1, INPUT, last - 1, CHECK, criteria)


def _validation(indicator: Indicator, kind: IndicatorType) -> dict[str, Any]:
    """What Excel lets into the cell; the title and message of a refusal have 32 and 255 characters at most."""
    if kind == IndicatorType.BOOL:
        return {"validate": "list", "source": [YES, NO], **_said("Chọn trong danh sách", "Chọn “có” hoặc “không”.")}
    if kind == IndicatorType.TEXT:
        limit = indicator.max_length or 2000
        words = f"Ghi ngắn gọn, không quá {limit} ký tự, không ghi thông tin cá nhân."
        return {"validate": "length", "criteria": "<=", "value": limit, **_said("Nội dung", words)}
    between = {"criteria": "between", "minimum": 0, "maximum": int(LARGEST) - 1}
    if kind == IndicatorType.MONEY:
        return {"validate": "decimal", **between, **_said("Triệu đồng", "Ghi số tiền theo triệu đồng, không âm.")}
    return {"validate": "integer", **between, **_said("Số nguyên", "Ghi số nguyên, từ 0 trở lên.")}


def _said(title: str, words: str) -> dict[str, str]:
    return {"input_title": title, "input_message": words, "error_title": title, "error_message": words}


def _paper(sheet: Any, form: Form, heading: tuple[str, ...]) -> None:
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.freeze_panes(FIRST_ROW - 1, LABEL + 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 2)
    sheet.set_footer(f"&L{printable(form.id)} – phiên bản {printable(form.version)}&RTrang &P/&N")
    first = next(item for item in layout(form) if not isinstance(item, GroupRow))[1]
    sheet.set_selection(first.row - 1, INPUT, first.row - 1, INPUT)
    sheet.set_header("", {"margin": 0.3})


def _guide(book: Any) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 105)
    sheet.write_string(0, 0, "HƯỚNG DẪN ĐIỀN BIỂU", book.add_format({"bold": True, "font_size": 14}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top", "align": "center"})
    for row, words in enumerate(ADVICE, 2):
        sheet.write_number(row, 0, row - 1, top)
        sheet.write_string(row, 1, words, wrapped)
        sheet.set_row(row, 32)
    sheet.protect()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _identity(book: Any, identity: Identity, places: list[Box], signature: str) -> None:
    sheet = book.add_worksheet(HIDDEN)
    told = {"dondoc": LAYOUT, **vars(identity), "signature": signature}
    for row, (key, value) in enumerate(told.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    for row, place in enumerate(places, len(told)):
        for column, value in enumerate((place.code, place.type, str(place.row))):
            sheet.write_string(row, column, value)
    sheet.protect()
    sheet.very_hidden()
