"""Filing on the page: the form of one obligation, what was typed coming back with its errors, nil, documents.

A post either files exactly once (the form token is the key) or changes nothing and shows everything typed again. Two
more buttons of the form check it, or put it aside for later; both keep what was typed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from models.catalogue import Catalogue
from models.drafts import drafts_of, settle_draft
from models.errors import Refused
from models.figures import FieldProblem, FiguresRefused
from models.filing import file_submission
from models.kept_files import attach, left_out
from models.vocabulary import SubmissionKind
from portal.document_boxes import decisions_in
from portal.doors import AUnit, Db, Law, Now, OwnHome, OwnSettings, Today, UnitVisit
from portal.figure_form import PREFIX, anchor
from portal.form_page import show_form, standing_filing
from portal.handed_in import Beside, read_handed_in, typed_in
from portal.headings import heading
from portal.open_sheet import Sheet, keep_sheet, new_sheet, opening_draft, sheet_in
from portal.own_works import OwnWork
from portal.pages import see_other
from portal.sealed_forms import FromUnit
from portal.works import Work

router = APIRouter()
HEAD = ("document_number", "document_on")  # boxes that stand apart from what a document says
PERSONAL = "Có nội dung giống thông tin cá nhân nên ô này chưa được lưu; đề nghị bỏ thông tin đó."
SENT_BEFORE = (
    "Trang này đã nộp rồi (mã tiếp nhận {receipt}) nên chưa nhận thêm tệp: {files}. "
    "Đề nghị mở lại việc này từ danh sách, đính kèm tệp rồi nộp bản mới."
)
CHECK, LATER = "kiem-tra", "de-sau"  # what else the form's buttons ask for


@router.get("/don-vi/{programme}/{duty}/{period:path}")
def form_page(request: Request, visit: AUnit, work: OwnWork, db: Db, law: Law, ban: str = "") -> Response:
    """The form with what the unit has begun to type, else with what it filed. `ban`: which draft, `0` for none."""
    draft = opening_draft(drafts_of(db, work.owed.key), ban, work.owed.version or 0)
    typed = typed_in(draft.typed) if draft else standing_filing(db, work)
    return show_form(request, db, law, visit, work, typed, sheet=new_sheet(draft), opened=draft)


@router.post("/don-vi/{programme}/{duty}/{period:path}")
def file(
    request: Request,
    visit: AUnit,
    sent: FromUnit,
    work: OwnWork,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    now: Now,
    today: Today,
) -> Response:
    sheet = sheet_in(sent)
    if (wish := sent.get("viec")) in (CHECK, LATER):
        sheet = replace(sheet, saves=sheet.saves + 1)
        not_kept = kept_words(db, law, visit, work, sheet, sent, now)
        if wish == LATER and not not_kept:
            return see_other(f"/don-vi?xong=de-sau#{work.anchor}")
        return show_form(request, db, law, visit, work, typed_in(sent), (), not_kept, sheet=sheet, asked=True)
    owed = work.owed
    has_form = heading(db, law, *owed.deadline.key).has_form
    given = read_handed_in(sent, today, has_form=has_form, limit_mb=settings.upload_limit_mb)
    is_figures = given.kind == SubmissionKind.FIGURES
    problems: list[FieldProblem] = []
    submission = None
    try:
        submission = file_submission(
            db,
            law,
            unit_id=owed.unit_id,
            programme=owed.programme,
            duty=owed.duty,
            period=owed.period,
            kind=given.kind,
            figures=given.typed.figures if is_figures else {},
            answers=given.typed.answers,
            fields=given.typed.fields or None,
            decisions=decisions_in(given.typed.rows),
            note=given.note,
            document_number=given.number,
            document_on=given.on,
            is_provisional=given.typed.is_provisional and is_figures,
            token=sheet.tab(visit, work),
            now=now,
            by=visit.by,
            via="portal",
            beside=[FieldProblem(name, message) for name, message in given.beside.items()],
        )
    except FiguresRefused as no:
        problems = [p for p in no.problems if p.code not in given.beside and p.code not in HEAD]
        given.beside.add({p.code: p.message for p in no.problems if p.code in HEAD})
    except Refused as no:
        given.beside.add({"": no.reason})
    if given.beside:
        submission = None  # of a page sent before: what is wrong with this one is still said
    if submission and submission.filed_at < now and (left := left_out(db, submission, given.uploads)):
        given.beside["attachment"] = SENT_BEFORE.format(receipt=submission.receipt, files=", ".join(left))
        submission = None
    if submission is None:
        db.rollback()
        if "saves" in sent:  # the form itself, not one of the short ones below it
            sheet = replace(sheet, saves=sheet.saves + 1)
            given.beside = Beside({**kept_words(db, law, visit, work, sheet, sent, now), **given.beside})
        return show_form(request, db, law, visit, work, given.typed, problems, given.beside, sheet=sheet)
    settle_draft(db, submission, sheet.taken)
    attach(db, home, submission, given.uploads)
    return see_other(f"/don-vi/bien-nhan/{submission.id}?moi=1")


def kept_words(
    db: Session, law: Catalogue, visit: UnitVisit, work: Work, sheet: Sheet, sent: FormData, now: datetime
) -> Beside:
    """Keep what was typed as a draft; what could not be kept stands beside its field, and on the page as it was."""
    try:
        left_out = keep_sheet(db, law, visit, work, sheet, sent, now)
    except Refused as no:
        return Beside({"": no.reason})
    return Beside(
        {anchor(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else name: PERSONAL for name in left_out}
    )


def scoped_token(token: str, visit: UnitVisit, work: Work) -> str:
    """The token of a form beside the page's own, as it is kept."""
    return Sheet(token).tab(visit, work)
