"""Chỗ tạm: a folder for work that is thrown away, on the disk of the home and open to its owner only.

What a process left that was killed at such work is taken away by the next one, a day later.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

LEFT = timedelta(days=1)


@contextmanager
def thrown_away(home: Path, name: str, now: datetime) -> Iterator[Path]:
    """An empty folder `.name-…`, gone when left."""
    prefix = f".{name}-"
    remove_left(home, f"{prefix}*", now)
    folder = Path(tempfile.mkdtemp(dir=home, prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_left(folder: Path, pattern: str, now: datetime) -> None:
    """Remove what matches and has not been touched for a day: nobody works there any more."""
    for left in folder.glob(pattern):
        with suppress(OSError):
            if left.stat().st_mtime < (now - LEFT).timestamp():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
