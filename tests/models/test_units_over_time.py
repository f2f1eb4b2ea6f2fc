"""The unit map: what existed when, who took over from whom, and which bodies sit on each place."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from models.assignments import assign
from models.catalogue import Catalogue
from models.errors import CatalogueError, Refused
from models.heirs import heirs_in
from models.scopes import Span, bound, parents_in
from models.unit_map import builtin_units, find_unit, fold, load_units
from models.unit_sources import BODIES_OF_A_PLACE, read_unit_map, unit_rows
from models.units import Assignment, Succession, Unit

OLD, NEW, TIEN_GIANG = "vn/2025-06/87", "vn/2025-07/82", "vn/2025-06/82"


def alive(session: Session, on: date, tree: str = "territory") -> Counter:
    query = select(col(Unit.level)).where(
        col(Unit.tree) == tree,
        func.coalesce(col(Unit.valid_from), date.min) <= on,
        func.coalesce(col(Unit.valid_to), date.max) >= on,
    )
    return Counter(session.connection().execute(query).scalars())


def test_the_map_had_305_communes_23_districts_2_provinces_until_june_2025_and_102_communes_since(province, day):
    assert alive(province, day("T2 30/06/2025")) == {"xa": 305, "huyen": 23, "tinh": 2}
    assert alive(province, day("T3 01/07/2025")) == {"xa": 102, "tinh": 1}


def test_every_place_has_its_nine_bodies_with_proper_names(province):
    names = {
        "police/2025-07/30253": None,
        "police/2025-06/87": "Công an tỉnh Đồng Tháp",
        "front/2025-06/87": "Ủy ban MTTQ Việt Nam tỉnh Đồng Tháp",
    }
    for unit_id, name in names.items():
        assert name in (None, province.get_one(Unit, unit_id).name)
    commune = find_unit(province, "Xã Tân Hồng", date(2026, 1, 1))
    bodies = province.scalars(
        select(Unit).where(col(Unit.territory_id) == commune.id, col(Unit.id) != commune.id)
    ).all()
    assert {b.tree: b.name for b in bodies} == {
        "police": "Công an xã Tân Hồng",
        "front": "Ủy ban MTTQ Việt Nam xã Tân Hồng",
        "veterans": "Hội Cựu chiến binh xã Tân Hồng",
        "women": "Hội Liên hiệp Phụ nữ xã Tân Hồng",
        "youth": "Đoàn TNCS Hồ Chí Minh xã Tân Hồng",
        "labour": "Công đoàn xã Tân Hồng",
        "farmers": "Hội Nông dân xã Tân Hồng",
        "elderly": "Hội Người cao tuổi xã Tân Hồng",
        "government": "Ủy ban nhân dân xã Tân Hồng",
    }
    assert all(b.generated for b in bodies)
    assert not commune.generated


def test_district_police_ended_on_the_last_day_of_february_2025_and_the_other_district_bodies_in_june(province, day):
    assert alive(province, day("T6 28/02/2025"), "police")["huyen"] == 23
    assert alive(province, day("T7 01/03/2025"), "police") == {"xa": 305, "tinh": 2}
    assert alive(province, day("T7 01/03/2025"), "front")["huyen"] == 23
    assert alive(province, day("T3 01/07/2025"), "front") == {"xa": 102, "tinh": 1}


def test_the_three_split_communes_have_one_default_heir_each(province):
    split = province.scalars(select(Succession).where(col(Succession.kind) == "partial")).all()
    heirs = {}
    for link in split:
        if link.from_id.startswith("vn/"):
            heirs.setdefault(province.get_one(Unit, link.from_id).name, []).append(
                (province.get_one(Unit, link.to_id).name, link.is_default)
            )
    assert {name: sorted(to, key=lambda x: not x[1]) for name, to in heirs.items()} == {
        "Xã Phú Thuận B": [("Xã Long Phú Thuận", True), ("Xã Tân Long", False)],
        "Xã Gáo Giồng": [("Xã Phong Mỹ", True), ("Xã Phú Cường", False)],
        "Xã Tân Thạnh": [("Xã Tân Thạnh", True), ("Xã Thanh Bình", False)],
    }


def test_the_successions_of_bodies_mirror_those_of_places_and_name_their_resolution(province):
    links = province.scalars(select(Succession)).all()
    by_tree = Counter(link.from_id.split("/")[0] for link in links if "dong-thap" not in link.from_id)
    assert set(by_tree) == {"vn", *BODIES_OF_A_PLACE}
    assert set(by_tree.values()) == {310}
    commune = next(link for link in links if link.to_id == "vn/2025-07/28249")
    assert commune.basis == "Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025"
    assert commune.takes_over_on == date(2025, 7, 1)


def test_a_parent_is_of_the_same_tree_and_the_roll_up_follows_the_territory(province):
    commune = find_unit(province, "Công an xã Tân Hộ Cơ", date(2024, 3, 1))
    district = province.get_one(Unit, commune.parent_id)
    assert district.name == "Công an huyện Tân Hồng"
    assert province.get_one(Unit, district.parent_id).name == "Công an tỉnh Đồng Tháp"
    new = find_unit(province, "Công an xã Tân Hộ Cơ", date(2026, 3, 1))
    assert new.id != commune.id
    assert new.parent_id == "police/2025-07/82"


def test_a_scope_binds_what_lies_below_and_the_heirs_but_not_what_else_lies_below_the_heirs(province):
    parents, heirs = parents_in(province), heirs_in(province)
    places = bound([OLD], parents, heirs)
    old = [place for place, span in places.items() if span == Span()]
    new = [place for place, span in places.items() if span == Span(date(2025, 7, 1), None, is_heir=True)]
    assert len(old) == 141 + 12 + 1
    assert len(new) == 45 + 1
    assert len(places) == len(old) + len(new)
    tien_giang = bound([TIEN_GIANG], parents, heirs).keys() - {NEW}
    assert len([place for place in tien_giang if place.startswith("vn/2025-07/")]) == 57
    assert not tien_giang & places.keys()


def test_loading_twice_changes_nothing(province, catalogue: Catalogue):
    assert load_units(province, builtin_units(), catalogue).changed == 0
    assert assign(province, catalogue) == 0


def test_a_name_corrected_by_hand_survives_the_next_load(province, catalogue: Catalogue):
    unit = province.get_one(Unit, "police/2025-06/87")
    unit.name, unit.source = "Công an Tỉnh Đồng Tháp", "sửa trên trang quản trị"
    province.get_one(Unit, "police/2025-06/82").name = "đã hỏng"
    province.flush()
    counts = load_units(province, builtin_units(), catalogue)
    assert (counts.refreshed, counts.kept_by_hand) == (1, 1)
    assert province.get_one(Unit, "police/2025-06/87").name == "Công an Tỉnh Đồng Tháp"
    assert province.get_one(Unit, "police/2025-06/82").name == "Công an tỉnh Tiền Giang"


def test_assignments_a_person_confirmed_are_kept_and_stale_derived_ones_go(province, catalogue: Catalogue):
    derived = province.scalars(select(Assignment).where(col(Assignment.duty) == "S000-16")).first()
    by_hand = Assignment(
        programme="05-ctrph-cat-mttq", duty="S000-16", unit_id="front/2025-07/82", reason="manual", confirmed_by="an"
    )
    stale = Assignment(programme="05-ctrph-cat-mttq", duty="S000-99", unit_id=derived.unit_id, reason="catalogue")
    province.add_all([by_hand, stale])
    province.flush()
    assert assign(province, catalogue) == 1
    kept = province.scalars(select(Assignment.unit_id).where(col(Assignment.reason) == "manual")).all()
    assert kept == ["front/2025-07/82"]
    assert not province.scalars(select(Assignment).where(col(Assignment.duty) == "S000-99")).all()


def test_a_unit_is_found_by_id_by_name_and_without_accents(province):
    on = date(2026, 5, 5)
    assert find_unit(province, "police/2025-07/82", on).name == "Công an tỉnh Đồng Tháp"
    assert find_unit(province, "công an xã tân hồng", on).valid_from == date(2025, 7, 1)
    assert find_unit(province, "cong an  xa Tan Hong", on).id == find_unit(province, "Công an xã Tân Hồng", on).id
    assert find_unit(province, "Công an huyện Tháp Mười", on).valid_to == date(2025, 2, 28)
    assert find_unit(province, "Tỉnh Đồng Tháp", date(2024, 1, 1)).id == OLD
    assert find_unit(province, "Tỉnh Đồng Tháp", on).id == NEW
    assert find_unit(province, "Tân Hồng", on, tree="police").name == "Công an xã Tân Hồng"
    assert fold("Ủy ban  MTTQ Đồng Tháp") == "uy ban mttq dong thap"


def test_an_ambiguous_name_is_refused_with_its_candidates_and_an_unknown_one_with_the_nearest(province):
    with pytest.raises(Refused, match=r"4 đơn vị.*Xã Tân Phú, .*mã vn/2025-06/\d+") as refused:
        find_unit(province, "Xã Tân Phú", date(2024, 5, 5))
    assert refused.value.reason.count("mã vn/") == 4
    with pytest.raises(Refused, match=r"Tên gần nhất: .*Công an huyện Tháp Mười"):
        find_unit(province, "Công an huyện Tháp Mưởii", date(2024, 5, 5))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "khu"}, "level"),
        ({"parent": "vn/none"}, "parent"),
        ({"valid_to": "2025-06-31"}, "valid_to"),
        ({"valid_from": "2025-07-01", "valid_to": "2025-06-30"}, "valid_to"),
        ({"colour": "red"}, "colour"),
        ({"id": "vn/a"}, "id"),
    ],
)
def test_a_map_that_contradicts_itself_is_refused_by_field(change, field):
    place = {"id": "vn/a", "code": "1", "name": "Xã A", "level": "xa", "kind": "xã"}
    source = {"source": "thử", "at": "2025-07-01", "units": [place, {**place, "id": "vn/b", **change}]}
    with pytest.raises(CatalogueError) as wrong:
        unit_rows(source)
    assert field in wrong.value.field


def test_a_broken_map_file_is_refused_with_its_line(tmp_path):
    file = tmp_path / "map.json"
    file.write_text('{\n"source": "x",\n"units": [,]\n}', "utf-8")
    with pytest.raises(CatalogueError) as wrong:
        read_unit_map(file)
    assert (wrong.value.file, wrong.value.line) == ("map.json", 3)
