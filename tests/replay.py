"""The map change of 2025 as it was ordered: the units of before, and the two acts of 01/3 and 01/7 as files.

Built from the map that comes with the product, so that confirming the acts must lead to that same map.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session, select

from models.assignments import assign
from models.catalogue import Catalogue
from models.database import engine_for
from models.unit_act_files import ReadAct, read_act
from models.unit_map import builtin_units, load_units
from models.units import Unit
from tests.ready_tables import tables_on

POLICE_OF_MARCH_2025 = """\
kind: level_abolished
title: Kết thúc hoạt động Công an cấp huyện
effective_on: 2025-03-01
document: Kết luận số 121-KL/TW (dẫn lại để diễn lại, không phải quyết định của tỉnh)
document_on: 2025-01-24
article: toàn văn
end_level:
  - {tree: police, level: huyen, under: vn/2025-06/87, heir: police/2025-06/87}
  - {tree: police, level: huyen, under: vn/2025-06/82, heir: police/2025-06/82}
"""


@contextmanager
def country(units: dict[str, Any], catalogue: Catalogue) -> Iterator[Session]:
    """A database of one's own with these units and what the catalogue asks of them."""
    engine = engine_for("sqlite://")
    tables_on(engine)
    with Session(engine) as session:
        load_units(session, units, catalogue)
        assign(session, catalogue)
        session.commit()
        yield session
    engine.dispose()


@contextmanager
def country_before_2025(catalogue: Catalogue) -> Iterator[Session]:
    """Both old provinces as they stood in February 2025, nothing foreseen."""
    with country(units_before(), catalogue) as session:
        for unit in session.exec(select(Unit).where(Unit.tree == "police", Unit.level == "huyen")):
            unit.valid_to = None
        session.commit()
        yield session


def units_before() -> dict[str, Any]:
    """Both old provinces as if nothing were ever to change."""
    source = builtin_units()
    old = [unit for unit in source["units"] if unit["id"].startswith("vn/2025-06/")]
    return {
        **source,
        "units": [{key: value for key, value in unit.items() if key != "valid_to"} for unit in old],
        "succession": [],
    }


def act_of_july_2025() -> ReadAct:
    """The reorganisation of 01/7/2025, written from the map's own lines."""
    source = builtin_units()
    heirs: dict[str, list[dict[str, Any]]] = {}
    for line in source["succession"]:
        heirs.setdefault(line["frm"], []).append({"to": line["to"], "default": line.get("default", False)})
    act = {
        "kind": "reorganisation",
        "title": "Sắp xếp đơn vị hành chính tỉnh Đồng Tháp",
        "effective_on": source["at"],
        "document": "Nghị quyết số 1663/NQ-UBTVQH15",
        "document_on": "2025-06-16",
        "article": "Điều 1",
        "create": [
            {key: unit[key] or "" for key in ("id", "name", "level", "kind", "code", "parent")} | {"tree": "territory"}
            for unit in source["units"]
            if unit["id"].startswith("vn/2025-07/")
        ],
        "end": [
            {"unit": unit["id"], "heirs": heirs[unit["id"]]}
            if unit["id"] in heirs
            else {"unit": unit["id"], "without_heir": "kết thúc cấp huyện"}
            for unit in source["units"]
            if unit["id"].startswith("vn/2025-06/")
        ],
    }
    return read_act("sap-xep-2025.json", json.dumps(act, ensure_ascii=False, indent=1))
