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
from models.unit_map import builtin_units, load_units


@pytest.fixture(scope="session")
def province_file(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A SQLite file with both old provinces, the new one and all assignments: copied, never changed."""
    file = tmp_path_factory.mktemp("province") / "dondoc.db"
    engine = engine_for(f"sqlite:///{file}")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        load_units(session, builtin_units(), catalogue)
        assign(session, catalogue)
        session.commit()
        session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def province(province_file: Path, tmp_path: Path) -> Iterator[Session]:
    """A session on a province of one's own."""
    file = shutil.copy(province_file, tmp_path / "province.db")
    engine = engine_for(f"sqlite:///{file}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def province_on_postgres(postgres_url: str, catalogue: Catalogue) -> Iterator[Session]:
    """The same province on PostgreSQL, empty of facts."""
    engine = engine_for(postgres_url)
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        load_units(session, builtin_units(), catalogue)
        assign(session, catalogue)
        session.commit()
        yield session
    engine.dispose()
