"""Where units come from: a map file (communes, districts, provinces with their dates) and, by rule, the bodies on it.

The map is read strictly; the organisations of each commune, district and province (police, Front, the Front's member
organisations, people's committee) are generated from it and marked so. Succession of the map is mirrored in every tree.
Knows no database: it yields rows, parents first.

Sources: Nghị quyết 1663/NQ-UBTVQH15 (16/6/2025) for the communes of Đồng Tháp; district police ended on 01/3/2025,
the district level on 01/7/2025.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import CatalogueError
from models.programmes import Body, BodySuccession
from models.vocabulary import Level, SuccessionKind, Tree

DISTRICT_POLICE_LAST_DAY = date(2025, 2, 28)
GENERATED = "sinh theo quy tắc từ bản đồ đơn vị hành chính"

# words before the place's own name, at commune, district and province
BODIES_OF_A_PLACE: dict[Tree, tuple[str, str, str]] = {
    Tree.POLICE: ("Công an", "Công an", "Công an"),
    Tree.FRONT: ("Ủy ban MTTQ Việt Nam",) * 3,
    Tree.VETERANS: ("Hội Cựu chiến binh",) * 3,
    Tree.WOMEN: ("Hội Liên hiệp Phụ nữ",) * 3,
    Tree.YOUTH: ("Đoàn TNCS Hồ Chí Minh",) * 3,
    Tree.LABOUR: ("Công đoàn", "Liên đoàn Lao động", "Liên đoàn Lao động"),
    Tree.FARMERS: ("Hội Nông dân",) * 3,
    Tree.ELDERLY: ("Hội Người cao tuổi",) * 3,
    Tree.GOVERNMENT: ("Ủy ban nhân dân",) * 3,
}
LEVELS = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)


class Place(BaseModel):
    """One territory unit of a map file."""

    model_config = ConfigDict(extra="forbid")
    id: str
    code: str
    name: str
    level: Level
    kind: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Takeover(BaseModel):
    """One line of succession of a map file; `default` is missing where there is nothing to choose between."""

    model_config = ConfigDict(extra="forbid")
    frm: str
    to: str
    kind: SuccessionKind
    default: bool | None = None


class MapFile(BaseModel):
    """A whole map file. `at` is the day the successors take over, `basis` the resolution for each level."""

    model_config = ConfigDict(extra="forbid")
    source: str
    license: str = ""
    changes: str = ""
    at: date
    basis: dict[Level, str] = {}
    units: list[Place]
    succession: list[Takeover] = []


@dataclass
class UnitRows:
    """Rows for the tables `unit` and `succession`; a parent always stands before its children."""

    units: list[dict[str, Any]] = field(default_factory=list)
    successions: list[dict[str, Any]] = field(default_factory=list)


def read_unit_map(file: Path) -> dict[str, Any]:
    """A map file as plain data. Errors: `CatalogueError` naming the file, and the line where the JSON breaks."""
    try:
        return json.loads(file.read_text("utf-8"))
    except json.JSONDecodeError as e:
        raise CatalogueError(file.name, e.lineno, "(cú pháp JSON)", f"không đọc được: {e.msg}") from e
    except (OSError, UnicodeDecodeError) as e:
        raise CatalogueError(file.name, None, "(toàn tệp)", f"không đọc được: {e}") from e


def unit_rows(
    source: dict[str, Any], bodies: Iterable[Body] = (), body_successions: Iterable[BodySuccession] = ()
) -> UnitRows:
    """Every unit of a map: the places, the bodies generated for each place, and the named provincial bodies."""
    found = _checked(source)
    rows = UnitRows()
    places = sorted(found.units, key=lambda p: -LEVELS.index(p.level))
    rows.units += [_place_row(place, found.source) for place in places]
    for tree in BODIES_OF_A_PLACE:
        rows.units += [_body_row(tree, place) for place in places]
    rows.units += [_named_row(body) for body in bodies]
    by_id = {place.id: place for place in places}
    for takeover in found.succession:
        basis = found.basis.get(by_id[takeover.to].level, "")
        for tree in (Tree.TERRITORY, *BODIES_OF_A_PLACE):
            rows.successions.append(_takeover_row(takeover, tree, found.at, basis))
    for link in body_successions:
        rows.successions.append(
            {
                "from_id": link.from_id,
                "to_id": link.to_id,
                "kind": str(link.kind),
                "is_default": True,
                "takes_over_on": link.takes_over_on,
                "basis": link.basis,
            }
        )
    return rows


def body_id(tree: Tree | str, place_id: str) -> str:
    """`police/2025-07/30253`: the id of a place's body in one tree; the place itself in the territory tree."""
    return place_id if tree == Tree.TERRITORY else f"{tree}/{place_id.removeprefix('vn/')}"


