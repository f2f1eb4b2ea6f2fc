"""The migrations make the same tables on PostgreSQL as the code describes, and an upgrade can be repeated."""

from __future__ import annotations

import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url, text
from sqlmodel import SQLModel

import migrations
from models.database import engine_for


@pytest.mark.postgres
def test_an_upgraded_postgresql_holds_the_tables_of_the_code(postgres_url):
    name = f"tables_{uuid.uuid4().hex[:8]}"
    server = engine_for(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = engine_for(make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    migrations.upgrade(engine)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()
    server.dispose()
