"""Rules brought into a running home: checked, previewed with what they move, confirmed whole by name, or dropped."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from models.catalogue import home_catalogue
from models.catalogue_change import completed, confirm, drop, list_changes, preview_of, problems, propose
from models.deadlines import deadline_of
from models.errors import CatalogueError, Refused
from models.facts import Audit, Submission
from models.settings import BUILTIN_PROGRAMMES, Home, Settings
from models.units import Assignment

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SLUG = "05-ctrph-cat-mttq"
PLAN = f"{SLUG}/duties/S000-10.yaml"


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo"))
    return home


def _builtin(path: str) -> str:
    return (BUILTIN_PROGRAMMES / path).read_text("utf-8")


def _moved_plan() -> dict[str, str]:
    return {PLAN: _builtin(PLAN).replace("date: 2024-03-15", "date: 2024-03-20")}


def test_one_changed_file_is_completed_with_the_programme_in_force(home):
    whole = completed(home, _moved_plan())
    assert whole[PLAN] == _moved_plan()[PLAN]
    assert f"{SLUG}/programme.yaml" in whole
    assert len([path for path in whole if "/duties/" in path]) == 22


def test_the_preview_shows_exactly_the_moved_deadline_and_what_was_filed_for_it(home, province: Session):
    unit = province.exec(select(Assignment.unit_id).where(Assignment.duty == "S000-10")).first()
    filed = Submission(
        programme=SLUG, duty="S000-10", period="2024-03-15", unit_id=unit, kind="document", filed_at=NOW, receipt="x"
    )
    province.add(filed)
    change = propose(province, home, _moved_plan(), "tham-muu", NOW)
    preview = preview_of(change)
    assert change.state == "proposed"
    assert change.programme == SLUG
    assert [row["period"] for row in preview["new"]] == ["2024-03-20"]
    assert [(row["period"], row["filed"]) for row in preview["gone"]] == [("2024-03-15", 1)]
    assert preview["moved"] == []
    assert preview["new"][0]["after"]["last_valid_on"] == "2024-03-19"


def test_a_new_day_off_moves_only_the_working_day_target(home, province: Session, day):
    off = "days_off/2026.yaml"
    text = _builtin(off)
    entry = 'days_off:\n  - {from: 2026-12-31, to: 2026-12-31, why: "ngày nghỉ thử"}\n'
    changed = text.replace("days_off:\n", entry, 1)
    assert changed != text
    preview = preview_of(propose(province, home, {off: changed}, "tham-muu", NOW))
    assert preview["new"] == preview["gone"] == []
    assert {row["after"]["last_valid_on"] for row in preview["moved"]} == {day("T5 31/12/2026").isoformat()}
    assert {row["after"]["target_on"] for row in preview["moved"]} == {day("T4 30/12/2026").isoformat()}


def test_nothing_is_in_force_before_a_named_officer_confirms_and_then_all_of_it_at_once(home, province: Session):
    change = propose(province, home, _moved_plan(), "tham-muu", NOW)
    assert deadline_of(home_catalogue(home), SLUG, "S000-10", "2024-03-15")
    confirm(province, home, change.id, "dieu-hanh", NOW)
    assert deadline_of(home_catalogue(home), SLUG, "S000-10", "2024-03-20").last_valid_on.isoformat() == "2024-03-19"
    assert (change.state, change.decided_by) == ("confirmed", "dieu-hanh")
    said = [(a.actor, a.action) for a in province.exec(select(Audit).order_by(Audit.id))]
    assert said == [("tham-muu", "programme_propose"), ("dieu-hanh", "programme_confirm")]
    assert not any((home.path / "incoming").iterdir())


def test_a_withdrawn_duty_takes_its_derived_assignments_with_it(home, province: Session):
    whole = completed(home, {PLAN: _builtin(PLAN)})
    without = {path: text for path, text in whole.items() if path != PLAN}
    change = propose(province, home, without, "tham-muu", NOW)
    assert len(preview_of(change)["gone"]) == 1
    confirm(province, home, change.id, "dieu-hanh", NOW)
    assert province.exec(select(Assignment).where(Assignment.duty == "S000-10")).all() == []
    assert province.exec(select(Assignment).where(Assignment.duty == "S000-12")).first()


def test_a_second_import_stands_on_the_first(home, province: Session):
    confirm(province, home, propose(province, home, _moved_plan(), "a", NOW).id, "b", NOW)
    other = f"{SLUG}/duties/S000-12.yaml"
    change = propose(province, home, {other: _builtin(other).replace("2024-03-15", "2024-03-22")}, "a", NOW)
    assert {row["duty"] for row in preview_of(change)["new"]} == {"S000-12"}
    confirm(province, home, change.id, "b", NOW)
    catalogue = home_catalogue(home)
    assert deadline_of(catalogue, SLUG, "S000-10", "2024-03-20")
    assert deadline_of(catalogue, SLUG, "S000-12", "2024-03-22")


def test_a_proposal_whose_ground_has_moved_is_not_confirmed(home, province: Session):
    first = propose(province, home, _moved_plan(), "a", NOW)
    second = propose(province, home, {PLAN: _builtin(PLAN).replace("2024-03-15", "2024-03-25")}, "a", NOW)
    confirm(province, home, first.id, "b", NOW)
    with pytest.raises(Refused, match="đã thay đổi sau khi lập đề xuất"):
        confirm(province, home, second.id, "b", NOW)
    assert deadline_of(home_catalogue(home), SLUG, "S000-10", "2024-03-20")


def test_a_proposal_is_decided_once(home, province: Session):
    change = propose(province, home, _moved_plan(), "a", NOW)
    drop(province, change.id, "b", NOW)
    with pytest.raises(Refused, match="hủy bởi b"):
        confirm(province, home, change.id, "c", NOW)
    with pytest.raises(Refused, match="Không có đề xuất số 99"):
        drop(province, 99, "c", NOW)
    assert [c.state for c in list_changes(province)] == ["dropped"]
    assert not home.programmes.exists()


def test_wrong_rules_are_refused_with_the_file_as_it_was_named_and_leave_nothing_behind(home, province: Session):
    archive = completed(home, {PLAN: _builtin(PLAN).replace("bound: before", "bound: befor")})
    found = problems(home, archive)
    assert [(e.file, e.field) for e in found] == [(PLAN, "rule.bound")]
    assert "before" in found[0].allowed
    with pytest.raises(CatalogueError):
        propose(province, home, archive, "a", NOW)
    assert list_changes(province) == []
    assert not any((home.path / "incoming").iterdir())


def test_a_new_programme_needs_its_own_file(home):
    with pytest.raises(Refused, match=r"cần cả tệp 99-moi/programme\.yaml"):
        completed(home, {"99-moi/duties/X-01.yaml": "id: X-01\n"})


@pytest.mark.parametrize(
    "path",
    [
        "../settings.toml",
        "05-ctrph-cat-mttq/../../x.yaml",
        "/etc/x.yaml",
        "forms/a/b/c.yaml",
        "Forms.txt",
        "",
        "a b.yaml",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(home, province: Session, path):
    with pytest.raises(Refused):
        problems(home, {path: "id: x\n"})
    with pytest.raises(Refused):
        propose(province, home, {path: "id: x\n"}, "a", NOW)


def test_an_import_without_rules_or_beyond_measure_is_refused(home):
    with pytest.raises(Refused, match="Không có tệp quy tắc"):
        problems(home, {})
    with pytest.raises(Refused, match="quá lớn"):
        problems(home, {"forms/x.yaml": "#" * 5_000_001})


def test_a_crash_while_exchanging_leaves_the_old_rules_in_force(home, province: Session, monkeypatch):
    confirm(province, home, propose(province, home, _moved_plan(), "a", NOW).id, "b", NOW)
    change = propose(province, home, {PLAN: _builtin(PLAN).replace("2024-03-15", "2024-03-25")}, "a", NOW)
    province.commit()
    real = type(home.programmes).rename

    def fails(self, target):
        if self.parent.name == "incoming" and self.name != "replaced":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(type(home.programmes), "rename", fails)
    with pytest.raises(OSError, match="No space"):
        confirm(province, home, change.id, "b", NOW)
    monkeypatch.undo()
    province.rollback()
    assert deadline_of(home_catalogue(home), SLUG, "S000-10", "2024-03-20")
    confirm(province, home, change.id, "b", NOW)
    assert deadline_of(home_catalogue(home), SLUG, "S000-10", "2024-03-25")


def test_the_archive_keeps_the_whole_text_and_its_fingerprint(home, province: Session):
    change = propose(province, home, _moved_plan(), "a", NOW)
    from hashlib import sha256

    assert json.loads(change.archive)[PLAN] == _moved_plan()[PLAN]
    assert change.sha256 == sha256(change.archive.encode()).hexdigest()
