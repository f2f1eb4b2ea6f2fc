"""Đủ và đúng hạn: the five metrics by unit or by duty for a year, with their definitions; the same as CSV."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.board import years_of
from models.catalogue import Catalogue
from models.obligations import requests_by_duty
from models.punctuality import DEFINITIONS, Punctuality, punctuality
from models.unit_map import fold
from models.vocabulary import Level, Tree
from portal import words
from portal.doors import AnOfficer, Db, Law, NotFound, Today
from portal.pages import download, page
from reports.csv_table import CSV, csv_bytes

router = APIRouter()
GROUPS = {"don-vi": ("unit", "tree", "level"), "nhiem-vu": ("duty",), "he": ("tree", "level"), "nam": ("year",)}
GROUP_WORDS = {"don-vi": "theo đơn vị", "nhiem-vu": "theo nhiệm vụ", "he": "theo hệ, cấp", "nam": "theo năm"}
HEAD = ["Phải nộp", "Đã nộp", "Đúng hạn", "Nộp muộn", "Trả lại", "Chưa nộp", "Tỷ lệ nộp", "Tỷ lệ đúng hạn"]


@router.get("/can-bo/dung-han")
def punctuality_page(
    request: Request,
    visit: AnOfficer,
    db: Db,
    law: Law,
    today: Today,
    nam: int = 0,
    chuong_trinh: str = "",
    theo: str = "don-vi",
) -> Response:
    year, slug = _asked(law, today.year, nam, chuong_trinh, theo)
    one_year = None if theo == "nam" else year
    lines = punctuality(db, law, today, by=GROUPS[theo], programme=slug or None, year=one_year)
    [whole] = punctuality(db, law, today, by=(), programme=slug or None, year=one_year)
    if theo == "don-vi":
        lines.sort(key=lambda p: (p.on_time_rate is None, p.on_time_rate, fold(p.unit_name)))
    return page(
        request,
        "punctuality.html",
        lines=[(_name(db, law, p, theo), p) for p in lines],
        whole=whole,
        definitions=DEFINITIONS,
        year=year,
        years=years_of(law),
        programme=slug,
        programmes=law.programmes.values(),
        by=theo,
        groups=GROUP_WORDS,
        query=f"nam={year}&chuong_trinh={slug}&theo={theo}",
    )


@router.get("/can-bo/dung-han.csv")
def punctuality_file(
    visit: AnOfficer, db: Db, law: Law, today: Today, nam: int = 0, chuong_trinh: str = "", theo: str = "don-vi"
) -> Response:
    year, slug = _asked(law, today.year, nam, chuong_trinh, theo)
    found = punctuality(db, law, today, by=GROUPS[theo], programme=slug or None, year=None if theo == "nam" else year)
    rows = [
        [
            p.unit_id or p.duty or p.year or p.tree,
            _name(db, law, p, theo),
            *(p.expected, p.actual, p.on_time, p.late, p.returned, p.missing),
            words.percent(p.rate),
            words.percent(p.on_time_rate),
        ]
        for p in found
    ]
    return download(csv_bytes([["Mã", "Tên", *HEAD], *rows]), f"dung-han-{year}-{theo}.csv", CSV)


def _asked(law: Catalogue, current: int, year: int, programme: str, by: str) -> tuple[int, str]:
    """The year and programme asked for. Errors: `NotFound` for a year or a grouping there is not."""
    years = years_of(law)
    if by not in GROUPS or (year and year not in years):
        raise NotFound("Không có cách xem này. Đề nghị chọn lại năm và cách gộp.")
    nearest = min(max(current, years.start), years.stop - 1) if years else current
    return year or nearest, programme if programme in law.programmes else ""


def _name(db: Session, law: Catalogue, p: Punctuality, by: str) -> str:
    if by == "don-vi":
        return p.unit_name
    if by == "nam":
        return f"Năm {p.year}"
    if by == "he":
        return f"{words.capital(Tree.of(p.tree).label)}, {Level.of(p.level).label}"
    duty = law.programme(p.programme).duties.get(p.duty)
    title = duty.title if duty else requests_by_duty(db)[p.programme, p.duty].title
    return f"{words.capital(title)} ({p.duty})"
