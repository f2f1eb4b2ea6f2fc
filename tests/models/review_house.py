"""A line of units with people in it, for the tests of review: a commune, its district, its province, an agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlmodel import Session

import models.tables  # noqa: F401  (makes every table known)
from models.access import Link, Officer
from models.catalogue import Catalogue
from models.facts import Submission
from models.filing import file_submission
from models.quiet_hours import HANOI
from models.units import Assignment, Unit
from models.vocabulary import Level

P05 = "05-ctrph-cat-mttq"
MEETING = {"programme": P05, "duty": "S000-16", "period": "2024-05"}
NOW = datetime(2024, 5, 20, 9, 0, tzinfo=HANOI).astimezone(UTC)  # T2 20/5/2024
COMMUNE, DISTRICT, PROVINCE, OTHER = "police/c", "police/d", "police/p", "police/other"
PEOPLE = {
    "nguoinop": ("filer", COMMUNE),
    "thutruong": ("head", COMMUNE),
    "pho": ("head", COMMUNE),
    "huyen": ("staff", DISTRICT),
    "tinh": ("staff", PROVINCE),
    "an": ("staff", None),
    "binh": ("operator", None),
    "sep": ("leader", None),
    "nguoila": ("head", OTHER),
}
LINK = "link:lk"


def stepwise(catalogue: Catalogue, *levels: Level) -> Catalogue:
    """The rules with a programme whose filings are approved at these levels."""
    law = replace(catalogue.programmes[P05], approved_at=levels or (Level.DISTRICT, Level.PROVINCE))
    return replace(catalogue, programmes={**catalogue.programmes, P05: law}, memo={})


def furnish(session: Session, people: dict[str, tuple[str, str | None]] = PEOPLE) -> None:
    """The units, the accounts, a link of the commune, and the duty it owes."""
    for id, level, parent in (
        (PROVINCE, "tinh", None),
        (DISTRICT, "huyen", PROVINCE),
        (COMMUNE, "xa", DISTRICT),
        (OTHER, "xa", DISTRICT),
    ):
        name = {"tinh": "Công an Tỉnh", "huyen": "Công an Huyện", "xa": f"Công an xã {id[-1].upper()}"}[level]
        until = date(2025, 6, 30) if level == "huyen" else None
        session.add(Unit(id=id, tree="police", level=level, name=name, parent_id=parent, valid_to=until))
        session.flush()
    for unit in (COMMUNE, OTHER):
        session.add(Assignment(programme=P05, duty="S000-16", unit_id=unit, reason="catalogue"))
    for username, (role, unit_id) in people.items():
        session.add(Officer(username=username, full_name=f"Cán bộ {username}", role=role, unit_id=unit_id))
    session.add(Link(id="lk", unit_id=COMMUNE, expires_at=datetime(2034, 1, 1, tzinfo=UTC), created_at=NOW))
    session.flush()


def file(session: Session, catalogue: Catalogue, by: str = LINK, count: int = 1, now: datetime = NOW) -> Submission:
    """One version of the meeting of May 2024."""
    return file_submission(
        session, catalogue, **MEETING, unit_id=COMMUNE, kind="figures", figures={"F01": str(count)}, now=now, by=by
    )
