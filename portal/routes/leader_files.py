"""Một trang cho lãnh đạo, to take away or print: the page on screen as one A4 sheet, PDF and Word."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.figure_use import used
from models.leader_page import LeaderPage, leader_page
from models.vocabulary import FigurePlace
from portal.attachments import DOCX
from portal.doors import AnOfficer, Db, Law, Now, OwnSettings, Today
from portal.pages import download
from reports.leader_page_docx import leader_page_docx
from reports.leader_page_pdf import leader_page_pdf

router = APIRouter()
PDF = "application/pdf"


@router.get("/lanh-dao/mot-trang.pdf")
def leader_sheet(visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, today: Today, now: Now) -> Response:
    told = leader_page_used(db, law, today, now)
    content = leader_page_pdf(told, settings.agency, is_demo=settings.is_demo)
    return download(content, f"mot-trang-{today.isoformat()}.pdf", PDF)


@router.get("/lanh-dao/mot-trang.docx")
def leader_document(visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, today: Today, now: Now) -> Response:
    told = leader_page_used(db, law, today, now)
    content = leader_page_docx(told, settings.agency, is_demo=settings.is_demo)
    return download(content, f"mot-trang-{today.isoformat()}.docx", DOCX)


def leader_page_used(db: Session, law: Catalogue, today: date, now: datetime, **known: Any) -> LeaderPage:
    """The page of the day, the figures it shows marked as read by a leader. `known`: as of `models.leader_page`."""
    told = leader_page(db, law, today, now, **known)
    for form, code in filter(None, (number.indicator for number in told.numbers)):
        used(db, form, [code], FigurePlace.LEADER, now)
    return told
