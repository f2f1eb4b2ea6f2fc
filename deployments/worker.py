"""Phần chạy việc: a process worker that takes runs from the pool and runs each in a process of its own.

    python -m deployments.worker [--name TÊN]     with DONDOC_HOME and PREFECT_API_URL in the environment

Asked to stop, it takes no new run and lets those under way finish. Killed, it loses nothing: what its runs had in hand
is taken up by the next round and the next drain, anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
from time import monotonic

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.workers.process import ProcessWorker

from deployments.pool import BEAT, POOL, ensure_pool
from models.settings import Home

FINISH = 20.0  # seconds runs under way may take when asked to stop


async def work(home: Home, name: str) -> None:
    """Work until a signal asks to stop."""
    async with get_client() as client:
        await ensure_pool(client)
    worker = ProcessWorker(
        work_pool_name=POOL,
        name=name,
        limit=home.settings().runs_at_once,
        heartbeat_interval_seconds=BEAT,
        create_pool_if_not_found=False,
    )
    asked_to_stop = asyncio.Event()
    take = worker.get_and_submit_flow_runs

    async def take_unless_leaving() -> list[FlowRun]:
        return [] if asked_to_stop.is_set() else await take()

    worker.get_and_submit_flow_runs = take_unless_leaving  # type: ignore[method-assign]
    working = asyncio.create_task(worker.start(printer=lambda *_: None))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(asked_to_stop.set))
    asked = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait([working, asked], return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        working.result()
        raise SystemExit("the worker ended by itself")
    until = monotonic() + FINISH
    while worker.limiter.borrowed_tokens and monotonic() < until:
        await asyncio.sleep(0.2)
    working.cancel()
    await asyncio.wait([working], timeout=5)


def own_name() -> str:
    """A name no other worker of the installation has at the same time."""
    return f"{socket.gethostname()}-{os.getpid()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="worker", description="Phần chạy việc của Đôn Đốc")
    parser.add_argument("--name", default=own_name(), help="tên của phần này")
    asyncio.run(work(Home(), parser.parse_args().name))


if __name__ == "__main__":
    main()
