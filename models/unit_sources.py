"""Where units come from: a map file (communes, districts, provinces with their dates) and, by rule, the bodies on it.

The map is read strictly; the organisations of each commune, district and province (police, Front, the Front's member
organisations, people's committee) are generated from it and marked so. Succession of the map is mirrored in every tree.
Knows no database: it yields rows, parents first.

Sources: Nghị quyết 1663/NQ-UBTVQH15 (16/6/2025) for the communes of Đồng Tháp; district police ended on 01/3/2025,
the district level on 01/7/2025.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.errors import CatalogueError
from models.field_lines import line_of, lines_of_text
from models.import_cells import sensible
from models.programmes import Body, BodySuccession
from models.unit_map_checks import LEVELS, map_problems
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


# what pydantic finds, in the words of somebody who edits the file
_WRONG = {
    "missing": "thiếu",
    "extra_forbidden": "khóa lạ",
    "enum": "giá trị không có trong danh mục",
    "string_type": "phải là chữ",
    "list_type": "phải là một danh sách",
    "model_type": "phải là một nhóm “khóa: giá trị”",
    "dict_type": "phải là một nhóm “khóa: giá trị”",
    "date_type": "phải là ngày dạng NNNN-TT-NN",
    "date_parsing": "phải là ngày dạng NNNN-TT-NN",
    "date_from_datetime_parsing": "phải là ngày dạng NNNN-TT-NN",
    "date_from_datetime_inexact": "phải là ngày dạng NNNN-TT-NN",
    "float_type": "phải là số",
    "float_parsing": "phải là số",
    "greater_than": "phải lớn hơn 0",
    "less_than_equal": "không quá 1",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
}


Day = Annotated[date, AfterValidator(sensible)]
_ALLOWED = {"level": [*LEVELS], "kind": [*SuccessionKind]}


class Place(BaseModel):
    """One territory unit of a map file."""

    model_config = ConfigDict(extra="forbid")
    id: str
    code: str
    name: str
    level: Level
    kind: str
    parent: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None


class Takeover(BaseModel):
    """One line of succession of a map file; `default` is missing where there is nothing to choose between.

    Without a `kind` it is whole where the unit has one successor, in part where it has several. `share` is the part of
    a split unit's figures, above 0 and at most 1, where the resolution states it.
    """

    model_config = ConfigDict(extra="forbid")
    frm: str
    to: str
    kind: SuccessionKind = SuccessionKind.FULL
    default: bool | None = None
    share: float | None = Field(default=None, gt=0, le=1)


class MapFile(BaseModel):
    """A whole map file. `at` is the day the successors take over, `basis` the resolution for each level."""

    model_config = ConfigDict(extra="forbid")
    source: str
    license: str = ""
    changes: str = ""
    at: Day
    basis: dict[Level, str] = {}
    units: list[Place]
    succession: list[Takeover] = []

    @model_validator(mode="after")
    def _kinds(self) -> MapFile:
        heirs: dict[str, set[str]] = defaultdict(set)
        for link in self.succession:
            heirs[link.frm].add(link.to)
        for link in self.succession:
            if "kind" not in link.model_fields_set and len(heirs[link.frm]) > 1:
                link.kind = SuccessionKind.PARTIAL
        return self


@dataclass
class UnitRows:
    """Rows for the tables `unit` and `succession`; a parent always stands before its children."""

    units: list[dict[str, Any]] = field(default_factory=list)
    successions: list[dict[str, Any]] = field(default_factory=list)


def read_unit_map(file: Path) -> dict[str, Any]:
    """A map file as plain data. Errors: `OSError`; `CatalogueError` with the file and the line where it breaks."""
    try:
        text = file.read_text("utf-8-sig")
        found = json.loads(text)
        if "\\ud" in text.lower():  # half a letter, which nothing here could print or keep
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except json.JSONDecodeError as e:
        raise CatalogueError(
            file.name, e.lineno, "(cú pháp JSON)", "thiếu dấu phẩy, ngoặc hoặc nháy quanh chỗ này"
        ) from e
    except UnicodeDecodeError as e:
        raise CatalogueError(file.name, None, "(toàn tệp)", "không phải tệp chữ UTF-8; lưu lại với mã UTF-8") from e
    except UnicodeEncodeError as e:
        raise CatalogueError(file.name, None, "(toàn tệp)", "có ký tự viết dở (\\ud…)") from e
    except ValueError as e:  # a number of more digits than Python turns into one
        raise CatalogueError(file.name, None, "(toàn tệp)", "có số dài bất thường") from e
    except RecursionError as e:
        raise CatalogueError(file.name, None, "(toàn tệp)", "lồng quá sâu so với một bản đồ đơn vị") from e


def read_map(file: Path) -> tuple[MapFile, dict[str, int]]:
    """A map file as it is written, with the line of each of its fields. Errors: `CatalogueError`."""
    source = read_unit_map(file)
    lines = lines_of_text(file.read_text("utf-8-sig"))
    return map_of(source, file.name, lines), lines


def unit_rows(source: dict[str, Any]) -> UnitRows:
    """Every unit of a map: the places, and the bodies generated for each place."""
    found = _checked(source)
    rows = UnitRows()
    places = sorted(found.units, key=lambda p: -LEVELS.index(p.level))
    rows.units += [_place_row(place, found.source) for place in places]
    for tree in BODIES_OF_A_PLACE:
        rows.units += [body_row(tree, place) for place in places]
    by_id = {place.id: place for place in places}
    for takeover in found.succession:
        basis = found.basis.get(by_id[takeover.to].level, "")
        for tree in (Tree.TERRITORY, *BODIES_OF_A_PLACE):
            rows.successions.append(_takeover_row(takeover, tree, found.at, basis))
    return rows


def named_rows(bodies: Iterable[Body], body_successions: Iterable[BodySuccession]) -> UnitRows:
    """The provincial bodies the programmes call by name, and who took over from them."""
    rows = UnitRows([_named_row(body) for body in bodies])
    for link in body_successions:
        rows.successions.append(
            {
                "from_id": link.from_id,
                "to_id": link.to_id,
                "kind": str(link.kind),
                "is_default": True,
                "share": None,
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


def body_row(tree: Tree, place: Place) -> dict[str, Any]:
    """The body a place has in one tree by rule: police, Front, people's committee…"""
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
        "share": takeover.share,
        "takes_over_on": at,
        "basis": basis,
    }


def map_of(source: dict[str, Any], name: str = "", lines: Mapping[str, int] = MappingProxyType({})) -> MapFile:
    """A map as it is written, not yet checked. Errors: `CatalogueError` with the field that cannot be read."""
    try:
        return MapFile.model_validate(source)
    except ValidationError as e:
        first = e.errors()[0]
        where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        where = where.removeprefix(".") or "(toàn tệp)"
        ours = first["type"] == "value_error"
        words = str(first["ctx"]["error"]) if ours else _WRONG.get(first["type"], "giá trị không đúng dạng")
        allowed = _ALLOWED.get(str(first["loc"][-1]), []) if first["type"] == "enum" else []
        raise CatalogueError(name or _name(source), line_of(lines, where), where, words, allowed) from e


def _name(source: Any) -> str:
    return str(source.get("source", "bản đồ đơn vị")) if isinstance(source, dict) else "bản đồ đơn vị"


def _checked(source: dict[str, Any]) -> MapFile:
    """The map, free of contradictions. Errors: `CatalogueError` with the field and the allowed values."""
    found, name = map_of(source), _name(source)
    if wrong := map_problems(found, name):
        raise wrong[0]
    return found
