"""Prefect's own tables on PostgreSQL: made or brought up to date by whichever server process comes first.

Several start at the same moment; one works under a lock of the database, the others wait and find it done.
"""

from __future__ import annotations

import asyncio
from time import sleep

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models.database import engine_for
from models.settings import Home

LOCK = 4242_1945  # an advisory lock of Prefect's database; any number nobody else takes there


def upgrade_prefect_tables() -> None:
    """Bring the PostgreSQL of this home's Prefect to the tables of this Prefect; SQLite is left to Prefect itself.

    Errors: `SystemExit` with what the operator has to do at that database.
    """
    address = Home().settings().prefect_database_url
    if not address:
        return
    engine = engine_for(address)
    # Asked for again and again, never waited for: some of Prefect's steps build an index CONCURRENTLY, and that waits
    # until every other transaction has ended, those that stand in line for a lock among them.
    with _answering(engine).execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar():
            sleep(0.5)
        _need_trigrams(connection)
        asyncio.run(_bring_up_to_date())
    engine.dispose()


def _answering(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except DBAPIError as no:
        raise SystemExit(
            f"Cơ sở dữ liệu của Prefect không trả lời: {str(no.orig).splitlines()[0]}. Kiểm tra máy chủ PostgreSQL và "
            "thiết lập prefect_database_url."
        ) from None


def _need_trigrams(connection: Connection) -> None:
    """Prefect's own first step asks for the extension as well; what it says when there is none is a page of Python."""
    try:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except DBAPIError as no:
        raise SystemExit(
            f"Prefect cần phần mở rộng pg_trgm của PostgreSQL: {str(no.orig).splitlines()[0]}. Cài gói "
            "postgresql-contrib, rồi quản trị PostgreSQL chạy trong cơ sở dữ liệu của Prefect: CREATE EXTENSION pg_trgm"
        ) from None


async def _bring_up_to_date() -> None:
    """Tables, then the kinds of blocks: two servers that wrote those at the same moment would both fail."""
    from prefect.server.database import provide_database_interface
    from prefect.server.models.block_registration import run_block_auto_registration

    database = provide_database_interface()
    await database.run_migrations_upgrade()
    async with await database.session() as session:
        await run_block_auto_registration(session=session)
    await (await database.engine()).dispose()  # its connections belong to this event loop
