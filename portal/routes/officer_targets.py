"""Chỉ tiêu và gánh nặng: how each target stands on its way to its year, and what the forms cost those who fill them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.board import years_of
from models.reporting_burden import RATE, figure_burdens
from models.targets import RULES, progress
from portal.doors import AnOfficer, Db, Law, NotFound, Today
from portal.pages import page

router = APIRouter()


@router.get("/can-bo/chuong-trinh/{slug}/chi-tieu")
def targets_page(
    request: Request, slug: str, visit: AnOfficer, db: Db, law: Law, today: Today, dia_ban: str = ""
) -> Response:
    """Errors: `Refused` for a place nobody knows."""
    programme = law.programmes.get(slug)
    if programme is None:
        raise NotFound
    found = progress(db, law, today, programme=slug, node=dia_ban or None)
    return page(request, "targets.html", programme=programme, lines=found, rules=RULES, today=today)


@router.get("/can-bo/ganh-nang")
def burden_page(
    request: Request, visit: AnOfficer, db: Db, law: Law, today: Today, nam: int = 0, chuong_trinh: str = ""
) -> Response:
    years = years_of(law)
    if nam and nam not in years:
        raise NotFound("Không có năm này trong thời gian của các chương trình đang theo dõi.")
    year = nam or min(max(today.year, years.start), years.stop - 1)
    slug = chuong_trinh if chuong_trinh in law.programmes else ""
    return page(
        request,
        "burden.html",
        lines=figure_burdens(db, law, year, today, programme=slug or None),
        labels={form.id: {i.code: i.label for i in form.indicators} for form in law.forms.values()},
        rate=RATE.words,
        year=year,
        years=years,
        programme=slug,
        programmes=law.programmes.values(),
        titles={p.slug: p.short_title for p in law.programmes.values()},
    )
