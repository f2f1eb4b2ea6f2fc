"""Changes of units: proposed as evidence, confirmed by name, undone byte for byte, refused when they do not add up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models.access import Link
from models.assignments import assign
from models.catalogue import Catalogue
from models.errors import CatalogueError, Refused
from models.facts import Audit, Submission
from models.links import read_link
from models.map_of_day import places, unit_of_day, units_on
from models.row_journal import picture
from models.unit_act_files import HEAD as HEADS
from models.unit_act_files import KEYS, read_act
from models.unit_changes import TOUCHED, confirm, drop, list_changes, problems, propose, show, undo
from models.unit_map import find_unit, load_units
from models.units import Assignment, Contact, Succession, Unit, UnitChange, UnitPast
from models.vocabulary import UnitChangeKind
from tests.links import issue_link
from tests.replay import POLICE_OF_MARCH_2025, act_of_july_2025, country, country_before_2025

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HEAD = """\
title: Thử
effective_on: 2026-01-01
document: Nghị quyết số 1/NQ
document_on: 2025-12-01
article: Điều 1
"""


def commune(code: str, name: str, parent: str = "vn/2025-06/871") -> dict[str, Any]:
    return {"id": f"vn/a/{code}", "code": code, "name": name, "level": "xa", "kind": "xã", "parent": parent}


SMALL = {
    "source": "bản đồ thử",
    "at": "2025-07-01",
    "units": [
        {"id": "vn/2025-06/87", "code": "87", "name": "Tỉnh Thử", "level": "tinh", "kind": "tỉnh"},
        *(
            {"id": f"vn/2025-06/{code}", "code": code, "name": name, "level": "huyen", "kind": "huyện"}
            | {"parent": "vn/2025-06/87"}
            for code, name in (("871", "Huyện Đông"), ("872", "Huyện Tây"))
        ),
        *(commune(str(n), f"Xã Số {n}") for n in range(1, 5)),
        *(commune(str(n), f"Xã Số {n}", "vn/2025-06/872") for n in range(5, 8)),
    ],
}


@pytest.fixture
def small(catalogue: Catalogue) -> Iterator[Session]:
    """Two districts and seven communes that nothing has happened to yet, bound by programme 05."""
    with country(SMALL, catalogue) as session:
        yield session


@pytest.fixture
def enact(small: Session, catalogue: Catalogue) -> Callable[[str], UnitChange]:
    def act(text: str, head: str = HEAD) -> UnitChange:
        change = propose(small, read_act("thay-doi.yaml", head + text), "an", NOW)
        return confirm(small, catalogue, change.id or 0, "binh", NOW)

    return act


def refusal(session: Session, text: str, head: str = HEAD) -> CatalogueError:
    with pytest.raises(CatalogueError) as wrong:
        propose(session, read_act("thay-doi.yaml", head + text), "an", NOW)
    assert not session.exec(select(UnitChange)).all()
    return wrong.value


MERGE = """\
kind: merge
create:
  - {id: vn/b/1, name: Xã Mới, tree: territory, level: xa, kind: xã, code: "91", parent: vn/2025-06/871}
end:
  - {unit: Xã Số 1, heirs: [{to: vn/b/1}]}
  - {unit: Xã Số 2, heirs: [{to: Xã Mới}]}
"""
BY_ID = MERGE.replace("to: Xã Mới", "to: vn/b/1")
SPLIT = """\
kind: split
create:
  - {id: vn/b/1, name: Xã Trên, tree: territory, level: xa, kind: xã, parent: vn/2025-06/871}
  - {id: vn/b/2, name: Xã Dưới, tree: territory, level: xa, kind: xã, parent: vn/2025-06/871}
end:
  - {unit: Xã Số 1, heirs: [{to: vn/b/1, share: 35%}, {to: vn/b/2, share: "0,65"}]}
