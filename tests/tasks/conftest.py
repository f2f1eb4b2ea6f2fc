"""The small province of `tests.province` as a fixture, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.province import Province, hanoi, province_in


@pytest.fixture
def at() -> Callable[[str], datetime]:
    return hanoi


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    with province_in(tmp_path) as made:
        yield made


@pytest.fixture
def province_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Province]:
    """The same, its rows on PostgreSQL."""
    with province_in(tmp_path, postgres_url) as made:
        yield made
