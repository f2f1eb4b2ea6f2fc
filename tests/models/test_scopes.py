"""Which places a scope binds as they are moved and taken over: the map of each day decides; undoing leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.assignments import assign, bound_places
from models.catalogue import Catalogue
from models.heirs import Heirs, Link, by_giver
from models.obligations import owes
from models.row_journal import picture
from models.scopes import Move, Parents, Span, bound
from models.unit_act_files import read_act
from models.unit_changes import TOUCHED, confirm, propose, undo
from models.units import Assignment
from tests.replay import country

PROGRAMME, MEETING = "05-ctrph-cat-mttq", "S000-16"
HERE, ELSEWHERE = "vn/2025-06/87", "vn/2025-06/99"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HEAD = """\
title: Thử
effective_on: 2024-10-15
document: Nghị quyết số 1/NQ
document_on: 2024-10-01
article: Điều 1
"""
OUT = HEAD + "kind: move\nmove:\n  - {unit: vn/t/1, parent: vn/t/92}\n"
IN = HEAD + "kind: move\nmove:\n  - {unit: vn/t/2, parent: vn/t/91}\n"


def place(id: str, name: str, level: str, kind: str, parent: str | None = None) -> dict[str, str]:
    return {"id": id, "code": id[-2:], "name": name, "level": level, "kind": kind} | (
        {"parent": parent} if parent else {}
    )


TWO_PROVINCES = {
    "source": "bản đồ thử",
    "at": "2025-07-01",
    "units": [
        place(HERE, "Tỉnh Này", "tinh", "tỉnh"),
        place(ELSEWHERE, "Tỉnh Kia", "tinh", "tỉnh"),
        place("vn/t/91", "Huyện Này", "huyen", "huyện", HERE),
        place("vn/t/92", "Huyện Kia", "huyen", "huyện", ELSEWHERE),
        place("vn/t/1", "Xã Một", "xa", "xã", "vn/t/91"),
        place("vn/t/2", "Xã Hai", "xa", "xã", "vn/t/92"),
    ],
}


@pytest.fixture
def two(catalogue: Catalogue) -> Iterator[Session]:
    """Two provinces with a district and a commune each; programme 05 binds the first."""
    with country(TWO_PROVINCES, catalogue) as session:
        yield session


@pytest.fixture
def enact(two: Session, catalogue: Catalogue) -> Callable[[str], int]:
    def act(text: str) -> int:
        change = propose(two, read_act("thay-doi.yaml", text), "an", NOW)
        confirm(two, catalogue, change.id or 0, "binh", NOW)
        return change.id or 0

    return act


def held(session: Session, unit_id: str) -> tuple[date | None, date | None] | None:
    row = session.exec(select(Assignment).where(Assignment.duty == MEETING, Assignment.unit_id == unit_id)).first()
    return (row.valid_from, row.valid_to) if row else None


def meetings(session: Session, catalogue: Catalogue, on: date, unit_id: str) -> dict[str, tuple[str, bool]]:
    found = owes(session, catalogue, on, programme=PROGRAMME, duty=MEETING, unit_id=unit_id)
    return {o.period: (str(o.state), o.is_expected) for o in found}


# --- a move, from proposal to undoing ---------------------------------------------------------------------------------


def test_a_commune_moved_out_of_a_bound_province_owes_up_to_the_day_of_the_move(two, catalogue, enact, day):
    enact(OUT)
    assert held(two, "police/t/1") == (None, day("T2 14/10/2024"))
    owed = meetings(two, catalogue, day("T6 15/11/2024"), "police/t/1")
    assert owed["2024-09"] == ("ended", True)  # its day came while it was here: silent, and counted
    assert owed["2024-10"] == ("ended", False)
    assert "2024-11" not in owed
    assert "overdue" not in {state for state, _ in owed.values()}


def test_a_commune_moved_in_owes_from_the_day_of_the_move_and_nothing_before(two, catalogue, enact, day):
    enact(IN)
    assert held(two, "police/t/2") == (day("T3 15/10/2024"), None)
    owed = meetings(two, catalogue, day("T6 15/11/2024"), "police/t/2")
    assert "2024-09" not in owed
    assert owed["2024-10"][0] == "overdue"
    assert owed["2024-11"][0] in ("open", "due")


def test_before_the_day_of_the_move_everything_is_as_it_was(two, catalogue, enact, day):
    before = meetings(two, catalogue, day("T2 14/10/2024"), "police/t/1")
    enact(OUT)
    now = meetings(two, catalogue, day("T2 14/10/2024"), "police/t/1")
    assert {period: state for period, (state, _) in now.items() if period <= "2024-10"} == {
        period: state for period, (state, _) in before.items() if period <= "2024-10"
    }


def test_undoing_a_move_gives_back_every_row(two, catalogue, enact):
    before = picture(two, TOUCHED)
    for text in (OUT, IN):
        number = enact(text)
        assert picture(two, TOUCHED) != before
        undo(two, catalogue, number, "binh", NOW)
        assert picture(two, TOUCHED) == before
        assert assign(two, catalogue) == 0


def test_who_came_back_is_held_from_the_start_without_end(two, catalogue, enact):
    enact(OUT)
    enact(OUT.replace("2024-10-15", "2025-01-01").replace("vn/t/92", "vn/t/91").replace("1/NQ", "2/NQ"))
    assert held(two, "police/t/1") == (None, None)


def test_a_commune_that_lives_on_when_provinces_merge_stays_bound_and_its_new_neighbours_do_not_become_so(
    two, catalogue, enact, day
):
    enact(
        HEAD
        + "kind: merge\ncreate:\n  - {id: vn/t/m, name: Tỉnh Mới, tree: territory, level: tinh, kind: tỉnh}\n"
        + f"end:\n  - {{unit: {HERE}, heirs: [{{to: vn/t/m}}]}}\n  - {{unit: {ELSEWHERE}, heirs: [{{to: vn/t/m}}]}}\n"
    )
    assert held(two, "police/t/1") == (None, None)
    assert held(two, "police/t/2") is None
    places = bound_places(two, [HERE], day("T3 15/10/2024"))
    assert {"vn/t/m", "vn/t/91", "vn/t/1"} <= places
    assert not places & {"vn/t/92", "vn/t/2", ELSEWHERE}


def test_a_district_takes_its_communes_along_and_a_request_of_a_later_day_leaves_them_out(two, catalogue, enact, day):
    enact(OUT.replace("vn/t/1,", "vn/t/91,").replace("vn/t/92", ELSEWHERE))
    assert held(two, "police/t/1") == (None, day("T2 14/10/2024"))
    assert "vn/t/1" in bound_places(two, [HERE], day("T2 14/10/2024"))
    assert bound_places(two, [HERE], day("T3 15/10/2024")) == {HERE}


# --- the arithmetic of it ---------------------------------------------------------------------------------------------

DAY_0 = date(2024, 1, 1)


def heirs(*links: Link) -> Heirs:
    return Heirs(by_giver(links))


def test_who_took_over_from_a_place_before_that_was_bound_or_after_it_left_is_not_bound():
    parents = Parents(
        {"p": None, "q": None, "a": "q"}, (Move(date(2024, 5, 1), "a", "p"), Move(date(2024, 9, 1), "a", "q"))
    )
    early, amid, late = (
        Link("a", to, on) for to, on in (("x", date(2024, 4, 1)), ("y", date(2024, 6, 1)), ("z", date(2025, 1, 1)))
    )
    found = bound(["p"], parents, heirs(early, amid, late))
    assert found == {
        "p": Span(),
        "a": Span(date(2024, 5, 1), date(2024, 8, 31)),
        "y": Span(date(2024, 6, 1), None, is_heir=True),
    }


def test_an_heir_that_is_moved_below_an_unbound_place_leaves_too():
    parents = Parents({"p": None, "n": None, "q": None, "a": "p", "b": "n"}, (Move(date(2025, 1, 1), "b", "q"),))
    found = bound(["p"], parents, heirs(Link("p", "n", date(2024, 7, 1)), Link("a", "b", date(2024, 7, 1))))
    assert found["b"] == Span(date(2024, 7, 1), date(2024, 12, 31), is_heir=True)
    assert found["n"] == Span(date(2024, 7, 1), None, is_heir=True)


def test_what_a_scope_names_itself_is_bound_wherever_it_is_moved():
    parents = Parents({"p": None, "q": None, "d": "p", "c": "d"}, (Move(date(2025, 1, 1), "d", "q"),))
    assert bound(["d"], parents, heirs()) == {"d": Span(), "c": Span()}


@st.composite
def moving_maps(draw):
    """Provinces, districts and communes, and moves of communes and districts on any days."""
    parents: dict[str, str | None] = {f"p{n}": None for n in range(3)}
    parents |= {f"d{n}": f"p{draw(st.integers(0, 2))}" for n in range(4)}
    parents |= {f"c{n}": f"d{draw(st.integers(0, 3))}" for n in range(6)}
    moves, seen = [], set()
    for _ in range(draw(st.integers(0, 6))):
        on = DAY_0 + timedelta(days=draw(st.integers(1, 8)))
        is_commune = draw(st.booleans())
        which, above = ("c", "d") if is_commune else ("d", "p")
        id = f"{which}{draw(st.integers(0, 5 if is_commune else 3))}"
        if (on, id) not in seen:
            seen.add((on, id))
            moves.append(Move(on, id, f"{above}{draw(st.integers(0, 3 if is_commune else 2))}"))
    return Parents(parents, tuple(sorted(moves, key=lambda move: move.on)))


@given(moving_maps(), st.randoms())
def test_without_successions_a_place_is_bound_on_exactly_the_days_it_stands_below_the_scope(parents, chance):
    found = bound(["p0"], parents, Heirs())
    days = [DAY_0 + timedelta(days=n) for n in range(10)]
    bound_on: dict[str, list[date]] = {}
    for on in days:
        above = dict(parents.first) | {move.place: move.parent for move in parents.moves if move.on <= on}
        for place_id in above:
            at: str | None = place_id
            while at is not None and at != "p0":
                at = above[at]
            if at == "p0":
                bound_on.setdefault(place_id, []).append(on)
    assert found.keys() == bound_on.keys()
    for id, those in bound_on.items():
        assert found[id].first == (None if those[0] == DAY_0 else those[0])
        assert found[id].last == (None if those[-1] == days[-1] else those[-1])
    same_day = sorted(chance.sample(parents.moves, len(parents.moves)), key=lambda move: move.on)
    assert bound(["p0"], Parents(parents.first, tuple(same_day)), Heirs()) == found
