"""What a unit sees after its link: the list of what it owes, and the receipts of what it filed."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.approvals import standing_of
from models.catalogue import Catalogue
from models.check_words import question_of
from models.checking import check_filing
from models.dates_in_words import day_text
from models.drafts import drafts_of_unit
from models.facts import Attachment, Decision, Submission
from models.filing import versions_of
from models.final_figures import Moved, final_call, moved_figures
from models.forms import Form
from models.map_of_day import name_on
from models.obligations import Obligation, owes
from models.quiet_hours import day_in_hanoi
from models.review_queue import waiting_for
from models.settings import Settings
from models.units import Unit
from models.vocabulary import SubmissionKind, SubmissionState
from models.voices import voices_of
from portal.answers import answers
from portal.attachments import DOCX, TYPES
from portal.document_boxes import decision_lines, stated_in
from portal.doors import AUnit, Db, Law, Now, OwnSettings, Today, UnitVisit
from portal.figure_form import figures_of
from portal.headings import Heading, heading, punctuality
from portal.own_works import OwnSubmission, owed_of
from portal.pages import download, page
from portal.works import next_work, sections, summary, works_of
from reports.receipt_docx import receipt_docx
from reports.receipt_facts import Receipt
from reports.receipt_pdf import receipt_pdf

router = APIRouter()


DONE = {
    "da-nhan": "Đã ghi nhận đơn vị đã nhận thông báo. Việc vẫn cần nộp đúng hạn.",
    "de-sau": "Đã lưu bản nhập dở; chưa nộp. Mở lại việc này để làm tiếp, trên máy này hoặc máy khác.",
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
        first=next_work(works) if sum(w.needs_work or w.is_open_for_final for w in works) > 1 else None,
        drafts=drafts_of_unit(db, unit_id),
        answers=answers(db, law, unit_id, owed, now),
        to_review=_to_review(db, law, visit, day_in_hanoi(now)),
        done=done,
        problem=problem,
    )


def _to_review(db: Session, law: Catalogue, visit: UnitVisit, today: date) -> int:
    """How many filings of the unit wait for its head, or for who stands in for them."""
    if visit.account is None or not visit.may_review:
        return 0
    return len(waiting_for(db, law, voices_of(db, visit.account, today), today))


@router.get("/don-vi/bien-nhan/{submission_id}")
def receipt(
    request: Request, visit: AUnit, submission: OwnSubmission, db: Db, law: Law, today: Today, moi: str = ""
) -> Response:
    head, owed = of_filing(db, law, submission, today)
    call = final_call(head.deadline, law.calendar) if head.deadline else None
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
        files=attachments_of(db, submission.id or 0),
        decisions=decisions_on(db, submission.id or 0),
        rows=figures_of(head.form, submission.figures) if submission.kind == "figures" else [],
        stated=stated_in(law, head, submission),
        ordered=decision_lines(db, submission, today),
        moved=moved_since_estimate(db, submission, head.form),
        explained=answers_beside(db, law, submission, head),
        call=call if owed and owed.awaits_final and owed.submission_id == submission.id else None,
        next_step=next_step(db, law, submission, visit, today),
    )


def next_step(db: Session, law: Catalogue, s: Submission, visit: UnitVisit, today: date) -> str:
    """The unit's own head, where the filing waits for them; what happens further up is no concern of a receipt."""
    if s.state != SubmissionState.FILED:
        return ""
    turn = standing_of(db, law, s, today).turn
    return turn.step.name if turn and turn.step.as_unit == visit.unit.id else ""


@router.get("/don-vi/bien-nhan/{submission_id}/ban-sao")
def receipt_copy(
    visit: AUnit, submission: OwnSubmission, db: Db, law: Law, settings: OwnSettings, today: Today, dang: str = ""
) -> Response:
    """The receipt with a copy of what was filed, to keep: a Word document, or with `dang=pdf` a PDF."""
    told = told_receipt(db, law, settings, submission, *of_filing(db, law, submission, today))
    if dang == "pdf":
        return download(receipt_pdf(told), f"bien-nhan-{told.number}.pdf", TYPES["pdf"])
    return download(receipt_docx(told), f"bien-nhan-{told.number}.docx", DOCX)


def told_receipt(
    db: Session, law: Catalogue, settings: Settings, s: Submission, head: Heading, owed: Obligation | None
) -> Receipt:
    """A filing as its receipt tells it."""
    return Receipt(
        number=s.receipt,
        unit=unit_name(db, s),
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
        stated=[(line.label, line.value) for line in stated_in(law, head, s)],
        note=s.note,
        attachments=tuple(f.name for f in attachments_of(db, s.id or 0)),
        moved=moved_since_estimate(db, s, head.form),
        answers=answers_beside(db, law, s, head),
        verify_at=f"{settings.public_url.rstrip('/')}/xac-nhan" if settings.public_url else "",
        is_demo=settings.is_demo,
    )


def unit_name(db: Session, s: Submission) -> str:
    """As the unit was called on the day it filed."""
    return name_on(db, db.get_one(Unit, s.unit_id), day_in_hanoi(s.filed_at))


def moved_since_estimate(db: Session, s: Submission, form: Form | None) -> list[Moved]:
    """What reads differently in final figures from the newest estimates before them."""
    if form is None or s.is_provisional or s.kind != SubmissionKind.FIGURES:
        return []
    older = versions_of(db, s.programme, s.duty, s.period, s.unit_id)
    before = next((v for v in older if v.version < s.version and v.is_provisional), None)
    return moved_figures(form, before.figures, s.figures) if before else []


def answers_beside(db: Session, law: Catalogue, s: Submission, head: Heading) -> list[tuple[str, str]]:
    """The queries the figures raised when they were filed, with what the unit said to them."""
    if head.form is None or head.deadline is None or s.kind != SubmissionKind.FIGURES:
        return []
    checked = check_filing(db, law, head.deadline, s.unit_id, s.figures, now=s.filed_at)
    return [(question_of(q.message), q.answer) for q in checked.queries if q.is_answered]


def document_words(s: Submission) -> str:
    """`45/BC-CAX ngày 05/9/2026`; empty where no paper document was named."""
    if not s.document_number and s.document_on is None:
        return ""
    on = f" ngày {day_text(s.document_on)}" if s.document_on else ""
    return f"{s.document_number or 'không ghi số'}{on}"


def of_filing(db: Session, law: Catalogue, s: Submission, today: date) -> tuple[Heading, Obligation | None]:
    """What a filing answers: the heading of its period, and the obligation as it stands today."""
    return heading(db, law, s.programme, s.duty, s.period), owed_of(db, law, s, today)


def attachments_of(db: Session, submission_id: int) -> list[Attachment]:
    return list(db.exec(select(Attachment).where(Attachment.submission_id == submission_id)))


def decisions_on(db: Session, submission_id: int) -> list[Decision]:
    query = select(Decision).where(Decision.submission_id == submission_id)
    return list(db.exec(query.order_by(col(Decision.at), col(Decision.id))))
