"""One filing as a reviewing officer reads it: what was filed, beside what, and the words on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Attachment, Submission
from models.filing import versions_of
from models.map_of_day import name_on
from models.quiet_hours import day_in_hanoi
from models.units import Unit
from models.vocabulary import ReviewAction
from models.voices import speak
from portal.attachments import handed_out
from portal.document_boxes import decision_lines, stated_in
from portal.doors import AnOfficer, AReviewer, Db, Law, NotFound, Now, OwnHome, RowId, Today
from portal.headings import punctuality
from portal.own_works import owed_of
from portal.pages import page, see_other
from portal.review_page import CELL, marked_cells, review_of
from portal.routes.officer_queue import PATH as QUEUE
from portal.routes.officer_queue import next_of
from portal.routes.unit_pages import attachments_of
from portal.sealed_forms import FromReviewer
from portal.visitors import OfficerVisit

router = APIRouter()
DONE = {str(action): f"Đã ghi nhận: {action.label}." for action in ReviewAction}


@router.get("/can-bo/bai-nop/{submission_id}")
def submission_page(
    request: Request, submission_id: RowId, visit: AnOfficer, db: Db, law: Law, today: Today, xong: str = ""
) -> Response:
    done = DONE.get(xong, "") if visit.may_review else ""
    return show(request, db, law, today, _filing(db, submission_id), visit, done=done)


@router.post("/can-bo/bai-nop/{submission_id}")
def review(
    request: Request,
    submission_id: RowId,
    visit: AReviewer,
    sent: FromReviewer,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    submission = _filing(db, submission_id)
    note, action = str(sent.get("note") or ""), str(sent.get("action") or "")
    try:
        if not action:
            raise Refused("Đề nghị chọn tiếp nhận hoặc trả lại.")
        speak(db, law, visit.officer.username, submission_id, action, note, now, marked_cells(sent))
    except Refused as no:
        db.rollback()
        typed = {name: str(text) for name, text in sent.items() if name.startswith(CELL)}
        return show(request, db, law, today, submission, visit, problem=no.reason, typed_note=note, typed=typed)
    return see_other(f"/can-bo/bai-nop/{submission_id}?xong={action}")


@router.get("/can-bo/tep/{attachment_id}")
def attachment(attachment_id: RowId, visit: AnOfficer, db: Db, home: OwnHome, now: Now) -> Response:
    return handed_out(db, home, db.get(Attachment, attachment_id), visit.officer.username, now)


def show(
    request: Request,
    db: Session,
    law: Catalogue,
    today: date,
    submission: Submission,
    visit: OfficerVisit,
    *,
    done: str = "",
    problem: str = "",
    typed_note: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    s = submission
    review = review_of(db, law, s, visit.officer, today)
    punctual, _ = punctuality(owed_of(db, law, s, today))
    versions = versions_of(db, s.programme, s.duty, s.period, s.unit_id)
    return page(
        request,
        "submission.html",
        422 if problem else 200,
        s=s,
        unit_name=name_on(db, db.get_one(Unit, s.unit_id), day_in_hanoi(s.filed_at)),
        head=review.head,
        review=replace(review, typed=typed or {}),
        punctual=punctual,
        files=attachments_of(db, s.id or 0),
        stated=stated_in(law, review.head, s),
        ordered=decision_lines(db, s, today),
        versions=[v for v in versions if v.id != s.id],
        done=done,
        next=next_of(db, law, today, visit, s) if done else None,
        queue=f"{QUEUE}?viec={quote(review.head.key, safe='')}",
        problem=problem,
        typed_note=typed_note,
    )


def _filing(db: Session, submission_id: int) -> Submission:
    submission = db.get(Submission, submission_id)
    if submission is None:
        raise NotFound("Không có bài nộp này.")
    return submission
