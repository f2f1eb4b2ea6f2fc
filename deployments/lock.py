"""Only one at a time: the lock that `dondoc up` holds on its home, and whoever would empty the home asks for.

The parts of a split installation share that lock, so that nobody starts or empties the whole beside them. The watcher
has a lock of its own, for which a second watcher waits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import Refused
from models.settings import Home
from tasks.turns import is_locked_by_us


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Nobody else runs this home meanwhile: the lock goes with the process, however it ends. Errors: `Refused`."""
    home.make()
    with (home.path / "up.lock").open("a") as file:
        if not is_locked_by_us(file):
            raise Refused(
                f"Đôn Đốc đang chạy với thư mục {home.path}. Dừng bản đang chạy trước, hoặc dùng --home khác."
            )
        yield


@contextmanager
def among_parts(home: Home) -> Iterator[None]:
    """One of several parts of this home: they share what `alone` wants for itself. Errors: `Refused`."""
    home.make()
    with (home.path / "up.lock").open("a") as file:
        if not is_locked_by_us(file, shared=True):
            raise Refused(
                f"`dondoc up` đang chạy với thư mục {home.path}. Dừng nó trước khi chạy riêng từng phần, "
                "hoặc dùng --home khác."
            )
        yield


@contextmanager
def waiting_alone(home: Home, name: str, stop: threading.Event, every: float = 2.0) -> Iterator[bool]:
    """As `alone`, but wait for one's turn. False: asked to stop before it came."""
    home.make()
    with (home.path / name).open("a") as file:
        while not (is_ours := is_locked_by_us(file)) and not stop.wait(every):
            pass
        yield is_ours
