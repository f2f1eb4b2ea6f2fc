"""Đã sửa gì: what differs between two versions of one filing, cell by cell, and which version a reviewer last read.

Figures come in the order of their form, then what else was handed in. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from models.document_forms import DocumentForm
from models.facts import Attachment, Decision, Submission
from models.forms import Form
from models.vocabulary import SubmissionKind

BESIDE = {
    "kind": "Hình thức",
    "is_provisional": "Số liệu ước",
    "document_number": "Số, ký hiệu văn bản",
    "document_on": "Ngày văn bản",
    "note": "Ghi chú",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell before and after; None: nothing stood there. `code` is empty for what is no figure."""

    code: str
    label: str
    unit: str
    before: Any
    after: Any


def changes_between(
    form: Form | None, before: Submission, after: Submission, document: DocumentForm | None = None
) -> list[Change]:
    """Every cell that differs; a cell no form knows any more keeps its code as its name. `document`: what the paper of
    this kind of duty states.
    """
    fields = {field.code: field for field in form.fields()} if form else {}
    codes = [*fields, *sorted((before.figures.keys() | after.figures.keys()) - fields.keys())]
    found = [
        Change(code, fields[code].label if code in fields else code, fields[code].unit if code in fields else "", *pair)
        for code in codes
        if (pair := (before.figures.get(code), after.figures.get(code)))[0] != pair[1]
    ]
    found += [
        Change("", label, "", *(_shown(name, value) for value in pair))
        for name, label in BESIDE.items()
        if (pair := (getattr(before, name), getattr(after, name)))[0] != pair[1]
    ]
    labels = {field.code: field.label for field in document.fields} if document else {}
    return found + _of_fields(labels, before.fields, after.fields)


def files_changed(session: Session, before: Submission, after: Submission) -> list[Change]:
    """Files that came or went between two versions, told apart by their content."""
    was, now = (_files(session, s) for s in (before, after))
    gone = [Change("", "Tệp đính kèm", "", name, None) for sha, name in was.items() if sha not in now]
    return gone + [Change("", "Tệp đính kèm", "", None, name) for sha, name in now.items() if sha not in was]


def last_read(session: Session, submission: Submission, as_units: set[str]) -> tuple[Submission, Decision] | None:
    """The latest earlier version one of these steps had a word on, with that word; None where none had."""
    query = (
        select(Submission, Decision)
        .join(Decision, col(Decision.submission_id) == col(Submission.id))
        .where(
            Submission.programme == submission.programme,
            Submission.duty == submission.duty,
            Submission.period == submission.period,
            Submission.unit_id == submission.unit_id,
            Submission.version < submission.version,
            col(Decision.as_unit).in_(as_units),
        )
        .order_by(col(Submission.version).desc(), col(Decision.at).desc(), col(Decision.id).desc())
    )
    return session.exec(query).first()


def _of_fields(labels: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    names = [*before, *(name for name in after if name not in before)]
    return [
        Change("", labels.get(name, name), "", before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _shown(name: str, value: Any) -> Any:
    if name == "kind":
        return SubmissionKind.of(value).label
    return value or None if name != "is_provisional" else value


def _files(session: Session, s: Submission) -> dict[str, str]:
    query = select(Attachment.sha256, Attachment.name).where(Attachment.submission_id == s.id)
    return dict(session.exec(query).all())
