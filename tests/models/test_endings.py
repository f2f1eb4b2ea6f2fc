"""bodies.yaml: what is no more, read strictly and laid over; the days agree with the map."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.catalogue import Catalogue, check_folder, load_catalogue
from models.settings import BUILTIN_PROGRAMMES
from models.unit_sources import DISTRICT_POLICE_LAST_DAY
from models.vocabulary import Level, Tree


def test_the_district_ended_with_its_police_first(catalogue: Catalogue, day):
    ended = catalogue.endings.level_ended
    assert catalogue.endings.levels[Tree.POLICE, Level.DISTRICT].last_on == DISTRICT_POLICE_LAST_DAY
    assert ended(Tree.POLICE, Level.DISTRICT, day("T6 28/02/2025")) is None
    assert ended(Tree.POLICE, Level.DISTRICT, day("T7 01/03/2025"))
    assert ended(Tree.FRONT, Level.DISTRICT, day("T2 30/06/2025")) is None
    assert ended(Tree.FRONT, Level.DISTRICT, day("T3 01/07/2025"))
    assert ended(Tree.POLICE, Level.COMMUNE, day("CN 22/11/2026")) is None


def test_the_days_of_the_rules_are_those_of_the_map(catalogue: Catalogue):
    from models.unit_map import builtin_units
    from models.unit_sources import unit_rows

    last = {
        (row["tree"], row["valid_to"])
        for row in unit_rows(builtin_units()).units
        if row["level"] == "huyen"
    }  # fmt: skip
    said = {(str(tree), end.last_on) for (tree, level), end in catalogue.endings.levels.items() if level == "huyen"}
    assert last <= said


def test_a_standard_is_cited_by_its_whole_number_only(catalogue: Catalogue):
    text = catalogue.endings.repealed["23/2012/TT-BCA"]
    assert text.is_cited_in("đạt chuẩn (Thông tư 23/2012/TT-BCA)")
    assert not text.is_cited_in("Thông tư 123/2012/TT-BCA")
    assert not text.is_cited_in("Thông tư 23/2012/TT-BCA-V05")
    assert not text.is_cited_in("Thông tư 124/2021/TT-BCA, thay Thông tư 23/2012/TT-BCA")


def test_a_home_s_own_file_adds_to_the_built_in_one(tmp_path: Path, catalogue: Catalogue, day):
    (tmp_path / "bodies.yaml").write_text(
        "levels: [{level: xa, trees: [press], valid_to: 2026-01-31, basis: Quyết định 1/QĐ-TN}]\n"
        "agencies: [{name: Sở Ngoại vụ, valid_to: 2026-01-31, basis: Quyết định 2/QĐ-TN}]\n"
        "repealed: [{number: 1/2020/TT-TN, replaced_by: 2/2026/TT-TN, since: 2026-02-01, source: nguồn}]\n"
    )
    found = load_catalogue(BUILTIN_PROGRAMMES, tmp_path).endings
    end = found.level_ended(Tree.PRESS, Level.COMMUNE, day("CN 01/02/2026"))
    assert end is not None
    assert (end.last_on, end.basis) == (day("CN 01/02/2026") - timedelta(1), "Quyết định 1/QĐ-TN")
    assert set(found.repealed) == {*catalogue.endings.repealed, "1/2020/TT-TN"}
    assert [a.name for a in found.agencies_ended_in("gửi Sở Ngoại vụ (qua văn phòng)", day("CN 01/02/2026"))] == [
        "Sở Ngoại vụ"
    ]
    assert set(found.levels) > set(catalogue.endings.levels)


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("levels: [{level: huyện, trees: [police], valid_to: 2025-02-28, basis: x}]", "levels[1].level", "danh mục"),
        ("levels: [{level: huyen, trees: [police], valid_to: 2025-02-30, basis: x}]", "levels[1].valid_to", "lịch"),
        ("levels: [{level: huyen, valid_to: 2025-02-28, basis: x}]", "levels[1].trees", "thiếu"),
        (
            "levels:\n  - {level: xa, trees: [press], valid_to: 2025-02-28, basis: x}\n"
            "  - {level: xa, trees: [press], valid_to: 2025-02-28, basis: x}",
            "levels[2].trees",
            "hai lần",
        ),
        ("agencies: [{name: Sở X, valid_to: 2025-02-28}]", "agencies[1].basis", "thiếu"),
        ("repealed: [{number: 1/TT, since: 2025-02-28, source: x}]", "repealed[1].replaced_by", "thiếu"),
        ("repealed: [{number: 1/TT, thay: x}]", "repealed[1].thay", "khóa lạ"),
        ("standards: []", "standards", "khóa lạ"),
    ],
)
def test_what_cannot_be_read_is_said_with_line_and_field(tmp_path: Path, text, field, said):
    (tmp_path / "bodies.yaml").write_text(text, "utf-8")
    errors = check_folder(tmp_path)
    assert field in [e.field for e in errors]
    assert any(said in e.message for e in errors if e.field == field)
    assert all(e.line for e in errors)
