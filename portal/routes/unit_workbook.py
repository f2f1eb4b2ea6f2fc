"""The same form in Excel: taken away protected and signed, brought back filled, filed as if typed on the page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.figures import FiguresRefused
from models.filing import file_submission
from models.forms import Form
from models.settings import Settings
from models.vocabulary import SubmissionKind
from portal.attachments import XLSX
from portal.doors import AUnit, Db, Law, NotFound, Now, OwnSettings, Today
from portal.figure_form import last_filing
from portal.handed_in import Beside, Typed
from portal.headings import heading
from portal.pages import download, see_other
from portal.routes.unit_filing import own_work, scoped_token, show_form
from portal.sealed_forms import FromUnit
from portal.works import Work
from reports.workbook import unit_workbook
from reports.workbook_identity import workbook_signature
from reports.workbook_reader import by_cell, expect, read_workbook

router = APIRouter()


@router.get("/don-vi/bieu/{programme}/{duty}/{period:path}")
def take_workbook(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AUnit,
    db: Db,
    law: Law,
    settings: OwnSettings,
    today: Today,
) -> Response:
    work = own_work(db, law, visit, programme, duty, period, today)
    form = _form(db, law, work)
    key = {"unit_id": visit.unit.id, "programme": programme, "duty": duty, "period": period}
    last = last_filing(db, visit.unit.id, form.id, programme, duty, period)
    content = unit_workbook(
        form,
        unit_name=visit.unit.name,
        **key,
        period_label=work.label,
        deadline_sentence=work.sentence,
        signature=workbook_signature(request.app.state.secret, form, **key),
        previous=last.figures if last else None,
        duty_title=work.title,
        is_demo=settings.is_demo,
    )
    return download(content, f"bieu-{duty}-{period}.xlsx".replace("/", "-"), XLSX)


@router.post("/don-vi/bieu/{programme}/{duty}/{period:path}")
def bring_workbook(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AUnit,
    sent: FromUnit,
    db: Db,
    law: Law,
    settings: OwnSettings,
    now: Now,
    today: Today,
) -> Response:
    """Files the workbook, or shows its figures on the page with each wrong cell named."""
    work = own_work(db, law, visit, programme, duty, period, today)
    form = _form(db, law, work)
    key = {"unit_id": visit.unit.id, "programme": programme, "duty": duty, "period": period}
    raw: dict[str, str] = {}
    try:
        filled = read_workbook(
            _content(sent, settings), request.app.state.secret, limit=settings.upload_limit_mb * 1024 * 1024
        )
        expect(filled, **key, form=form)
        raw = filled.raw
        submission = file_submission(
            db,
            law,
            unit_id=visit.unit.id,
            programme=programme,
            duty=duty,
            period=period,
            kind=SubmissionKind.FIGURES,
            figures=raw,
            token=scoped_token(str(sent.get("token", "")), visit, work),
            now=now,
            by=f"link:{visit.link.id}",
            via="workbook",
        )
    except FiguresRefused as no:
        db.rollback()
        return show_form(request, db, law, visit, work, Typed(figures=raw), by_cell(form, no.problems))
    except Refused as no:
        db.rollback()
        return show_form(request, db, law, visit, work, Typed(figures=raw), beside=Beside(workbook=no.reason))
    return see_other(f"/don-vi/bien-nhan/{submission.id}?moi=1")


def _form(db: Session, law: Catalogue, work: Work) -> Form:
    form = heading(db, law, work.owed.programme, work.owed.duty, work.owed.period).form
    if form is None:
        raise NotFound("Nhiệm vụ này không có biểu số liệu.")
    return form


def _content(sent: FormData, settings: Settings) -> bytes:
    upload = sent.get("workbook")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("Đề nghị chọn tệp biểu đã điền (.xlsx).")
    return upload.file.read(settings.upload_limit_mb * 1024 * 1024 + 1)
