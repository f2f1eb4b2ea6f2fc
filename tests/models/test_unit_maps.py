"""The maps that come with the product, and maps that contradict themselves."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from models.assignments import assign
from models.errors import CatalogueError, Refused
from models.map_of_day import places
from models.obligations import owes
from models.unit_map import builtin_maps, builtin_units, load_units
from models.unit_sources import unit_rows
from models.units import Assignment, Succession, Unit

P7294 = "7294-ctrph-ca-mttq"


@pytest.fixture
def hai_phong(session: Session, catalogue) -> Session:
    load_units(session, builtin_units("hai-phong"), catalogue)
    assign(session, catalogue)
    return session


def test_hai_duong_and_hai_phong_had_374_communes_until_june_2025_and_hai_phong_has_114(hai_phong, day):
    before, since = places(hai_phong, day("T2 30/06/2025")), places(hai_phong, day("T3 01/07/2025"))
    provinces = {"Tỉnh Hải Dương": (12, 207), "Thành phố Hải Phòng": (15, 167)}
    for province in [node for node in before.values() if node.level == "tinh"]:
        districts = {node.id for node in before.values() if node.parent_id == province.id}
        communes = [node for node in before.values() if node.parent_id in districts]
        assert (len(districts), len(communes)) == provinces[province.name]
    assert Counter(node.kind for node in since.values()) == {"thành phố": 1, "phường": 45, "xã": 67, "đặc khu": 2}


def test_every_old_commune_has_an_heir_and_every_new_one_a_source(hai_phong):
    old = select(Unit.id).where(Unit.tree == "territory", Unit.level == "xa", col(Unit.valid_to).is_not(None))
    new = select(Unit.id).where(Unit.tree == "territory", Unit.level == "xa", col(Unit.valid_to).is_(None))
    assert set(hai_phong.exec(old)) <= set(hai_phong.exec(select(Succession.from_id)))
    assert set(hai_phong.exec(new)) <= set(hai_phong.exec(select(Succession.to_id)))
    island = hai_phong.exec(select(Unit).where(Unit.name == "Đặc khu Bạch Long Vĩ")).one()
    source = hai_phong.exec(select(Succession.from_id).where(Succession.to_id == island.id)).one()
    assert hai_phong.get_one(Unit, source).name == "Huyện Bạch Long Vĩ"  # an island district without communes


def test_the_programme_of_hai_duong_is_owed_until_the_merger_and_waits_since(hai_phong, catalogue, day):
    def states(on: str) -> set[str]:
        return {row.state for row in owes(hai_phong, catalogue, day(on), programme=P7294)}

    assert "overdue" in states("T4 18/06/2025")
    assert states("T2 01/12/2025") <= {"waiting", "ended"}
    bound = hai_phong.exec(select(Assignment.unit_id).where(Assignment.programme == P7294)).all()
    assert "government/2025-06/30" in bound
    assert "police/2025-06/31" not in bound  # old Hải Phòng never was


def test_a_home_with_the_map_of_dong_thap_holds_no_unit_of_hai_duong(province):
    held = select(func.count()).select_from(Assignment).where(Assignment.programme == P7294)
    assert province.exec(held).one() == 0


def test_both_maps_can_live_side_by_side(hai_phong, catalogue):
    before = hai_phong.exec(select(func.count()).select_from(Unit)).one()
    counts = load_units(hai_phong, builtin_units("dong-thap"), catalogue)
    assert (counts.refreshed, counts.kept_by_hand) == (0, 0)
    assert hai_phong.exec(select(func.count()).select_from(Unit)).one() == before + counts.added


def test_named_bodies_come_only_with_the_places_they_sit_on(hai_phong):
    assert hai_phong.get(Unit, "press/dong-thap/bao-ptth") is None


def test_an_unknown_map_is_refused_with_the_ones_there_are():
    assert builtin_maps() == ["dong-thap", "hai-phong"]
    with pytest.raises(Refused, match="dong-thap, hai-phong"):
        builtin_units("ha-noi")


def place(key: str, name: str, level: str = "xa", parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": key, "code": key, "name": name, "level": level, "kind": level, "parent": parent, **more}


OLD, NEW = {"valid_to": "2025-06-30"}, {"valid_from": "2025-07-01"}


def whole(*links: dict[str, Any], **changed: Any) -> dict[str, Any]:
    units = [
        place("p", "Tỉnh", "tinh"),
        place("a", "Xã A", parent="p", **OLD),
        place("b", "Xã B", parent="p", **OLD),
        place("m", "Xã M", parent="p", **NEW),
        place("n", "Xã N", parent="p", **NEW),
    ]
    units = [{**unit, **changed.get(unit["id"], {})} for unit in units]
    return {"source": "thử", "at": "2025-07-01", "units": units, "succession": list(links)}


def link(frm: str, to: str, kind: str = "full", **more: Any) -> dict[str, Any]:
    return {"frm": frm, "to": to, "kind": kind, **more}


@pytest.mark.parametrize(
    ("source", "field", "words"),
    [
        (whole(p={"parent": "p"}), "units[1].parent", "vòng tròn"),
        (whole(a={"parent": "b"}), "units[2].parent", "cấp cao hơn"),
        (whole(p=OLD), "units[4].parent", "không tồn tại suốt thời gian"),
        (whole(b={"code": "a"}), "units[3].code", "trùng mã số và trùng thời gian"),
        (whole(n={"name": "Xã M"}), "units[5].name", "trùng tên"),
        (whole(link("a", "x")), "succession[1].to", "không có đơn vị “x”"),
        (whole(link("a", "b")), "succession[1].to", "không có trong ngày 01/7/2025"),
        (whole(link("m", "n")), "succession[1].frm", "không kết thúc ngày 30/6/2025"),
        (whole(link("a", "a")), "succession[1].to", "tự kế thừa"),
        (whole(link("a", "m"), link("a", "n")), "succession[2].kind", "đã có đơn vị kế thừa toàn bộ"),
        (whole(link("a", "m"), link("a", "m")), "succession[2].to", "ghi hai lần"),
        (whole(link("a", "m", "partial")), "succession[1].kind", "một phần"),
        (
            whole(link("a", "m", "partial"), link("a", "n", "partial")),
            "succession[2].default",
            "đúng một đơn vị",
        ),
        (
            whole(link("a", "m", "partial", default=True, share=0.7), link("a", "n", "partial", share=0.4)),
            "succession[2].share",
            "cộng lại bằng 1",
        ),
        (whole(link("a", "m", share=2)), "succession[1].share", "không quá 1"),
        ({**whole(), "at": "0001-01-01"}, "at", "năm 1 nằm ngoài khoảng"),
        (whole(a={"valid_to": "2025-02-30"}), "units[2].valid_to", "phải là ngày dạng"),
    ],
)
def test_a_map_that_does_not_add_up_is_refused_by_field(source, field, words):
    with pytest.raises(CatalogueError) as wrong:
        unit_rows(source)
    assert wrong.value.field == field
    assert words in wrong.value.message


def test_shares_that_a_map_states_are_kept_in_every_tree(session):
    parts = link("a", "m", "partial", default=True, share=0.7), link("a", "n", "partial", share=0.3)
    load_units(session, whole(*parts))
    kept = session.exec(select(Succession.share).where(col(Succession.to_id).endswith("m"))).all()
    assert kept == [0.7] * 10


def test_a_refused_map_leaves_nothing_behind(session, catalogue):
    with pytest.raises(CatalogueError):
        load_units(session, whole(link("a", "x")), catalogue)
    assert session.exec(select(Unit)).all() == []
