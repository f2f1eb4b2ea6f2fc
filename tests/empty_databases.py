"""Empty databases on the PostgreSQL of the tests, one a test."""

from __future__ import annotations

import uuid

from sqlalchemy import make_url, text

from models.database import engine_for


def new_database(postgres_url: str) -> str:
    """The address of a database nobody has used yet; it goes with the server."""
    name = f"trong_{uuid.uuid4().hex[:10]}"
    server = engine_for(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
