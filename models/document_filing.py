"""Nộp văn bản: what is checked when a plan, minutes, the result of an event or a paper sent elsewhere is filed.

Typed fields and what a meeting ordered come back clean; a filing on paper or by a secret channel is its number and its
day and nothing else. What a figure may be is the business of `models.figures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.document_forms import FIRST_DAY, DocumentForm, read_fields
from models.errors import Refused
from models.figures import FieldProblem
from models.free_words import blocked_in
from models.meeting_decisions import Ordered, may_be_ordered, read_decisions
from models.vocabulary import SubmissionKind

OFFLINE_ONLY = (
    "Bài gửi bản giấy hoặc qua đường mật chỉ ghi số và ngày văn bản; "
    "không ghi nội dung, số liệu, không đính kèm tệp. Đề nghị bỏ {what}."
)


@dataclass(frozen=True)
class Filed:
    """What a document says, clean, and what is wrong with it.

    Without typed fields (a mail, an officer's entry) nothing is asked of it.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    ordered: tuple[Ordered, ...] = ()
    problems: tuple[FieldProblem, ...] = ()


def read_document(
    session: Session,
    catalogue: Catalogue,
    deadline: Deadline,
    *,
    unit_id: str,
    fields: Mapping[str, Any] | None,
    decisions: Sequence[Mapping[str, Any]],
    number: str,
    on: date | None,
    has_figures: bool,
    today: date,
) -> Filed:
    """The typed fields and decisions of one filing, with what is wrong box by box."""
    form = catalogue.document_form(deadline.kind)
    if form is None or (fields is None and not decisions):
        return Filed()
    clean, problems = read_fields(form, fields or {}, today, has_figures=has_figures)
    problems += _head_problems(form, number, on, needs_both=form.is_number_required and not has_figures)
    ordered: list[Ordered] = []
    if form.has_decisions and decisions:
        ordered, wrong = read_decisions(decisions, may_be_ordered(session, unit_id, today), today)
        problems += wrong
        if ordered and not (number and on):
            words = "Biên bản có kết luận giao việc phải ghi số và ngày: việc được giao viện dẫn biên bản này."
            said = {problem.code for problem in problems}
            blank = (name for name, given in (("document_number", number), ("document_on", on)) if not given)
            problems += [FieldProblem(name, words) for name in blank if name not in said]
    return Filed(clean, tuple(ordered), tuple(problems))


def refuse_content_offline(
    number: str,
    on: date | None,
    note: str,
    figures: Mapping[str, Any],
    fields: Mapping[str, Any],
    decisions: Sequence[Mapping[str, Any]],
    today: date,
) -> None:
    """A filing that went on paper or by a secret channel is a number and a day. Errors: `Refused`."""
    said = {
        "số liệu": any(value not in (None, "") for value in figures.values()),
        "nội dung ghi thêm": bool(note.strip()) or any(value not in (None, "") for value in fields.values()),
        "kết luận giao việc": any(any(row.values()) for row in decisions),
    }
    if too_much := ", ".join(what for what, is_there in said.items() if is_there):
        raise Refused(OFFLINE_ONLY.format(what=too_much))
    if not (number.strip() and on):
        raise Refused("Bài gửi bản giấy hoặc qua đường mật cần ghi số, ký hiệu và ngày của văn bản đã gửi.")
    if not FIRST_DAY <= on <= today:
        raise Refused("Ngày văn bản phải từ năm 2000 và không sau ngày hôm nay. Đề nghị kiểm tra lại.")
    if what := blocked_in(number):
        raise Refused(f"Số văn bản có nội dung giống {what}. Đề nghị chỉ ghi số, ký hiệu.")


def refuse_files_offline(kind: str, files: Sequence[object]) -> None:
    """No file hangs on what went by another channel. Errors: `Refused`."""
    if kind == SubmissionKind.OFFLINE and files:
        raise Refused(OFFLINE_ONLY.format(what="tệp đính kèm"))


def _head_problems(form: DocumentForm, number: str, on: date | None, *, needs_both: bool) -> list[FieldProblem]:
    missing = [] if number.strip() else [FieldProblem("document_number", f"Đề nghị ghi mục “{form.number}”.")]
    missing += [] if on else [FieldProblem("document_on", f"Đề nghị ghi mục “{form.day}”.")]
    return missing if needs_both else []
