"""Mẫu văn bản: what a plan, the minutes of a meeting or the result of an event says about itself, field by field.

One for each kind of duty, from `documents/*.yaml`. Number and day of the paper have columns of their own and only their
labels stand here; everything else is kept in `Submission.fields`: code → text, whole number or ISO date; a blank leaves
no trace. Posts, agencies and counts, never a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.dates_in_words import day_text
from models.figures import FieldProblem, number_text
from models.free_words import blocked_in
from models.vocabulary import DocumentFieldType, DutyKind

PREFIX = "d."  # of a field's box on a page, and of the code of what is wrong with it
T = DocumentFieldType
FIRST_DAY = date(2000, 1, 1)
LARGEST = 10_000_000
LONGEST = 200
_LAYOUTS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class DocumentField:
    """One box. `at_most`: code of the count this one may not exceed."""

    code: str
    label: str
    type: DocumentFieldType
    is_required: bool = False
    max_length: int = LONGEST
    hint: str = ""
    at_most: str = ""
    only_without_figures: bool = False  # a duty with a form of figures counts it there

    @property
    def name(self) -> str:
        """Of its box on a page: `d.place`."""
        return PREFIX + self.code


@dataclass(frozen=True)
class DocumentForm:
    """What the paper of some kinds of duty states."""

    id: str
    title: str
    kinds: tuple[DutyKind, ...]
    fields: tuple[DocumentField, ...]
    number: str = "Số, ký hiệu văn bản"  # label of the paper's number
    day: str = "Ngày văn bản"  # label of its day
    is_number_required: bool = False  # number and day both
    has_decisions: bool = False  # minutes: what they order of whom by when

    def asked(self, *, has_figures: bool) -> tuple[DocumentField, ...]:
        """The boxes of a duty with or without a form of figures."""
        return tuple(f for f in self.fields if not (has_figures and f.only_without_figures))


@dataclass(frozen=True, slots=True)
class Stated:
    """One field as it is read on a receipt or by an officer."""

    label: str
    value: str


def read_fields(
    form: DocumentForm, typed: Mapping[str, Any], today: date, *, has_figures: bool
) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Clean fields and what is wrong. `typed`: field code → text as typed, or a value kept before.

    A problem's code is the name of its box (`d.place`). Unknown codes are a problem, blanks are left out.
    """
    fields = {field.code: field for field in form.asked(has_figures=has_figures)}
    clean: dict[str, Any] = {}
    strange = [code for code in typed if code not in fields]
    problems = [FieldProblem(PREFIX + code, f"Mẫu văn bản không có mục “{code}”.") for code in strange]
    for code, field in fields.items():
        text = unicodedata.normalize("NFC", str(typed.get(code) if typed.get(code) is not None else "")).strip()
        if not text:
            if field.is_required:
                problems.append(FieldProblem(field.name, f"Đề nghị ghi mục “{field.label}”."))
            continue
        try:
            clean[code] = _READ[field.type](field, text, today)
        except ValueError as no:
            problems.append(FieldProblem(field.name, f"{field.label}: {no}."))
    return clean, problems + list(_too_many(fields, clean))


def stated(form: DocumentForm | None, kept: Mapping[str, Any]) -> list[Stated]:
    """Kept fields in the order of the form, in words; what the form no longer knows keeps its code as its name."""
    known = {field.code: field for field in form.fields} if form else {}
    order = [*(code for code in known if code in kept), *(code for code in kept if code not in known)]
    return [Stated(known[code].label if code in known else code, _words(known.get(code), kept[code])) for code in order]


def _read_text(field: DocumentField, text: str, today: date) -> str:
    if len(text) > field.max_length:
        raise ValueError(f"không quá {field.max_length} ký tự, đang có {len(text)}; đề nghị viết gọn lại")
    if what := blocked_in(text):
        raise ValueError(f"có nội dung giống {what}; hệ thống không nhận thông tin về cá nhân, đề nghị bỏ đi")
    return text


def _read_count(field: DocumentField, text: str, today: date) -> int:
    bare = re.sub(r"(?<=\d)[. ](?=\d{3}(?!\d))", "", text)
    if not re.fullmatch(r"[0-9]{1,9}", bare) or int(bare) > LARGEST:
        raise ValueError("cần một số nguyên không âm, ví dụ 25")
    return int(bare)


def _read_day(field: DocumentField, text: str, today: date) -> str:
    for layout in _LAYOUTS:
        try:
            day = datetime.strptime(text, layout).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
        if not FIRST_DAY <= day <= today:
            raise ValueError("phải từ năm 2000 và không sau ngày hôm nay; đề nghị kiểm tra lại")
        return day.isoformat()
    raise ValueError(f"“{text[:20]}” chưa đúng; ghi ngày/tháng/năm, ví dụ 05/9/2026")


_READ = {T.TEXT: _read_text, T.COUNT: _read_count, T.DATE: _read_day}


def _too_many(fields: Mapping[str, DocumentField], clean: Mapping[str, Any]) -> Iterator[FieldProblem]:
    for code, field in fields.items():
        if code in clean and field.at_most in clean and clean[code] > clean[field.at_most]:
            more, most = number_text(clean[code]), number_text(clean[field.at_most])
            other = fields[field.at_most].label
            yield FieldProblem(field.name, f"{field.label} ({more}) lớn hơn {other} ({most}). Đề nghị kiểm tra lại.")


def _words(field: DocumentField | None, value: Any) -> str:
    if field and field.type is T.DATE:
        return day_text(date.fromisoformat(str(value)))
    return number_text(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
