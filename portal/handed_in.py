"""What a unit hands in besides its figures: the paper's number and day, what it says, a note, files, what is wrong.

Reads the posted fields only; whether the filing is taken is decided by `models.filing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from models.dates_in_words import day_text
from models.document_filing import OFFLINE_ONLY
from models.errors import Refused
from models.facts import Submission
from models.free_words import why_personal
from models.vocabulary import SubmissionKind
from portal.attachments import Upload, received
from portal.document_boxes import kept_fields, typed_fields, typed_rows
from portal.figure_form import kept_figures, typed_answers, typed_figures
from portal.words import read_day

NOTHING_YET = "Đề nghị ghi số văn bản, tóm tắt kết quả hoặc đính kèm tệp."


class Beside(dict[str, str]):
    """What is wrong, by field; a field in order answers with nothing."""

    def __missing__(self, key: str) -> str:
        return ""

    def add(self, more: Mapping[str, str]) -> None:
        """What was found later: a field already named keeps its words, and a number or a day asked for by name needs
        no general word that something is wanted."""
        if self["note"] == NOTHING_YET and any(name in more for name in ("document_number", "document_on")):
            del self["note"]
        self.update({name: message for name, message in more.items() if name not in self})


@dataclass
class Typed:
    """What stood in the fields, to be shown again as it was."""

    document_number: str = ""
    document_on: str = ""
    note: str = ""
    paper_number: str = ""
    paper_on: str = ""
    is_provisional: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)  # to queries, by check
    fields: Mapping[str, str] = field(default_factory=dict)  # of a plan, minutes, an event, by code
    rows: Sequence[Mapping[str, str]] = ()  # what minutes order: text, unit, due


@dataclass
class HandedIn:
    """The fields read: what may be filed, and what is wrong beside which field."""

    typed: Typed
    kind: SubmissionKind
    number: str
    on: date | None
    note: str
    uploads: tuple[Upload, ...]
    beside: Beside


def read_handed_in(sent: FormData, today: date, *, has_form: bool, limit_mb: int) -> HandedIn:
    """The posted form. Nothing is raised: every problem stands beside its field."""
    typed, beside = typed_in(sent), Beside()
    kind = _kind(str(sent.get("kind") or ""), has_form=has_form)
    is_paper = kind == SubmissionKind.OFFLINE
    if is_paper:
        number, on = typed.paper_number, _day("paper_on", typed.paper_on, today, beside)
    else:
        number, on = typed.document_number, _day("document_on", typed.document_on, today, beside)
    _refuse_persons(typed, beside)
    note, uploads = typed.note, _uploads(sent, limit_mb, beside)
    if kind == SubmissionKind.NIL and sent.get("nil_sure") != "yes":
        beside["nil_sure"] = "Đề nghị đánh dấu xác nhận kỳ này không phát sinh."
    if is_paper and uploads:
        beside["paper_number"] = OFFLINE_ONLY.format(what="tệp đính kèm")
    if is_paper and not number:
        beside["paper_number"] = "Đề nghị ghi số, ký hiệu văn bản đã gửi."
    if is_paper and not typed.paper_on:
        beside["paper_on"] = "Đề nghị ghi ngày của văn bản đã gửi."
    if kind == SubmissionKind.DOCUMENT and not (
        number or note or uploads or beside["attachment"] or any(typed.fields.values())
    ):
        beside["note"] = NOTHING_YET
    return HandedIn(typed, kind, number, on, note, uploads, beside)


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
        fields=kept_fields(before),
    )


def _kind(asked: str, *, has_form: bool) -> SubmissionKind:
    """What the pressed button means; without a form there are no figures to file."""
    if asked in (SubmissionKind.NIL, SubmissionKind.OFFLINE):
        return SubmissionKind.of(asked)
    return SubmissionKind.FIGURES if has_form else SubmissionKind.DOCUMENT


def typed_in(sent: Mapping[str, Any]) -> Typed:
    """The fields of a posted form, or of a draft, as they stood."""

    def text(name: str, longest: int) -> str:
        return str(sent.get(name) or "").strip()[:longest]

    return Typed(
        document_number=text("document_number", 80),
        document_on=text("document_on", 10),
        note=text("note", 2000),
        paper_number=text("paper_number", 80),
        paper_on=text("paper_on", 10),
        is_provisional=sent.get("is_provisional") == "yes",
        figures=typed_figures(sent),
        answers=typed_answers(sent),
        fields=typed_fields(sent),
        rows=typed_rows(sent),
    )


def _uploads(sent: FormData, limit_mb: int, beside: Beside) -> tuple[Upload, ...]:
    try:
        return received(sent.getlist("attachment"), limit_mb)
    except Refused as no:
        beside["attachment"] = no.reason
        return ()


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


def _refuse_persons(typed: Typed, beside: Beside) -> None:
    """Nothing in the free words may point to a person."""
    for name in ("note", "document_number", "paper_number"):
        if why := why_personal(getattr(typed, name)):
            beside[name] = why
