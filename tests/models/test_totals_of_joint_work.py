"""Joint work counts once; a filing without figures reports and is missing by name; no rate moves unseen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models.assignments import assign
from models.catalogue import Catalogue, load_catalogue
from models.deadlines import deadline_of
from models.drill import cells_of
from models.facts import Submission
from models.quiet_hours import HANOI
from models.rollup import Leaf, Node, roll_up
from models.settings import BUILTIN_PROGRAMMES
from models.totals import leaves_of, total
from models.units import Unit
from tests.models.small_laws import REPORT, SLUG, duty, law

JOINT = REPORT + "joint: true\nform: phong-trao\n"
EACH = REPORT + "form: phong-trao\n"
YEARLY = "mode: recurring, bound: before, yearly: 06-15, first: 2026-06-15"
FORM = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
NODES = {node.id: node for node in (Node("p", "Tỉnh", None), *(Node(f"c{n}", f"Xã {n}", "p") for n in range(5)))}


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=HANOI).astimezone(UTC)


@pytest.fixture
def small(tmp_path: Path, province: Session) -> Catalogue:
    """One joint report and one that each body makes for itself, both yearly by 15/6."""
    found = law(tmp_path, T1=duty(JOINT, YEARLY), T2=duty(EACH, YEARLY))
    assign(province, found)
    return found


def file(session: Session, key: str, unit: str, on: date, kind: str = "figures", **figures) -> None:
    row = {"programme": SLUG, "duty": key, "period": "2027", "unit_id": unit, "kind": kind, "form": "phong-trao"}
    session.add(Submission(**row, figures=figures, receipt=f"{key}{unit}", filed_at=noon(on)))
    session.flush()


def trees(session: Session, leaves: list[Leaf]) -> set[str]:
    return {session.get_one(Unit, leaf.unit_id).tree for leaf in leaves}


def test_of_a_joint_duty_only_the_lead_is_expected_and_counted(province, small, day):
    on = day("T2 14/6/2027")
    joint = leaves_of(province, small, deadline_of(small, SLUG, "T1", "2027"), on)
    each = leaves_of(province, small, deadline_of(small, SLUG, "T2", "2027"), on)
    assert trees(province, joint) == {"police"}
    assert trees(province, each) == {"police", "front"}
    assert len(each) == 2 * len(joint)


def test_where_two_bodies_of_a_place_both_count_joint_work_each_is_shown_beside_the_other(province, small, day):
    on = day("T2 14/6/2027")
    leaves = leaves_of(province, small, deadline_of(small, SLUG, "T2", "2027"), on)
    place = next(leaf.place for leaf in leaves if sum(other.place == leaf.place for other in leaves) == 2)
    police, front = sorted(
        (leaf for leaf in leaves if leaf.place == place), key=lambda leaf: leaf.unit_id, reverse=True
    )
    for unit in (police, front):
        file(province, "T2", unit.unit_id, on, B01=3, A01=1)
    of_joint = cells_of(province, small, SLUG, "T2", "2027", "B01", node=place, as_of=on)
    assert {cell.unit_id: cell.also_by for cell in of_joint} == {
        police.unit_id: (front.unit_name,),
        front.unit_id: (police.unit_name,),
    }
    of_own = cells_of(province, small, SLUG, "T2", "2027", "A01", node=place, as_of=on)
    assert all(cell.also_by == () for cell in of_own)


def test_a_filing_through_the_secret_channel_reports_and_is_missing_by_name_in_every_line(province, small, day):
    on = day("T2 14/6/2027")
    units = [leaf.unit_id for leaf in leaves_of(province, small, deadline_of(small, SLUG, "T1", "2027"), on)][:2]
    file(province, "T1", units[0], on, B01=4, G03="thiếu kinh phí")
    file(province, "T1", units[1], on, kind="offline")
    found = total(province, small, SLUG, "2027", duty="T1", as_of=on)
    top = {t.indicator: t for t in found if t.node == found[0].node}
    for code in ("B01", "G03"):
        assert units[1] in top[code].missing
        assert top[code].paper == 1
    assert (top["B01"].value, top["B01"].reported) == (4, 1)
    said = {c.unit_id: c.why_missing for c in cells_of(province, small, SLUG, "T1", "2027", "B01", as_of=on)}
    assert said[units[1]] == "đã gửi bản giấy hoặc qua đường mật, không có số liệu"
    assert said[units[0]] == ""


ratios = st.integers(1, 500).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), ratios), min_size=2, max_size=10), st.data())
def test_one_return_less_changes_n_and_names_the_unit_and_the_rate_only_by_its_own_share(told, data):
    leaves = [
        Leaf(f"u{n}", f"Đơn vị {n}", f"c{place}", True, figures={"A03.tu_so": top, "A03.mau_so": bottom})
        for n, (place, (top, bottom)) in enumerate(told)
    ]
    gone = data.draw(st.integers(0, len(leaves) - 1))
    fewer = [leaf._replace(is_reported=False, figures={}) if n == gone else leaf for n, leaf in enumerate(leaves)]
    before, after = (next(t for t in roll_up(FORM, some, NODES) if t.indicator == "A03") for some in (leaves, fewer))
    assert (after.reported, after.expected) == (before.reported - 1, before.expected)
    assert after.missing == (f"u{gone}",)
    top, bottom = told[gone][1]
    assert (before.numerator - (after.numerator or 0), before.denominator - (after.denominator or 0)) == (top, bottom)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 10**6)), min_size=1, max_size=10), st.data())
def test_splitting_a_return_between_two_bodies_of_a_place_and_merging_them_again_changes_no_value(told, data):
    leaves = [
        Leaf(f"u{n}", f"Đơn vị {n}", f"c{place}", True, figures={"B01": value, "G01": value / 1000})
        for n, (place, value) in enumerate(told)
    ]
    n = data.draw(st.integers(0, len(leaves) - 1))
    part = data.draw(st.integers(0, told[n][1]))
    whole = leaves[n]
    halves = [
        whole._replace(unit_id=f"{whole.unit_id}{name}", figures={"B01": value, "G01": value / 1000})
        for name, value in (("a", part), ("b", told[n][1] - part))
    ]
    split = [*leaves[:n], *halves, *leaves[n + 1 :]]
    one, two = (
        {(t.node, t.indicator): t.value for t in roll_up(FORM, some, NODES) if t.indicator in ("B01", "G01")}
        for some in (leaves, split)
    )
    assert one == two
