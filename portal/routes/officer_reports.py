"""The consolidated report of one duty and period to take away, in Word and Excel: the same one the closing writes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from models.figure_use import used
from models.vocabulary import FigurePlace
from portal.attachments import DOCX, XLSX
from portal.doors import AnOfficer, Db, Law, Now, OwnHome, OwnSettings, Today
from portal.pages import download
from portal.periods_asked import APeriod
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_report import ConsolidatedReport
from reports.consolidated_xlsx import consolidated_xlsx
from tasks.consolidated import consolidated_report, file_stem

router = APIRouter()


def report_asked(
    asked: APeriod, db: Db, law: Law, home: OwnHome, settings: OwnSettings, today: Today, now: Now
) -> ConsolidatedReport:
    """The same report the closing of the period writes; whoever takes it away has read its figures."""
    report = consolidated_report(db, law, settings, *asked.deadline.key, today, templates=home.templates)
    used(db, report.form, [row.indicator for row in report.totals], FigurePlace.CONSOLIDATED, now)
    return report


AReport = Annotated[ConsolidatedReport, Depends(report_asked, scope="function")]


@router.get("/can-bo/tong-hop/docx/{programme}/{duty}/{period:path}")
def totals_document(visit: AnOfficer, asked: APeriod, report: AReport) -> Response:
    return download(consolidated_docx(report), f"{file_stem(*asked.deadline.key)}.docx", DOCX)


@router.get("/can-bo/tong-hop/xlsx/{programme}/{duty}/{period:path}")
def totals_workbook(visit: AnOfficer, asked: APeriod, report: AReport) -> Response:
    return download(consolidated_xlsx(report), f"{file_stem(*asked.deadline.key)}.xlsx", XLSX)
