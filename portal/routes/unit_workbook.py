"""The same form in Excel: taken away protected and signed, brought back filled, filed as if typed on the page.

What was filed before stands in it already, to be corrected rather than typed again.
"""

from __future__ import annotations

from typing import TypedDict

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from models.around import around
from models.catalogue import Catalogue
from models.checking import answers_by_check, checked
from models.errors import Refused
from models.facts import Submission
from models.figures import FiguresRefused
from models.filing import file_submission
from models.forms import Form
from models.query_answers import answers_kept
from models.settings import Settings
from models.vocabulary import SubmissionKind
from portal.attachments import XLSX
from portal.doors import AUnit, Db, Law, NotFound, Now, OwnSettings
from portal.form_page import show_form
from portal.handed_in import Beside, Typed
from portal.headings import heading
from portal.own_works import OwnWork
from portal.pages import download, file_stem, see_other
from portal.routes.unit_filing import scoped_token
from portal.sealed_forms import FromUnit
from portal.works import Work
from reports.workbook import unit_workbook
from reports.workbook_identity import workbook_signature
from reports.workbook_reader import Unfit, by_cell, expect, read_workbook

router = APIRouter()


class Key(TypedDict):
    """What a workbook is made for and filed under."""

    unit_id: str
    programme: str
    duty: str
    period: str


@router.get("/don-vi/bieu/{programme}/{duty}/{period:path}")
def take_workbook(
    request: Request,
    visit: AUnit,
    work: OwnWork,
    db: Db,
    law: Law,
    settings: OwnSettings,
    now: Now,
) -> Response:
    form = _form(db, law, work)
    key = _key(work)
    beside = around(db, law, work.owed.deadline, form, [visit.unit.id], known_by=now)[visit.unit.id]
    before = db.get(Submission, work.submission_id) if work.submission_id else None
    figures = before.figures if before and before.form == form.id else {}
    kept = answers_kept(db, *work.deadline.key, [visit.unit.id])[visit.unit.id]
    content = unit_workbook(
        form,
        visit.unit.name,
        **key,
        period_label=work.label,
        deadline_sentence=work.sentence,
        signature=workbook_signature(request.app.state.secret, form, **key),
        around=beside,
        typed=figures,
        answers={query.code: query.answer for query in checked(form, figures, beside, kept).queries if query.answer},
        duty_title=work.title,
        is_demo=settings.is_demo,
    )
    return download(content, f"{file_stem('bieu', visit.unit.name, work.title, work.owed.period)}.xlsx", XLSX)


@router.post("/don-vi/bieu/{programme}/{duty}/{period:path}")
def bring_workbook(
    request: Request,
    visit: AUnit,
    sent: FromUnit,
    work: OwnWork,
    db: Db,
    law: Law,
    settings: OwnSettings,
    now: Now,
) -> Response:
    """Files the workbook, or shows its figures on the page with each wrong cell named."""
    form = _form(db, law, work)
    key = _key(work)
    typed = Typed()
    try:
        filled = read_workbook(
            _content(sent, settings), request.app.state.secret, limit=settings.upload_limit_mb * 1024 * 1024
        )
        expect(filled, **key, form=form)
        typed = Typed(figures=filled.raw, answers=answers_by_check(form, filled.answers))
        submission = file_submission(
            db,
            law,
            **key,
            kind=SubmissionKind.FIGURES,
            figures=typed.figures,
            answers=typed.answers,
            token=scoped_token(str(sent.get("token", "")), visit, work),
            now=now,
            by=visit.by,
            via="workbook",
        )
    except FiguresRefused as no:
        db.rollback()
        return show_form(request, db, law, visit, work, typed, by_cell(form, no.problems))
    except Unfit as no:
        db.rollback()
        read = _read_so_far(form, no)
        return show_form(request, db, law, visit, work, read, no.problems, Beside(workbook=_kept_words(no, read)))
    except Refused as no:
        db.rollback()
        return show_form(request, db, law, visit, work, typed, beside=Beside(workbook=no.reason))
    return see_other(f"/don-vi/bien-nhan/{submission.id}?moi=1")


def _key(work: Work) -> Key:
    owed = work.owed
    return {"unit_id": owed.unit_id, "programme": owed.programme, "duty": owed.duty, "period": owed.period}


def _form(db: Session, law: Catalogue, work: Work) -> Form:
    form = heading(db, law, *work.deadline.key).form
    if form is None:
        raise NotFound("Nhiệm vụ này không có biểu số liệu.")
    return form


def _read_so_far(form: Form, no: Unfit) -> Typed:
    """What the file held for boxes that this form has."""
    known = {field.code for field in form.fields()}
    return Typed(
        figures={code: text for code, text in no.raw.items() if code in known},
        answers=answers_by_check(form, no.answers),
    )


def _kept_words(no: Unfit, read: Typed) -> str:
    """What becomes of the file as a whole; its wrong cells stand in lines of their own above."""
    reason = "Đề nghị sửa các ô nêu trên trong tệp rồi tải lên lại." if no.problems else no.reason
    if not read.figures:
        return reason
    count = len(read.figures)
    return f"{reason} Số liệu đọc được ({count:02} ô) đã điền sẵn dưới đây; có thể sửa rồi nộp ngay tại trang."


def _content(sent: FormData, settings: Settings) -> bytes:
    upload = sent.get("workbook")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("Đề nghị chọn tệp biểu đã điền (.xlsx).")
    return upload.file.read(settings.upload_limit_mb * 1024 * 1024 + 1)
