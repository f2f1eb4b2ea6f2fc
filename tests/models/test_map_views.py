"""The same figures on three maps: whatever joins, splits, moves or ends, nothing is lost and nothing counted twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.apportion import divided, largest_remainder
from models.catalogue import load_catalogue
from models.facts import Request
from models.filing import file_submission
from models.heirs import Heirs, Link, by_giver, heirs_in
from models.map_views import Place, _Atlas, map_for
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request
from models.rollup import Leaf, roll_up
from models.settings import BUILTIN_PROGRAMMES
from models.totals import total
from models.unit_map import find_unit
from models.units import Succession, UnitPast
from models.vocabulary import MapView, Tree

FORM = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
P05 = "05-ctrph-cat-mttq"
START, TODAY = date(2024, 1, 1), date(2030, 1, 1)

shares_of_one = st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any).map(
    lambda parts: [Fraction(part, sum(parts)) for part in parts]
)  # fmt: skip


@given(st.integers(0, 10**9), shares_of_one)
def test_the_parts_of_a_count_sum_to_it_and_none_is_a_step_away_from_its_share(whole, shares):
    parts = largest_remainder(whole, shares)
    assert sum(parts) == whole
    assert all(abs(part - whole * share) < 1 for part, share in zip(parts, shares, strict=True))


@given(st.integers(0, 500).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den))), shares_of_one)
def test_no_part_of_a_ratio_exceeds_its_whole(ratio, shares):
    figures = dict(zip(("D01.tu_so", "D01.mau_so"), ratio, strict=True))
    parts = divided(FORM, figures, shares, 0)
    assert [sum(part[code] for part in parts) for code in figures] == list(ratio)
    assert all(0 <= part["D01.tu_so"] <= part["D01.mau_so"] for part in parts)


def test_money_is_divided_to_the_thousandth_and_words_stay_with_the_main_heir():
    figures = {"G01": 10.001, "A02": True, "G03": "thiếu kinh phí", "C01": 4, "B01": 3}
    one, other = divided(FORM, figures, [Fraction(1, 2), Fraction(1, 2)], 1)
    assert [Decimal(str(part["G01"])) for part in (one, other)] == [Decimal("5.001"), Decimal(5)]
    assert one == {"G01": 5.001, "B01": 2}
    assert other == {"G01": 5.0, "B01": 1, "A02": True, "G03": "thiếu kinh phí", "C01": 4}


# --- a country of random changes --------------------------------------------------------------------------------------


@st.composite
def countries(draw):
    """A province, its districts and communes, and what became of them: places, links, and the figures of the start."""
    places = {"p": Place("p", "Tỉnh", None)}
    for d in range(draw(st.integers(1, 3))):
        places[f"d{d}"] = Place(f"d{d}", f"Huyện {d}", "p")
    for c in range(draw(st.integers(1, 7))):
        above = draw(st.sampled_from([p for p in places if p[0] != "c"]))
        places[f"c{c}"] = Place(f"c{c}", f"Xã {c}", above)
    first = list(places)
    links, day = [], START
    for n in range(draw(st.integers(0, 5))):
        day += timedelta(draw(st.integers(1, 300)))
        living = [p for p, place in places.items() if p[0] == "c" and place.last_on is None]
        if not living:
            break
        givers = draw(st.lists(st.sampled_from(living), min_size=1, max_size=3, unique=True))
        heirs = [f"c{n}.{k}" for k in range(draw(st.integers(0, 3)))]
        above = draw(st.sampled_from([p for p in places if p[0] != "c" and places[p].last_on is None]))
        for heir in heirs:
            places[heir] = Place(heir, f"Xã {heir}", above)
        for giver in givers:
            ends = len(heirs) < 2 or draw(st.booleans())
            if ends:
                places[giver] = Place(giver, places[giver].name, places[giver].parent, day - timedelta(1))
            weights = draw(st.lists(st.integers(0, 9), min_size=len(heirs), max_size=len(heirs)))
            stated = draw(st.booleans()) and sum(weights) > 0
            kept = 0 if ends else draw(st.integers(0, 5))
            for k, heir in enumerate(heirs):
                share = Fraction(weights[k], sum(weights) + kept) if stated else None
                links.append(Link(giver, heir, day, share, k == 0))
        dead = draw(st.sampled_from([*[p for p in places if p[0] == "d"], None]))
        if dead and draw(st.booleans()) and places[dead].last_on is None:
            places[dead] = Place(dead, places[dead].name, "p", day - timedelta(1))
    leaves = []
    for n, place in enumerate(first):
        if draw(st.booleans()):
            count, bottom = draw(st.integers(0, 1000)), draw(st.integers(0, 50))
            figures = {
                "B01": count,
                "G01": draw(st.integers(0, 10**6)) / 1000,
                "D01.tu_so": draw(st.integers(0, bottom)),
                "D01.mau_so": bottom,
                "A02": draw(st.booleans()),
                "G03": f"ý kiến {n}",
            }
            leaves.append(Leaf(f"u{n}", f"Đơn vị {n}", place, True, figures=figures))
        else:
            leaves.append(Leaf(f"u{n}", f"Đơn vị {n}", place))
    return places, Heirs(by_giver(links), {p: x.last_on for p, x in places.items() if x.last_on}), leaves


def tops(totals, nodes):
    """The sums over the top nodes of one map, line by line."""
    found = defaultdict(lambda: [0, 0, 0, 0, 0, []])
    for t in totals:
        if nodes[t.node].parent is not None:
            continue
        line = found[t.indicator]
        if isinstance(t.value, list):
            line[5] = sorted([*line[5], *(text["text"] for text in t.value)])
        elif t.denominator is None:
            line[0] += t.value or 0
        line[1] += t.numerator or 0
        line[2] += t.denominator or 0
        line[3] += t.reported
        line[4] += t.expected
    return dict(found)


@settings(max_examples=300)
@given(countries())
def test_totals_are_conserved_across_any_succession_in_all_three_views(country):
    places, heirs, leaves = country
    atlas = _Atlas(places, heirs, START, TODAY)
    of_day = {p.id: p for p in map(_node, places.values())}
    as_reported = tops(roll_up(FORM, leaves, of_day), of_day)
    for shown in (atlas.of_today(), atlas.comparable()):
        totals = roll_up(FORM, shown.leaves(FORM, leaves), shown.nodes)
        assert tops(totals, shown.nodes) == as_reported


@settings(max_examples=200)
@given(countries())
def test_a_parent_is_the_sum_of_its_children_and_of_its_own_bodies_on_today_s_map(country):
    places, heirs, leaves = country
    shown = _Atlas(places, heirs, START, TODAY).of_today()
    placed = shown.leaves(FORM, leaves)
    found = {t.node: t.value or 0 for t in roll_up(FORM, placed, shown.nodes) if t.indicator == "B01"}
    for node, value in found.items():
        own = sum(leaf.figures.get("B01", 0) for leaf in placed if leaf.place == node)
        assert value == own + sum(found[n] for n in found if shown.nodes[n].parent == node)


@settings(max_examples=200)
@given(countries())
def test_only_divided_places_are_estimates_and_never_the_level_where_the_parts_meet_again(country):
    places, heirs, leaves = country
    shown = _Atlas(places, heirs, START, TODAY).of_today()
    totals = shown.labelled(roll_up(FORM, shown.leaves(FORM, leaves), shown.nodes), leaves)
    is_split = any(len(shown.where(leaf.place)) > 1 for leaf in leaves if leaf.is_reported)
    assert is_split or not any(t.is_estimate for t in totals)
    comparable = _Atlas(places, heirs, START, TODAY).comparable()
    totals = comparable.labelled(roll_up(FORM, comparable.leaves(FORM, leaves), comparable.nodes), leaves)
    assert not any(t.is_estimate for t in totals)


@settings(max_examples=200)
@given(countries())
def test_what_a_place_hands_on_always_sums_to_one_whole(country):
    places, heirs, _ = country
    for place in places:
        assert sum(heirs.carried(place, START, TODAY).values()) == 1
        assert heirs.carried(place, TODAY, TODAY) == {place: 1} or place in heirs.ended


def _node(place: Place):
    from models.rollup import Node

    return Node(place.id, place.name, place.parent)


def carried(links: list[Link], ended: dict[str, date], unit: str = "a") -> dict[str, Fraction]:
    return Heirs(by_giver(links), ended).carried(unit, START, TODAY)


def test_shares_multiply_along_a_chain_of_splits():
    one, two = date(2025, 7, 1), date(2026, 7, 1)
    half, tenth = Fraction(1, 2), Fraction(1, 10)
    links = [Link("a", "b", one, half), Link("a", "c", one, half, False), Link("b", "d", two, tenth)]
    assert carried(links, {"a": one - timedelta(1)}) == {"b": half * 9 / 10, "c": half, "d": half / 10}


def test_without_stated_shares_the_default_heir_takes_all_and_the_others_are_still_named():
    on = date(2025, 7, 1)
    links = [Link("a", "b", on, None, False), Link("a", "c", on, None, True)]
    assert carried(links, {"a": on - timedelta(1)}) == {"b": 0, "c": 1}


def test_a_place_that_lives_on_keeps_what_it_did_not_give_away():
    on = date(2025, 7, 1)
    assert carried([Link("a", "b", on, Fraction("0.3"))], {}) == {"a": Fraction("0.7"), "b": Fraction("0.3")}
    assert carried([Link("a", "b", on)], {}) == {"a": 1, "b": 0}


def test_what_changed_before_the_figures_were_taken_no_longer_moves_them():
    links = [Link("a", "b", date(2023, 7, 1), Fraction("0.3"))]
    assert carried(links, {}) == {"a": 1}


def test_a_circle_of_takeovers_ends_where_it_began():
    on = date(2025, 7, 1)
    ended = dict.fromkeys("ab", on - timedelta(1))
    assert carried([Link("a", "b", on), Link("b", "a", on), Link("a", "a", on)], ended) == {"a": 1}


# --- on the real map ------------------------------------------------------------------------------------------------

MAY = {"programme": P05, "duty": "DX-2025-05", "period": "2025-05-29"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI).astimezone(UTC)


@pytest.fixture
def may(province, catalogue) -> list[str]:
    """May 2025: the police of all 141 communes and 12 districts' Fronts asked, each with figures of its own."""
    on = date(2025, 5, 12)
    communes = sorted(o.unit_id for o in owes(province, catalogue, on, duty="S000-16", period="2025-05"))
    districts = [f"front/2025-06/{code}" for code in range(866, 878)]
    asked = Request(
        programme=P05,
        code="DX-2025-05",
        title="Báo cáo nhanh",
        document="45/CAT-PTM",
        document_on=on,
        bound="before",
        named_on=date(2025, 5, 29),
        form="phong-trao-rut-gon",
        by="",
        at=noon(on),
    )
    open_request(province, catalogue, asked, [*communes, *districts], by="an", now=noon(on))
    for n, unit_id in enumerate([*communes, *districts]):
        if n % 7:
            figures = {"B01": n, "G01": n + 0.5, "D01.tu_so": n, "D01.mau_so": 2 * n}
            file_submission(
                province,
                catalogue,
                **MAY,
                unit_id=unit_id,
                kind="figures",
                figures=figures,
                now=noon(date(2025, 5, 20)),
            )
    return communes