"""


# what a change does


def test_nothing_changes_before_a_named_officer_confirms(small, catalogue):
    before = picture(small, TOUCHED)
    change = propose(small, read_act("thay-doi.yaml", HEAD + MERGE), "an", NOW)
    assert picture(small, TOUCHED) == before
    shown = show(small, change.id)
    assert (shown["state"], shown["citation"]) == ("proposed", "Nghị quyết số 1/NQ ngày 01/12/2025, Điều 1")
    assert [unit["name"] for unit in shown["created"]] == ["Xã Mới"]
    assert shown["bodies"] == {"created": 9, "ended": 18, "renamed": 0, "moved": 0}
    confirm(small, catalogue, change.id, "binh", NOW)
    assert show(small, change.id)["decided_by"] == "binh"
    assert [line.action for line in small.exec(select(Audit))] == ["units_propose", "units_confirm"]


def test_a_merger_ends_its_sources_and_every_body_passes_to_the_body_of_the_new_commune(small, enact, day):
    change = enact(MERGE)
    old, new = small.get_one(Unit, "vn/a/1"), small.get_one(Unit, "vn/b/1")
    assert (old.valid_to, new.valid_from) == (day("T4 31/12/2025"), day("T5 01/01/2026"))
    police = small.get_one(Unit, "police/b/1")
    assert (police.name, police.parent_id, police.generated) == ("Công an xã Mới", "police/2025-06/871", True)
    links = small.exec(select(Succession).where(Succession.to_id == "police/b/1")).all()
    assert {link.from_id for link in links} == {"police/a/1", "police/a/2"}
    assert {(link.kind, link.share, link.confirmed_by, link.change_id) for link in links} == {
        ("full", None, "binh", change.id)
    }


def test_the_duties_of_a_bound_commune_pass_to_its_heir_from_the_day_on(small, enact, day):
    enact(MERGE)
    given_on = {
        a.valid_from
        for a in small.exec(select(Assignment).where(Assignment.unit_id == "police/b/1", Assignment.duty == "S000-16"))
    }
    assert len(given_on) == 1


def test_a_split_keeps_the_stated_shares_and_the_larger_part_carries_on_the_figures(small, enact):
    enact(SPLIT)
    links = small.exec(select(Succession).where(Succession.from_id == "front/a/1").order_by(Succession.to_id)).all()
    assert [(link.to_id, link.kind, link.share, link.is_default) for link in links] == [
        ("front/b/1", "partial", 0.35, False),
        ("front/b/2", "partial", 0.65, True),
    ]


def test_a_renamed_unit_keeps_its_id_and_the_map_of_each_day_calls_it_by_its_name_then(small, enact, day):
    enact("kind: rename\nrename:\n  - {unit: Tỉnh Thử, name: Thành phố Thử, kind: thành phố}\n")
    assert unit_of_day(small, "vn/2025-06/87", day("T4 31/12/2025")).name == "Tỉnh Thử"
    assert unit_of_day(small, "vn/2025-06/87", day("T5 01/01/2026")).name == "Thành phố Thử"
    police = {on: units_on(small, on, tree="police", level="tinh") for on in (date(2025, 12, 31), date(2026, 1, 1))}
    assert [nodes["police/2025-06/87"].name for nodes in police.values()] == [
        "Công an tỉnh Thử",
        "Công an thành phố Thử",
    ]
    assert load_units(small, SMALL).kept_by_hand == 10  # a map loaded again does not bring the old name back


def test_a_renamed_unit_answers_to_the_name_of_the_day_and_to_the_name_of_now(small, enact, day):
    enact("kind: rename\nrename:\n  - {unit: Xã Số 1, name: Phường Một, kind: phường}\n")
    then, now = day("T4 31/12/2025"), day("T5 01/01/2026")
    assert {find_unit(small, "Xã Số 1", then).id, find_unit(small, "Phường Một", then).id} == {"vn/a/1"}
    assert find_unit(small, "Công an phường Một", now).id == "police/a/1"
    with pytest.raises(Refused):
        find_unit(small, "Xã Số 1", now)


def test_two_names_in_turn_are_both_remembered(small, enact):
    enact("kind: rename\nrename:\n  - {unit: Xã Số 1, name: Xã Hai Tên}\n")
    later = HEAD.replace("2026-01-01", "2026-05-01")
    enact("kind: rename\nrename:\n  - {unit: Xã Hai Tên, name: Xã Ba Tên}\n", later)
    names = [unit_of_day(small, "vn/a/1", date(2026, month, 1)).name for month in (1, 5)]
    assert [unit_of_day(small, "vn/a/1", date(2025, 1, 1)).name, *names] == ["Xã Số 1", "Xã Hai Tên", "Xã Ba Tên"]


def test_a_change_before_a_later_one_of_the_same_unit_is_refused(small, enact):
    enact("kind: rename\nrename:\n  - {unit: Xã Số 1, name: Xã Hai Tên}\n")
    wrong = refusal_after(small, "kind: rename\nrename:\n  - {unit: Xã Hai Tên, name: Xã Cũ}\n", "2025-09-01")
    assert "đã có thay đổi sau ngày" in wrong.message


def refusal_after(session: Session, text: str, on: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as wrong:
        propose(session, read_act("sau.yaml", HEAD.replace("2026-01-01", on) + text), "an", NOW)
    return wrong.value


def test_a_moved_commune_takes_its_bodies_along(small, enact, day):
    enact("kind: move\nmove:\n  - {unit: Xã Số 1, parent: Huyện Tây}\n")
    assert places(small, day("T4 31/12/2025"))["vn/a/1"].parent_id == "vn/2025-06/871"
    assert places(small, day("T5 01/01/2026"))["vn/a/1"].parent_id == "vn/2025-06/872"
    assert small.get_one(Unit, "women/a/1").parent_id == "women/2025-06/872"


def test_when_a_level_is_abolished_what_lived_below_goes_up_and_what_is_handed_over_is_recorded(small, enact):
    enact(
        "kind: level_abolished\nend_level:\n"
        "  - {tree: women, level: huyen, under: Tỉnh Thử, functions_to: [women/2025-06/87],"
        " without_heir: kết thúc cấp huyện}\n"
    )
    assert {small.get_one(Unit, f"women/2025-06/{code}").valid_to for code in (871, 872)} == {date(2025, 12, 31)}
    assert {small.get_one(Unit, f"women/a/{n}").parent_id for n in range(1, 8)} == {"women/2025-06/87"}
    links = small.exec(select(Succession)).all()
    assert [(link.from_id, link.kind) for link in links] == [
        ("women/2025-06/871", "functions"),
        ("women/2025-06/872", "functions"),
    ]


def test_an_absorbed_body_ends_and_its_absorber_lives_on_and_functions_may_go_elsewhere(small, enact):
    enact(
        "kind: absorbed\n"
        "end:\n  - {unit: elderly/a/1, heirs: [{to: front/a/1}]}\n"
        "functions:\n  - {from: elderly/a/1, to: women/a/1, what: chăm sóc người cao tuổi}\n"
    )
    assert small.get_one(Unit, "front/a/1").valid_to is None
    kinds = {link.to_id: (link.kind, link.basis) for link in small.exec(select(Succession))}
    assert kinds["front/a/1"][0] == "full"
    assert kinds["women/a/1"] == (
        "functions",
        "Nghị quyết số 1/NQ ngày 01/12/2025, Điều 1: chăm sóc người cao tuổi",
    )


def test_a_whole_tree_is_absorbed_level_by_level_into_the_bodies_of_the_same_places(small, enact):
    levels = "".join(
        f"  - {{tree: elderly, level: {level}, under: Tỉnh Thử, heir_tree: front}}\n"
        for level in ("tinh", "huyen", "xa")
    )
    enact(f"kind: absorbed\nend_level:\n{levels}")
    links = {link.from_id: link.to_id for link in small.exec(select(Succession))}
    assert links == {key: key.replace("elderly", "front") for key in links}
    assert len(links) == 1 + 2 + 7
    assert units_on(small, date(2026, 1, 1), tree="elderly") == {}


def test_heirs_may_be_named_later_for_a_unit_that_ended_without_one(small, enact):
    ended = "kind: reorganisation\nend:\n  - {unit: women/a/1, without_heir: chờ văn bản}\n"
    enact(ended)
    enact("kind: absorbed\nend:\n  - {unit: women/a/1, heirs: [{to: women/a/2}]}\n")
    assert small.exec(select(Succession.to_id)).all() == ["women/a/2"]


# the replay of 2025


@pytest.fixture
def before_2025(catalogue: Catalogue) -> Iterator[Session]:
    with country_before_2025(catalogue) as session:
        yield session


def test_the_two_acts_of_2025_lead_to_the_map_that_comes_with_the_product_and_back(before_2025, catalogue, province):
    session = before_2025
    first = picture(session, TOUCHED)
    march = propose(session, read_act("thang-3.yaml", POLICE_OF_MARCH_2025), "an", NOW)
    confirm(session, catalogue, march.id, "binh", NOW)
    second = picture(session, TOUCHED)
    july = propose(session, act_of_july_2025(), "an", NOW)
    confirm(session, catalogue, july.id, "binh", NOW)

    def days(of: Session) -> dict[str, tuple[Any, ...]]:
        rows = of.exec(select(Unit).where(col(Unit.tree) != "press"))
        return {u.id: (u.name, u.kind, u.code, u.level, u.territory_id, u.valid_from, u.valid_to) for u in rows}

    def links(of: Session) -> set[tuple[Any, ...]]:
        rows = of.exec(select(Succession).where(Succession.takes_over_on == date(2025, 7, 1)))
        return {(s.from_id, s.to_id, s.kind, s.is_default) for s in rows}

    def duties(of: Session) -> set[tuple[Any, ...]]:
        rows = of.exec(select(Assignment).where(~col(Assignment.unit_id).startswith("press/")))
        return {(a.programme, a.duty, a.unit_id, a.valid_from, a.reason) for a in rows}

    assert days(session) == days(province)
    assert links(session) == links(province)
    assert duties(session) == duties(province)
    assert unit_of_day(session, "police/2025-06/29872", date(2025, 2, 28)).parent_id.startswith("police/2025-06/8")
    assert unit_of_day(session, "police/2025-06/29872", date(2025, 3, 1)).parent_id == "police/2025-06/87"
    with pytest.raises(Refused, match=f"thay đổi số {july.id} .* dựa trên nó"):
        undo(session, catalogue, march.id, "binh", NOW)
    undo(session, catalogue, july.id, "binh", NOW)
    assert picture(session, TOUCHED) == second
    undo(session, catalogue, march.id, "binh", NOW)
    assert picture(session, TOUCHED) == first


# undoing


@pytest.mark.parametrize("text", [MERGE, SPLIT, "kind: rename\nrename:\n  - {unit: Xã Số 1, name: Xã Khác}\n"])
def test_undoing_restores_every_row_byte_for_byte(small, catalogue, enact, text):
    before = json.dumps(picture(small, TOUCHED), sort_keys=True)
    change = enact(text)
    assert json.dumps(picture(small, TOUCHED), sort_keys=True) != before
    assert undo(small, catalogue, change.id, "chi", NOW).state == "undone"
    assert json.dumps(picture(small, TOUCHED), sort_keys=True) == before
    with pytest.raises(Refused, match=r"đã hoàn tác.*bởi chi"):
        undo(small, catalogue, change.id, "chi", NOW)


def test_a_filing_of_a_new_unit_stands_in_the_way_of_undoing(small, catalogue, enact):
    change = enact(MERGE)
    small.add(filing("police/b/1", "S000-16"))
    small.flush()
    with pytest.raises(Refused, match="đã có 1 bài nộp"):
        undo(small, catalogue, change.id, "chi", NOW)


def filing(unit: str, duty: str) -> Submission:
    key = {"programme": "05-ctrph-cat-mttq", "duty": duty, "period": "2026-01", "unit_id": unit}
    return Submission(**key, kind="document", filed_at=NOW)


def test_a_contact_of_a_new_unit_stands_in_the_way_of_undoing(small, catalogue, enact):
    change = enact(SPLIT)
    small.add(Contact(unit_id="front/b/2", email="x@xa.example"))
    small.flush()
    with pytest.raises(Refused, match="đã có 1 đầu mối liên hệ"):
        undo(small, catalogue, change.id, "chi", NOW)


def test_a_unit_corrected_by_hand_since_stands_in_the_way_of_undoing(small, catalogue, enact):
    change = enact(MERGE)
    small.get_one(Unit, "vn/b/1").name = "Xã Sửa Tay"
    small.flush()
    with pytest.raises(Refused, match=r"đã được sửa sau khi xác nhận \(Xã Sửa Tay\)"):
        undo(small, catalogue, change.id, "chi", NOW)


def test_links_that_a_round_wrote_into_reminders_do_not_stand_in_the_way(small, catalogue, enact):
    before = picture(small, TOUCHED)
    change = enact(MERGE)
    _, token = issue_link(small, "police/b/1", NOW, 14, "khóa thử")
    kept, _ = issue_link(small, "police/a/3", NOW, 14, "khóa thử")
    undo(small, catalogue, change.id, "an", NOW)
    assert picture(small, TOUCHED) == before
    assert [link.id for link in small.exec(select(Link))] == [kept.id]
    with pytest.raises(Refused):
        read_link(small, token, NOW, "khóa thử")


def test_assignments_derived_anew_since_do_not_stand_in_the_way(small, catalogue, enact):
    before = picture(small, TOUCHED)
    change = enact(MERGE)
    gone = small.exec(select(Assignment).where(Assignment.unit_id == "police/b/1")).first()
    small.delete(gone)
    small.flush()
    assign(small, catalogue)
    undo(small, catalogue, change.id, "chi", NOW)
    assert picture(small, TOUCHED) == before


def test_assignments_that_a_person_touched_on_other_units_meanwhile_are_derived_anew(small, catalogue, enact):
    before = picture(small, TOUCHED)
    change = enact(MERGE)
    lost = small.exec(select(Assignment).where(Assignment.unit_id == "police/a/5")).first()
    small.delete(lost)  # as if a word on its duties had taken it away, and was taken back since
    small.flush()
    undo(small, catalogue, change.id, "chi", NOW)

    def without_ids(taken: dict[str, Any]) -> list[str]:
        return sorted(json.dumps({**row, "id": 0}, sort_keys=True) for row in taken["assignment"].values())

    assert without_ids(picture(small, TOUCHED)) == without_ids(before)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sequence_of_changes_undone_backwards_leaves_no_trace(small, catalogue, data):
    try:
        walk_there_and_back(small, catalogue, data)
    finally:
        small.rollback()


def walk_there_and_back(session: Session, catalogue: Catalogue, data: st.DataObject) -> None:
    before, made = [picture(session, TOUCHED)], []
    for n in range(data.draw(st.integers(1, 4), label="how many")):
        on = date(2026, 1 + n, 1)
        living = sorted(k for k in places(session, on) if k.startswith(("vn/a", "vn/b")))
        text = data.draw(acts(living, n), label=f"act {n}")
        head = HEAD.replace("2026-01-01", on.isoformat()).replace("Thử", f"Thử {n}")
        change = propose(session, read_act("thu.yaml", head + text), "an", NOW)
        confirm(session, catalogue, change.id or 0, "binh", NOW)
        made.append(change.id)
        before.append(picture(session, TOUCHED))
    for change_id in reversed(made):
        before.pop()
        undo(session, catalogue, change_id or 0, "chi", NOW)
        assert picture(session, TOUCHED) == before[-1]


@st.composite
def acts(draw: st.DrawFn, living: list[str], n: int) -> str:
    kind = draw(st.sampled_from(["rename", "move", "merge", "split"]))
    one, two = draw(st.permutations(living))[:2]
    new = [
        f"  - {{id: vn/b/{n}{k}, name: Xã Mới {n} {k}, tree: territory, level: xa, kind: xã, parent: vn/2025-06/872}}\n"
        for k in (0, 1)
    ]
    if kind == "rename":
        return f"kind: rename\nrename:\n  - {{unit: {one}, name: Xã Đổi {n}}}\n"
    if kind == "move":
        return (
            "kind: reorganisation\n"
            f"create:\n  - {{id: vn/c/{n}, name: Huyện Mới {n}, tree: territory, level: huyen, "
            "parent: vn/2025-06/87}\n"
            f"move:\n  - {{unit: {one}, parent: vn/c/{n}}}\n"
        )
    if kind == "merge":
        heirs = f"heirs: [{{to: vn/b/{n}0}}]"
        return f"kind: merge\ncreate:\n{new[0]}end:\n  - {{unit: {one}, {heirs}}}\n  - {{unit: {two}, {heirs}}}\n"
    share = draw(st.integers(1, 99))
    heirs = f"[{{to: vn/b/{n}0, share: {share}%, default: true}}, {{to: vn/b/{n}1, share: {100 - share}%}}]"
    return f"kind: split\ncreate:\n{''.join(new)}end:\n  - {{unit: {one}, heirs: {heirs}}}\n"


# evidence


def test_a_change_without_its_citation_is_kept_as_a_proposal_and_cannot_be_confirmed(small, catalogue):
    head = "title: Thử\neffective_on: 2026-01-01\n"
    change = propose(small, read_act("thay-doi.yaml", head + MERGE), "an", NOW)
    assert "Chưa thể xác nhận" in show(small, change.id)["notices"][0]
    with pytest.raises(Refused, match=r"còn thiếu số, ký hiệu văn bản.*ngày văn bản.*điều, khoản"):
        confirm(small, catalogue, change.id, "binh", NOW)
    drop(small, change.id, "binh", NOW)
    assert [c.state for c in list_changes(small)] == ["dropped"]


def test_the_same_act_is_proposed_once(small):
    propose(small, read_act("thay-doi.yaml", HEAD + MERGE), "an", NOW)
    with pytest.raises(Refused, match=r"đã có, số 1 \(chờ xác nhận\)"):
        propose(small, read_act("khac.yaml", HEAD + MERGE), "an", NOW)


def test_a_proposal_that_no_longer_fits_the_units_is_refused_when_confirmed(small, catalogue, enact):
    change = propose(small, read_act("thay-doi.yaml", HEAD + MERGE), "an", NOW)
    enact(SPLIT.replace("vn/b/", "vn/c/"))
    before = picture(small, TOUCHED)
    with pytest.raises(Refused, match=r"(?s)không còn khớp.*đã có đơn vị kế thừa"):
        confirm(small, catalogue, change.id, "binh", NOW)
    assert picture(small, TOUCHED) == before


def test_a_split_without_shares_says_that_figures_go_to_one_heir_as_an_estimate(small):
    text = SPLIT.replace(", share: 35%", ", default: true").replace(', share: "0,65"', "")
    change = propose(small, read_act("thay-doi.yaml", HEAD + text), "an", NOW)
    assert "Chưa ghi tỷ lệ chia" in show(small, change.id)["notices"][0]


def test_every_example_of_the_guide_can_be_proposed_and_every_key_is_explained(province):
    text = (Path(__file__).parents[2] / "docs" / "bien-dong-don-vi.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        assert propose(province, read_act("vi-du.yaml", example), "an", NOW).state == "proposed"
    assert not [key for key in {*HEADS, *KEYS, *sum(KEYS.values(), ())} if f"`{key}`" not in text]
    assert not [kind for kind in UnitChangeKind if f"`{kind}`" not in text]


# the map before 2025 is filled in by acts


def test_two_communes_that_ended_in_2024_can_be_entered_so_that_143_stood_until_then(province, catalogue, day):
    def of_dong_thap(on: date) -> int:
        found = places(province, on)
        return sum(
            found[unit.parent_id or ""].parent_id == "vn/2025-06/87" for unit in found.values() if unit.level == "xa"
        )

    place = (
        "  - {id: vn/2004/%d, name: Phường Thử %d, tree: territory, level: xa, kind: phường, parent: vn/2025-06/866}\n"
    )
    born = "kind: create\ncreate:\n" + place % (1, 1) + place % (2, 2)
    ended = "".join(f"  - {{unit: Phường Thử {n}, heirs: [{{to: vn/2025-06/29869}}]}}\n" for n in (1, 2))
    before = picture(province, TOUCHED)
    numbers = []
    for since, text in (("2004-02-23", born), ("2024-12-01", f"kind: absorbed\nend:\n{ended}")):
        change = propose(province, read_act("x.yaml", HEAD.replace("2026-01-01", since) + text), "an", NOW)
        numbers.append(confirm(province, catalogue, change.id or 0, "binh", NOW).id or 0)
    assert of_dong_thap(day("T6 15/3/2024")) == of_dong_thap(day("T7 30/11/2024")) == 143
    assert of_dong_thap(day("CN 01/12/2024")) == of_dong_thap(day("T2 30/6/2025")) == 141
    for number in reversed(numbers):
        undo(province, catalogue, number, "an", NOW)
    assert picture(province, TOUCHED) == before


# refusals


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("kind: rename\nrename:\n  - {unit: Xã Không Có, name: Xã A}\n", "rename[1].unit", "không có đơn vị"),
        ("kind: rename\nrename:\n  - {unit: Xa So 1, name: Xã A}\n", "rename[1].unit", "nếu là “Xã Số 1” (vn/a/1)"),
        ("kind: rename\nrename:\n  - {unit: Xã Số 1, name: Xã Số 2}\n", "rename[1]", "hai đơn vị cùng tên"),
        ("kind: rename\nrename:\n  - {unit: Xã Số 1, name: Xã Số 1}\n", "rename[1].name", "đã mang tên này"),
        ("kind: move\nmove:\n  - {unit: Huyện Đông, parent: Xã Số 1}\n", "move[1].parent", "vòng tròn|cấp thấp hơn"),
        ("kind: move\nmove:\n  - {unit: Xã Số 1, parent: police/2025-06/87}\n", "move[1].parent", "thuộc hệ police"),
        ("kind: move\nmove:\n  - {unit: Xã Số 1, parent: Huyện Đông}\n", "move[1].parent", "đã trực thuộc"),
        (BY_ID.replace("vn/b/1", "vn/a/3"), "create[1].id", "mã đã dùng cho “Xã Số 3”"),
        (BY_ID.replace("Xã Mới", "Xã Số 3"), "create[1]", "hai đơn vị cùng tên"),
        (MERGE.replace('"91"', '"3"'), "create[1]", "cùng mã số"),
        (MERGE.replace("  - {unit: Xã Số 2, heirs: [{to: Xã Mới}]}\n", ""), "end[1].heirs", "cần ít nhất hai"),
        (MERGE.replace("Xã Số 2", "Xã Số 1"), "end[2].unit", "ghi hai lần"),
        (MERGE.replace("to: Xã Mới", "to: Xã Số 1"), "end[2].heirs[1].to", "không có đơn vị|cũng kết thúc"),
        (MERGE.replace(", parent", ", territory: Huyện Tây, parent"), "create[1].territory", "để trống mục này"),
        (MERGE.replace(", parent: vn/2025-06/871", ""), "create[1].parent", "phải có địa bàn cấp trên"),
        (SPLIT.replace("35%", "30%"), "end[1].heirs", "phải bằng đúng 100%"),
        (SPLIT.replace("to: vn/b/2", "to: vn/b/1"), "end[1].heirs[2].to", "ghi hai lần"),
        (
            "kind: reorganisation\nend:\n  - {unit: Huyện Đông, without_heir: hết cấp huyện}\n",
            "end[1]",
            "còn đơn vị trực thuộc chưa rõ cấp trên mới: “Xã Số 1”",
        ),
        (
            "kind: absorbed\nend:\n  - {unit: Xã Số 1, heirs: [{to: police/a/2}]}\n",
            "end[1].heirs[1].to",
            "thuộc hệ police",
        ),
        (
            "kind: functions\nfunctions:\n  - {from: Xã Số 1, to: Xã Số 1, what: mọi việc}\n",
            "functions[1].to",
            "không thể tự nhận",
        ),
        (
            "kind: level_abolished\nend_level:\n  - {tree: press, level: huyen, under: Tỉnh Thử, without_heir: hết}\n",
            "end_level[1]",
            "không có đơn vị nào",
        ),
    ],
)
def test_an_act_that_does_not_add_up_is_refused_by_line_and_field_and_leaves_nothing(small, text, where, words):
    before = picture(small, TOUCHED)
    wrong = refusal(small, text)
    assert (wrong.file, wrong.field) == ("thay-doi.yaml", where), wrong
    assert wrong.line
    assert any(word in wrong.message for word in words.split("|")), wrong.message
    assert picture(small, TOUCHED) == before


def test_every_problem_is_listed_at_once_with_its_line(small):
    rename, move = "  - {unit: Xã Số 1, name: Xã Số 2}\n", "  - {unit: Xã Số 3, parent: Huyện Đông}\n"
    text = f"kind: reorganisation\nrename:\n{rename}move:\n{move}"
    found = problems(small, read_act("thay-doi.yaml", HEAD + text))
    assert [(e.line, e.field) for e in found] == [(10, "move[1].parent"), (8, "rename[1]")]


@pytest.mark.parametrize(
    "text",
    [
        "kind: reorganisation\nend:\n  - {unit: Xã Số 1, heirs: [{to: Xã Số 1}]}\n",
        "kind: reorganisation\nend:\n  - {unit: Tỉnh Thử, without_heir: hết}\n",
        BY_ID.replace("vn/b/1", "vn/a/3"),
    ],
)
def test_what_is_wrong_with_a_place_is_not_said_again_of_its_nine_bodies(small, text):
    assert len(problems(small, read_act("thay-doi.yaml", HEAD + text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        BY_ID.replace("vn/b/1", "vn/c/1").replace('"91"', '"92"'),
        BY_ID.replace("vn/b/1", "vn/c/1").replace("Xã Mới", "Xã Khác"),
        "kind: rename\nrename:\n  - {unit: Xã Số 1, name: Xã Mới}\n",
    ],
)
def test_an_earlier_act_may_not_overlap_with_a_unit_that_begins_later(small, enact, text):
    later = "kind: create\n" + MERGE[MERGE.index("create:") : MERGE.index("end:")]
    enact(later, HEAD.replace("2026-01-01", "2028-01-01"))
    assert "từ ngày 01/01/2028 có hai đơn vị cùng" in refusal_after(small, text, "2026-01-01").message


def test_a_unit_that_would_outlive_its_parent_is_pointed_out(small, enact):
    ended = "kind: absorbed\nend:\n  - {unit: Huyện Tây, heirs: [{to: Huyện Đông}]}\n"
    enact(ended, HEAD.replace("2026-01-01", "2028-01-01"))
    text = "kind: create\n" + MERGE[MERGE.index("create:") : MERGE.index("end:")].replace("871", "872")
    change = propose(small, read_act("x.yaml", HEAD + text), "an", NOW)
    (notice,) = show(small, change.id)["notices"]
    assert "“Huyện Tây” kết thúc hết ngày 31/12/2027 mà “Xã Mới” còn trực thuộc" in notice


def test_a_body_the_rules_make_anyway_need_not_be_made(small):
    extra = "  - {id: police/b/1, name: Công an xã Mới, tree: police, level: xa, territory: vn/b/1}\nend:"
    assert "theo quy tắc cùng với địa bàn" in refusal(small, MERGE.replace("end:", extra)).message


def test_two_communes_moved_below_each_other_make_a_circle(small):
    text = "kind: move\nmove:\n  - {unit: Huyện Đông, parent: Huyện Tây}\n  - {unit: Huyện Tây, parent: Huyện Đông}\n"
    assert "vòng tròn" in refusal(small, text).message


def test_a_unit_that_did_not_exist_yet_or_had_ended_is_refused_with_its_days(small, enact):
    enact(MERGE)
    text = "kind: rename\nrename:\n  - {unit: vn/b/1, name: Xã Xưa}\n"
    early = refusal_after(small, text, "2025-06-01")
    assert "không có trong ngày 01/6/2025 (từ 01/01/2026)" in early.message
    ended = "kind: reorganisation\nend:\n  - {unit: vn/a/1, without_heir: hết}\n"
    assert "đã ghi kết thúc ngày 31/12/2025" in refusal_after(small, ended, "2026-06-01").message


def test_the_past_of_a_unit_is_written_once_for_a_day(small, enact):
    rename, move = "  - {unit: Xã Số 1, name: Xã A}\n", "  - {unit: Xã Số 1, parent: Huyện Tây}\n"
    enact(f"kind: reorganisation\nrename:\n{rename}move:\n{move}")
    assert len(small.exec(select(UnitPast).where(UnitPast.unit_id == "vn/a/1")).all()) == 1


@pytest.mark.postgres
def test_a_change_is_confirmed_and_undone_on_postgresql_too(province_on_postgres, catalogue):
    session = province_on_postgres
    before = picture(session, TOUCHED)
    text = "kind: split\ncreate:\n"
    for n in (1, 2):
        text += f"  - {{id: vn/b/{n}, name: Xã Mới {n}, tree: territory, level: xa, parent: vn/2025-07/82}}\n"
    text += "end:\n  - {unit: Xã Tân Hồng, heirs: [{to: vn/b/1, share: 1/3}, {to: vn/b/2, share: 2/3}]}\n"
    change = propose(session, read_act("tach.yaml", HEAD + text), "an", NOW)
    confirm(session, catalogue, change.id, "binh", NOW)
    assert picture(session, TOUCHED) != before
    undo(session, catalogue, change.id, "chi", NOW)
    assert picture(session, TOUCHED) == before
