"""One demo province for all console and demo tests, and a console that is spoken to as on the command line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from models.settings import Home

SUNDAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12:00 in Hanoi


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo province as of Sunday 22/11/2026. Shared: read it, never change it."""
    from deployments.demo import load_demo

    for name in [
        name
        for name in os.environ
        if name.startswith("DONDOC_") and name not in ("DONDOC_NO_SKIPS", "DONDOC_TEST_DATABASE")
    ]:
        del os.environ[name]
    home = Home(tmp_path_factory.mktemp("demo") / "home")
    load_demo(home, SUNDAY, NOON)
    return home


@pytest.fixture
def own_demo(loaded_demo: Home, tmp_path: Path) -> Home:
    """A copy of the demo that a test may change."""
    from tasks.session import engine_of

    engine_of(loaded_demo).dispose()  # the journal is folded into the file
    shutil.copytree(loaded_demo.path, tmp_path / "own")
    return Home(tmp_path / "own")


@pytest.fixture
def dondoc() -> Callable[..., Result]:
    """`dondoc("owes", "--json", home=home)`: what the console answers."""
    from deployments.console import app

    def say(*words: str, home: Home | None = None, env: dict[str, str] | None = None, **more: Any) -> Result:
        place = ["--home", str(home.path)] if home else []
        return CliRunner().invoke(app, [*place, *words], env=env, **more)

    return say
