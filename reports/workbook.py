"""Biểu Excel that a unit downloads (“Tải biểu”): protected, checked while typing, signed for one unit, duty and period.

Only the columns “Số liệu kỳ này” and “Giải trình” can be typed into. Files nothing: that is for `workbook_reader` and
`models.filing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from models.around import NOTHING, Around
from models.checking import answers_by_check, checked
from models.forms import Form
from reports.grids import printable
from reports.nd30 import FONT
from reports.packing import settled
from reports.workbook_checks import ALL_GOOD, NOTHING_TYPED, said_at_first, stamp_at_first, stamp_formula
from reports.workbook_compared import compared_sheet
from reports.workbook_identity import (
    ANSWER,
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
    Identity,
    boxes,
)
from reports.workbook_table import table

WIDTHS = {CODE: 16, LABEL: 48, UNIT: 12, INPUT: 17, PREVIOUS: 16, CHECK: 54, ANSWER: 40}
STAMP_ROW = 6
ADVICE = (
    "Chỉ nhập vào các ô nền vàng của cột “Số liệu kỳ này”. Không thêm, bớt, đổi tên dòng, cột hay trang tính.",
    "Số không phát sinh thì ghi 0. Ô để trống là chưa có số liệu; hệ thống không tự điền số 0.",
    "Kỳ không phát sinh toàn bộ: không cần gửi tệp này, đề nghị khai “không phát sinh” ngay trên trang nộp báo cáo.",
    "Tỷ lệ: ghi tử số và mẫu số, hệ thống tự tính. Kinh phí: ghi theo triệu đồng.",
    "Ô có/không: chọn trong danh sách. Ô chữ: không ghi họ tên, số căn cước, số điện thoại, thư điện tử của cá nhân.",
    "Không ghi nội dung thuộc bí mật nhà nước. Báo cáo có độ mật gửi theo đường mật, chỉ khai số và ngày văn bản.",
    "Cột “Kiểm tra” báo ngay khi nhập. “Lỗi” thì sửa; “Cần giải trình” thì sửa hoặc ghi lý do ở cột “Giải trình”.",
    f"Khi dòng trên cùng hiện “{ALL_GOOD}”, lưu tệp dạng .xlsx rồi tải lên trang nộp hoặc gửi kèm thư trả lời.",
    "Trang “Đối chiếu” ghi các số hệ thống đem so: kỳ trước, đầu kỳ, kỳ nằm trong, các đơn vị phía dưới.",
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
    around: Around = NOTHING,
    *,
    typed: Mapping[str, Any] | None = None,
    answers: Mapping[str, str] | None = None,
    duty_title: str = "",
    is_demo: bool = False,
) -> bytes:
    """The form as .xlsx bytes. `signature` is that of `workbook_signature`; `around`: what it is compared with.

    `typed`: field code → what stands in its box already; `answers`: field code → explanation, empty code: whole form.
    """
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
    answers = answers or {}
    found = checked(form, typed or {}, around, given=answers_by_check(form, answers))
    said = said_at_first(form, found)
    stamp = stamp_at_first(said)
    _heading(book, sheet, heading, form, stamp)
    table(book, sheet, form, found, answers, said)
    _paper(sheet, form)
    compared_sheet(book, form, around)
    _guide(book, stamp)
    _identity(book, Identity(unit_id, programme, duty, period, form.id, form.version), boxes(form), signature)
    book.close()
    return settled(out.getvalue())


def _heading(book: Any, sheet: Any, lines: tuple[str, ...], form: Form, said: str) -> None:
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)
    big = book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "vcenter"})
    plain = book.add_format({"text_wrap": True, "valign": "vcenter"})
    for row, text in enumerate(lines):
        sheet.merge_range(row, CODE, row, ANSWER, printable(text), big if row == 0 else plain)
        sheet.set_row(row, 36 if row == 0 or len(text) > 130 else 18)
    stamp = book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter", "border": 1})
    sheet.merge_range(STAMP_ROW, CODE, STAMP_ROW, ANSWER, "", stamp)
    sheet.write_formula(STAMP_ROW, CODE, stamp_formula(form), stamp, said)
    sheet.set_row(STAMP_ROW, 26)
    good = book.add_format({"bg_color": "#DDEFE0", "font_color": "#1B5E20"})
    bad = book.add_format({"bg_color": "#F8D7DA", "font_color": "#8B0000"})
    cell = f"$A${STAMP_ROW + 1}"
    neutral = book.add_format({"bg_color": "#ECEFF1", "font_color": "#37474F"})
    others = f'=AND({cell}<>"{ALL_GOOD}",{cell}<>"{NOTHING_TYPED}")'
    for criteria, look in (
        (f'={cell}="{ALL_GOOD}"', good),
        (f'={cell}="{NOTHING_TYPED}"', neutral),
        (others, bad),
    ):
        rule = {"type": "formula", "criteria": criteria, "format": look}
        sheet.conditional_format(STAMP_ROW, CODE, STAMP_ROW, ANSWER, rule)


def _paper(sheet: Any, form: Form) -> None:
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.freeze_panes(FIRST_ROW - 1, LABEL + 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 2)
    sheet.set_footer(f"&L{printable(form.id)} – phiên bản {printable(form.version)}&RTrang &P/&N")
    first = boxes(form)[0].row - 1
    sheet.set_selection(first, INPUT, first, INPUT)
    sheet.set_header("", {"margin": 0.3})


def _guide(book: Any, said: str) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 105)
    sheet.write_string(0, 0, "HƯỚNG DẪN ĐIỀN BIỂU", book.add_format({"bold": True, "font_size": 14}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top", "align": "center"})
    stamp = book.add_format({"bold": True})
    sheet.write_formula(1, 0, f"=\"Tình trạng biểu: \"&'{SHEET}'!A{STAMP_ROW + 1}", stamp, f"Tình trạng biểu: {said}")
    for row, words in enumerate(ADVICE, 3):
        sheet.write_number(row, 0, row - 2, top)
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
