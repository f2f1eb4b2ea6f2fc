"""Roll-up: n/N, missing is not zero, ratios of sums, exact money, and the same totals in whatever order they come."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models.catalogue import Catalogue, load_catalogue
from models.closing import close_period
from models.errors import Refused
from models.facts import Request
from models.filing import file_submission
from models.quiet_hours import HANOI
from models.requests import open_request
from models.review import decide
from models.rollup import Leaf, Node, roll_up
from models.settings import BUILTIN_PROGRAMMES
from models.totals import total
from models.unit_map import find_unit
from models.units import Unit
from models.vocabulary import AcrossUnits, IndicatorType

FORM = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
P05 = "05-ctrph-cat-mttq"

# two provinces' worth of a small country: p → d1, d2 → communes; p also has one commune directly below it
NODES = {
    node.id: node
    for node in [
        Node("p", "Tỉnh", None),
        Node("d1", "Huyện 1", "p"),
        Node("d2", "Huyện 2", "p"),
        *[Node(f"c{n}", f"Xã {n}", "d1" if n < 4 else "d2") for n in range(8)],
        Node("c9", "Xã 9", "p"),
    ]
}
COMMUNES = [node for node in NODES if node.startswith("c")]

counts = st.integers(0, 10**6)
ratios = st.integers(0, 500).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))
money = st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000)


@st.composite
def figures(draw):
    """Some boxes of the form, each sometimes blank."""
    found = {}
    for indicator in FORM.indicators:
        if draw(st.booleans()):
            continue
        for box in indicator.fields():
            found[box.code] = draw(
                {IndicatorType.MONEY: money, IndicatorType.BOOL: st.booleans(), IndicatorType.TEXT: st.just("khó khăn")}
                .get(indicator.type, counts)
            )  # fmt: skip
        if indicator.type is IndicatorType.RATIO:
            found[f"{indicator.code}.tu_so"], found[f"{indicator.code}.mau_so"] = draw(ratios)
    return found


@st.composite
def all_leaves(draw):
    found = []
    for n in range(draw(st.integers(1, 14))):
        reported, nil = draw(st.booleans()), draw(st.integers(0, 5)) == 0
        given_figures = draw(figures()) if reported and not nil else {}
        place = draw(st.sampled_from(COMMUNES))
        found.append(
            Leaf(f"u{n:02}", f"Đơn vị {n}", place, reported, nil and reported, draw(st.booleans()), given_figures)
        )
    return found


def by_key(totals):
    return {(t.node, t.indicator): t for t in totals}


@given(all_leaves())
def test_a_parent_is_the_sum_of_its_children(leaves):
    found = by_key(roll_up(FORM, leaves, NODES))
    codes = {code for _, code in found}
    kinds = {box.code: i for i in FORM.indicators for box in i.fields()} | {i.code: i for i in FORM.indicators}
    for node in {node for node, _ in found}:
        children = [n.id for n in NODES.values() if n.parent == node and (n.id, "B01") in found]
        if not children:
            continue
        for code in codes:
            parts = [found[child, code] for child in children]
            whole = found[node, code]
            assert whole.reported == sum(p.reported for p in parts)
            assert whole.expected == sum(p.expected for p in parts)
            assert sorted(whole.missing) == sorted(u for p in parts for u in p.missing)
            if kinds[code].across in (AcrossUnits.SUM, AcrossUnits.COUNT_TRUE):
                said = [p.value for p in parts if p.value is not None]
                assert whole.value == (sum(said) if said else None)
            elif kinds[code].across is AcrossUnits.RATIO_OF_SUMS:
                assert (whole.numerator or 0) == sum(p.numerator or 0 for p in parts)
                assert (whole.denominator or 0) == sum(p.denominator or 0 for p in parts)


@given(all_leaves(), st.randoms())
def test_the_order_of_the_units_changes_nothing_and_neither_does_doing_it_again(leaves, chance: random.Random):
    once = roll_up(FORM, leaves, NODES)
    shuffled = chance.sample(leaves, len(leaves))
    assert roll_up(FORM, shuffled, NODES) == once
    assert roll_up(FORM, leaves, NODES) == once


@given(all_leaves())
def test_a_ratio_of_sums_lies_between_the_smallest_and_the_largest_of_its_parts(leaves):
    whole = by_key(roll_up(FORM, leaves, NODES))
    for (node, code), row in whole.items():
        if node != "p" or row.denominator is None or row.value is None:
            continue
        parts = [
            Fraction(leaf.figures[f"{code}.tu_so"], leaf.figures[f"{code}.mau_so"])
            for leaf in leaves
            if leaf.figures.get(f"{code}.mau_so")
        ]
        assert min(parts) <= Fraction(row.numerator, row.denominator) <= max(parts)
        assert row.value == pytest.approx(100 * row.numerator / row.denominator, abs=1e-4)


@given(all_leaves())
def test_missing_is_not_zero(leaves):
    for row in roll_up(FORM, leaves, NODES):
        assert row.reported + len(row.missing) == row.expected
        silent = row.reported == 0
        if silent:
            assert row.value in (None, [])
            assert (row.numerator, row.denominator) == (None, None)


@given(st.lists(money, min_size=1, max_size=40))
def test_money_is_added_to_the_last_thousandth(amounts):
    leaves = [Leaf(f"u{n}", "", "c1", True, figures={"G01": amount}) for n, amount in enumerate(amounts)]
    [row] = [t for t in roll_up(FORM, leaves, NODES, only="p") if t.indicator == "G01"]
    assert row.value == sum(Decimal(str(amount)) for amount in amounts)


def leaf(n: int, place: str, **changed) -> Leaf:
    return Leaf(f"u{n}", f"Đơn vị {n}", place, True)._replace(**changed)


def rows(leaves, node="p", **how):
    return {t.indicator: t for t in roll_up(FORM, leaves, NODES, **how) if t.node == node}


def test_a_nil_return_is_zero_of_what_happens_and_silent_about_what_stands():
    found = rows([leaf(1, "c1", is_nil=True), leaf(2, "c2", figures={"B01": 3, "C02": 8})])
    assert (found["B01"].value, found["B01"].reported, found["B01"].missing) == (3, 2, ())
    assert (found["C02"].value, found["C02"].reported, found["C02"].missing) == (8, 1, ("u1",))
    assert rows([leaf(1, "c1", is_nil=True)])["B01"].value == 0


def test_a_ratio_over_nothing_has_no_value():
    found = rows([leaf(1, "c1", figures={"A03.tu_so": 0, "A03.mau_so": 0})])["A03"]
    assert (found.value, found.numerator, found.denominator, found.reported) == (None, 0, 0, 1)


def test_half_a_ratio_is_no_ratio():
    assert rows([leaf(1, "c1", figures={"A03.tu_so": 3})])["A03"].missing == ("u1",)


def test_yes_is_counted_by_unit():
    answers = [True, True, False]
    found = rows([leaf(n, "c1", figures={"A02": yes}) for n, yes in enumerate(answers)])["A02"]
    assert (found.value, found.reported, found.numerator) == (2, 3, None)


def test_texts_are_gathered_with_their_source():
    found = rows([leaf(2, "c2", figures={"G03": "thiếu kinh phí"}), leaf(1, "c1")])["G03"]
    assert found.value == [{"unit": "u2", "name": "Đơn vị 2", "text": "thiếu kinh phí"}]
    assert (found.reported, found.missing) == (2, ())


def test_kinds_of_models_are_never_added_up():
    leaves = [leaf(1, "c1", figures={"C01": 3}), leaf(2, "c2", figures={"C01": 4})]
    assert rows(leaves)["C01"].value is None
    assert rows(leaves, node="c1")["C01"].value == 3


def test_a_breakdown_has_a_line_for_each_part():
    found = rows([leaf(1, "c1", figures={"D06.xuat_sac": 1, "D06.kha": 2})])
    assert (found["D06.xuat_sac"].value, found["D06.kha"].value, found["D06.yeu"].value) == (1, 2, None)
    assert "D06" not in found


def test_yearly_indicators_stay_out_of_a_table_nobody_gave_them_in():
    assert "D01" not in rows([leaf(1, "c1", figures={"B01": 1})])
    assert "D01" in rows([leaf(1, "c1", figures={"D01.tu_so": 1, "D01.mau_so": 2})])


def test_an_estimate_or_an_open_period_makes_provisional_exactly_what_it_touches():
    leaves = [leaf(1, "c1", figures={"B01": 1}, is_provisional=True), leaf(2, "c5", figures={"B01": 1})]
    found = by_key(roll_up(FORM, leaves, NODES))
    assert [found[node, "B01"].provisional for node in ("p", "d1", "d2")] == [True, True, False]
    assert found["d2", "B02"].provisional is False
    assert all(t.provisional for t in roll_up(FORM, leaves, NODES, is_open=True))


def test_the_top_stands_first_and_one_node_can_be_asked_for():
    leaves = [leaf(1, "c1", figures={"B01": 1}), leaf(2, "c9", figures={"B01": 2})]
    nodes = list(dict.fromkeys(t.node for t in roll_up(FORM, leaves, NODES)))
    assert nodes == ["p", "c9", "d1", "c1"]
    assert {t.node for t in roll_up(FORM, leaves, NODES, only="d1")} == {"d1"}


# --- on the real map ------------------------------------------------------------------------------------------------

MAY = {"programme": P05, "duty": "DX-2025-05", "period": "2025-05-29"}


@pytest.fixture
def may(province: Session, catalogue: Catalogue) -> list[str]:
    """An on-demand request of May 2025 to the police of all 141 communes."""
    return ask_in_may(province, catalogue)


def ask_in_may(province: Session, catalogue: Catalogue) -> list[str]:
    places = {d.unit_id for d in _meeting_holders(province, catalogue)}
    request = Request(
        programme=P05,
        code="DX-2025-05",
        title="Báo cáo kết quả phong trào 5 tháng đầu năm 2025",
        document="45/CAT-PTM",
        document_on=date(2025, 5, 12),
        bound="before",
        named_on=date(2025, 5, 29),
        form="phong-trao-rut-gon",
        by="",
        at=datetime(2025, 5, 12, tzinfo=UTC),
    )
    open_request(province, catalogue, request, sorted(places), by="an", now=noon(date(2025, 5, 12)))
    return sorted(places)


NOON_OF_CLOSING = datetime(2025, 6, 2, 5, 0, tzinfo=UTC)


def _meeting_holders(session: Session, catalogue: Catalogue):
    from models.obligations import owes

    return owes(session, catalogue, date(2025, 5, 12), programme=P05, duty="S000-16", period="2025-05")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI).astimezone(UTC)


def may_filing(session, catalogue, unit_id, on=date(2025, 5, 20), **figures):
    filed = {"kind": "figures", "figures": figures, "now": noon(on)}
    return file_submission(session, catalogue, **MAY, unit_id=unit_id, **filed)


def ask(session, catalogue, as_of, **how):
    found = total(session, catalogue, P05, "2025-05-29", as_of=as_of, **how)
    return {(t.node, t.indicator): t for t in found}


def test_figures_of_may_2025_roll_up_from_commune_to_district_to_province(province, catalogue, may):
    for n, unit_id in enumerate(may[:100]):
        may_filing(province, catalogue, unit_id, B01=str(n), B02=str(20 * n))
    found = ask(province, catalogue, date(2025, 6, 10))
    root = found["vn/2025-06/87", "B01"]
    assert (root.node_name, root.value, root.reported, root.expected) == ("Tỉnh Đồng Tháp", sum(range(100)), 100, 141)
    assert root.missing == tuple(may[100:])
    district = find_unit(province, "Huyện Tân Hồng", date(2025, 5, 1)).id
    communes = [u for u in may if province.get_one(Unit, province.get_one(Unit, u).territory_id).parent_id == district]
    assert found[district, "B01"].expected == len(communes) == 9
    given_there = [n for n, unit_id in enumerate(may[:100]) if unit_id in communes]
    assert found[district, "B01"].value == (sum(given_there) if given_there else None)
    assert next(iter(found)) == ("vn/2025-06/87", "A02")
    assert len({node for node, _ in found}) == 1 + 12 + 141
    assert {node for node, _ in ask(province, catalogue, date(2025, 6, 10), node=district)} == {district}


def test_a_total_is_the_same_years_later_although_the_communes_are_gone(province, catalogue, may):
    for unit_id in may[:3]:
        may_filing(province, catalogue, unit_id, B01="1")
    then = ask(province, catalogue, date(2025, 6, 10))
    assert ask(province, catalogue, date(2026, 11, 22)) == then


def test_a_total_knows_only_what_was_filed_and_decided_by_its_day(province, catalogue, may):
    first = may_filing(province, catalogue, may[0], B01="5")
    late = may_filing(province, catalogue, may[1], on=date(2025, 6, 3), B01="7")
    decide(province, first.id, "return", "sai", "an", noon(date(2025, 6, 5)))
    root = "vn/2025-06/87", "B01"
    seen = {}
    for day in (date(2025, 5, 21), date(2025, 6, 3), date(2025, 6, 5)):
        found = ask(province, catalogue, day)[root]
        seen[day.isoformat()] = (found.value, found.reported)
    assert seen == {"2025-05-21": (5, 1), "2025-06-03": (12, 2), "2025-06-05": (7, 1)}
    assert late.state == "filed"


def test_a_total_is_provisional_until_its_period_is_closed(province, catalogue, may):
    may_filing(province, catalogue, may[0], B01="5")
    assert all(t.provisional for t in ask(province, catalogue, date(2025, 6, 1)).values())
    close_period(province, catalogue, **MAY, as_of=date(2025, 6, 2), now=noon(date(2025, 6, 2)), by="an")
    assert not any(t.provisional for t in ask(province, catalogue, date(2025, 6, 3)).values())
    assert all(t.provisional for t in ask(province, catalogue, date(2025, 6, 1)).values())


def test_the_json_of_a_total_has_the_agreed_keys(province, catalogue, may):
    may_filing(province, catalogue, may[0], G01="12,5")
    found = ask(province, catalogue, date(2025, 6, 1))["vn/2025-06/87", "G01"]
    assert found.value == Decimal("12.5")
    assert list(found.as_json()) == [
        "indicator", "node", "value", "numerator", "denominator", "reported", "expected", "missing", "provisional"
    ]  # fmt: skip
    assert found.as_json()["value"] == 12.5
    assert found.duty == "DX-2025-05"


def test_a_period_nobody_reported_has_an_empty_total_not_a_zero(province, catalogue):
    found = total(province, catalogue, P05, "2025-05", as_of=date(2025, 6, 1))
    assert {(t.reported, t.value) for t in found if t.indicator == "F01"} == {(0, None)}
    assert found[0].expected == 141


@pytest.mark.parametrize(
    ("period", "how", "words"),
    [
        ("2024-03-15", {}, "không có biểu số liệu"),
        ("2019", {}, "không có kỳ “2019”"),
        ("2025-05-29", {"duty": "S000-12"}, "không có kỳ"),
        ("2025-05-29", {"node": "vn/2025-07/82"}, "không có đơn vị nào thuộc diện"),
    ],
)
def test_what_cannot_be_totalled_is_refused_with_a_hint(province, catalogue, may, period, how, words):
    with pytest.raises(Refused, match=words):
        total(province, catalogue, P05, period, as_of=date(2025, 6, 1), **how)


@pytest.mark.postgres
def test_a_period_filed_closed_and_totalled_on_postgresql_equals_the_one_on_sqlite(
    province_on_postgres, province, catalogue
):
    closed = []
    for session in (province_on_postgres, province):
        units = ask_in_may(session, catalogue)
        for n, unit_id in enumerate(units[:20]):
            may_filing(session, catalogue, unit_id, B01=str(n), B02=str(20 * n), G01="0,125", A02="có")
        again = may_filing(session, catalogue, units[0], on=date(2025, 5, 21), B01="100", B02="2.000")
        decide(session, again.id, "accept", "", "an", noon(date(2025, 5, 22)))
        closed.append(close_period(session, catalogue, **MAY, as_of=date(2025, 6, 2), now=NOON_OF_CLOSING, by="an"))
    assert closed[0].snapshot == closed[1].snapshot
    there, here = (ask(session, catalogue, date(2026, 1, 1)) for session in (province_on_postgres, province))
    assert there == here
    assert here["vn/2025-06/87", "B01"].value == sum(range(1, 20)) + 100
