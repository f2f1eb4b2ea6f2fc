"""What every test may ask for: a home, a catalogue, a session, and days that carry their weekday."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from sqlmodel import Session

from models.database import engine_for
from models.settings import Home, Settings
from tests.databases import ON_POSTGRES, Databases, HomesOnPostgres, embedded_postgres
from tests.ready_tables import tables_on

WEEKDAYS = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
PROGRAMS = {"browser": ("chromium", "chromium"), "office": ("soffice", "libreoffice-writer libreoffice-calc")}
LONG = 600  # seconds
HOMES = {"home", "province"}  # fixtures that make one
_skipped: list[str] = []

# The same examples every time, so that a green run stays green; HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("search", derandomize=False, deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark, (program, package) in PROGRAMS.items():
            if item.get_closest_marker(mark) and not shutil.which(program):
                item.add_marker(pytest.mark.skip(reason=f"{program} is missing: apt-get install {package}"))
    items.sort(key=_allowed, reverse=True)


def _allowed(item: pytest.Item) -> float:
    """The seconds a long file asks for: such files go first, so that no worker is left alone with one at the end."""
    mark = item.get_closest_marker("timeout")
    return mark.args[0] if mark and mark.args[0] >= LONG else 0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Where databases differ most, a test that makes a home of its own is held on both."""
    if metafunc.definition.get_closest_marker("both") and HOMES & set(metafunc.fixturenames) and not ON_POSTGRES:
        metafunc.parametrize(
            "_rows_on", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
        )


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        _skipped.append(f"{report.nodeid}: {report.longrepr[2] if isinstance(report.longrepr, tuple) else ''}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and os.environ.get("DONDOC_NO_SKIPS"):
        print("\nNo test may be skipped here:\n  " + "\n  ".join(_skipped))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own DONDOC_… variables never reach a test."""
    for name in list(os.environ):
        if name.startswith("DONDOC_") and name not in ("DONDOC_NO_SKIPS", "DONDOC_TEST_DATABASE"):
            monkeypatch.delenv(name)


@pytest.fixture
def day() -> Callable[[str], date]:
    """`day("T6 15/03/2024")`: a date that says its weekday, and is wrong if that is not so."""

    def parse(text: str) -> date:
        found = re.fullmatch(r"(T[2-7]|CN) (\d{1,2})/(\d{1,2})/(\d{4})", text)
        assert found, f"write the day as 'T6 15/03/2024', not {text!r}"
        value = date(int(found[4]), int(found[3]), int(found[2]))
        assert WEEKDAYS[value.weekday()] == found[1], f"{text}: that day is {WEEKDAYS[value.weekday()]}"
        return value

    return parse


@pytest.fixture
def home(tmp_path) -> Home:
    """An empty demo home in a folder of its own."""
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo"))
    return home


@pytest.fixture
def session(home: Home) -> Iterator[Session]:
    """A session on a fresh database with all tables."""
    import models.tables  # noqa: F401

    engine = engine_for(home.database_url())
    tables_on(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def catalogue():
    """The built-in programmes."""
    from models.catalogue import load_catalogue
    from models.settings import BUILTIN_PROGRAMMES

    return load_catalogue(BUILTIN_PROGRAMMES)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an embedded PostgreSQL, started once a session and thrown away with its data."""
    with embedded_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def homes_on_postgres(postgres_url: str) -> Iterator[HomesOnPostgres]:
    """Databases for homes that name none; see tests.databases."""
    homes = HomesOnPostgres(Databases(postgres_url))
    yield homes
    homes.databases.close()


@pytest.fixture(scope="session", autouse=ON_POSTGRES)
def _every_home_on_postgres(homes_on_postgres: HomesOnPostgres) -> Iterator[None]:
    with homes_on_postgres.at_work():
        yield


@pytest.fixture(autouse=True)
def _rows_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """The homes this test makes lie on PostgreSQL where it is asked for, and their databases go with it."""
    if not ON_POSTGRES and getattr(request, "param", "sqlite") == "sqlite":
        yield
        return
    homes: HomesOnPostgres = request.getfixturevalue("homes_on_postgres")
    folder: Path = request.getfixturevalue("tmp_path")
    with homes.at_work():
        yield
    homes.forget(folder)
