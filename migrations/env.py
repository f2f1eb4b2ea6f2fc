"""How Alembic reaches the database: through the engine handed over, one transaction for the whole upgrade."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (makes every table known)

engine = context.config.attributes.get("engine")
if engine is None:
    raise SystemExit("Run migrations through migrations.upgrade(engine): the database is the home's.")

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":  # parts started at the same moment: one upgrades, the others wait
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(421945)")
        context.run_migrations()
    connection.commit()
