"""Vòng đời của một chương trình: its years as a picture, and the same as a table of duties by year."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from models.catalogue import Programme
from models.dates_in_words import day_text
from models.programme_life import Life, life
from portal.doors import AnOfficer, Db, Law, NotFound, Today
from portal.pages import download, page
from reports.timeline_svg import timeline_svg

router = APIRouter()
SVG = "image/svg+xml"


@router.get("/can-bo/chuong-trinh/{slug}/vong-doi")
def life_page(request: Request, slug: str, visit: AnOfficer, db: Db, law: Law, today: Today) -> Response:
    programme = _known(law.programmes.get(slug))
    found = life(db, law, slug, today)
    return page(
        request,
        "life.html",
        programme=programme,
        life=found,
        picture=Markup(_picture(programme, found, today)),  # noqa: S704 - drawn by us, every word in it escaped
        standing=programme.why_idle(today),
        today=today,
    )


@router.get("/can-bo/chuong-trinh/{slug}/vong-doi.svg")
def life_picture(slug: str, visit: AnOfficer, db: Db, law: Law, today: Today) -> Response:
    """The picture to take away."""
    programme = _known(law.programmes.get(slug))
    drawn = _picture(programme, life(db, law, slug, today), today)
    return download(drawn.encode(), f"vong-doi-{slug}.svg", SVG)


def _known(programme: Programme | None) -> Programme:
    if programme is None:
        raise NotFound
    return programme


def _picture(programme: Programme, found: Life, today: date) -> str:
    subtitle = f"{programme.number}, năm {found.first.year} – {found.last.year}, tính đến ngày {day_text(today)}"
    return timeline_svg(
        programme.short_title,
        found.first,
        found.last,
        found.events,
        found.titles,
        subtitle=subtitle,
        today=today,
    )