def ask(province, catalogue, on: date, view: MapView, **how):
    found = total(province, catalogue, P05, "2025-05-29", as_of=on, view=view, **how)
    return {(t.node, t.indicator): t for t in found}


def test_may_2025_stands_on_141_communes_then_on_45_today_with_the_same_sum(province, catalogue, may, day):
    on = day("CN 22/11/2026")
    then, now, area = (ask(province, catalogue, on, view) for view in MapView)
    old, new = then["vn/2025-06/87", "B01"], now["vn/2025-07/82", "B01"]
    [top] = {node for node, _ in area if "Đồng Tháp" in area[node, "B01"].node_name}
    assert old.value == new.value == area[top, "B01"].value
    assert (old.reported, old.expected, old.missing) == (new.reported, new.expected, new.missing)
    assert (new.is_estimate, new.is_frozen) == (False, False)
    ratio = now["vn/2025-07/82", "D01"]
    assert (ratio.numerator, ratio.denominator, ratio.value) == (new.value, 2 * new.value, 50.0)
    communes = {node for node, _ in now if node.startswith("vn/2025-07/") and node != "vn/2025-07/82"}
    assert len(communes) == 45
    districts = {node: row for (node, code), row in now.items() if row.is_frozen and code == "B01"}
    assert len(districts) == 12
    assert districts["vn/2025-06/874"].node_name.endswith("(đến hết 30/6/2025)")
    heirs_of_splits = {
        find_unit(province, name, on).id
        for name in ("Xã Long Phú Thuận", "Xã Tân Long", "Xã Phong Mỹ", "Xã Phú Cường", "Xã Tân Thạnh", "Xã Thanh Bình")
    }
    estimates = {node for node, _ in now if now[node, "B01"].is_estimate}
    assert estimates
    assert estimates <= heirs_of_splits


