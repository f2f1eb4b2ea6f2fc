"""The four programmes as data: nothing dropped, nothing invented, every word where the text has it."""

from collections import Counter
from datetime import date

import pytest

from models.catalogue import check_folder, home_catalogue, load_catalogue
from models.errors import CatalogueError, Refused
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import DocumentRelation, DutyKind, Level, Mode, Tree

CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
P05, P7294, THANH_TRA, P279 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq", "kh-thanh-tra-2024", "279-kh-mttw-bca"
COUNTS = {P05: ("S000", 22), P279: ("S004", 21), P7294: ("S001", 17), THANH_TRA: ("S003", 8)}


def test_the_built_in_rules_have_no_error():
    assert check_folder(BUILTIN_PROGRAMMES) == []


@pytest.mark.parametrize("slug", COUNTS)
def test_every_entry_of_the_text_stands_once(slug):
    prefix, count = COUNTS[slug]
    assert list(CATALOGUE.programme(slug).duties) == [f"{prefix}-{n:02}" for n in range(1, count + 1)]


def test_sixty_eight_entries_by_the_way_they_lie_in_time():
    duties = [duty for programme in CATALOGUE.programmes.values() for duty in programme.duties.values()]
    assert len(duties) == 68
    assert Counter(duty.rule.mode for duty in duties) == {
        Mode.RECURRING: 27,
        Mode.ONCE: 16,
        Mode.UNDATED: 13,
        Mode.CONTINUOUS: 9,
        Mode.ADHOC: 3,
    }


def test_every_duty_has_its_basis_and_a_title():
    for programme in CATALOGUE.programmes.values():
        for duty in programme.duties.values():
            assert duty.title
            assert duty.clause
            assert 3 < len(duty.wording) <= 110, (duty.id, duty.wording)
            assert duty.source is programme.document


def test_nobody_owes_what_has_no_time():
    for programme in CATALOGUE.programmes.values():
        for duty in programme.duties.values():
            if duty.rule.shape is None or duty.kind in (DutyKind.STANDING, DutyKind.LEGAL):
                assert not duty.owed, duty.id


def test_a_joint_duty_is_owed_by_its_lead_alone():
    police = (Tree.POLICE,)
    for duty in ("S000-01", "S000-02", "S000-11", "S000-12", "S000-13", "S000-14", "S000-15", "S000-16", "S000-19"):
        found = CATALOGUE.duty(P05, duty)
        assert found.joint
        assert {a.trees for a in found.audience} == {police}
        assert found.partners
    assert CATALOGUE.duty(P279, "S004-08").audience[0].trees == (Tree.FRONT,)


def test_the_plan_of_the_province_is_made_by_each_body_itself():
    plan = CATALOGUE.duty(P05, "S000-10")
    assert not plan.joint
    assert set(plan.audience[0].trees) == {
        *(Tree.POLICE, Tree.FRONT, Tree.VETERANS, Tree.WOMEN, Tree.YOUTH, Tree.LABOUR, Tree.FARMERS),
    }
    assert plan.audience[0].levels == (Level.PROVINCE,)


def test_the_step_to_itself_falls_away_for_the_district_police():
    route = CATALOGUE.duty(P05, "S000-12").route
    assert (
        route.at(Level.COMMUNE).words == "Công an Huyện (qua Đội Tổng hợp), đồng gửi Công an Tỉnh (qua Phòng Tham mưu)"
    )
    assert route.at(Level.DISTRICT).words == "Công an Tỉnh (qua Phòng Tham mưu)"
    assert CATALOGUE.duty(P05, "S000-21").route.at(Level.PROVINCE).words == ""


def test_an_address_in_a_route_is_a_fact_and_no_part_of_the_way():
    for duty in ("S003-06", "S003-07", "S003-08"):
        route = CATALOGUE.duty(THANH_TRA, duty).route
        assert route.address_fact == "phongpv05cadt@gmail.com"
        assert "@" not in route.words
        assert route.words == "Ban Chỉ đạo 138 Tỉnh (qua Công an Tỉnh)"


def test_blank_numbers_and_days_stay_blank_and_are_reported():
    letter, plan = CATALOGUE.programme(P7294).document, CATALOGUE.programme(THANH_TRA).document
    assert (letter.number, letter.date, letter.dated, letter.date_precision) == ("…/UBND-VP", None, "2024-08", "month")
    assert letter.certain_on == date(2024, 8, 31)
    assert letter.citation == "Công văn số …/UBND-VP tháng 8/2024"
    assert (plan.number, plan.date, plan.certain_on) == (None, None, None)
    assert plan.citation == "Kế hoạch (chưa có số, ngày)"
    assert CATALOGUE.programme(THANH_TRA).number == "(chưa có số)"
    assert any("để trống số, ngày" in line for line in CATALOGUE.programme(P7294).blanks)
    assert any("để trống số, ngày" in line for line in CATALOGUE.programme(THANH_TRA).blanks)
    assert CATALOGUE.programme(P05).blanks == []


