"""One filing as the reviewing officer reads it: what was filed, its versions and files, and the word on it."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import FileResponse, Response

from models.audit import record
from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Attachment, Submission
from models.filing import versions_of
from models.review import decide
from models.units import Unit
from portal.attachments import kept
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, OwnHome, RowId, Today
from portal.figure_form import figures_of
from portal.headings import heading, punctuality
from portal.pages import page, see_other
from portal.routes.unit_pages import attachments_of, decisions_on, owed_of
from portal.sealed_forms import FromOfficer

router = APIRouter()


@router.get("/can-bo/bai-nop/{submission_id}")
def submission_page(
    request: Request, submission_id: RowId, visit: AnOfficer, db: Db, law: Law, today: Today
) -> Response:
    return show(request, db, law, today, _filing(db, submission_id))


@router.post("/can-bo/bai-nop/{submission_id}")
def review(
    request: Request,
    submission_id: RowId,
    visit: AnActingOfficer,
    sent: FromOfficer,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    submission = _filing(db, submission_id)
    note = str(sent.get("note") or "").strip()[:1000]
    action = str(sent.get("action") or "")
    try:
        if action not in ("accept", "return"):
            raise Refused("Đề nghị chọn tiếp nhận hoặc trả lại.")
        if action == "return" and not note:
            raise Refused("Khi trả lại cần ghi rõ nội dung đề nghị bổ sung.")
        decide(db, submission_id, action, note, visit.officer.username, now)
    except Refused as no:
        db.rollback()
        return show(request, db, law, today, submission, problem=no.reason, typed_note=note)
    return see_other(f"/can-bo/bai-nop/{submission_id}")


@router.get("/can-bo/tep/{attachment_id}")
def attachment(attachment_id: RowId, visit: AnOfficer, db: Db, home: OwnHome, now: Now) -> Response:
    """A filed document, always as a download, never shown inside our own pages."""
    row = db.get(Attachment, attachment_id)
    if row is None or not kept(home, row.sha256).is_file():
        raise NotFound("Không có tệp này trong kho lưu.")
    record(db, visit.officer.username, "attachment_read", f"attachment:{row.id}", now=now)
    return FileResponse(kept(home, row.sha256), media_type=row.media_type, filename=row.name)


def show(
    request: Request,
    db: Session,
    law: Catalogue,
    today: date,
    submission: Submission,
    *,
    problem: str = "",
    typed_note: str = "",
) -> Response:
    s = submission
    head = heading(db, law, s.programme, s.duty, s.period)
    punctual, _ = punctuality(owed_of(db, law, s, today))
    versions = versions_of(db, s.programme, s.duty, s.period, s.unit_id)
    return page(
        request,
        "submission.html",
        422 if problem else 200,
        s=s,
        unit=db.get_one(Unit, s.unit_id),
        head=head,
        punctual=punctual,
        files=attachments_of(db, s.id or 0),
        decisions=decisions_on(db, s.id or 0),
        versions=[v for v in versions if v.id != s.id],
        rows=figures_of(head.form, s.figures) if s.kind == "figures" else [],
        problem=problem,
        typed_note=typed_note,
    )


def _filing(db: Session, submission_id: int) -> Submission:
    submission = db.get(Submission, submission_id)
    if submission is None:
        raise NotFound("Không có bài nộp này.")
    return submission
