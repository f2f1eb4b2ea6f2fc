"""What tests of real processes need first: free ports, and waiting for a thing that happens rather than for a while."""

from __future__ import annotations

import socket
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any


def free_ports(count: int) -> list[int]:
    """Ports of the loopback nobody listens on just now, all different."""
    doors = [socket.socket() for _ in range(count)]
    for door in doors:
        door.bind(("127.0.0.1", 0))
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def free_port() -> int:
    return free_ports(1)[0]


def wait_for(happens: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer; a test that waits in vain says what for."""
    until = monotonic() + seconds
    while monotonic() < until:
        if answer := happens():
            return answer
        sleep(0.3)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")
