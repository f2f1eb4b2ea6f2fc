"""What a unit sees after its link: the list of what it owes, and the receipts of what it filed."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.facts import Attachment, Decision, Submission
from models.obligations import Obligation, owes
from models.quiet_hours import day_in_hanoi
from models.vocabulary import SubmissionKind
from portal.answers import answers
from portal.attachments import DOCX
from portal.doors import AUnit, Db, Law, NotFound, Now, OwnSettings, RowId, Today, UnitVisit
from portal.figure_form import figures_of
from portal.headings import Heading, heading, punctuality
from portal.pages import download, page
from portal.works import sections, summary, works_of
from reports.receipt_docx import Receipt, receipt_docx

router = APIRouter()


DONE = {
    "da-nhan": "Đã ghi nhận đơn vị đã nhận thông báo. Việc vẫn cần nộp đúng hạn.",
    "hen-lai": "Đã ghi nhận đề nghị hẹn lại. Thời hạn nộp không thay đổi.",
}


@router.get("/don-vi")
def unit_list(request: Request, visit: AUnit, db: Db, law: Law, now: Now, xong: str = "") -> Response:
    return show_list(request, db, law, visit, now, done=DONE.get(xong, ""))


def show_list(
    request: Request, db: Session, law: Catalogue, visit: UnitVisit, now: datetime, *, done: str = "", problem: str = ""
) -> Response:
    """Everything the visiting unit owes, with what it may answer to each."""
    unit_id = visit.unit.id
    owed = [o for o in owes(db, law, day_in_hanoi(now), unit_id=unit_id) if o.unit_id == unit_id]
    works = works_of(db, law, owed)
    return page(
        request,
        "unit_list.html",
        422 if problem else 200,
        sections=sections(works),
        summary=summary(works),
        answers=answers(db, law, unit_id, owed, now),
        done=done,
        problem=problem,
    )


@router.get("/don-vi/bien-nhan/{submission_id}")
def receipt(
    request: Request, submission_id: RowId, visit: AUnit, db: Db, law: Law, today: Today, moi: str = ""
) -> Response:
    submission, head, owed = own_filing(db, law, visit, submission_id, today)
    punctual, is_late = punctuality(owed)
    return page(
        request,
        "receipt.html",
        s=submission,
        unit=visit.unit,
        head=head,
        punctual=punctual,
        is_late=is_late,
        is_new=moi == "1",
        files=attachments_of(db, submission_id),
        decisions=decisions_on(db, submission_id),
        rows=figures_of(head.form, submission.figures) if submission.kind == "figures" else [],
    )


@router.get("/don-vi/bien-nhan/{submission_id}/ban-sao")
def receipt_copy(submission_id: RowId, visit: AUnit, db: Db, law: Law, settings: OwnSettings, today: Today) -> Response:
    """The receipt with a copy of what was filed, as a Word document to keep."""
    s, head, owed = own_filing(db, law, visit, submission_id, today)
    told = Receipt(
        number=s.receipt,
        unit=visit.unit.name,
        duty=head.title,
        period=head.label,
        deadline_sentence=head.sentence,
        filed_at=s.filed_at,
        kind=SubmissionKind.of(s.kind),
        agency=settings.agency or "Cơ quan theo dõi",
        days_late=(owed.days_late if owed else None) or 0,
        is_late=bool(owed and owed.is_late),
        version=s.version,
        form=head.form,
        figures=s.figures,
        is_provisional=s.is_provisional,
        document=document_words(s),
        note=s.note,
        attachments=tuple(f.name for f in attachments_of(db, submission_id)),
        is_demo=settings.is_demo,
    )
    return download(receipt_docx(told), f"bien-nhan-{s.receipt}.docx", DOCX)


def document_words(s: Submission) -> str:
    """`45/BC-CAX ngày 05/9/2026`; empty where no paper document was named."""
    if not s.document_number and s.document_on is None:
        return ""
    on = f" ngày {day_text(s.document_on)}" if s.document_on else ""
    return f"{s.document_number or 'không ghi số'}{on}"


def own_filing(
    db: Session, law: Catalogue, visit: UnitVisit, submission_id: int, today: date
) -> tuple[Submission, Heading, Obligation | None]:
    """A filing of the visiting unit. Errors: `NotFound` for anyone else's, as if there were none."""
    submission = db.get(Submission, submission_id)
    if submission is None or submission.unit_id != visit.unit.id:
        raise NotFound
    head = heading(db, law, submission.programme, submission.duty, submission.period)
    return submission, head, owed_of(db, law, submission, today)


def owed_of(db: Session, law: Catalogue, s: Submission, today: date) -> Obligation | None:
    """The obligation a filing answers, as it stands today."""
    return owed_under(db, law, (s.programme, s.duty, s.period, s.unit_id), today)


def owed_under(db: Session, law: Catalogue, key: tuple[str, str, str, str], today: date) -> Obligation | None:
    """The obligation under this key, of this very unit; None where there is none."""
    programme, duty, period, unit_id = key
    if programme not in law.programmes:
        return None
    found = owes(db, law, today, programme=programme, duty=duty, period=period, unit_id=unit_id)
    return next((o for o in found if o.unit_id == unit_id), None)


def own_obligation(
    db: Session, law: Catalogue, visit: UnitVisit, programme: str, duty: str, period: str, today: date
) -> Obligation:
    """The visiting unit's own obligation. Errors: `NotFound` for another unit's or an unknown one."""
    owed = owed_under(db, law, (programme, duty, period, visit.unit.id), today)
    if owed is None:
        raise NotFound
    return owed


def attachments_of(db: Session, submission_id: int) -> list[Attachment]:
    return list(db.exec(select(Attachment).where(Attachment.submission_id == submission_id)))


def decisions_on(db: Session, submission_id: int) -> list[Decision]:
    query = select(Decision).where(Decision.submission_id == submission_id)
    return list(db.exec(query.order_by(col(Decision.at), col(Decision.id))))
