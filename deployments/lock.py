"""Only one at a time: the lock that `dondoc up` holds on its home, and whoever would empty the home asks for."""

from __future__ import annotations

import os
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
