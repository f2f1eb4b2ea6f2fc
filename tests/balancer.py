"""What stands before several Prefect servers in these tests: passes each connection to the next one that takes it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Balancer:
    ports: list[int]
    port: int = 0
    passed: Counter[int] = field(default_factory=Counter)  # connections, by the port that took them
    _turn: int = 0

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in self.ports:
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            try:
                behind = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            self.passed[port] += 1
            await asyncio.gather(_pour(reader, behind[1]), _pour(behind[0], writer))
            return
        writer.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@contextmanager
def balancer_before(ports: list[int]) -> Iterator[Balancer]:
    made, loop = Balancer(ports), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(made._pass, "127.0.0.1", 0))
    made.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield made
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
