"""Nhật ký chạy: a log of a part is turned over when it is long, while the part goes on writing, and a few are kept.

The file is copied and emptied where it lies: the part holds it open for appending and goes on in the empty one. Lines
written in between, a moment's at most, may be lost; what counts stands in the database.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

LIMIT = 5_000_000  # bytes
KEPT = 5  # older ones: name.log.1 is the youngest


def turn_over(log: Path, limit: int = LIMIT, kept: int = KEPT) -> bool:
    """Turn this log over if it is longer than `limit`. False: it is not, or the disk takes no more."""
    try:
        if log.stat().st_size <= limit:
            return False
        for number in range(kept, 1, -1):
            with contextlib.suppress(FileNotFoundError):
                _older(log, number - 1).replace(_older(log, number))
        shutil.copyfile(log, _older(log, 1))
        with log.open("r+b") as file:
            file.truncate(0)
    except OSError:
        return False
    return True


def turn_over_all(folder: Path) -> int:
    """Every log of a home; how many were turned over."""
    return sum(turn_over(log) for log in sorted(folder.glob("*.log")))


def _older(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
