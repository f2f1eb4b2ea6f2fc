"""Ô của văn bản: what a plan, minutes or the result of an event says about itself, and what minutes order of whom.

Reads the posted boxes (`d.<code>`, `k.<n>.text|unit|due`) and shows them again as they were typed, each with its error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.document_forms import PREFIX, DocumentField, DocumentForm, Stated, stated
from models.errors import Refused
from models.facts import Submission
from models.figures import FieldProblem
from models.map_of_day import Node, unit_of_day
from models.meeting_decisions import MOST, decisions_of, may_be_ordered
from models.meeting_decisions import PREFIX as ORDERED
from models.vocabulary import DocumentFieldType, DutyKind, SubmissionState
from portal.headings import Heading
from portal.words import read_day

ROWS = 3  # blank rows offered beyond those filled
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ROW = re.compile(r"k\.([0-9]{1,2})\.(text|unit|due)")


@dataclass(frozen=True)
class Box:
    """One field of the document with what was typed."""

    field: DocumentField
    value: str
    error: str = ""

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def anchor(self) -> str:
        """Its id on the page, as a summary of errors leads to it."""
        return document_anchor(self.name)

    @property
    def is_count(self) -> bool:
        return self.field.type is DocumentFieldType.COUNT

    @property
    def longest(self) -> int:
        return self.field.max_length if self.field.type is DocumentFieldType.TEXT else 12


@dataclass(frozen=True)
class Row:
    """One decision of a meeting with what was typed."""

    n: int
    text: str = ""
    unit: str = ""
    due: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)  # by box: text, unit, due

    def name(self, box: str) -> str:
        return f"{ORDERED}{self.n}.{box}"

    def anchor(self, box: str) -> str:
        return document_anchor(self.name(box))

    def error(self, box: str) -> str:
        return self.errors.get(box, "")


@dataclass(frozen=True)
class DocumentBoxes:
    """All of it, for one page."""

    form: DocumentForm
    boxes: tuple[Box, ...]
    rows: tuple[Row, ...] = ()
    units: tuple[Node, ...] = ()  # who may be ordered: the unit itself first


@dataclass(frozen=True)
class DecisionLine:
    """One decision as a receipt or an officer reads it, and what became of it."""

    text: str
    unit: str
    due_on: date
    became: str


def document_anchor(name: str) -> str:
    return "o-" + name.replace(".", "-")


def typed_fields(sent: Mapping[str, Any]) -> dict[str, str]:
    """What stood in the boxes of the document: field code → text."""
    boxes = ((name, text) for name, text in sent.items() if name.startswith(PREFIX) and isinstance(text, str))
    return {name.removeprefix(PREFIX): text.strip()[:2000] for name, text in boxes}


def typed_rows(sent: Mapping[str, Any]) -> list[dict[str, str]]:
    """What stood in the rows of decisions, from the first to the last that has anything in it."""
    found: dict[int, dict[str, str]] = {}
    for name, text in sent.items():
        if (at := _ROW.fullmatch(name)) and isinstance(text, str) and 1 <= int(at[1]) <= MOST + ROWS:
            found.setdefault(int(at[1]), {})[at[2]] = text.strip()[:1000]
    filled = [n for n, row in found.items() if row.get("text") or row.get("due")]
    return [found.get(n, {}) for n in range(1, max(filled, default=0) + 1)]


def decisions_in(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The rows as `file_submission` takes them: a day where one can be read."""
    return [{**row, "due": _day(row.get("due", ""))} for row in rows]


def kept_fields(submission: Submission) -> dict[str, str]:
    """Filed fields written back the way a person types them."""
    return {
        code: day_text(date.fromisoformat(value)) if isinstance(value, str) and _ISO.fullmatch(value) else str(value)
        for code, value in submission.fields.items()
    }


def kept_rows(db: Session, submission_id: int) -> list[dict[str, str]]:
    """Filed decisions, to be corrected rather than typed again."""
    rows = decisions_of(db, submission_id)
    return [{"text": row.text, "unit": row.unit_id, "due": day_text(row.due_on)} for row in rows]


def document_boxes(
    db: Session,
    law: Catalogue,
    kind: DutyKind,
    unit_id: str,
    today: date,
    *,
    has_figures: bool,
    typed: Mapping[str, str],
    rows: Sequence[Mapping[str, str]] = (),
    problems: Iterable[FieldProblem] = (),
) -> DocumentBoxes | None:
    """The boxes of a duty of this kind; None where nothing is asked of its paper but number and day."""
    form = law.document_form(kind)
    if form is None:
        return None
    wrong: dict[str, str] = {}
    for problem in problems:
        wrong[problem.code] = f"{wrong[problem.code]} {problem.message}" if problem.code in wrong else problem.message
    asked = form.asked(has_figures=has_figures)
    boxes = tuple(Box(f, typed.get(f.code, ""), wrong.get(f.name, "")) for f in asked)
    if not form.has_decisions:
        return DocumentBoxes(form, boxes)
    return DocumentBoxes(form, boxes, tuple(_rows(rows, wrong)), tuple(may_be_ordered(db, unit_id, today)))


def stated_in(law: Catalogue, head: Heading, submission: Submission) -> list[Stated]:
    """What the document of a filing says about itself, as a receipt or an officer reads it."""
    return stated(law.document_form(head.deadline.kind) if head.deadline else None, submission.fields)


def decision_lines(db: Session, submission: Submission, today: date) -> list[DecisionLine]:
    """What the minutes ordered of whom, and whether it has become a duty."""
    found = []
    for row in decisions_of(db, submission.id or 0):
        unit = unit_of_day(db, row.unit_id, today)
        became = _became(row.request_code, submission.state, row.due_on, today)
        found.append(DecisionLine(row.text, unit.name if unit else row.unit_id, row.due_on, became))
    return found


def _became(code: str, state: str, due_on: date, today: date) -> str:
    if state in (SubmissionState.RETURNED, SubmissionState.SUPERSEDED):
        return "không còn hiệu lực theo bản này"
    if code:
        return f"đã giao, mã {code}"
    if due_on < today:
        return "chưa giao: hạn đã qua"
    return "giao khi biên bản được tiếp nhận"


def _rows(rows: Sequence[Mapping[str, str]], wrong: Mapping[str, str]) -> Iterable[Row]:
    for n in range(1, min(len(rows) + ROWS, MOST + ROWS) + 1):
        row = rows[n - 1] if n <= len(rows) else {}
        errors = {
            box: wrong[f"{ORDERED}{n}.{box}"] for box in ("text", "unit", "due") if f"{ORDERED}{n}.{box}" in wrong
        }
        yield Row(n, row.get("text", ""), row.get("unit", ""), row.get("due", ""), errors)


def _day(text: str) -> date | str:
    try:
        return read_day(text)
    except Refused:
        return text
