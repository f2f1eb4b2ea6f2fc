"""A pack that two people open at the same moment goes to one of them, whole, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

import models.tables  # noqa: F401  (makes every table known)
from models.access import Officer
from models.database import engine_for
from models.desk_matters import Matter
from models.errors import Refused
from models.handovers import HandedMatter, Handover, take_over
from models.vocabulary import MatterKind
from tests.ready_tables import tables_on

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
MATTERS = [Matter(MatterKind.REVIEW, f"submission:{n}", f"Việc {n}") for n in range(30)]
PRINT = "ab" * 32


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/x.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = engine_for(url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    with Session(engine) as session:
        session.add_all(Officer(username=name, full_name=name, role="staff") for name in ("an", "binh"))
        session.commit()
    yield engine
    engine.dispose()


def take(engine: Engine, to: str, stated: str = PRINT) -> str:
    with Session(engine) as session:
        try:
            who = {"from_username": "cu", "from_name": "Cũ", "to_username": to, "by": to}
            done = take_over(
                session, id="p", sha256=PRINT, on=date(2026, 11, 22), matters=MATTERS, now=NOW, stated=stated, **who
            )
            session.commit()
            return "new" if done.is_new else "again"
        except Refused:
            session.rollback()
            return "refused"


def test_of_two_who_open_it_at_once_one_gets_all_and_the_other_is_told(engine):
    with ThreadPoolExecutor(4) as many:
        said = list(many.map(lambda to: take(engine, to), ["an", "binh"] * 4))
    assert said.count("new") == 1
    with Session(engine) as session:
        owner = session.exec(select(Handover)).one().to_username
        rows = list(session.exec(select(HandedMatter)))
    assert {row.to_username for row in rows} == {owner}
    assert sorted(row.ref for row in rows) == sorted(matter.ref for matter in MATTERS)
    assert said.count("again") == 3
    assert said.count("refused") == 4


def test_a_pack_nobody_vouches_for_leaves_no_row_behind(engine):
    assert take(engine, "an", stated="") == "refused"
    assert take(engine, "an", stated="cd" * 32) == "refused"
    with Session(engine) as session:
        assert not list(session.exec(select(Handover)))
