"""Tình hình chấp hành chế độ báo cáo of one programme and year, as plain data for its document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue
from models.punctuality import DEFINITIONS, punctualities
from models.settings import Settings
from models.unit_map import fold
from reports.letterhead import letterhead_of
from reports.punctuality_docx import TEMPLATE, PunctualityReport


def punctuality_list(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    programme: str,
    year: int,
    on: date,
    *,
    templates: Path | None = None,
) -> PunctualityReport:
    """Every unit that had something to file for the programme in that year, as known at the end of `on`."""
    law = catalogue.programme(programme)
    head = letterhead_of(settings, templates, agency=law.tracker)
    units, (whole,) = punctualities(session, catalogue, on, [("unit",), ()], programme=programme, year=year)
    return PunctualityReport(
        head=head,
        programme_title=law.title,
        period=f"năm {year}",
        on=on,
        addressee=f"Lãnh đạo {head.agency}",
        definitions=DEFINITIONS,
        units=sorted(units, key=lambda unit: (fold(unit.unit_name), unit.unit_id)),
        whole=whole,
        source={"van-ban": TEMPLATE, "chuong-trinh": programme, "nam": str(year), "den-ngay": on.isoformat()},
    )
