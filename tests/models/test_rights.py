"""What an account reaches: by tree, by sub-tree, by programme; asked upward and downward, the same answer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, create_engine

from models.access import Officer
from models.errors import Refused
from models.rights import (
    Reach,
    reach_of,
    reached_among,
    reaches,
    refuse_beyond,
    set_reach,
    units_reached,
)
from models.units import Unit, UnitPast

ON, BEFORE = date(2026, 11, 23), date(2026, 3, 2)
STAFF = {"full_name": "Cán bộ", "role": "staff"}


def unit(id: str, tree: str, parent: str | None = None, place: str | None = None, **more: object) -> Unit:
    return Unit(id=id, tree=tree, level="xa", name=id, parent_id=parent, territory_id=place, **more)


@pytest.fixture
def world(session: Session) -> Session:
    """A province with two communes, the police and the Front on each; one commune moved in June; one body ended."""
    rows = [
        unit("vn/p", "territory"), unit("vn/a", "territory", "vn/p"), unit("vn/b", "territory", "vn/p"),
        unit("vn/q", "territory"),
        unit("police/p", "police", None, "vn/p"), unit("police/a", "police", "police/p", "vn/a"),
        unit("police/b", "police", "police/p", "vn/b"), unit("front/p", "front", None, "vn/p"),
        unit("front/a", "front", "front/p", "vn/a"),
        unit("police/old", "police", "police/p", "vn/b", valid_to=date(2025, 6, 30)),
    ]  # fmt: skip
    for row in rows:
        session.add(row)
        session.flush()
    session.add(UnitPast(unit_id="vn/b", name="vn/b", parent_id="vn/q", valid_to=date(2026, 6, 30)))
    session.commit()
    return session


def account(session: Session, **more: object) -> Officer:
    officer = Officer(username="canbo", **{**STAFF, **more})
    session.add(officer)
    session.flush()
    return officer


def test_an_account_without_limits_reaches_everything(world: Session) -> None:
    officer = account(world)
    assert not reach_of(officer).is_limited
    assert units_reached(world, reach_of(officer), ON) is None
    assert reaches(world, officer, "police/a", ON)
    assert not reaches(world, officer, "khong-co", ON)


def test_a_superior_reaches_what_stands_below_its_unit_ended_ones_too(world: Session) -> None:
    officer = account(world, unit_id="police/p")
    assert units_reached(world, reach_of(officer), ON) == {"police/p", "police/a", "police/b", "police/old"}
    assert not reaches(world, officer, "front/a", ON)


def test_a_unit_s_own_account_reaches_its_unit_alone(world: Session) -> None:
    officer = account(world, unit_id="police/p", role="head")
    assert units_reached(world, reach_of(officer), ON) == {"police/p"}
    assert not reaches(world, officer, "police/a", ON)


def test_below_a_place_stand_the_bodies_of_every_tree_and_a_tree_narrows_them(world: Session) -> None:
    officer = account(world)
    set_reach(world, officer, below=["vn/a"])
    assert units_reached(world, reach_of(officer), ON) == {"vn/a", "police/a", "front/a"}
    set_reach(world, officer, below=["vn/a"], trees=["police"])
    assert units_reached(world, reach_of(officer), ON) == {"police/a"}


def test_a_place_that_was_moved_is_reached_from_where_it_stood_on_the_day(world: Session) -> None:
    officer = account(world)
    set_reach(world, officer, below=["vn/p"])
    assert not reaches(world, officer, "vn/b", BEFORE)
    assert reaches(world, officer, "vn/b", ON)
    assert "police/b" not in (units_reached(world, Reach(below=frozenset({"vn/a"})), ON) or ())


def test_a_limit_of_its_own_narrows_a_superior_and_never_widens_it(world: Session) -> None:
    officer = account(world, unit_id="police/p")
    set_reach(world, officer, below=["vn/a"])
    assert units_reached(world, reach_of(officer), ON) == {"police/a"}


def test_acting_beyond_the_reach_is_refused_with_what_to_do(world: Session) -> None:
    officer = account(world)
    set_reach(world, officer, below=["police/a"], programmes=["ct-1"], known_programmes=["ct-1", "ct-2"])
    refuse_beyond(world, officer, ON, unit_ids=["police/a"], programmes=["ct-1"])
    for beyond in ({"unit_ids": ["police/b"]}, {"programmes": ["ct-2"]}, {"unit_ids": ["police/a", "front/a"]}):
        with pytest.raises(Refused, match="Đề nghị chuyển cho cán bộ phụ trách"):
            refuse_beyond(world, officer, ON, **beyond)


@pytest.mark.parametrize(
    ("more", "limits", "words"),
    [
        ({"role": "head", "unit_id": "police/a"}, {"trees": ["police"]}, "chỉ thuộc đơn vị của mình"),
        ({"role": "operator"}, {"trees": ["police"]}, "quản trị vận hành không giới hạn"),
        ({}, {"trees": ["khong"]}, "Không có hệ"),
        ({}, {"below": ["khong"]}, "Không có đơn vị"),
        ({}, {"programmes": ["khong"]}, "Không có chương trình"),
    ],
)
def test_a_limit_that_means_nothing_is_refused_and_changes_nothing(
    world: Session, more: dict, limits: dict, words: str
) -> None:
    officer = account(world, **more)
    with pytest.raises(Refused, match=words):
        set_reach(world, officer, **limits)
    assert officer.reach == {}


TREES = ["territory", "police", "front"]


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_asked_upward_and_downward_the_answer_is_the_same(data: st.DataObject) -> None:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[Unit.__table__, UnitPast.__table__])  # type: ignore[attr-defined]
    ids = [f"u{n}" for n in range(data.draw(st.integers(2, 9)))]
    with Session(engine) as session:
        for n, id in enumerate(ids):
            above = st.none() | st.sampled_from(ids[:n]) if n else st.none()
            tree = data.draw(st.sampled_from(TREES))
            session.add(unit(id, tree, data.draw(above), None if tree == "territory" else data.draw(above)))
            session.flush()
        for id in data.draw(st.sets(st.sampled_from(ids), max_size=2)):
            stood = data.draw(st.none() | st.sampled_from([other for other in ids if other < id] or [None]))
            session.add(UnitPast(unit_id=id, name=id, parent_id=stood, valid_to=date(2026, 6, 30)))
        session.flush()
        chosen = st.frozensets(st.sampled_from(ids), max_size=2)
        reach = Reach(
            trees=data.draw(st.frozensets(st.sampled_from(TREES), max_size=2)),
            below=data.draw(chosen),
            within=data.draw(st.sampled_from(["", *ids])),
        )
        for on in (BEFORE, ON):
            whole = units_reached(session, reach, on)
            expected = frozenset(ids) if whole is None else whole
            assert reached_among(session, reach, ids, on) == expected
    engine.dispose()
