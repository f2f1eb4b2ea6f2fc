"""The table of a unit's workbook: one row a box, its drop-down or limits, last period's figure, its check, its answer.

Writes cells only; what the checks say stands in `workbook_checks`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from models.checking import Checked
from models.figures import LARGEST
from models.forms import Form
from models.query_answers import LONGEST
from models.vocabulary import IndicatorType
from reports.grids import printable
from reports.workbook_checks import ERROR, QUERY, check_formula, form_formula
from reports.workbook_identity import (
    ANSWER,
    CHECK,
    CODE,
    FIRST_ROW,
    INPUT,
    LABEL,
    PREVIOUS,
    UNIT,
    WHOLE_FORM,
    GroupRow,
    check_cell,
    form_row,
    layout,
)

YES, NO = "có", "không"


def table(
    book: Any,
    sheet: Any,
    form: Form,
    found: Checked,
    answers: Mapping[str, str],
    said: Mapping[str, str],
) -> None:
    """`found`: the figures that stand in it from the start and what they stand beside; `said`: what is said of them."""
    looks = _Looks(book)
    label = found.around.labels.get("last", "")
    before = f"Kỳ trước ({printable(label)})" if label else "Kỳ trước"
    titles = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Số liệu kỳ này", before, "Kiểm tra", "Giải trình")
    for column, title in enumerate(titles):
        sheet.write_string(FIRST_ROW - 2, column, title, looks.head)
    if label:
        sheet.set_row(FIRST_ROW - 2, 62)
    last = found.around.of("last")
    fields = {f.code: f for f in form.fields()}
    allowed: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for item in layout(form):
        if isinstance(item, GroupRow):
            sheet.merge_range(item.row - 1, CODE, item.row - 1, ANSWER, printable(item.title), looks.group)
            continue
        indicator, place = item
        field, row = fields[place.code], place.row - 1
        sheet.write_string(row, CODE, field.code, looks.code(field.code))
        sheet.write_string(row, LABEL, printable(field.label), looks.text)
        sheet.write_string(row, UNIT, field.unit if field.type != IndicatorType.BOOL else "có/không", looks.text)
        write_value(sheet, row, INPUT, found.clean.get(field.code), looks.inputs[field.type], looks.inputs[field.type])
        number = looks.number if field.type == IndicatorType.MONEY else looks.whole
        write_value(sheet, row, PREVIOUS, last.get(field.code), number, looks.text)
        sheet.write_formula(row, CHECK, check_formula(indicator, place), looks.said, said[field.code])
        allowed[field.type, indicator.max_length].append(row)
        write_value(sheet, row, ANSWER, answers.get(field.code, ""), looks.answer, looks.answer)
        sheet.set_row(row, 90 if field.type == IndicatorType.TEXT else 40)
    for (kind, longest), rows in allowed.items():
        _allow(sheet, INPUT, rows, _validation(kind, longest))
    _whole_form(sheet, form, answers.get("", ""), said[""], looks)
    _allow(sheet, ANSWER, [*sorted(row for rows in allowed.values() for row in rows), form_row(form) - 1], _ANSWER)
    reds = ((ERROR, {"bg_color": "#F8D7DA", "font_color": "#8B0000"}), (QUERY, {"bg_color": "#FFE8B3"}))
    for words, look in reds:
        rule = f'=LEFT(${check_cell(FIRST_ROW)},{len(words)})="{words}"'
        criteria = {"type": "formula", "criteria": rule, "format": book.add_format(look)}
        sheet.conditional_format(FIRST_ROW - 1, INPUT, form_row(form) - 1, ANSWER, criteria)


class _Looks:
    """The formats of the table, made once."""

    def __init__(self, book: Any):
        self._book, self._codes = book, dict[str, Any]()
        box = {"border": 1, "valign": "vcenter"}
        self.head = book.add_format(box | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7ECF3"})
        self.group = book.add_format(box | {"bold": True, "bg_color": "#F3F5F9"})
        self.text = book.add_format(box | {"text_wrap": True, "indent": 1})
        self.said = book.add_format(box | {"text_wrap": True, "font_size": 10, "indent": 1})
        self.number = book.add_format(box | {"num_format": "#,##0.###"})
        self.whole = book.add_format(box | {"num_format": "#,##0"})
        entry = box | {"locked": False, "bg_color": "#FFF9DB", "align": "right"}
        words = entry | {"align": "left", "text_wrap": True}
        self.answer = book.add_format(words | {"font_size": 10, "bg_color": "#FFFFFF"})
        self.inputs = {
            IndicatorType.COUNT: book.add_format(entry | {"num_format": "#,##0"}),
            IndicatorType.MONEY: book.add_format(entry | {"num_format": "#,##0.###"}),
            IndicatorType.BOOL: book.add_format(entry | {"align": "center"}),
            IndicatorType.TEXT: book.add_format(words),
        }

    def code(self, code: str) -> Any:
        """`D01.tu_so` is what is read back; `D01` is what an officer sees."""
        whole, _, part = code.partition(".")
        if not part:
            return self.text
        if whole not in self._codes:
            look = {"border": 1, "valign": "vcenter", "indent": 1, "num_format": f';;;"{whole}"'}
            self._codes[whole] = self._book.add_format(look)
        return self._codes[whole]


def write_value(sheet: Any, row: int, column: int, value: Any, number: Any, text: Any) -> None:
    """A figure as a number, a yes as a word, nothing as a blank; `number` and `text` are formats."""
    if isinstance(value, bool):
        sheet.write_string(row, column, YES if value else NO, text)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, number)
    elif value:
        sheet.write_string(row, column, printable(str(value)), text)
    else:
        sheet.write_blank(row, column, None, text)


def _whole_form(sheet: Any, form: Form, answer: str, said: str, looks: _Looks) -> None:
    row = form_row(form) - 1
    sheet.write_string(row, CODE, WHOLE_FORM, looks.text)
    sheet.write_string(row, LABEL, "Toàn biểu, so với kỳ trước", looks.text)
    for column in (UNIT, INPUT, PREVIOUS):
        sheet.write_blank(row, column, None, looks.group)
    sheet.write_formula(row, CHECK, form_formula(form), looks.said, said)
    write_value(sheet, row, ANSWER, answer, looks.answer, looks.answer)
    sheet.set_row(row, 34)


def _allow(sheet: Any, column: int, rows: list[int], rule: dict[str, Any]) -> None:
    """One rule for many cells of a column: a workbook with a rule a cell is twice as large and slower to read."""
    first, *others = rows
    sheet.data_validation(
        first, column, first, column, rule | {"other_cells": [[r, column, r, column] for r in others]}
    )


def _validation(kind: IndicatorType, longest: int | None) -> dict[str, Any]:
    """What Excel lets into the cell; the title and message of a refusal have 32 and 255 characters at most."""
    if kind == IndicatorType.BOOL:
        return {"validate": "list", "source": [YES, NO], **_said("Chọn trong danh sách", "Chọn “có” hoặc “không”.")}
    if kind == IndicatorType.TEXT:
        limit = longest or 2000
        words = f"Ghi ngắn gọn, không quá {limit} ký tự, không ghi thông tin cá nhân."
        return {"validate": "length", "criteria": "<=", "value": limit, **_said("Nội dung", words)}
    between = {"criteria": "between", "minimum": 0, "maximum": int(LARGEST) - 1}
    if kind == IndicatorType.MONEY:
        return {"validate": "decimal", **between, **_said("Triệu đồng", "Ghi số tiền theo triệu đồng, không âm.")}
    return {"validate": "integer", **between, **_said("Số nguyên", "Ghi số nguyên, từ 0 trở lên.")}


def _said(title: str, words: str) -> dict[str, str]:
    return {"input_title": title, "input_message": words, "error_title": title, "error_message": words}


_WHEN = f"Chỉ ghi khi cột Kiểm tra yêu cầu giải trình; không quá {LONGEST} ký tự, không ghi thông tin cá nhân."
_ANSWER = {"validate": "length", "criteria": "<=", "value": LONGEST, **_said("Giải trình", _WHEN)}
