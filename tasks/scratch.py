"""Bản nháp: a home that lives as long as one rehearsal, with its own database, and a door through which nothing leaves.

It holds the units, successions and contacts of a real home, or the built-in map with made-up contacts; never a filing,
a message or an account. The real home is only read.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, select
from sqlmodel import Session, SQLModel, col

import models.tables  # noqa: F401 - every table must be known before they are made
from models.access import Switch
from models.assignments import DERIVED, assign
from models.behaviour import Behaviour
from models.catalogue import Catalogue, rules_held
from models.facts import Hold
from models.quiet_hours import end_of_day
from models.settings import REHEARSAL, Home, Settings
from models.unit_map import builtin_units, load_units
from models.unit_sources import read_unit_map
from models.units import Assignment, Contact, ContactChannel, Disposition, Succession, Unit, UnitChange, UnitPast
from models.writing import table_of
from tasks.session import engine_of, open_session

DOMAIN = "dien-tap.example"
# in the order they point at each other
KEPT = (UnitChange, Unit, UnitPast, Succession, Disposition, Contact, ContactChannel, Hold)
BIG_PAGE = 16384  # bytes: a letter fits into one


class ScratchHome(Home):
    """The folder of one rehearsal; what it is never comes from a file or the environment."""

    def __init__(self, path: Path, agency: str):
        super().__init__(path)
        self._settings = Settings(
            mode=REHEARSAL,
            agency=agency,
            sender_name=agency,
            sender_email=f"nhac@{DOMAIN}",
            public_url=f"https://{DOMAIN}",
            database_url=f"sqlite:///{path / 'scratch.db'}",
        )

    def settings(self) -> Settings:
        return self._settings

    def secret(self) -> str:
        """The same in every rehearsal, so that two of them are the same; it opens nothing."""
        return REHEARSAL


@contextmanager
def scratch_home(
    catalogue: Catalogue, programme: str, source: Home | Path | None, behaviour: Behaviour, since: date
) -> Iterator[Home]:
    """A filled scratch home that keeps count of one programme `since` a day; gone with all in it when left."""
    only = replace(catalogue, programmes={programme: catalogue.programme(programme)}, memo={})
    folder = Path(tempfile.mkdtemp(prefix="dondoc-dien-tap-"))
    home = ScratchHome(folder, only.programme(programme).tracker)
    engine = engine_of(home)
    event.listen(engine, "connect", _careless)
    try:
        with rules_held(home, only):
            SQLModel.metadata.create_all(engine)
            with open_session(home) as session:
                at = end_of_day(since - timedelta(days=1))
                session.add(Switch(key="in_use_since", value=since.isoformat(), by=REHEARSAL, at=at))
                session.flush()
                if isinstance(source, Home):
                    _copy(source, session, programme)
                    assign(session, only)
                else:
                    for units in sorted((source / "units").glob("*.json")) if source else ():
                        load_units(session, read_unit_map(units), only)
                    if source is None:
                        load_units(session, builtin_units(), only)
                    assign(session, only)
                    if contacts := _contacts(session, behaviour):  # a map of another province owes nothing here
                        session.connection().execute(insert(Contact), contacts)
            yield home
    finally:
        engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def _careless(connection: Any, _record: Any) -> None:
    """Nobody will ever look for these rows after a power cut."""
    cursor = connection.cursor()
    for pragma in (f"page_size={BIG_PAGE}", "journal_mode=MEMORY", "synchronous=OFF", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _copy(source: Home, session: Session, programme: str) -> None:
    """Units over time, how they are reached, and what people decided about them."""
    connection = session.connection()
    with open_session(source) as real:
        for kind in KEPT:
            table = table_of(kind)
            rows = [row._asdict() for row in real.connection().execute(select(table))]
            if rows:
                connection.execute(insert(table), _parents_first(rows) if kind is Unit else rows)
        given = select(table_of(Assignment)).where(
            col(Assignment.programme) == programme,
            (col(Assignment.reason).not_in((*DERIVED, "request"))) | (col(Assignment.confirmed_by) != ""),
            col(Assignment.reason) != "request",
        )
        if rows := [row._asdict() for row in real.connection().execute(given)]:
            connection.execute(insert(Assignment), rows)


def _parents_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Units in an order in which every row finds the rows it points at."""
    left, known = rows, {None}
    ordered: list[dict[str, Any]] = []
    while left:
        ready = [r for r in left if {r["parent_id"], r["territory_id"]} - {r["id"]} <= known]
        if not ready:
            return ordered + left
        ordered += ready
        known |= {r["id"] for r in ready}
        left = [r for r in left if r["id"] not in known]
    return ordered


def _contacts(session: Session, behaviour: Behaviour) -> list[dict[str, Any]]:
    """A post and a head for every unit that owes something; a few are reached by hand only. Addresses lead nowhere."""
    owing = select(col(Assignment.unit_id)).distinct()
    query = select(col(Unit.id), col(Unit.tree), col(Unit.level)).where(col(Unit.id).in_(owing)).order_by(col(Unit.id))
    rows: list[dict[str, Any]] = []
    for n, (unit, tree, level) in enumerate(session.connection().execute(query), 1):
        by_hand = behaviour.is_by_hand(unit, tree, level)
        for is_head, box in ((False, "vanphong"), (True, "thutruong")):
            rows.append(
                {
                    "unit_id": unit,
                    "post": "Thủ trưởng (diễn tập)" if is_head else "Bộ phận văn phòng (diễn tập)",
                    "email": "" if by_hand else f"{box}.{n}@{DOMAIN}",
                    "zalo": "" if by_hand or is_head else f"0900{n:06}",
                    "phone": f"0900{n:06}",
                    "by_hand": by_hand,
                    "is_head": is_head,
                }
            )
    return rows
