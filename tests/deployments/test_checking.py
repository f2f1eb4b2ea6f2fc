"""`dondoc check` and `dondoc cascade`: errors and findings in one list, proposals in words and in JSON."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from models.settings import BUILTIN_PROGRAMMES, Home
from tests.models.small_laws import SLUG, duty, write_law

ON = ("--on", "2026-11-22")  # a Sunday
FINDING = ["code", "programme", "duty", "clause", "message", "advice"]


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    """A home nobody has put anything into."""
    return Home(tmp_path / "nhà")


def test_findings_come_as_one_list_of_objects_and_are_no_errors(dondoc, empty):
    told = dondoc("check", "7294", *ON, "--json", home=empty)
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert {("due-before-window-closes", "S001-14"), ("due-before-window-closes", "S001-15")} <= {
        (f["code"], f["duty"]) for f in found
    }
    assert all(list(f) == FINDING and f["programme"] == "7294-ctrph-ca-mttq" for f in found)


def test_all_rules_together_are_sound_and_every_code_is_one_of_the_nine(dondoc, empty):
    from models.vocabulary import FindingCode

    found = json.loads(dondoc("check", *ON, "--json", home=empty).stdout)
    assert {f["programme"] for f in found} == {p.name for p in BUILTIN_PROGRAMMES.iterdir() if (p / "duties").is_dir()}
    assert {f["code"] for f in found} <= {str(code) for code in FindingCode}


def test_a_programme_is_judged_on_the_day_asked_for(dondoc, empty):
    def codes(on: str) -> set[str]:
        return {f["code"] for f in json.loads(dondoc("check", "279", "--on", on, "--json", home=empty).stdout)}

    assert "ended" not in codes("2023-12-31")
    assert "ended" in codes("2024-01-01")


def test_people_read_the_finding_its_clause_and_the_advice(dondoc, empty):
    told = dondoc("check", "05", *ON, home=empty).stdout
    assert "Lưu ý: 05-ctrph-cat-mttq S000-12 (mục IV.1 gạch 2): không còn chủ thể." in told
    assert "Đề nghị gửi thẳng Công an Tỉnh" in told
    assert "05-ctrph-cat-mttq: không có lỗi; 5 điều cần xem lại." in told


def test_a_clean_folder_is_silent(dondoc, empty, tmp_path):
    folder = write_law(tmp_path, KH=duty(kind="plan", rule="mode: once, bound: before, date: 2026-03-18"))
    assert json.loads(dondoc("check", str(folder), *ON, "--json", home=empty).stdout) == []
    assert "không có lỗi." in dondoc("check", str(folder), *ON, home=empty).stdout


def test_schema_errors_stand_in_the_same_list_with_file_line_field_and_allowed(dondoc, empty, tmp_path):
    folder = write_law(tmp_path, KH=duty(kind="plan", rule="mode: once, bound: truoc, date: 2026-03-18"))
    told = dondoc("check", str(folder), *ON, "--json", home=empty)
    assert told.exit_code == 1
    [found] = json.loads(told.stdout)
    assert (found["code"], found["programme"], found["duty"]) == ("schema", SLUG, "KH")
    assert Path(found["file"]).name == "KH.yaml"
    assert found["line"] > 1
    assert found["field"] == "rule.bound"
    assert {"before", "by", "exact"} <= set(found["allowed"])


def test_of_one_duty_s_file_only_that_duty_is_spoken_of(dondoc, empty, tmp_path):
    source = BUILTIN_PROGRAMMES / "05-ctrph-cat-mttq" / "duties" / "S000-15.yaml"
    file = tmp_path / "05-ctrph-cat-mttq" / "duties" / "S000-15.yaml"
    file.parent.mkdir(parents=True)
    shutil.copy(source, file)
    found = json.loads(dondoc("check", str(file), *ON, "--json", home=empty).stdout)
    assert [(f["code"], f["duty"]) for f in found] == [("no-holder", "S000-15")]


def test_a_duty_s_file_is_checked_in_the_programme_it_lies_in_though_nobody_knows_that_programme(
    dondoc, empty, tmp_path
):
    folder = write_law(
        tmp_path,
        BC=duty(rule="mode: once, bound: by, date: 2026-06-20"),
        KH=duty(kind="plan", rule="mode: once, bound: after, after: {event: hạn báo cáo, on: BC, days: 10}"),
    )
    found = json.loads(dondoc("check", str(folder / "duties" / "BC.yaml"), *ON, "--json", home=empty).stdout)
    assert [(f["code"], f["programme"], f["duty"]) for f in found] == [("off-day", SLUG, "BC")]
    assert json.loads(dondoc("check", str(folder / "duties" / "KH.yaml"), *ON, "--json", home=empty).stdout) == []
    whole = json.loads(dondoc("check", str(folder / "programme.yaml"), *ON, "--json", home=empty).stdout)
    assert whole == json.loads(dondoc("check", str(folder), *ON, "--json", home=empty).stdout)


def test_a_programme_can_be_checked_from_inside_its_folder(dondoc, empty, tmp_path, monkeypatch):
    folder = write_law(tmp_path, BC=duty(rule="mode: once, bound: by, date: 2026-06-20"))
    monkeypatch.chdir(folder)
    found = json.loads(dondoc("check", ".", *ON, "--json", home=empty).stdout)
    assert [(f["code"], f["programme"]) for f in found] == [("off-day", SLUG)]
    (folder / "duties" / "BC.yaml").write_text("id: BC\n", "utf-8")
    monkeypatch.chdir(folder / "duties")
    for place in ("..", "BC.yaml"):
        wrong = json.loads(dondoc("check", place, *ON, "--json", home=empty).stdout)
        assert {(f["code"], f["programme"], f["duty"]) for f in wrong} == {("schema", SLUG, "BC")}


def test_a_check_leaves_nothing_behind(dondoc, empty, tmp_path):
    source = BUILTIN_PROGRAMMES / "days_off" / "2027.yaml"
    table = shutil.copy(source, tmp_path / "2027.yaml")
    assert dondoc("check", str(table), *ON, home=empty).exit_code == 0
    assert not empty.path.exists()


def test_a_changed_duty_is_judged_as_it_would_be(dondoc, empty, tmp_path):
    source = BUILTIN_PROGRAMMES / "7294-ctrph-ca-mttq" / "duties" / "S001-15.yaml"
    file = tmp_path / "7294-ctrph-ca-mttq" / "duties" / "S001-15.yaml"
    file.parent.mkdir(parents=True)
    text = source.read_text("utf-8").replace("yearly: 11-15", "yearly: 12-20")
    file.write_text(text.replace("  first: 2024-11-15\n", "  first: 2024-12-20\n"), "utf-8")
    found = json.loads(dondoc("check", str(file), *ON, "--json", home=empty).stdout)
    assert {f["code"] for f in found} == {"off-day"}


def test_a_zip_is_judged_like_its_folder(dondoc, empty, tmp_path):
    folder = write_law(tmp_path, BC=duty(rule="mode: once, bound: by, date: 2026-06-20"))
    archive = tmp_path / f"{SLUG}.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in folder.rglob("*.yaml"):
            packed.write(path, f"{SLUG}/{path.relative_to(folder).as_posix()}")
    by_zip, by_folder = (
        json.loads(dondoc("check", str(place), *ON, "--json", home=empty).stdout) for place in (archive, folder)
    )
    assert by_zip == by_folder
    assert [f["code"] for f in by_zip] == ["off-day"]


def test_the_working_days_between_levels_can_be_chosen(dondoc, empty, tmp_path):
    folder = write_law(
        tmp_path,
        XA=duty(levels="[xa]", rule="mode: recurring, bound: by, yearly: 06-16, covers: H1, last: 2026-12-31"),
        TINH=duty(levels="[tinh]", rule="mode: recurring, bound: by, yearly: 06-18, covers: H1, last: 2026-12-31"),
    )

    def codes(*more: str) -> list[str]:
        return [f["code"] for f in json.loads(dondoc("check", str(folder), *ON, *more, "--json", home=empty).stdout)]

    assert codes() == []
    assert codes("--working-days", "3") == ["too-few-working-days"]


def test_the_planner_answers_in_json(dondoc, empty):
    found = json.loads(dondoc("cascade", "05", "S000-10", "2024-03-15", "--json", home=empty).stdout)
    assert (found["programme"], found["duty"], found["period"]) == ("05-ctrph-cat-mttq", "S000-10", "2024-03-15")
    assert [(row["level"], row["sends_to"], row["due_on"]) for row in found["levels"]] == [
        ("tinh", None, "2024-03-14"),
        ("huyen", "tinh", "2024-03-12"),
        ("xa", "huyen", "2024-03-08"),
    ]


def test_the_planner_sends_nobody_to_itself(dondoc, empty):
    told = dondoc("cascade", "05", "S000-12", "2024-03-15", home=empty).stdout
    district, commune = (next(line for line in told.splitlines() if level in line) for level in ("cấp huyện", "cấp xã"))
    assert "Công an Huyện" not in district
    assert "Công an Tỉnh (qua Phòng Tham mưu)" in district
    assert "Công an Huyện (qua Đội Tổng hợp)" in commune


def test_the_planner_says_in_words_what_to_send_first_and_what_after(dondoc, empty):
    told = dondoc("cascade", "7294", "S001-15", "2026", "--working-days", "2", home=empty)
    assert told.exit_code == 0, told.output
    assert "Gửi số ước chậm nhất hết ngày" in told.stdout
    assert "18/12/2026" in told.stdout
    assert "không phải hạn của văn bản" in told.stdout


def test_the_planner_refuses_in_one_sentence(dondoc, empty):
    told = dondoc("cascade", "05", "S000-10", "2030", home=empty)
    assert told.exit_code == 1
    assert "Các kỳ: 2024-03-15" in told.stderr
