"""Units that are called alike in one list: told apart by the place above, else by their days; others are left alone."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from models.namesakes import names_apart
from models.punctuality import punctuality
from models.units import Unit

ON = date(2025, 12, 31)  # a Wednesday


def named(session, *names):
    units = session.exec(select(Unit).where(col(Unit.name).in_(names), col(Unit.tree) == "police"))
    found = names_apart(session, {unit.id: unit.name for unit in units}, ON)
    assert len(set(found.values())) == len(found), "nobody is taken for another"
    return set(found.values())


def test_wards_of_several_towns_carry_their_town(province):
    found = named(province, "Công an phường 3", "Công an phường Sa Đéc")
    assert {"Công an phường 3, Thành phố Sa Đéc", "Công an phường 3, Thành phố Cao Lãnh"} <= found
    assert "Công an phường Sa Đéc" in found


def test_a_commune_of_today_and_its_namesake_of_yesterday_carry_what_is_above_them(province):
    found = named(province, "Công an xã An Phước")
    assert "Công an xã An Phước, Tỉnh Đồng Tháp" in found


def test_with_nothing_above_the_days_of_their_lives_tell(province):
    assert named(province, "Công an tỉnh Đồng Tháp") == {
        "Công an tỉnh Đồng Tháp (đến ngày 30/6/2025)",
        "Công an tỉnh Đồng Tháp (từ ngày 01/7/2025)",
    }


def test_the_list_of_who_filed_how_names_nobody_twice(province, catalogue):
    found = punctuality(province, catalogue, ON, by=("unit",), programme="05-ctrph-cat-mttq", year=2025)
    names = [each.unit_name for each in found]
    assert "Công an phường 3, Thành phố Sa Đéc" in names
    assert len(set(names)) == len(names) > 100