def test_what_a_programme_replaces_implements_and_is_followed_by():
    def numbers(slug: str, relation: DocumentRelation) -> list[str | None]:
        return [d.number for d in CATALOGUE.programme(slug).documents if d.relation is relation]

    assert numbers(P05, DocumentRelation.REPLACES) == ["31/CTr-CAT-MTTQ"]
    assert numbers(P05, DocumentRelation.IMPLEMENTS) == ["07/CTrPH-BCA-MTTW"]
    assert numbers(P7294, DocumentRelation.IMPLEMENTS) == ["07/Ctr-BCA-MTTW", "7294/CTrPH-CA-MTTQ"]
    assert numbers(THANH_TRA, DocumentRelation.IMPLEMENTS) == ["19/KH-BCĐ138"]
    assert numbers(P279, DocumentRelation.SUCCEEDED_BY) == ["07/CTrPH-BCA-MTTW"]


def test_hai_duong_is_bound_and_waits_and_its_map_is_one_of_its_own():
    programme = CATALOGUE.programme(P7294)
    assert programme.scope == ("vn/2025-06/30",)
    assert any("Hải Dương" in name for name in programme.unloaded)
    assert programme.waiting_from == date(2025, 7, 1)
    assert "Hải Phòng" in programme.waiting_reason


def test_the_inspectorate_is_called_by_name():
    assert CATALOGUE.duty(THANH_TRA, "S003-06").audience[0].units == ("government/dong-thap/thanh-tra",)
    assert CATALOGUE.bodies["government/dong-thap/thanh-tra"].level is Level.PROVINCE


def test_targets_keep_their_figures():
    assert CATALOGUE.duty(P279, "S004-01").target["value"] == 75
    assert CATALOGUE.duty(THANH_TRA, "S003-01").target["op"] == "="
    assert [item["value"] for item in CATALOGUE.duty(P279, "S004-10").target["items"]] == [1, 1]


def test_every_file_of_a_duty_is_short():
    for file in BUILTIN_PROGRAMMES.glob("*/duties/*.yaml"):
        assert len(file.read_text("utf-8").splitlines()) <= 30, file


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(Refused, match="05-ctrph-cat-mttq"):
        CATALOGUE.programme("05")
    with pytest.raises(Refused, match="S003-08"):
        CATALOGUE.duty(THANH_TRA, "S003-09")
    with pytest.raises(Refused, match="phong-trao-rut-gon"):
        CATALOGUE.form("phong_trao")


def test_a_home_s_own_programme_replaces_the_built_in_one_without_restart(home):
    before = home_catalogue(home)
    assert home_catalogue(home) is before
    own = home.programmes / THANH_TRA
    (own / "duties").mkdir(parents=True)
    text = (BUILTIN_PROGRAMMES / THANH_TRA / "programme.yaml").read_text("utf-8")
    (own / "programme.yaml").write_text(text.replace("Văn phòng Thanh tra Tỉnh", "Văn phòng"), "utf-8")
    duty = (BUILTIN_PROGRAMMES / THANH_TRA / "duties" / "S003-06.yaml").read_text("utf-8")
    (own / "duties" / "S003-06.yaml").write_text(duty, "utf-8")
    after = home_catalogue(home)
    assert after.programme(THANH_TRA).tracker == "Văn phòng"
    assert list(after.programme(THANH_TRA).duties) == ["S003-06"]
    assert after.programme(P05) is not None


def test_a_home_s_own_year_of_days_off_replaces_the_built_in_one(home, day):
    folder = home.programmes / "days_off"
    folder.mkdir(parents=True)
    (folder / "2027.yaml").write_text(
        "year: 2027\nstatus: official\nsource: Thông báo 1/TB\ndays_off:\n  - {day: 2027-01-01, why: Tết Dương lịch}\n",
        "utf-8",
    )
    calendar = home_catalogue(home).calendar
    assert not calendar.is_provisional(2027)
    assert calendar.is_working(day("T5 04/02/2027"))
    assert not calendar.is_working(day("T5 30/04/2026"))


def test_an_error_carries_file_line_field_and_allowed_values(tmp_path):
    folder = tmp_path / "chuong-trinh-moi"
    folder.mkdir()
    (folder / "programme.yaml").write_text("title: A\nshort_titel: B\n", "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(BUILTIN_PROGRAMMES, tmp_path)
    error = caught.value
    assert (error.file, error.line, error.field) == (str(folder / "programme.yaml"), 2, "short_titel")
    assert "short_title" in error.allowed
    assert str(error).startswith(f"{error.file}:2: short_titel: khóa lạ. Giá trị được phép: title, short_title,")
