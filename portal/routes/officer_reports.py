"""The consolidated report of one duty and period to take away, in Word and Excel: the same one the closing writes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.figure_use import used
from models.settings import Settings
from models.vocabulary import FigurePlace
from portal.attachments import DOCX, XLSX
from portal.doors import AnOfficer, Db, Law, Now, OwnHome, OwnSettings, Today
from portal.pages import download
from portal.routes.officer_deadlines import period_head
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_report import ConsolidatedReport
from reports.consolidated_xlsx import consolidated_xlsx
from tasks.consolidated import consolidated_report, file_stem

router = APIRouter()


@router.get("/can-bo/tong-hop/docx/{programme}/{duty}/{period:path}")
def totals_document(
    programme: str,
    duty: str,
    period: str,
    visit: AnOfficer,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    today: Today,
    now: Now,
) -> Response:
    report = _report(db, law, settings, programme, duty, period, today, now, home.templates)
    return download(consolidated_docx(report), f"{file_stem(programme, duty, period)}.docx", DOCX)


@router.get("/can-bo/tong-hop/xlsx/{programme}/{duty}/{period:path}")
def totals_workbook(
    programme: str,
    duty: str,
    period: str,
    visit: AnOfficer,
    db: Db,
    law: Law,
    settings: OwnSettings,
    today: Today,
    now: Now,
) -> Response:
    report = _report(db, law, settings, programme, duty, period, today, now)
    return download(consolidated_xlsx(report), f"{file_stem(programme, duty, period)}.xlsx", XLSX)


def _report(
    db: Session,
    law: Catalogue,
    settings: Settings,
    programme: str,
    duty: str,
    period: str,
    today: date,
    now: datetime,
    templates: Path | None = None,
) -> ConsolidatedReport:
    """The same report the closing of the period writes; whoever takes it away has read its figures."""
    period_head(db, law, today, programme, duty, period)
    report = consolidated_report(db, law, settings, programme, duty, period, today, templates=templates)
    used(db, report.form, [row.indicator for row in report.totals], FigurePlace.CONSOLIDATED, now)
    return report
