"""The doctor of unit maps: impossible links found by reasoning, true ones left alone, citations asked for."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from models.unit_doctor import examine, impossible_links, without_impossible
from models.unit_map import builtin_maps, builtin_units
from models.unit_sources import map_of, read_map

CAO_LANH = "vn/2025-07/29869"
# what vietnamadminunits 1.0.4 has beside the true heir: numbered wards of three other towns
WRONG = ("28252", "28270", "28437", "28439", "29902", "29908")


def with_wrong_links(kind: str, *, beside: bool = True) -> dict[str, Any]:
    """Đồng Tháp with the six links, beside the true ones or instead of them."""
    source = builtin_units()
    wrong = [f"vn/2025-06/{code}" for code in WRONG]
    links = [link for link in source["succession"] if beside or link["frm"] not in wrong]
    if kind == "partial":
        links = [{**link, "kind": "partial", "default": True} if link["frm"] in wrong else link for link in links]
    return {**source, "succession": [*links, *({"frm": frm, "to": CAO_LANH, "kind": kind} for frm in wrong)]}


@pytest.mark.parametrize(("kind", "beside"), [("partial", True), ("full", True), ("full", False)])
def test_the_six_impossible_links_are_found_and_no_true_one_is_flagged(kind, beside):
    found = impossible_links(map_of(with_wrong_links(kind, beside=beside)))
    assert sorted((f.frm, f.to) for f in found) == [(f"vn/2025-06/{code}", CAO_LANH) for code in WRONG]
    assert all("điều, khoản của nghị quyết" in f.ask for f in found)
    assert "trùng tên với “Phường 4, Thành phố Cao Lãnh, Tỉnh Đồng Tháp”" in found[0].message


def test_lines_without_a_kind_are_examined_too_and_read_as_whole_or_in_part():
    source = with_wrong_links("partial")
    bare = [{key: value for key, value in link.items() if key != "kind"} for link in source["succession"]]
    found = map_of({**source, "succession": bare})
    assert sorted(f.frm for f in impossible_links(found)) == [f"vn/2025-06/{code}" for code in WRONG]
    assert without_impossible(found) == map_of(builtin_units())


def test_with_the_six_struck_out_the_map_is_the_one_that_comes_with_the_product():
    mended = without_impossible(map_of(with_wrong_links("partial")))
    assert mended == map_of(builtin_units())
    findings = examine(map_of(with_wrong_links("partial")), "x.json")
    assert Counter(f.code for f in findings) == {"impossible-link": 6}


@pytest.mark.parametrize("slug", builtin_maps())
def test_nothing_is_said_against_the_maps_that_come_with_the_product(slug):
    assert examine(map_of(builtin_units(slug)), slug) == []


def test_two_namesakes_of_neighbouring_provinces_are_told_apart_by_the_province_where_no_district_helps():
    source = builtin_units("hai-phong")
    vinh_bao, kim_thanh = "vn/2025-06/11890", "vn/2025-06/10798"
    ha_nam, xa_kim_thanh, nguyen_binh_khiem = (f"vn/2025-07/{code}" for code in ("10843", "10804", "11911"))
    wrong = [(vinh_bao, xa_kim_thanh), (vinh_bao, ha_nam), (kim_thanh, nguyen_binh_khiem)]
    source["succession"] += [{"frm": frm, "to": to, "kind": "partial"} for frm, to in wrong]
    found = impossible_links(map_of(source))
    assert [(f.frm, f.to) for f in found] == wrong
    assert "cùng tỉnh cũ với mọi nguồn khác" in found[1].message


def test_namesakes_of_one_district_or_with_neighbours_beside_them_are_no_strays():
    def place(key: str, name: str, parent: str | None, level: str = "xa") -> dict[str, Any]:
        days = {"valid_from": "2025-07-01"} if key.startswith("n") else {"valid_to": "2025-06-30"}
        return {"id": key, "code": "", "name": name, "level": level, "kind": level, "parent": parent, **days}

    units = [
        place("p", "Tỉnh", None, "tinh"),
        place("d1", "Huyện A", "p", "huyen"),
        place("d2", "Huyện B", "p", "huyen"),
    ]
    units += [place("a1", "Xã Tân Phú", "d1"), place("a2", "Xã An", "d1"), place("b1", "Xã Tân Phú", "d2")]
    units += [place("b2", "Xã Bình", "d2"), place("n1", "Xã Mới", None)]
    links = [{"frm": key, "to": "n1", "kind": "full"} for key in ("a1", "a2", "b1", "b2")]
    source = {"source": "thử", "at": "2025-07-01", "units": units, "succession": links}
    assert impossible_links(map_of(source)) == []
    source["succession"] = links[:3]  # nothing else of Huyện B comes: its Tân Phú is the stray one
    assert [f.frm for f in impossible_links(map_of(source))] == ["b1"]


def test_what_a_map_leaves_unsaid_is_asked_for():
    source = builtin_units()
    lost = source["succession"].pop(5)
    codes = {f.code: f for f in examine(map_of({**source, "basis": {}}), "x.json")}
    assert set(codes) == {"no-heir", "no-basis"}
    assert codes["no-heir"].frm == lost["frm"]
    assert "số, ngày của nghị quyết" in codes["no-basis"].ask


def test_findings_carry_the_line_of_the_file_also_after_other_links_were_struck(tmp_path):
    source = with_wrong_links("full")
    source["succession"].append({"frm": "vn/2025-06/28249", "to": "vn/2025-07/29869", "kind": "full"})
    text = json.dumps(source, ensure_ascii=False, indent=1)
    file = tmp_path / "sai.json"
    file.write_text(text, "utf-8")
    found, lines = read_map(file)
    findings = examine(found, file.name, lines)
    assert [f.code for f in findings] == ["impossible-link"] * 6 + ["contradiction"]
    rows = text.splitlines()
    for finding in findings[:6]:
        assert finding.frm in rows[finding.line]
    assert "vn/2025-06/28249" in rows[findings[6].line]
    assert "đã có đơn vị kế thừa toàn bộ" in findings[6].message
