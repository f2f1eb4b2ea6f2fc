"""Rules that hang on each other, as files: known duties only, and never in a circle."""

import shutil
from pathlib import Path

import pytest

from models.catalogue import check_folder, load_catalogue
from models.deadlines import deadlines
from models.settings import BUILTIN_PROGRAMMES

THANH_TRA = "kh-thanh-tra-2024"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one programme on its own, above the built-in rules."""
    copied = tmp_path / THANH_TRA
    shutil.copytree(BUILTIN_PROGRAMMES / THANH_TRA, copied)
    return copied


def hang(folder: Path, duty: str, on: str, term: str = "days: 5") -> None:
    """Let the term of a duty be counted from something."""
    file = folder / f"duties/{duty}.yaml"
    lines = file.read_text("utf-8").splitlines()
    start = lines.index("rule:")
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    rule = ["rule:", "  mode: once", "  bound: after", f"  after: {{event: hạn báo cáo, on: {on}, {term}}}"]
    file.write_text("\n".join([*lines[:start], *rule, *lines[end:]]) + "\n", "utf-8")


def test_a_duty_may_hang_on_another_of_its_programme(folder, day):
    hang(folder, "S003-07", "S003-06", "working_days: 3")
    assert check_folder(folder) == []
    found = {d.duty: d for d in deadlines(load_catalogue(BUILTIN_PROGRAMMES, folder), THANH_TRA)}
    assert found["S003-06"].last_valid_on == day("CN 09/06/2024")
    assert found["S003-07"].last_valid_on == day("T4 12/06/2024")


@pytest.mark.parametrize("on", ["S003-07", "S003-99", "S001-14", "khi xong"])
def test_a_duty_cannot_hang_on_itself_or_on_one_its_programme_does_not_have(folder, on):
    hang(folder, "S003-07", on)
    [error] = check_folder(folder)
    assert (error.field, error.line is not None) == ("rule.after.on", True)
    assert "S003-06" in error.allowed
    assert "period_end" in error.allowed


def test_duties_that_wait_for_each_other_are_refused_with_the_circle(folder):
    hang(folder, "S003-06", "S003-07")
    hang(folder, "S003-07", "S003-06")
    errors = check_folder(folder)
    assert {Path(error.file).stem for error in errors} == {"S003-06", "S003-07"}
    assert "S003-06 → S003-07 → S003-06" in errors[0].message
    for error in errors:
        assert error.field == "rule.after.on"
        assert "after:" in Path(error.file).read_text("utf-8").splitlines()[error.line - 1]


def test_a_circle_is_found_beside_other_faults(folder):
    hang(folder, "S003-06", "S003-07")
    hang(folder, "S003-07", "S003-06")
    first = min(folder.glob("duties/*.yaml"))
    first.write_text(first.read_text("utf-8") + "\nlạ: 1\n", "utf-8")
    assert sorted(error.field for error in check_folder(folder)) == ["lạ", "rule.after.on", "rule.after.on"]
