"""Số liệu: reading what a unit typed or a workbook holds into clean values, and saying in Vietnamese what is wrong.

A blank box is "not reported" and leaves no trace; `0` is a zero. Numbers follow Vietnamese usage: `1.234,5` has a dot
between thousands and a comma before decimals; a number that could be read two ways is refused, never guessed.
Money (triệu đồng) is kept as a number with at most three decimals, so that adding in `Decimal` is exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.errors import Refused
from models.forms import Field, Form, Indicator
from models.free_words import blocked_in
from models.vocabulary import IndicatorType

LARGEST = Decimal(10) ** 12
MAX_DECIMALS = 3
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_YES = ("có", "co", "true", "1", "x", "đúng", "dung", "đã", "rồi")
_NO = ("không", "khong", "false", "0", "sai", "chưa", "chua")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one box, in words for the person who filled it; a warning asks to be corrected or explained.

    `check`: id of the check that asks, for a warning; the explanation goes under it.
    """

    code: str
    message: str
    is_warning: bool = False
    check: str = ""


class FiguresRefused(Refused):
    """A form that cannot be taken as it is; `problems` says box by box why."""

    def __init__(self, problems: Sequence[FieldProblem]):
        self.problems = list(problems)
        super().__init__("Biểu số liệu còn điểm chưa khớp: " + " ".join(p.message for p in self.problems))


def check_figures(form: Form, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Clean figures of a form and what is wrong with them. `raw` maps field codes to text, numbers or yes/no.

    Unknown codes are a problem, blanks are left out. The form's errors are tried on the clean values; its queries are
    the business of `models.checking`.
    """
    clean, problems = _read(form, raw)
    return clean, problems + _sentences(form, clean)


def read_number(value: Any) -> Decimal:
    """A number typed the Vietnamese way, or a cell's number. Errors: `ValueError` saying how to write it."""
    if isinstance(value, bool):
        raise ValueError("cần ghi một số")
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        if not number.is_finite():
            raise ValueError("không phải một số")
        return number
    text = unicodedata.normalize("NFKC", str(value)).replace("\u2212", "-").strip()
    bare = text.removeprefix("-").strip()
    if not _GROUPED.fullmatch(bare):
        if re.fullmatch(r"\d+\.\d+", bare):
            raise ValueError(f"“{text}” chưa rõ nghĩa; phần thập phân viết sau dấu phẩy, ví dụ 1.234,5")
        raise ValueError(f"“{text}” không phải một số; cách ghi đúng: 1.234,5")
    number = Decimal(bare.replace(".", "").replace(" ", "").replace(",", "."))
    return -number if text.startswith("-") else number


def number_text(value: int | float | Decimal, decimals: int | None = None) -> str:
    """A number as officers write it: `1.234,5`. Without `decimals`, as many as the value has."""
    number = Decimal(str(value))
    if decimals is not None:
        number = round(number, decimals)
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0") if decimals is None else rest
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def _read(form: Form, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldProblem]]:
    clean: dict[str, Any] = {}
    problems = []
    known = {field.code: (field, indicator) for indicator in form.indicators for field in indicator.fields()}
    for code in raw:
        if code not in known:
            problems.append(FieldProblem(code, f"Biểu không có ô “{code}”."))
    for code, (field, indicator) in known.items():
        value = raw.get(code)
        if isinstance(value, str):
            value = unicodedata.normalize("NFC", value).strip()
        if value is None or value == "":
            continue
        try:
            clean[code] = _value(field, indicator, value)
        except ValueError as e:
            problems.append(FieldProblem(code, f"{_named(field)}: {e}."))
    troubled = {p.code for p in problems}
    for indicator in form.indicators:
        parts = [field.code for field in indicator.fields()]
        blank = [code for code in parts if code not in clean and code not in troubled]
        if indicator.type is IndicatorType.RATIO and 0 < len(blank) < len(parts):
            message = f"{indicator.code} ({indicator.label}): đề nghị ghi đủ cả tử số và mẫu số."
            problems.append(FieldProblem(blank[0], message))
    return clean, problems


def _value(field: Field, indicator: Indicator, value: Any) -> Any:
    if field.type is IndicatorType.BOOL:
        return _yes_or_no(value)
    if field.type is IndicatorType.TEXT:
        return _text(value)
    number = read_number(value)
    if number < 0:
        raise ValueError("không được nhỏ hơn 0")
    if number >= LARGEST:
        raise ValueError("số quá lớn, đề nghị kiểm tra lại đơn vị tính")
    is_whole = number == number.to_integral_value()
    if field.type is IndicatorType.MONEY:
        decimals = indicator.max_decimals or MAX_DECIMALS
        if number != round(number, decimals):
            raise ValueError(f"chỉ ghi đến {decimals} chữ số thập phân (triệu đồng)")
        return int(number) if is_whole else float(number)
    if not is_whole:
        raise ValueError("phải là số nguyên")
    return int(number)


def _yes_or_no(value: Any) -> bool:
    word = str(value).casefold().strip()
    if value is True or word in _YES:
        return True
    if value is False or word in _NO:
        return False
    raise ValueError(f"“{value}” không hợp lệ; ghi “có” hoặc “không”")


def _text(value: Any) -> str:
    """A narrative without anything that points to a person, whatever the form's own checks say."""
    text = str(value).strip()
    if what := blocked_in(text):
        raise ValueError(f"có nội dung giống {what}; biểu này không nhận thông tin về cá nhân, đề nghị bỏ")
    return text


def _sentences(form: Form, clean: Mapping[str, Any]) -> list[FieldProblem]:
    problems = []
    for check in form.checks():
        if check.is_warning or check.holds(clean) is not False:
            continue
        codes = dict.fromkeys(check.codes)
        stated = ", ".join(f"{box_words(form, code)} = {shown(clean.get(code))}" for code in codes)
        message = check.message.strip().rstrip(".")
        if stated and check.kind in ("compare", "if_zero"):
            message = f"{message} (đã ghi {stated}). Đề nghị sửa lại cho khớp"
        problems.append(FieldProblem(check.code, f"{message}.", check=check.id))
    return problems


def box_words(form: Form, code: str) -> str:
    """`E04`; a part of an indicator by its name, `“khu dân cư đạt”`, never by its key in the rules."""
    whole, _, part = code.partition(".")
    names = dict(form.indicator(whole).parts) if part else {}
    return f"“{names[part]}”" if part in names else code


def shown(value: Any) -> str:
    """A figure as a sentence states it."""
    if value is None:
        return "trống"
    if isinstance(value, bool):
        return "có" if value else "không"
    return number_text(value) if isinstance(value, int | float) else str(value)


def _named(field: Field) -> str:
    return f"{field.code} ({field.label})"
