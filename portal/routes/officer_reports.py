"""The consolidated report of one duty and period to take away, in Word and Excel: the same one the closing writes."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.settings import Settings
from portal.attachments import DOCX, XLSX
from portal.doors import AnOfficer, Db, Law, OwnSettings, Today
from portal.pages import download
from portal.routes.officer_deadlines import period_head
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_report import ConsolidatedReport
from reports.consolidated_xlsx import consolidated_xlsx
from tasks.consolidated import consolidated_report

router = APIRouter()


@router.get("/can-bo/tong-hop/docx/{programme}/{duty}/{period:path}")
def totals_document(
    programme: str, duty: str, period: str, visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, today: Today
) -> Response:
    report = _report(db, law, settings, programme, duty, period, today)
    return download(consolidated_docx(report), _file_name(programme, duty, period, "docx"), DOCX)


@router.get("/can-bo/tong-hop/xlsx/{programme}/{duty}/{period:path}")
def totals_workbook(
    programme: str, duty: str, period: str, visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, today: Today
) -> Response:
    report = _report(db, law, settings, programme, duty, period, today)
    return download(consolidated_xlsx(report), _file_name(programme, duty, period, "xlsx"), XLSX)


def _report(
    db: Session, law: Catalogue, settings: Settings, programme: str, duty: str, period: str, today: date
) -> ConsolidatedReport:
    """The same report the closing of the period writes."""
    period_head(db, law, today, programme, duty, period)
    return consolidated_report(db, law, settings, programme, duty, period, today)


def _file_name(programme: str, duty: str, period: str, kind: str) -> str:
    return f"tong-hop-{programme}-{duty}-{period}.{kind}".replace("/", "-")
