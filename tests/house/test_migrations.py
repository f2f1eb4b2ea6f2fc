"""The tables of the code and the tables the migrations make are the same, and a second upgrade changes nothing."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import migrations
from models.database import engine_for


def differences(engine) -> list:
    migrations.upgrade(engine)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), SQLModel.metadata)


def test_sqlite_tables_match_the_models(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'x.db'}")
    assert differences(engine) == []
    engine.dispose()
