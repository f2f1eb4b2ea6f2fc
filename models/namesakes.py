"""Trùng tên: units of one list that are called alike, each told by the place above its own, else by when it existed.

Wards of several towns share a number, and a commune of today may bear the name of one that ended: whoever is praised or
asked must be the right one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from models.dates_in_words import day_text
from models.map_of_day import pasts
from models.units import Unit
from models.writing import table_of


def names_apart(session: Session, names: Mapping[str, str], on: date) -> dict[str, str]:
    """Unit id → what it was called on a day. `names`: unit id → its name of today.

    Of two that would read alike: `Công an phường 3, Thành phố Sa Đéc`, `Công an tỉnh Đồng Tháp (đến ngày 30/6/2025)`.
    """
    then = pasts(session, on)
    found = {id: then[id]["name"] if id in then else name for id, name in names.items()}
    twins = _alike(found)
    if not twins:
        return found
    unit, place, above = (table_of(Unit).alias(name) for name in ("body", "place", "above"))
    query = (
        select(unit.c.id, above.c.name, unit.c.valid_from, unit.c.valid_to)
        .join(place, place.c.id == func.coalesce(unit.c.territory_id, unit.c.id))
        .join(above, above.c.id == place.c.parent_id, isouter=True)
        .where(unit.c.id.in_(twins))
    )
    rows = session.connection().execute(query).all()
    found |= {id: f"{found[id]}, {name}" for id, name, _, _ in rows if name}
    still = _alike(found)
    return found | {id: f"{found[id]}{_life(first, last)}" for id, _, first, last in rows if id in still}


def _alike(names: Mapping[str, str]) -> list[str]:
    often = Counter(names.values())
    return sorted(id for id, name in names.items() if often[name] > 1)


def _life(first: date | None, last: date | None) -> str:
    days: Iterable[tuple[str, date | None]] = (("từ", first), ("đến", last))
    words = " ".join(f"{word} ngày {day_text(day)}" for word, day in days if day)
    return f" ({words})" if words else ""
