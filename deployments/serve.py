"""Serves the timetable of one home: registers every deployment, runs what is due, takes in new programmes.

    python -m deployments.serve [--ready FILE]     with DONDOC_HOME and PREFECT_API_URL in the environment

At the start the rounds that were missed while nothing ran are skipped and one daily round is started in their place.
Whenever the rules have changed the pages are brought in step at once, not only the next morning.
Asked to stop, it takes no new run and lets those under way finish.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect.client.orchestration import PrefectClient, get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.states import Scheduled

from deployments.last_time import bury_interrupted, forget_pages, skip_missed
from deployments.timetable import timetable
from flows.daily_round import daily_round
from flows.sync_lifecycle import sync_lifecycle
from models.catalogue import Catalogue, home_catalogue
from models.errors import CatalogueError
from models.settings import Home

AT_ONCE = 4  # runs at the same time: what SQLite behind Prefect carries
POLL = 5.0  # seconds between two looks at the schedule
LOOK_AT_RULES = 20.0  # seconds between two looks at the rule folders
FINISH = 15.0  # seconds runs under way may take when asked to stop
AT_START = ((daily_round, timedelta(0)), (sync_lifecycle, timedelta(seconds=20)))  # reminders before pages

log = logging.getLogger("prefect.dondoc")


async def serve(home: Home, ready: Path | None = None) -> None:
    """Serve until a signal asks to stop. Errors: `CatalogueError` before anything is touched when a rule is wrong."""
    catalogue = home_catalogue(home)
    asked_to_stop = asyncio.Event()
    runner = Runner(name="dondoc", limit=AT_ONCE, query_seconds=POLL, pause_on_shutdown=False)
    registered: dict[str, str] = {}
    async with get_client() as client:
        await _register(runner, catalogue, registered)
        await forget_pages(client, keep=registered)
        await bury_interrupted(client)
        await skip_missed(client)
        for flow, later in AT_START:
            await _start(client, flow, later)
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)
    _listen(asked_to_stop)
    if ready:
        ready.write_text(str(len(registered)), "ascii")
    while not asked_to_stop.is_set() and not running.done():
        try:
            await asyncio.wait_for(asked_to_stop.wait(), LOOK_AT_RULES)
        except TimeoutError:
            catalogue = await take_in(runner, home, catalogue, registered)
    await _leave(runner, running)


async def take_in(runner: Runner, home: Home, served: Catalogue, registered: dict[str, str]) -> Catalogue:
    """Serve the rules as they read now, and bring the pages in step if they changed; an error changes nothing."""
    try:
        catalogue = home_catalogue(home)
    except CatalogueError as no:
        log.error("Quy tắc có lỗi, giữ lịch cũ: %s", no)
        return served
    if catalogue is served:  # the very same object as long as no file has changed
        return served
    await _register(runner, catalogue, registered)
    async with get_client() as client:
        await _start(client, sync_lifecycle)
    return catalogue


async def _start(client: PrefectClient, flow: Flow[Any, Any], later: timedelta = timedelta(0)) -> None:
    """One run of a served flow, now or a little later."""
    page = await client.read_deployment_by_name(f"{flow.name}/{flow.name}")
    await client.create_flow_run_from_deployment(page.id, state=Scheduled(scheduled_time=datetime.now(UTC) + later))


async def _register(runner: Runner, catalogue: Catalogue, registered: dict[str, str]) -> None:
    """Tell Prefect about every deployment that is new or reads differently."""
    for deployment in timetable(catalogue):
        print_of = deployment.model_dump_json(exclude={"version"}) + str(deployment._parameter_openapi_schema)
        if registered.get(_full_name(deployment)) != print_of:
            await runner.aadd_deployment(deployment)
            registered[_full_name(deployment)] = print_of


def _full_name(deployment: RunnerDeployment) -> str:
    return f"{deployment.flow_name}/{deployment.name}"


def _listen(asked_to_stop: asyncio.Event) -> None:
    """Both signals mean: finish and go. Set after the runner has set its own, which would cut runs off."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(asked_to_stop.set))


async def _leave(runner: Runner, running: asyncio.Task[None]) -> None:
    """Take no new run, let those under way finish, then stop. A runner that died of itself is an error."""
    if running.done():
        running.result()
        raise SystemExit("the runner ended by itself")
    runner._scheduled_run_poller.stopping = True
    until = time.monotonic() + FINISH
    while runner._flow_run_process_map and time.monotonic() < until:
        await asyncio.sleep(0.2)
    await runner.astop()
    await asyncio.wait([running], timeout=5)


def main(arguments: Iterable[str]) -> None:
    given = list(arguments)
    ready = Path(given[given.index("--ready") + 1]) if "--ready" in given else None
    try:
        asyncio.run(serve(Home(), ready))
    except CatalogueError as no:
        raise SystemExit(f"Quy tắc có lỗi, chưa đưa lịch chạy vào Prefect: {no}") from None


if __name__ == "__main__":
    main(sys.argv[1:])
