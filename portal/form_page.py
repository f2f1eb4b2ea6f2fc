"""Trang nộp của một việc: everything its page shows, put together from the obligation, what is typed and what is begun.

Does not file and keeps no draft; that is the business of the routes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.drafts import drafts_of
from models.facts import Submission
from models.figures import FieldProblem
from models.filing_facts import Draft
from models.quiet_hours import day_in_hanoi
from models.review import cells_to_mend
from models.secrecy import secrecy_of
from models.vocabulary import ObligationState
from portal.document_boxes import document_boxes, kept_rows
from portal.doors import UnitVisit
from portal.figure_form import Problem, anchor, groups_of, summary_of
from portal.form_checks import Checkup, checkup
from portal.handed_in import Beside, Typed, as_filed
from portal.headings import heading
from portal.open_sheet import Sheet, new_sheet
from portal.pages import page
from portal.works import Work


def standing_filing(db: Session, work: Work) -> Typed:
    """What the unit filed before, to correct rather than type again; once its estimates can be made final, as final."""
    typed = as_filed(db.get(Submission, work.submission_id) if work.submission_id else None)
    if work.submission_id:
        typed.rows = kept_rows(db, work.submission_id)
    if work.is_open_for_final:
        typed.is_provisional = False
    return typed


def show_form(
    request: Request,
    db: Session,
    law: Catalogue,
    visit: UnitVisit,
    work: Work,
    typed: Typed,
    problems: Iterable[FieldProblem] = (),
    beside: Beside | None = None,
    *,
    sheet: Sheet | None = None,
    opened: Draft | None = None,
    asked: bool = False,
) -> Response:
    """The page of one obligation. With `problems` or something wrong `beside` a field it is a refusal (status 422).

    `asked`: somebody pressed “Kiểm tra”; `opened`: the draft it begins with.
    """
    problems, beside, sheet = list(problems), beside or Beside(), sheet or new_sheet()
    o = work.owed
    head = heading(db, law, *work.deadline.key)
    errors = [p for p in problems if not p.is_warning]
    found = (
        checkup(db, law, work, head.form, typed, request.state.now, errors) if head.form else Checkup(errors, {}, 0, 0)
    )
    before = db.get(Submission, work.submission_id) if work.is_open_for_final and work.submission_id else None
    groups = []
    if head.form:
        figures = before.figures if before else {}
        to_mend = (
            cells_to_mend(db, work.submission_id)
            if work.state == ObligationState.RETURNED and work.submission_id
            else []
        )
        wrong = [*found.errors, *to_mend]
        groups = groups_of(head.form, typed.figures, found.beside.of("last"), wrong, found.asked, figures)
    is_refused = bool(problems or beside)
    named = {anchor(p.code) for p in found.errors if p.code}
    lines = [Problem(text, name) for name, text in beside.items() if name not in named]
    if is_refused or asked:
        lines = (found.lines or summary_of(problems)) + lines
    drafts = drafts_of(db, o.key)
    return page(
        request,
        "unit_form.html",
        422 if is_refused else 200,
        work=work,
        form=head.form,
        groups=groups,
        secrecy=secrecy_of(law, o.programme, o.duty),
        found=found,
        has_lead_only=any(row.indicator.is_lead_only for group in groups for row in group.rows),
        last=found.beside.labels.get("last", ""),
        typed=typed,
        problems=lines,
        is_refused=is_refused,
        asked=asked,
        beside=beside,
        document=document_boxes(
            db,
            law,
            o.deadline.kind,
            visit.unit.id,
            day_in_hanoi(request.state.now),
            has_figures=head.form is not None,
            typed=typed.fields,
            rows=typed.rows,
            problems=problems,
        ),
        sheet=sheet,
        opened=opened,
        drafts=[d for d in drafts if opened is None or d.id != opened.id] if not (is_refused or asked) else [],
        token=sheet.token,
        nil_token=secrets.token_urlsafe(18),
        paper_token=secrets.token_urlsafe(18),
        workbook_token=secrets.token_urlsafe(18),
    )
