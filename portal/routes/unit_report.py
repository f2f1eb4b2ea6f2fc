"""A unit's own report as a Word draft, beside the receipt: made from what it filed, for it to complete and sign."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from models.errors import Refused
from models.vocabulary import DocumentStyle
from portal.attachments import DOCX
from portal.doors import AUnit, Db, Law, NotFound, OwnHome, OwnSettings, RowId, Today
from portal.pages import download
from portal.routes.unit_pages import own_filing
from reports.unit_report_docx import unit_report_docx
from tasks.unit_report import unit_report

router = APIRouter()


@router.get("/don-vi/bien-nhan/{submission_id}/bao-cao")
def report_draft(
    submission_id: RowId,
    visit: AUnit,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    today: Today,
    the_thuc: DocumentStyle = DocumentStyle.ND30,
) -> Response:
    """The draft after Nghị định 30/2020, or with `the_thuc=dang` in the Party's way. Errors: `NotFound` elsewhere."""
    submission, _, _ = own_filing(db, law, visit, submission_id, today)
    try:
        told = unit_report(db, law, settings, submission, today, style=the_thuc, templates=home.templates)
    except Refused as no:
        raise NotFound(no.reason) from no
    return download(unit_report_docx(told), f"bao-cao-{submission.receipt}.docx", DOCX)
