"""Prefect's own tables on PostgreSQL: made or brought up to date by whichever server process comes first.

Several start at the same moment; one works under a lock of the database, the others wait and find it done.
"""

from __future__ import annotations

import asyncio
from time import sleep

from sqlalchemy import make_url, text

from models.database import engine_for

LOCK = 4242_1945  # an advisory lock of Prefect's database; any number nobody else takes there


def upgrade_prefect_tables() -> None:
    """Bring the PostgreSQL of these settings to the tables of this Prefect; SQLite is left to Prefect itself."""
    from prefect.settings import get_current_settings

    found = get_current_settings().server.database.connection_url
    if found is None or found.get_secret_value().startswith("sqlite"):
        return
    address = make_url(found.get_secret_value()).set(drivername="postgresql+psycopg")
    engine = engine_for(address.render_as_string(hide_password=False))
    # Asked for again and again, never waited for: some of Prefect's steps build an index CONCURRENTLY, and that waits
    # until every other transaction has ended, those that stand in line for a lock among them.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar():
            sleep(0.5)
        asyncio.run(_bring_up_to_date())
    engine.dispose()


async def _bring_up_to_date() -> None:
    """Tables, then the kinds of blocks: two servers that wrote those at the same moment would both fail."""
    from prefect.server.database import provide_database_interface
    from prefect.server.models.block_registration import run_block_auto_registration

    database = provide_database_interface()
    await database.run_migrations_upgrade()
    async with await database.session() as session:
        await run_block_auto_registration(session=session)
    await (await database.engine()).dispose()  # its connections belong to this event loop
