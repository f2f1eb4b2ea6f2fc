"""The real map with the real programmes on it, on SQLite and on an embedded PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

import models.tables  # noqa: F401  (makes every table known)
from models.assignments import assign
from models.catalogue import Catalogue
from models.database import engine_for
from models.settings import Home, Settings
from models.unit_map import builtin_units, load_units
from tests.ready_tables import tables_on


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A home with both old provinces, the new one and all assignments: copied, never changed."""
    home = Home(tmp_path_factory.mktemp("province") / "home")
    home.save(Settings(mode="demo"))
    engine = engine_for(home.database_url())
    tables_on(engine)
    with Session(engine) as session:
        load_units(session, builtin_units(), catalogue)
        assign(session, catalogue)
        session.commit()
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return home.path


@pytest.fixture
def province(filled_home: Path, tmp_path: Path) -> Iterator[Session]:
    """A session on a province of one's own."""
    shutil.copytree(filled_home, tmp_path / "province")
    engine = engine_for(Home(tmp_path / "province").database_url())
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def province_on_postgres(postgres_url: str, catalogue: Catalogue) -> Iterator[Session]:
    """The same province on PostgreSQL, empty of facts."""
    engine = engine_for(postgres_url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    with Session(engine) as session:
        load_units(session, builtin_units(), catalogue)
        assign(session, catalogue)
        session.commit()
        yield session
    engine.dispose()
