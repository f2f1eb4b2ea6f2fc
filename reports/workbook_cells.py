"""The cells of a filled Excel form as text: figures, words and explanations, and what is wrong with which cell.

A formula or an error value is no figure, even where a value stands beside it. Judges no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from models.dates_in_words import day_text
from models.errors import Refused
from models.figures import FieldProblem, number_text, read_number
from models.vocabulary import IndicatorType
from reports.sheet_cells import Marks
from reports.workbook_identity import ANSWER, CODE, INPUT, WHOLE_FORM, Box, answer_cell

Found = dict[str, str]  # field code → text
_CODE = re.compile(r"[A-Z]\d{2}(\.\w+)?")


class Unfit(Refused):
    """A form that cannot be filed as it is: `raw` and `answers` (by field code) are what could be read of it, to be
    shown and put right; `problems` names the wrong boxes."""

    def __init__(
        self,
        reason: str,
        raw: Mapping[str, str],
        answers: Mapping[str, str],
        problems: Sequence[FieldProblem] = (),
    ):
        self.raw, self.answers, self.problems = dict(raw), dict(answers), list(problems)
        super().__init__(reason)


def contents(rows: Sequence[Sequence[Any]], places: list[Box], marks: Marks) -> tuple[Found, Found]:
    """`raw` and `answers`. Errors: `Unfit` with every wrong cell, and all that could be read."""
    raw, answers, problems = Found(), Found(), list[FieldProblem]()
    cells = [(box, box.address, raw, INPUT) for box in places]
    whole = places[-1].row + 1
    explained = [*places, Box("", IndicatorType.TEXT, whole)] if text_at(rows, whole, CODE) == WHOLE_FORM else places
    cells += [(replace(b, type=IndicatorType.TEXT), answer_cell(b.row), answers, ANSWER) for b in explained]
    for box, address, into, column in cells:
        value = _at(rows, box.row, column)
        try:
            text = _typed(value, box, address, marks)
        except ValueError as e:
            text = _text(value) if not isinstance(value, bool) else str(value)
            problems.append(FieldProblem(box.code, f"ô {address} ({box.code or WHOLE_FORM}): {e}"))
        if text:
            into[box.code] = text
    if problems:
        listed = "; ".join(p.message for p in problems)
        reason = f"Tệp còn {len(problems)} ô cần sửa: {listed}. Đề nghị sửa các ô này rồi tải lên lại."
        said = [replace(p, message=f"{p.message[0].upper()}{p.message[1:]}.") for p in problems]
        raise Unfit(reason, raw, answers, said)
    return raw, answers


def salvaged(rows: Sequence[Sequence[Any]]) -> tuple[Found, Found]:
    """What stands beside anything that looks like a field code, wherever its row is; nothing is vouched for."""
    raw, answers = Found(), Found()
    for row in rows:
        code = str(row[CODE]).strip() if row else ""
        if _CODE.fullmatch(code):
            for column, into in ((INPUT, raw), (ANSWER, answers)):
                if len(row) > column and (text := _text(row[column])):
                    into[code] = text
    return raw, answers


def _at(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    """A cell by its row in Excel's counting; an empty text where the sheet does not reach."""
    return rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else ""


def text_at(rows: Sequence[Sequence[Any]], row: int, column: int) -> str:
    return str(_at(rows, row, column)).strip()


def _typed(value: Any, box: Box, address: str, marks: Marks) -> str:
    """What stands in one cell, as text. Errors: `ValueError` saying what may stand there."""
    if address in marks.errors:
        raise ValueError(f"có lỗi {marks.errors[address]}, cần ghi giá trị")
    if address in marks.formulas or str(value).lstrip().startswith("="):
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
    if not exact.is_finite():  # a cell can hold 1e999; what it is not is said where figures are read
        return repr(value)
    return number_text(int(value) if exact == exact.to_integral_value() else exact)
