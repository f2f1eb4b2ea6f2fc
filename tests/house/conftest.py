"""One demo province for every test that tries what the pages show, as of one day whenever it is run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.settings import Home

FRIDAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def shown_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """The home, never to be changed, and its password."""
    from deployments.demo import load_demo
    from tasks.session import engine_of

    home = Home(tmp_path_factory.mktemp("shown") / "home")
    loaded = load_demo(home, FRIDAY, datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
    engine_of(home).dispose()  # the journal is folded into the file
    return home, loaded.password


@pytest.fixture
def copied_demo(shown_demo: tuple[Home, str]) -> Callable[[Path], tuple[Home, str]]:
    """`copied_demo(folder)`: a copy of the demo that may be changed, and its password."""

    def copy(folder: Path) -> tuple[Home, str]:
        shutil.copytree(shown_demo[0].path, folder)
        return Home(folder), shown_demo[1]

    return copy
