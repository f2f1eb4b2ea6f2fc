"""Duyệt trong đơn vị: the unit's own filings on their way up, read by whoever is inside, decided by its head.

A head standing in for nobody lends their say here as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.approvals import Standing, standings_of
from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Attachment, Submission
from models.vocabulary import SubmissionState
from models.voices import speak
from portal.attachments import handed_out
from portal.delegation_page import show_delegations, take_delegation
from portal.document_boxes import decision_lines, stated_in
from portal.doors import AHead, AUnit, Db, Law, NotAllowed, Now, OwnHome, RowId, Today, UnitVisit
from portal.headings import Heading, heading
from portal.own_works import OwnSubmission, own_submission
from portal.pages import page, see_other
from portal.review_page import CELL, marked_cells, review_of
from portal.routes.unit_pages import attachments_of
from portal.sealed_forms import FromHead

router = APIRouter()
SHOWN = 60
CURRENT = (SubmissionState.FILED, SubmissionState.RETURNED, SubmissionState.ACCEPTED)


@dataclass(frozen=True)
class OwnFiling:
    """One filing of the unit with where it stands."""

    head: Heading
    standing: Standing
    is_mine: bool  # it waits for the unit's own head


@router.get("/don-vi/duyet")
def own_filings(request: Request, visit: AUnit, db: Db, law: Law, today: Today) -> Response:
    query = select(Submission).where(
        Submission.unit_id == visit.unit.id, col(Submission.state).in_([str(state) for state in CURRENT])
    )
    filed = list(db.exec(query.order_by(col(Submission.filed_at).desc()).limit(SHOWN)))
    standings = standings_of(db, law, filed, today)
    heads = {key: heading(db, law, *key) for key in {(s.programme, s.duty, s.period) for s in filed}}
    rows = [_own(heads[s.programme, s.duty, s.period], visit, standings[s.id or 0]) for s in filed]
    return page(request, "unit_reviews.html", rows=sorted(rows, key=lambda row: not row.is_mine))


@router.get("/don-vi/duyet/{submission_id}")
def own_review(request: Request, visit: AUnit, s: OwnSubmission, db: Db, law: Law, today: Today) -> Response:
    return show(request, db, law, today, visit, s)


@router.post("/don-vi/duyet/{submission_id}")
def decide_own(
    request: Request,
    visit: AHead,
    sent: FromHead,
    submission: OwnSubmission,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    note, action = str(sent.get("note") or ""), str(sent.get("action") or "")
    try:
        if not action:
            raise Refused("Đề nghị chọn duyệt hoặc trả lại.")
        speak(db, law, visit.by, submission.id or 0, action, note, now, marked_cells(sent))
    except Refused as no:
        db.rollback()
        typed = {name: str(text) for name, text in sent.items() if name.startswith(CELL)}
        return show(request, db, law, today, visit, submission, problem=no.reason, typed_note=note, typed=typed)
    return see_other(f"/don-vi/duyet/{submission.id}")


@router.get("/don-vi/tep/{attachment_id}")
def own_attachment(attachment_id: RowId, visit: AHead, db: Db, home: OwnHome, now: Now) -> Response:
    """A document of one of the unit's own filings, for its head to read before approving."""
    row = db.get(Attachment, attachment_id)
    if row is not None:
        own_submission(row.submission_id, visit, db)
    return handed_out(db, home, row, visit.by, now)


@router.get("/don-vi/uy-quyen")
def delegations_page(request: Request, visit: AHead, db: Db, today: Today) -> Response:
    if visit.account is None:
        raise NotAllowed
    return show_delegations(request, db, visit.account, today)


@router.post("/don-vi/uy-quyen")
def lend(request: Request, visit: AHead, sent: FromHead, db: Db, now: Now, today: Today) -> Response:
    if visit.account is None:
        raise NotAllowed
    return take_delegation(request, db, visit.account, sent, now, today)


def show(
    request: Request,
    db: Session,
    law: Catalogue,
    today: date,
    visit: UnitVisit,
    s: Submission,
    *,
    problem: str = "",
    typed_note: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    review = review_of(db, law, s, visit.account, today)
    return page(
        request,
        "unit_review.html",
        422 if problem else 200,
        s=s,
        head=review.head,
        review=replace(review, typed=typed or {}),
        files=attachments_of(db, s.id or 0),
        stated=stated_in(law, review.head, s),
        ordered=decision_lines(db, s, today),
        problem=problem,
        typed_note=typed_note,
    )


def _own(head: Heading, visit: UnitVisit, standing: Standing) -> OwnFiling:
    turn = standing.turn
    return OwnFiling(head, standing, turn is not None and turn.step.as_unit == visit.unit.id)
