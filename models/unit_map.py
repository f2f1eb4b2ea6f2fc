"""Bản đồ đơn vị in the database: loading it, as often as one likes, and finding a unit by what people call it.

Loading adds what is missing and refreshes rows that still carry the map's own source; a unit corrected by hand (its
source says so) is left alone, and nothing is ever deleted. Does not know duties.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.map_of_day import pasts
from models.settings import BUILTIN_PROGRAMMES
from models.unit_sources import UnitRows, named_rows, read_unit_map, unit_rows
from models.units import Succession, Unit

MOST_CANDIDATES = 4
MAPS = BUILTIN_PROGRAMMES / "units"


@dataclass(frozen=True)
class Counts:
    """What a load did."""

    added: int
    refreshed: int
    kept_by_hand: int
    successions_added: int

    @property
    def changed(self) -> int:
        return self.added + self.refreshed + self.successions_added


def builtin_units(slug: str = "dong-thap") -> dict[str, Any]:
    """A map the product comes with: a province of today and the ones it was made of, before and after 01/7/2025.

    Errors: `Refused` naming the maps there are.
    """
    if slug not in (known := builtin_maps()):
        raise Refused(f"Không có bản đồ “{slug}”. Chọn một trong: {', '.join(known)}.")
    return read_unit_map(MAPS / f"{slug}.json")


def builtin_maps() -> list[str]:
    return sorted(file.stem for file in MAPS.glob("*.json"))


def load_units(session: Session, source: dict[str, Any], catalogue: Catalogue | None = None) -> Counts:
    """Load a map (see `read_unit_map`) with its generated organisations and the catalogue's named bodies. Idempotent.

    Errors: `CatalogueError` for a map that contradicts itself; nothing is written then.
    """
    connection = session.connection()
    columns = [c for c in Unit.__table__.columns]  # type: ignore[attr-defined]
    held = {row.id: row._asdict() for row in connection.execute(select(*columns))}
    rows = unit_rows(source)
    if catalogue:
        _add_named(rows, catalogue, held)
    added, refreshed, by_hand = [], [], 0
    for row in rows.units:
        if row["id"] not in held:
            added.append(row)
        elif held[row["id"]] != row:
            if held[row["id"]]["source"] == row["source"]:
                refreshed.append(row)
            else:
                by_hand += 1
    links = {tuple(pair) for pair in connection.execute(select(col(Succession.from_id), col(Succession.to_id)))}
    new_links = [row for row in rows.successions if (row["from_id"], row["to_id"]) not in links]
    if added:
        connection.execute(insert(Unit), added)
    for row in refreshed:
        connection.execute(update(Unit).where(col(Unit.id) == row["id"]).values(**row))
    if new_links:
        connection.execute(insert(Succession), [{"confirmed_by": "", **row} for row in new_links])
    session.expire_all()
    return Counts(len(added), len(refreshed), by_hand, len(new_links))


def _add_named(rows: UnitRows, catalogue: Catalogue, held: Mapping[str, Any]) -> None:
    """The catalogue's named bodies, as far as the places they sit on are on this map or were loaded before."""
    places = {row["id"] for row in rows.units} | set(held)
    bodies = [body for body in catalogue.bodies.values() if not body.territory or body.territory in places]
    known = places | {body.id for body in bodies}
    links = [link for link in catalogue.body_successions if {link.from_id, link.to_id} <= known]
    named = named_rows(bodies, links)
    rows.units += named.units
    rows.successions += named.successions


def find_unit(session: Session, text: str, on: date, *, tree: str | None = None) -> Unit:
    """The unit meant by a stable id or a name; the exact name first, then the name without accents, then a part of it.

    A unit that was renamed answers to the name it had on `on` and to the one it has now. Among equal names, those
    existing on `on` come first, then those that had existed. Errors: `Refused` naming the candidates when several
    remain, or the nearest names when there is none.
    """
    wanted = unicodedata.normalize("NFC", text).strip()
    if (unit := session.get(Unit, wanted)) is not None:
        return unit
    query = select(col(Unit.id), col(Unit.name), col(Unit.valid_from), col(Unit.valid_to))
    if tree:
        query = query.where(col(Unit.tree) == tree)
    rows = session.connection().execute(query).all()
    exact, plain, then = wanted.casefold(), fold(wanted), pasts(session, on)
    ways = (
        lambda name: name.casefold() == exact,
        lambda name: fold(name) == plain,
        lambda name: bool(plain) and f" {plain} " in f" {fold(name)} ",
    )
    for way in ways:
        named = [
            row
            for row in rows
            if (row.valid_from is None or row.valid_from <= on)
            and (way(row.name) or (row.id in then and way(then[row.id]["name"])))
        ]
        alive = [row for row in named if row.valid_to is None or row.valid_to >= on]
        if found := alive or named:
            if len(found) > 1:
                raise Refused(_which_one(session, wanted, on, [row.id for row in found]))
            return session.get_one(Unit, found[0].id)
    near = get_close_matches(plain, {fold(row.name): row.name for row in rows}, n=5, cutoff=0.7)
    names = sorted({f"{row.name}{_not_yet(row, on)}" for row in rows if fold(row.name) in near})
    hint = f" Tên gần nhất: {'; '.join(names)}." if names else ""
    raise Refused(f"Không có đơn vị “{wanted}” vào ngày {day_text(on)}.{hint} Đề nghị ghi mã hoặc tên đầy đủ.")


def fold(text: str) -> str:
    """A name without accents, case and double spaces, for people who type without them."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def _not_yet(row: Any, on: date) -> str:
    """From when on a unit exists, for one that did not yet."""
    return f" (từ {day_text(row.valid_from)})" if row.valid_from and row.valid_from > on else ""


def _which_one(session: Session, wanted: str, on: date, ids: Sequence[str]) -> str:
    """`“Công an xã Tân Phú” có 3 đơn vị: Công an xã Tân Phú, huyện Châu Thành (police/2025-06/28474); …`"""
    words = []
    for unit_id in sorted(ids)[:MOST_CANDIDATES]:
        unit = session.get_one(Unit, unit_id)
        place = session.get(Unit, unit.territory_id) if unit.territory_id else None
        above = session.get(Unit, place.parent_id) if place and place.parent_id else None
        words.append(f"{unit.name}{f', {above.name}' if above else ''} (mã {unit.id})")
    more = f" và {len(ids) - MOST_CANDIDATES} đơn vị khác" if len(ids) > MOST_CANDIDATES else ""
    listed = "; ".join(words) + more
    return f"“{wanted}” ứng với {len(ids)} đơn vị vào ngày {day_text(on)}: {listed}. Đề nghị ghi mã đơn vị."
