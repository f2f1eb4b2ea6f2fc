"""The list of units: search, and how each is reached today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Select
from sqlmodel import Session, col, or_, select
from starlette.responses import Response

from models.map_of_day import pasts
from models.unit_map import fold
from models.units import Assignment, Contact, Unit
from models.vocabulary import Level, Tree
from portal.doors import AnOfficer, Db, Today
from portal.pages import page

router = APIRouter()
MOST_SHOWN = 100


@dataclass(frozen=True)
class UnitLine:
    """One unit in the list under its name of today, and how it is reached today."""

    unit: Unit
    name: str
    reach: str


@router.get("/can-bo/don-vi")
def units_page(
    request: Request,
    visit: AnOfficer,
    db: Db,
    today: Today,
    tim: str = "",
    he: str = "",
    cap: str = "",
    cu: str = "",
    thieu: str = "",
) -> Response:
    query = select(Unit).order_by(col(Unit.tree), col(Unit.level), col(Unit.name), col(Unit.id))
    if he:
        query = query.where(Unit.tree == he)
    if cap:
        query = query.where(Unit.level == cap)
    if not cu:
        query = query.where(or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= today))
    unreachable = select(Assignment.unit_id).where(col(Assignment.unit_id).not_in(_reachable(today)))
    silent = query.where(col(Unit.id).in_(unreachable))
    units = [unit for unit in db.exec(silent if thieu else query) if visit.holds(unit_id=unit.id)]
    then = pasts(db, today)
    names = {u.id: then[u.id]["name"] if u.id in then else u.name for u in units}
    if tim.strip():
        wanted = fold(tim.strip())
        units = [u for u in units if wanted in fold(names[u.id]) or wanted in fold(u.name) or tim.strip() == u.id]
    shown = units[:MOST_SHOWN]
    reach = _reach(db, [u.id for u in shown], today)
    return page(
        request,
        "units.html",
        text=tim,
        tree=he,
        level=cap,
        with_ended=bool(cu),
        only_missing=bool(thieu),
        trees=list(Tree),
        levels=list(Level),
        count=len(units),
        units=[UnitLine(u, names[u.id], reach.get(u.id, "")) for u in shown],
        without_contact=sum(visit.holds(unit_id=unit.id) for unit in db.exec(silent)),
    )


def _reachable(today: date) -> Select[Any]:
    """Units with a contact in force on that day."""
    return select(Contact.unit_id).where(
        or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= today),
        or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= today),
    )


def _reach(db: Session, unit_ids: list[str], today: date) -> dict[str, str]:
    """In words, how each unit is reached today."""
    in_force = select(Contact).where(
        col(Contact.unit_id).in_(unit_ids),
        or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= today),
        or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= today),
    )
    found: dict[str, list[str]] = {}
    for c in db.exec(in_force):
        address = "chuyển tay" if c.by_hand else c.email or c.zalo or c.phone or "kênh khác"
        found.setdefault(c.unit_id, []).append(f"{c.post}: {address}" if c.post else address)
    return {unit: "; ".join(addresses) for unit, addresses in found.items()}