def place_in_words(name: str) -> str:
    """The place inside a longer name: `Xã Tân Hồng` → `xã Tân Hồng`."""
    return name[:1].lower() + name[1:]


def _place_row(place: Place, source: str) -> dict[str, Any]:
    return {
        "id": place.id,
        "tree": str(Tree.TERRITORY),
        "level": str(place.level),
        "kind": place.kind,
        "code": place.code,
        "name": place.name,
        "parent_id": place.parent,
        "territory_id": place.id,
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
        "generated": False,
        "source": source,
    }


def _body_row(tree: Tree, place: Place) -> dict[str, Any]:
    prefix = BODIES_OF_A_PLACE[tree][LEVELS.index(place.level)]
    last_day = place.valid_to
    if tree is Tree.POLICE and place.level is Level.DISTRICT:
        last_day = min(last_day or DISTRICT_POLICE_LAST_DAY, DISTRICT_POLICE_LAST_DAY)
    return {
        "id": body_id(tree, place.id),
        "tree": str(tree),
        "level": str(place.level),
        "kind": f"{prefix} {place.kind}",
        "code": place.code,
        "name": f"{prefix} {place_in_words(place.name)}",
        "parent_id": body_id(tree, place.parent) if place.parent else None,
        "territory_id": place.id,
        "valid_from": place.valid_from,
        "valid_to": last_day,
        "generated": True,
        "source": GENERATED,
    }


def _named_row(body: Body) -> dict[str, Any]:
    return {
        "id": body.id,
        "tree": str(body.tree),
        "level": str(body.level),
        "kind": body.kind,
        "code": "",
        "name": body.name,
        "parent_id": None,
        "territory_id": body.territory or None,
        "valid_from": body.valid_from,
        "valid_to": body.valid_to,
        "generated": False,
        "source": body.source,
    }


def _takeover_row(takeover: Takeover, tree: Tree, at: date, basis: str) -> dict[str, Any]:
    is_whole = takeover.kind is SuccessionKind.FULL
    return {
        "from_id": body_id(tree, takeover.frm),
        "to_id": body_id(tree, takeover.to),
        "kind": str(takeover.kind),
        "is_default": is_whole if takeover.default is None else takeover.default,
        "takes_over_on": at,
        "basis": basis,
    }


def _checked(source: dict[str, Any]) -> MapFile:
    """The map, with everything it refers to known. Errors: `CatalogueError` with the field and the allowed values."""
    name = str(source.get("source", "bản đồ đơn vị")) if isinstance(source, dict) else "bản đồ đơn vị"
    try:
        found = MapFile.model_validate(source)
    except ValidationError as e:
        first = e.errors()[0]
        raise CatalogueError(name, None, ".".join(map(str, first["loc"])), first["msg"]) from e
    known: dict[str, Place] = {}
    for n, place in enumerate(found.units):
        if place.id in known:
            raise CatalogueError(name, None, f"units.{n}.id", f"mã “{place.id}” ghi hai lần")
        if place.level not in LEVELS:
            raise CatalogueError(
                name, None, f"units.{n}.level", f"cấp “{place.level}” không có trong bản đồ", [*LEVELS]
            )
        if place.valid_from and place.valid_to and place.valid_to < place.valid_from:
            raise CatalogueError(name, None, f"units.{n}.valid_to", f"“{place.id}” kết thúc trước khi bắt đầu")
        known[place.id] = place
    for n, place in enumerate(found.units):
        if place.parent and place.parent not in known:
            raise CatalogueError(name, None, f"units.{n}.parent", f"không có đơn vị “{place.parent}”")
    for n, takeover in enumerate(found.succession):
        for side, unit_id in (("frm", takeover.frm), ("to", takeover.to)):
            if unit_id not in known:
                raise CatalogueError(name, None, f"succession.{n}.{side}", f"không có đơn vị “{unit_id}”")
    return found
