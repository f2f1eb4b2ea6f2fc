"""A session on the home's database: opened, committed or rolled back, and closed; the only place that does all three.

The network is touched after the session is closed, never inside it. Knows nothing of Prefect.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from models.database import engine_for
from models.settings import Home, given_from_outside
from tasks.full_disk import is_full_disk, mark_full_disk


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    return engine_for(url)


def engine_of(home: Home) -> Engine:
    """The one engine of this installation in this process."""
    if not home.path.is_dir():
        home.make()
    if type(home) is not Home:  # one that lives for a while says itself where its rows lie, whatever the environment
        return _engine(home.database_url())
    return _engine(_address(home.path, _state(home.settings_file), given_from_outside("database_url")))


@lru_cache(maxsize=64)
def _address(path: Path, settings: tuple[int, ...], given: str | None) -> str:
    """Where the rows of a home lie. Read again only when its settings, in the file or outside it, have changed."""
    return Home(path).database_url()


def _state(file: Path) -> tuple[int, ...]:
    try:
        found = file.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def open_session(home: Home) -> Iterator[Session]:
    """A session that commits at the end, or rolls everything back when anything went wrong."""
    with Session(engine_of(home), expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except BaseException as no:
            if is_full_disk(no):
                mark_full_disk(home)
            session.rollback()
            raise


def ensure_database(home: Home) -> None:
    """Bring the home's database to the newest tables; does nothing where it already is there."""
    from migrations import upgrade

    upgrade(engine_of(home))
