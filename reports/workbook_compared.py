"""The sheet “Đối chiếu” of a unit's workbook: every figure the checks compare with, in the row of its box.

Written when the workbook is made and locked; what has changed since is compared anew when the filing comes in.
"""

from __future__ import annotations

from typing import Any

from models.around import Around
from models.check_sentences import PLACES
from models.forms import Form
from reports.grids import printable
from reports.workbook_checks import cells_of, flag_formulas, found_formulas, same_formula
from reports.workbook_identity import (
    CODE,
    COMPARE,
    COMPARED,
    FIRST_ROW,
    FLAGS,
    FOUND,
    LABEL,
    MAP_ROWS,
    GroupRow,
    form_row,
    layout,
)
from reports.workbook_table import write_value

TITLES = {"last": "Kỳ trước", "opening": "Đầu kỳ", "within": "Đã báo cáo trong kỳ này", "below": "Cộng phía dưới"}


def compared_sheet(book: Any, form: Form, around: Around) -> None:
    """Add the sheet to a workbook being written; figures nobody filed stay blank."""
    sheet = book.add_worksheet(COMPARE)
    box = {"border": 1, "valign": "vcenter"}
    head = book.add_format(box | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7ECF3"})
    text, figure = book.add_format(box | {"text_wrap": True}), book.add_format(box | {"num_format": "#,##0.###"})
    title = book.add_format({"bold": True, "font_size": 14})
    group = book.add_format(box | {"bold": True, "bg_color": "#F3F5F9"})
    sheet.write_string(0, 0, "SỐ LIỆU ĐEM ĐỐI CHIẾU", title)
    sheet.write_string(1, 0, "Lấy từ các bài nộp đã có khi tải biểu; ô trống là không có số để so.")
    for name, row in MAP_ROWS.items():
        sheet.write_string(row - 1, CODE, f"{PLACES[name][:1].upper()}{PLACES[name][1:]}")
        write_value(sheet, row - 1, COMPARED["last"], around.values.get(name), figure, figure)
    sheet.write_string(FIRST_ROW - 2, CODE, "Mã", head)
    sheet.write_string(FIRST_ROW - 2, LABEL, "Chỉ tiêu", head)
    for scope, column in COMPARED.items():
        label = around.labels.get(scope, "")
        sheet.write_string(FIRST_ROW - 2, column, f"{TITLES[scope]}{f' ({printable(label)})' if label else ''}", head)
    labels = {field.code: field.label for field in form.fields()}
    cells = cells_of(form)
    for item in layout(form):
        if isinstance(item, GroupRow):
            sheet.merge_range(item.row - 1, CODE, item.row - 1, COMPARED["below"], printable(item.title), group)
            continue
        indicator, place = item
        row = place.row - 1
        sheet.write_string(row, CODE, place.code, text)
        sheet.write_string(row, LABEL, printable(labels[place.code]), text)
        for scope, column in COMPARED.items():
            write_value(sheet, row, column, around.values.get(f"{scope}.{place.code}"), figure, figure)
        for column, formula in zip(FOUND, found_formulas(form, indicator, place, cells), strict=True):
            sheet.write_formula(row, column, formula, None, "")
        sheet.set_row(row, 32)
        for column, formula in zip(FLAGS, flag_formulas(place), strict=True):
            sheet.write_formula(row, column, formula, None, 0)
    sheet.write_formula(form_row(form) - 1, FOUND[1], same_formula(form), None, "")
    sheet.set_row(FIRST_ROW - 2, 48)
    sheet.set_column(CODE, CODE, 18)
    sheet.set_column(LABEL, LABEL, 56)
    sheet.set_column(min(COMPARED.values()), max(COMPARED.values()), 18)
    sheet.set_column(FOUND[0], FLAGS[1], None, None, {"hidden": True})
    sheet.protect()
    sheet.freeze_panes(FIRST_ROW - 1, LABEL + 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.repeat_rows(FIRST_ROW - 2)
    sheet.fit_to_pages(1, 0)
