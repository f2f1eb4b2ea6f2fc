"""Filing on the page: the form of one obligation, what was typed coming back with its errors, nil, documents.

A post either files exactly once (the form token is the key) or changes nothing and shows everything typed again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Submission
from models.figures import FieldProblem, FiguresRefused
from models.filing import file_submission
from models.kept_files import attach
from models.vocabulary import DutyKind, SubmissionKind
from portal.doors import AUnit, Db, Law, Now, OwnHome, OwnSettings, Today, UnitVisit
from portal.figure_form import Problem, groups_of, last_filing, summary_of
from portal.handed_in import Beside, Typed, as_filed, read_handed_in
from portal.headings import heading
from portal.pages import page, see_other
from portal.routes.unit_pages import own_obligation
from portal.sealed_forms import FromUnit
from portal.works import Work, works_of

router = APIRouter()
GATHERINGS = (DutyKind.MEETING, DutyKind.EVENT, DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL, DutyKind.PROPAGANDA)


@router.get("/don-vi/{programme}/{duty}/{period:path}")
def form_page(
    request: Request, programme: str, duty: str, period: str, visit: AUnit, db: Db, law: Law, today: Today
) -> Response:
    work = own_work(db, law, visit, programme, duty, period, today)
    return show_form(
        request, db, law, visit, work, as_filed(db.get(Submission, work.submission_id) if work.submission_id else None)
    )


@router.post("/don-vi/{programme}/{duty}/{period:path}")
def file(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AUnit,
    sent: FromUnit,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    now: Now,
    today: Today,
) -> Response:
    work = own_work(db, law, visit, programme, duty, period, today)
    has_form = heading(db, law, programme, duty, period).has_form
    given = read_handed_in(sent, today, has_form=has_form, limit_mb=settings.upload_limit_mb)
    is_figures = given.kind == SubmissionKind.FIGURES
    problems: list[FieldProblem] = []
    submission = None
    if not given.beside:
        try:
            submission = file_submission(
                db,
                law,
                unit_id=visit.unit.id,
                programme=programme,
                duty=duty,
                period=period,
                kind=given.kind,
                figures=given.typed.figures if is_figures else {},
                note=given.note,
                document_number=given.number,
                document_on=given.on,
                is_provisional=given.typed.is_provisional and is_figures,
                token=scoped_token(str(sent.get("token", "")), visit, work),
                now=now,
                by=f"link:{visit.link.id}",
                via="portal",
            )
        except FiguresRefused as no:
            problems = no.problems
        except Refused as no:
            given.beside[""] = no.reason
    if submission is None:
        db.rollback()
        return show_form(request, db, law, visit, work, given.typed, problems, given.beside, str(sent.get("token", "")))
    if given.upload:
        attach(db, home, submission, [given.upload])
    return see_other(f"/don-vi/bien-nhan/{submission.id}?moi=1")


def show_form(
    request: Request,
    db: Session,
    law: Catalogue,
    visit: UnitVisit,
    work: Work,
    typed: Typed,
    problems: Iterable[FieldProblem] = (),
    beside: Beside | None = None,
    token: str = "",
) -> Response:
    """The page of one obligation, with errors (status 422) or without."""
    problems, beside = list(problems), beside or Beside()
    o = work.owed
    head = heading(db, law, o.programme, o.duty, o.period)
    last = last_filing(db, visit.unit.id, head.form.id, o.programme, o.duty, o.period) if head.form else None
    groups = groups_of(head.form, typed.figures, last.figures if last else {}, problems) if head.form else []
    wrong = summary_of(problems) + [Problem(text, name) for name, text in beside.items()]
    return page(
        request,
        "unit_form.html",
        422 if wrong else 200,
        work=work,
        form=head.form,
        groups=groups,
        has_lead_only=any(row.indicator.is_lead_only for group in groups for row in group.rows),
        last=heading(db, law, last.programme, last.duty, last.period) if last else None,
        typed=typed,
        problems=wrong,
        beside=beside,
        asks_meeting=head.form is None and o.deadline.kind in GATHERINGS,
        token=token or secrets.token_urlsafe(18),
        nil_token=secrets.token_urlsafe(18),
        paper_token=secrets.token_urlsafe(18),
        workbook_token=secrets.token_urlsafe(18),
    )


def own_work(
    db: Session, law: Catalogue, visit: UnitVisit, programme: str, duty: str, period: str, today: date
) -> Work:
    """The visiting unit's own obligation, to be filed. Errors: `NotFound` as `own_obligation`; `Refused` in a state
    that takes no filing."""
    [work] = works_of(db, law, [own_obligation(db, law, visit, programme, duty, period, today)])
    if not work.may_file:
        raise Refused(f"Việc này hiện không nhận bài nộp: {work.owed.state.label}.")
    return work


def scoped_token(token: str, visit: UnitVisit, work: Work) -> str:
    """The form token as it is kept: of this unit and this obligation only, so that no other token can answer it."""
    if not token:
        raise Refused("Biểu mẫu thiếu mã chống gửi trùng. Đề nghị tải lại trang rồi gửi lại.")
    return hashlib.sha256(f"{visit.unit.id}|{work.key}|{token}".encode()).hexdigest()
