"""One request of May 2025 that was closed with two of three units: the scene of what happens after a sending."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlmodel import Session

from models.catalogue import Catalogue
from models.closing import close_period
from models.facts import Request, Submission
from models.filing import file_submission
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request

P05 = "05-ctrph-cat-mttq"
MAY = {"programme": P05, "duty": "DX-2025-05", "period": "2025-05-29"}
KEY = (P05, "DX-2025-05", "2025-05-29")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI).astimezone(UTC)


def closed_in_may(session: Session, catalogue: Catalogue) -> list[str]:
    """Three commune police were asked in May 2025; two filed; the period was closed on T2 02/6/2025."""
    asked = owes(session, catalogue, date(2025, 5, 12), programme=P05, duty="S000-16", period="2025-05")
    chosen = sorted(o.unit_id for o in asked)[:3]
    request = Request(
        programme=P05, code="DX-2025-05", title="Báo cáo 5 tháng", document="45/CAT-PTM", document_on=date(2025, 5, 12),
        bound="before", named_on=date(2025, 5, 29), form="phong-trao-rut-gon", by="", at=noon(date(2025, 5, 12)),
    )  # fmt: skip
    open_request(session, catalogue, request, chosen, by="an", now=noon(date(2025, 5, 12)))
    for unit in chosen[:2]:
        file(session, catalogue, unit, date(2025, 5, 20), B01="4", B02="120")
    close_period(session, catalogue, **MAY, as_of=date(2025, 6, 2), now=noon(date(2025, 6, 2)), by="an")
    return chosen


def file(session: Session, catalogue: Catalogue, unit: str, on: date, **figures: str) -> Submission:
    filed = {"kind": "figures", "figures": figures, "now": noon(on)}
    return file_submission(session, catalogue, **MAY, unit_id=unit, **filed)
