"""What merges stays comparable as one area; what splits, ends or was only half asked does not, and the day is named."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.comparable_ground import Body, Life, MapChange
from models.heirs import Heirs, Link, by_giver
from models.rollup import Leaf, Node

THEN, NOW, CHANGED = date(2025, 6, 30), date(2026, 6, 30), date(2025, 7, 1)
ENDED, BORN = Life(None, THEN), Life(CHANGED, None)


def changed(links: list[tuple[str, str]], lives: dict[str, Life], *, on: date = CHANGED) -> MapChange:
    """A province `p` with places below it, some of which handed everything on."""
    places = {"p": Life(), **lives}
    nodes = {id: Node(id, id, None if id == "p" else "p") for id in places}
    heirs = Heirs(by_giver(Link(giver, heir, on) for giver, heir in links))
    return MapChange(THEN, NOW, nodes, places, {id: node.parent for id, node in nodes.items()}, heirs)


def police(*places: str) -> list[Body]:
    return [Body(f"police/{place}", place, "police", Life()) for place in places]


MERGED = changed([("a", "c"), ("b", "c")], {"a": ENDED, "b": ENDED, "c": BORN})
SPLIT = changed([("a", "c"), ("a", "d"), ("b", "d")], {"a": ENDED, "b": ENDED, "c": BORN, "d": BORN})
SINCE = "do thay đổi đơn vị hành chính từ ngày 01/7/2025"


def test_two_places_that_became_one_are_the_same_ground():
    assert MERGED.why_apart(police("a", "b"), police("c")) == ""
    assert {MERGED.stands_on(place) for place in "abc"} == {"c"}


def test_half_of_what_became_one_is_other_ground_and_the_day_is_named():
    assert MERGED.why_apart(police("a"), police("c")) == SINCE


def test_bodies_of_another_tree_are_other_ground():
    front = [Body("front/c", "c", "front", Life())]
    assert MERGED.why_apart(police("a", "b"), front) == SINCE


def test_a_split_is_comparable_only_where_all_its_parts_meet_again():
    assert SPLIT.why_apart(police("a", "b"), police("c", "d")) == ""
    assert SPLIT.why_apart(police("a", "b"), police("d")) == SINCE
    assert SPLIT.stands_on("a") == "p"
    assert SPLIT.meeting(["c", "d"]) == "p"


def test_what_changed_before_or_after_the_two_days_ties_nothing():
    earlier = changed([("a", "c")], {"a": Life(None, date(2024, 12, 31)), "c": Life()}, on=date(2025, 1, 1))
    assert earlier.area("a") == {"a"}
    later = changed([("a", "c")], {"a": Life(), "c": Life()}, on=NOW + timedelta(days=1))
    assert later.area("a") == {"a"}


def test_a_level_that_ended_without_heirs_is_named_by_its_day():
    without = changed([], {"d": ENDED, "a": Life()})
    assert without.why_apart(police("d", "a"), police("a")) == SINCE
    assert without.stands_on("d") == "p"


def test_a_body_that_began_on_ground_that_did_not_change_is_a_change_of_organisation():
    same = changed([], {"a": Life()})
    new = [*police("a"), Body("press/a", "a", "press", Life(date(2025, 8, 1), None))]
    assert same.why_apart(police("a"), new) == "do thay đổi tổ chức từ ngày 01/8/2025"


def test_somebody_who_just_was_not_asked_is_no_change_of_the_map():
    same = changed([], {"a": Life(), "b": Life()})
    assert same.why_apart(police("a", "b"), police("a")) == ""


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.lists(st.integers(0, 1000), min_size=12, max_size=12))
def test_whatever_merges_is_one_ground_and_every_figure_is_found_once(heirs, figures):
    old = {f"o{n}": ENDED for n in range(len(heirs))}
    new = {f"n{n}": BORN for n in set(heirs)}
    change = changed([(f"o{n}", f"n{heir}") for n, heir in enumerate(heirs)], {**old, **new})
    for heir in set(heirs):
        members = [f"o{n}" for n, of in enumerate(heirs) if of == heir]
        assert change.why_apart(police(*members), police(f"n{heir}")) == ""
        if len(members) > 1:
            assert change.why_apart(police(*members[1:]), police(f"n{heir}")) == SINCE
    leaves = [Leaf(f"u{n}", "", f"o{n}", True, figures={"B01": figures[n]}) for n in range(len(heirs))]
    placed = change.placed(leaves)
    assert [leaf.place for leaf in placed] == [f"n{heir}" for heir in heirs]
    assert [leaf.figures for leaf in placed] == [leaf.figures for leaf in leaves]
