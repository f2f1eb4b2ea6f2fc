"""A filled Excel form comes back: whose it is, and what was typed, box by box, as text. Refusals are in Vietnamese.

Takes the file apart and checks its signature; whether the figures themselves are right is for `models.figures`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import python_calamine

from models.dates_in_words import day_text
from models.errors import Refused
from models.figures import FieldProblem, number_text, read_number
from models.forms import Form
from models.vocabulary import IndicatorType
from reports.safe_package import SIZE_LIMIT, safe_xlsx
from reports.sheet_cells import Marks, marks_of
from reports.workbook_identity import CODE, HIDDEN, INPUT, LAYOUT, SHEET, Box, Identity, boxes, is_signed

_AGAIN = "Đề nghị tải lại biểu từ trang nộp báo cáo rồi nhập số liệu vào tệp mới."
_NOT_OURS = f"Tệp không phải biểu do hệ thống phát hành (thiếu phần nhận dạng). {_AGAIN}"
_ALTERED = f"Phần nhận dạng của tệp đã bị thay đổi, không còn khớp chữ ký của hệ thống. {_AGAIN}"
_MOVED = f"Cấu trúc biểu đã bị thay đổi (thêm, bớt hoặc đổi tên dòng). {_AGAIN}"


class NotIssued(Refused):
    """A spreadsheet that is no form of ours: a document like any other."""


@dataclass(frozen=True)
class FiledWorkbook:
    """Whose filing it is, and every box that holds something: field code → text, numbers written `1.234,5`."""

    unit_id: str
    programme: str
    duty: str
    period: str
    form: str
    form_version: str
    raw: dict[str, str]


def read_workbook(data: bytes, secret: str, *, limit: int = SIZE_LIMIT) -> FiledWorkbook:
    """Read a form made by `unit_workbook`. Errors: `Refused`, `NotIssued`; every wrong cell is named by its address."""
    package = safe_xlsx(data, limit)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(BytesIO(package)) as book:
            if HIDDEN not in book.sheet_names or SHEET not in book.sheet_names:
                raise NotIssued(_NOT_OURS)
            marks = marks_of(package, SHEET)
            marks_of(package, HIDDEN)
            hidden = book.get_sheet_by_name(HIDDEN).to_python(skip_empty_area=False)
            typed = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as e:
        raise Refused(f"Tệp không đọc được. {_AGAIN}") from e
    identity, places = _identity(hidden, secret)
    return FiledWorkbook(**vars(identity), raw=_raw(typed, places, marks))


def expect(filed: FiledWorkbook, *, unit_id: str, programme: str, duty: str, period: str, form: Form) -> None:
    """Errors: `Refused` for a form of another unit, duty or period, or of a version that is no longer used."""
    if filed.unit_id != unit_id:
        raise Refused(f"Tệp này là biểu của đơn vị khác (mã {filed.unit_id}). Đề nghị tải biểu của đơn vị mình.")
    if (filed.programme, filed.duty) != (programme, duty):
        raise Refused("Tệp này là biểu của nhiệm vụ khác. Đề nghị nộp tại đúng nhiệm vụ hoặc tải lại biểu.")
    if filed.period != period:
        raise Refused(f"Tệp này là biểu của kỳ {filed.period}, không phải kỳ {period}. Đề nghị tải biểu của đúng kỳ.")
    if (filed.form, filed.form_version) != (form.id, form.version):
        raise Refused(
            f"Biểu đã được thay bằng phiên bản {form.version}; tệp này thuộc phiên bản {filed.form_version}. {_AGAIN}"
        )


def by_cell(form: Form, problems: Sequence[FieldProblem]) -> list[FieldProblem]:
    """The problems with the address of the cell each stands in."""
    cells = {box.code: box.address for box in boxes(form)}
    return [
        FieldProblem(p.code, f"Ô {cells[p.code]}: {p.message}" if p.code in cells else p.message, p.is_warning)
        for p in problems
    ]


def _identity(rows: Sequence[Sequence[Any]], secret: str) -> tuple[Identity, list[Box]]:
    names = [f.name for f in fields(Identity)]
    told = [[str(value).strip() for value in row] for row in rows]
    head, below = told[: len(names) + 2], told[len(names) + 2 :]
    if [row[0] for row in head] != ["dondoc", *names, "signature"] or any(len(row) < 3 for row in told):
        raise NotIssued(_NOT_OURS)
    if head[0][1] != LAYOUT:
        raise Refused(f"Biểu theo mẫu cũ của hệ thống. {_AGAIN}")
    identity = Identity(*(row[1] for row in head[1:-1]))
    try:
        places = [Box(code, kind, int(row)) for code, kind, row in (r[:3] for r in below if r[0])]
    except ValueError as e:
        raise Refused(_ALTERED) from e
    if not is_signed(secret, identity, places, head[-1][1]):
        raise Refused(_ALTERED)
    return identity, places


def _raw(rows: Sequence[Sequence[Any]], places: list[Box], marks: Marks) -> dict[str, str]:
    raw: dict[str, str] = {}
    wrong: list[str] = []
    for box in places:
        row = rows[box.row - 1] if box.row <= len(rows) else ()
        if len(row) <= CODE or str(row[CODE]).strip() != box.code:
            raise Refused(_MOVED)
        try:
            text = _typed(row[INPUT] if len(row) > INPUT else "", box, marks)
        except ValueError as e:
            wrong.append(f"ô {box.address} ({box.code}): {e}")
        else:
            if text:
                raw[box.code] = text
    if wrong:
        raise Refused(f"Tệp còn {len(wrong)} ô cần sửa: {'; '.join(wrong)}. Đề nghị sửa các ô này rồi tải lên lại.")
    return raw


def _typed(value: Any, box: Box, marks: Marks) -> str:
    """What stands in one input cell, as text. Errors: `ValueError` saying what may stand there."""
    if box.address in marks.errors:
        raise ValueError(f"có lỗi {marks.errors[box.address]}, cần ghi giá trị")
    if box.address in marks.formulas or str(value).lstrip().startswith("="):
        raise ValueError("có công thức, cần dán giá trị")
    if isinstance(value, str) and not value.strip():
        return ""
    if box.type == IndicatorType.TEXT:
        return _text(value)
    if box.type == IndicatorType.BOOL:
        return ("có" if value else "không") if isinstance(value, bool) else _text(value)
    if isinstance(value, str):
        read_number(value)
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("cần ghi một số, không phải ngày hoặc có/không")
    return _number(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return day_text(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return _number(value) if isinstance(value, int | float) else str(value).strip()


def _number(value: float) -> str:
    exact = Decimal(repr(value))
    return number_text(int(value) if exact == exact.to_integral_value() else exact)