def test_a_split_with_stated_shares_divides_and_stays_whole(province, catalogue, may, day):
    on = day("CN 22/11/2026")
    before = ask(province, catalogue, on, MapView.TODAY)
    links = province.query(Succession).where(Succession.kind == "partial").all()
    for link in links:
        link.share = 0.6 if link.is_default else 0.4
    province.flush()
    after = ask(province, catalogue, on, MapView.TODAY)
    assert after["vn/2025-07/82", "B01"] == before["vn/2025-07/82", "B01"]
    moved = {node for node, code in after if code == "B01" and after[node, code] != before[node, code]}
    assert len(moved) >= 4
    assert all(after[node, "B01"].is_estimate for node in moved)


def test_areas_tie_together_exactly_what_the_splits_tie(province, day):
    shown = map_for(province, MapView.COMPARABLE, day=day("T6 30/05/2025"), on=day("CN 22/11/2026"))
    heirs = heirs_in(province, Tree.TERRITORY)
    areas = defaultdict(set)
    for place in heirs.together(date(2026, 11, 22)):
        areas[next(iter(shown.where(place)))].add(place)
    joined = [len([p for p in members if p.startswith("vn/2025-07")]) for members in areas.values()]
    assert sorted(joined, reverse=True)[:4] == [2, 2, 2, 1]  # three splits tie two new communes each
    assert len(areas) == 102 - 3 + 1


def test_before_any_change_the_three_views_agree(province, catalogue, may, day):
    on = day("T6 30/05/2025")
    views = [ask(province, catalogue, on, view) for view in MapView]
    assert views[0] == views[1] == views[2]


def test_a_renamed_and_moved_place_is_shown_as_it_was_in_its_period(province, catalogue, may, day):
    commune = "vn/2025-06/30130"  # thị trấn Thanh Bình
    past = UnitPast(unit_id=commune, name="Xã Cũ", parent_id="vn/2025-06/866", valid_to=day("T7 31/05/2025"))
    province.add(past)
    province.flush()
    then = map_for(province, MapView.DAY, day=day("T5 29/05/2025"), on=day("CN 22/11/2026")).nodes[commune]
    later = map_for(province, MapView.DAY, day=day("T2 30/06/2025"), on=day("CN 22/11/2026")).nodes[commune]
    assert (then.name, then.parent) == ("Xã Cũ", "vn/2025-06/866")
    assert later.name != "Xã Cũ"
