"""What a unit hands in besides its figures: the paper document's number and day, a note, a file, and what is wrong.

Reads the posted fields only; whether the filing is taken is decided by `models.filing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData

from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import Submission
from models.forms import BLOCKED
from models.vocabulary import SubmissionKind
from portal.attachments import Upload, received
from portal.figure_form import kept_figures, typed_figures
from portal.words import read_day


class Beside(dict[str, str]):
    """What is wrong, by field; a field in order answers with nothing."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass
class Typed:
    """What stood in the fields, to be shown again as it was."""

    document_number: str = ""
    document_on: str = ""
    place: str = ""
    attendance: str = ""
    note: str = ""
    paper_number: str = ""
    paper_on: str = ""
    is_provisional: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass
class HandedIn:
    """The fields read: what may be filed, and what is wrong beside which field."""

    typed: Typed
    kind: SubmissionKind
    number: str
    on: date | None
    note: str
    upload: Upload | None
    beside: Beside


def read_handed_in(sent: FormData, today: date, *, has_form: bool, limit_mb: int) -> HandedIn:
    """The posted form. Nothing is raised: every problem stands beside its field."""
    typed, beside = _typed(sent), Beside()
    kind = _kind(str(sent.get("kind") or ""), has_form=has_form)
    is_paper = kind == SubmissionKind.DOCUMENT and has_form
    if is_paper:
        number, on = typed.paper_number, _day("paper_on", typed.paper_on, today, beside)
    else:
        number, on = typed.document_number, _day("document_on", typed.document_on, today, beside)
    note, upload = _note(typed, beside), _upload(sent, limit_mb, beside)
    if kind == SubmissionKind.NIL and sent.get("nil_sure") != "yes":
        beside["nil_sure"] = "Đề nghị đánh dấu xác nhận kỳ này không phát sinh."
    if is_paper and not number:
        beside["paper_number"] = "Đề nghị ghi số, ký hiệu văn bản đã gửi."
    if kind == SubmissionKind.DOCUMENT and not is_paper and not (number or note or upload):
        beside["note"] = "Đề nghị ghi số văn bản, tóm tắt kết quả hoặc đính kèm tệp."
    return HandedIn(typed, kind, number, on, note, upload, beside)


def as_filed(before: Submission | None) -> Typed:
    """What the unit filed before, to correct rather than type again."""
    if before is None:
        return Typed()
    return Typed(
        document_number=before.document_number,
        document_on=day_text(before.document_on) if before.document_on else "",
        note=before.note,
        is_provisional=before.is_provisional,
        figures=kept_figures(before.figures),
    )


def _kind(asked: str, *, has_form: bool) -> SubmissionKind:
    """What the pressed button means; without a form there are no figures to file."""
    if asked in (SubmissionKind.NIL, SubmissionKind.DOCUMENT):
        return SubmissionKind.of(asked)
    return SubmissionKind.FIGURES if has_form else SubmissionKind.DOCUMENT


def _typed(sent: FormData) -> Typed:
    def text(name: str, longest: int) -> str:
        return str(sent.get(name) or "").strip()[:longest]

    return Typed(
        document_number=text("document_number", 80),
        document_on=text("document_on", 10),
        place=text("place", 200),
        attendance=text("attendance", 9),
        note=text("note", 2000),
        paper_number=text("paper_number", 80),
        paper_on=text("paper_on", 10),
        is_provisional=sent.get("is_provisional") == "yes",
        figures=typed_figures(sent),
    )


def _upload(sent: FormData, limit_mb: int, beside: Beside) -> Upload | None:
    try:
        return received(sent.get("attachment"), limit_mb)
    except Refused as no:
        beside["attachment"] = no.reason
        return None


def _day(name: str, text: str, today: date, beside: Beside) -> date | None:
    """The day of a paper document, never in the future."""
    if not text:
        return None
    try:
        day = read_day(text)
    except Refused as no:
        beside[name] = no.reason
        return None
    if not date(2000, 1, 1) <= day <= today:
        beside[name] = "Ngày văn bản phải từ năm 2000 và không sau ngày hôm nay. Đề nghị kiểm tra lại."
    return day


def _note(typed: Typed, beside: Beside) -> str:
    """Place, attendance and the free words as one note, free of anything that points to a person."""
    parts = [f"Nơi tổ chức: {typed.place}."] if typed.place else []
    if typed.attendance:
        if typed.attendance.replace(".", "").isdigit():
            parts.append(f"Số lượt người dự: {typed.attendance}.")
        else:
            beside["attendance"] = "Số lượt người dự phải là số nguyên."
    free = {
        "note": typed.note,
        "place": typed.place,
        "document_number": typed.document_number,
        "paper_number": typed.paper_number,
    }
    for name, text in free.items():
        for pattern, what in BLOCKED.values():
            if pattern.search(text):
                beside[name] = f"Có nội dung giống {what}. Hệ thống không nhận thông tin về cá nhân; đề nghị bỏ đi."
    return " ".join([*parts, typed.note]).strip()
