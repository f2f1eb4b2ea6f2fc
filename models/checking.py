"""Kiểm tra một bài nộp: the figures of a unit against its form, against what it filed before and against its places.

An error must be put right. A query must be put right or explained (giải trình): it asks about figures that may well be
true. Both come from the same sentences of the form's YAML, whichever door the figures came through. Files nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.around import NOTHING, Around, around
from models.canonical import canonical
from models.catalogue import Catalogue
from models.check_words import asked_words
from models.deadline import Deadline
from models.errors import Refused
from models.facts import Submission
from models.figures import FieldProblem, check_figures
from models.forms import Check, Form
from models.places_below import STANDING
from models.query_answers import Asked, answers_kept, why_not
from models.totals import form_of
from models.vocabulary import SubmissionKind
from models.writing import table_of


@dataclass(frozen=True)
class Query:
    """One question about figures that were read: `stated` are the figures it asks about, `answer` what was said."""

    check: str
    code: str  # box it is asked beside; empty: the whole form
    message: str
    stated: str
    answer: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.answer)

    @property
    def problem(self) -> FieldProblem:
        """The same as a line beside its box."""
        return FieldProblem(self.code, self.message, is_warning=True, check=self.check)


@dataclass(frozen=True)
class Checked:
    """What came of checking: the figures read, what must be put right, and what must be put right or explained."""

    clean: dict[str, Any]
    errors: list[FieldProblem]
    queries: list[Query]
    around: Around = field(default=NOTHING)

    @property
    def open_queries(self) -> list[Query]:
        return [query for query in self.queries if not query.is_answered]

    @property
    def problems(self) -> list[FieldProblem]:
        """Everything that stands in the way of filing, errors first."""
        return [*self.errors, *(query.problem for query in self.open_queries)]


def check_filing(
    session: Session,
    catalogue: Catalogue,
    deadline: Deadline,
    unit_id: str,
    raw: Mapping[str, Any],
    *,
    answers: Mapping[str, str] | None = None,
    now: datetime,
) -> Checked:
    """Check what one unit is about to file; writes nothing. `raw`: field code → as typed; `answers`: check id → text.

    An empty answer is none: what was answered before about the same figures then stands. Errors: `Refused` for a duty
    without a form.
    """
    form = form_of(session, catalogue, deadline)
    if form is None:
        raise Refused(f"Nhiệm vụ {deadline.duty} không có biểu số liệu; đề nghị nộp văn bản hoặc ghi kết quả.")
    beside = around(session, catalogue, deadline, form, [unit_id], known_by=now)[unit_id]
    kept = answers_kept(session, *deadline.key, [unit_id])[unit_id]
    return checked(form, raw, beside, kept, answers or {})


def check_filed(
    session: Session, catalogue: Catalogue, deadline: Deadline, unit_ids: Collection[str] | None = None
) -> dict[str, Checked]:
    """The standing filings of a period, checked again as they are, by unit: for whoever reviews them. A few statements
    for any number of units; units without figures are left out.
    """
    form = form_of(session, catalogue, deadline)
    if form is None:
        return {}
    s = table_of(Submission)
    query = select(s.c.unit_id, s.c.figures).where(
        s.c.programme == deadline.programme,
        s.c.duty == deadline.duty,
        s.c.period == deadline.period,
        s.c.kind == SubmissionKind.FIGURES.value,
        s.c.state.in_(STANDING),
    )
    if unit_ids is not None:
        query = query.where(s.c.unit_id.in_(list(unit_ids)))
    filed = {row.unit_id: row.figures or {} for row in session.connection().execute(query)}
    beside = around(session, catalogue, deadline, form, filed.keys())
    kept = answers_kept(session, *deadline.key, filed.keys())
    return {unit_id: checked(form, figures, beside[unit_id], kept[unit_id]) for unit_id, figures in filed.items()}


def checked(
    form: Form,
    raw: Mapping[str, Any],
    beside: Around = NOTHING,
    kept: Mapping[Asked, str] | None = None,
    given: Mapping[str, str] | None = None,
) -> Checked:
    """The same without a database: `kept` are the answers known so far, `given` those that come with the figures."""
    clean, errors = check_figures(form, raw)
    kept, given = kept or {}, given or {}
    troubled = {problem.code for problem in errors}
    queries = []
    for check in broken(form, clean, beside):
        if troubled.intersection(check.codes):
            continue  # first the figure itself
        stated = canonical(stated_by(check, clean, beside))
        answer = given.get(check.id, "").strip()
        if answer and (why := why_not(answer)):
            errors.append(FieldProblem(check.code, f"{why[0].upper()}{why[1:]}.", check=check.id))
        message = asked_words(form, check, clean, beside)
        queries.append(Query(check.id, check.code, message, stated, answer or kept.get((check.id, stated), "")))
    return Checked(clean, errors, queries, beside)


def broken(form: Form, clean: Mapping[str, Any], beside: Around = NOTHING) -> Iterable[Check]:
    """Every query of the form that these figures raise."""
    values = {**beside.values, **clean}
    return (check for check in form.checks() if check.is_warning and check.holds(values) is False)


def stated_by(check: Check, clean: Mapping[str, Any], beside: Around = NOTHING) -> dict[str, Any]:
    """The figures a query is about, typed and known: other figures make another question."""
    codes = list(check.codes)
    if check.kind == "same":
        codes += [f"last.{code}" for code in codes]
    values = {**beside.values, **clean}
    return {code: values[code] for code in codes if values.get(code) is not None}


def answers_by_check(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """Check id → explanation: what stands beside a box answers every query about it."""
    return {check.id: answers[check.code] for check in form.checks() if check.is_warning and check.code in answers}
