"""Only one at a time: the lock that `dondoc up` holds on its home, and whoever would empty the home asks for.

The watcher has a lock of its own, for which a second watcher waits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models.errors import Refused
from models.settings import Home


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Nobody else runs this home meanwhile: the lock goes with the process, however it ends. Errors: `Refused`."""
    home.make()
    with (home.path / "up.lock").open("a") as file:
        if not _lock(file):
            raise Refused(
                f"Đôn Đốc đang chạy với thư mục {home.path}. Dừng bản đang chạy trước, hoặc dùng --home khác."
            )
        yield


@contextmanager
def waiting_alone(home: Home, name: str, stop: threading.Event, every: float = 2.0) -> Iterator[bool]:
    """As `alone`, but wait for one's turn. False: asked to stop before it came."""
    home.make()
    with (home.path / name).open("a") as file:
        while not (is_ours := _lock(file)) and not stop.wait(every):
            pass
        yield is_ours


def _lock(file: Any) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return True
    except OSError:
        return False
