"""A filled Excel form comes back: whose it is, and what was typed, box by box, as text. Refusals are in Vietnamese.

Takes the file apart and checks its signature; whether the figures themselves are right is for `models.checking`. A form
of ours that cannot be taken as it is gives back what it held (`Unfit`), so that nobody types it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from io import BytesIO
from typing import Any

import python_calamine

from models.errors import Refused
from models.figures import FieldProblem
from models.forms import Form
from models.spans import span_label
from reports.safe_package import SIZE_LIMIT, safe_xlsx
from reports.sheet_cells import marks_of
from reports.workbook_cells import Unfit, contents, salvaged, text_at
from reports.workbook_identity import (
    CODE,
    HIDDEN,
    LAYOUT,
    SHEET,
    Box,
    Identity,
    answer_cell,
    boxes,
    form_row,
    is_signed,
)

_AGAIN = "Đề nghị tải lại biểu từ trang nộp báo cáo rồi nhập số liệu vào tệp mới."
_NOT_OURS = f"Tệp không phải biểu do hệ thống phát hành (thiếu phần nhận dạng). {_AGAIN}"
_ALTERED = f"Phần nhận dạng của tệp đã bị thay đổi, không còn khớp chữ ký của hệ thống. {_AGAIN}"
_MOVED = f"Cấu trúc biểu đã bị thay đổi (thêm, bớt hoặc đổi tên dòng). {_AGAIN}"


class NotIssued(Refused):
    """A spreadsheet that is no form of ours: a document like any other."""


@dataclass(frozen=True)
class FiledWorkbook:
    """Whose filing it is, and every box that holds something: field code → text, numbers written `1.234,5`.

    `answers`: field code → explanation beside that box; the empty code stands for the whole form.
    """

    unit_id: str
    programme: str
    duty: str
    period: str
    form: str
    form_version: str
    raw: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)


def read_workbook(data: bytes, secret: str, *, limit: int = SIZE_LIMIT) -> FiledWorkbook:
    """Read a form made by `unit_workbook`. Errors: `Refused`, `NotIssued`, `Unfit`; every wrong cell is named."""
    package = safe_xlsx(data, limit)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(BytesIO(package)) as book:
            if HIDDEN not in book.sheet_names or SHEET not in book.sheet_names:
                raise NotIssued(_NOT_OURS)
            marks, _ = marks_of(package, SHEET, HIDDEN)
            hidden = book.get_sheet_by_name(HIDDEN).to_python(skip_empty_area=False)
            typed = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as e:
        raise Refused(f"Tệp không đọc được. {_AGAIN}") from e
    try:
        identity, places = _identity(hidden, secret)
        _refuse_moved(typed, places)
    except NotIssued:
        raise
    except Refused as no:
        raise Unfit(no.reason, *salvaged(typed)) from no
    raw, answers = contents(typed, places, marks)
    return FiledWorkbook(**vars(identity), raw=raw, answers=answers)


def expect(filed: FiledWorkbook, *, unit_id: str, programme: str, duty: str, period: str, form: Form) -> None:
    """Errors: `Refused` for a form of another unit or duty; `Unfit` for another period's or an older version."""
    if filed.unit_id != unit_id:
        raise Refused(
            "Tệp này là biểu của đơn vị khác (tên ghi ở dòng “Đơn vị” đầu biểu). Đề nghị tải biểu của đơn vị mình."
        )
    if (filed.programme, filed.duty) != (programme, duty):
        raise Refused("Tệp này là biểu của nhiệm vụ khác. Đề nghị nộp tại đúng nhiệm vụ hoặc tải lại biểu.")
    if filed.period != period:
        wrong, right = span_label(filed.period), span_label(period)
        reason = f"Tệp này là biểu của kỳ {wrong}, không phải kỳ {right}. Đề nghị tải biểu của đúng kỳ."
        raise Unfit(reason, filed.raw, filed.answers)
    if (filed.form, filed.form_version) != (form.id, form.version):
        old = f"tệp này thuộc phiên bản {filed.form_version}"
        raise Unfit(f"Biểu đã được thay bằng phiên bản {form.version}; {old}. {_AGAIN}", filed.raw, filed.answers)


def by_cell(form: Form, problems: Sequence[FieldProblem]) -> list[FieldProblem]:
    """The problems with the address of the cell each stands in; of a query, the cell its explanation goes into."""
    rows = {box.code: box for box in boxes(form)} | {"": Box("", "", form_row(form))}

    def named(p: FieldProblem) -> FieldProblem:
        if p.code not in rows or (p.code == "" and not p.is_warning):
            return p
        where = answer_cell(rows[p.code].row) if p.is_warning else rows[p.code].address
        return replace(p, message=f"Ô {where}: {p.message}")

    return [named(p) for p in problems]


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


def _refuse_moved(rows: Sequence[Sequence[Any]], places: list[Box]) -> None:
    for box in places:
        if text_at(rows, box.row, CODE) != box.code:
            raise Refused(_MOVED)
