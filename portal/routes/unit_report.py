"""A unit's own report as a Word draft, beside the receipt: made from what it filed, for it to complete and sign."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from models.errors import Refused
from models.vocabulary import DocumentStyle
from portal.attachments import DOCX
from portal.doors import AUnit, Db, Law, NotFound, OwnHome, OwnSettings, Today
from portal.own_works import OwnSubmission
from portal.pages import download
from reports.unit_report_docx import unit_report_docx
from tasks.unit_report import unit_report

router = APIRouter()


@router.get("/don-vi/bien-nhan/{submission_id}/bao-cao")
def report_draft(
    visit: AUnit,
    submission: OwnSubmission,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    today: Today,
    the_thuc: DocumentStyle = DocumentStyle.ND30,
) -> Response:
    """The draft after Nghị định 30/2020, or with `the_thuc=dang` in the Party's way. Errors: `NotFound` elsewhere."""
    try:
        told = unit_report(db, law, settings, submission, today, style=the_thuc, templates=home.templates)
    except Refused as no:
        raise NotFound(no.reason) from no
    style = "-dang" if the_thuc is DocumentStyle.PARTY else ""
    return download(unit_report_docx(told), f"bao-cao-{submission.receipt}{style}.docx", DOCX)
