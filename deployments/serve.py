"""Serves the timetable of one home: tells Prefect what it does not know yet, runs what is due, takes in new programmes.

    python -m deployments.serve [--ready FILE] [--pool]     with DONDOC_HOME and PREFECT_API_URL in the environment

At the start the rounds that were missed while nothing ran are skipped and one daily round is started in their place.
Whenever the rules have changed the pages are brought in step at once, not only the next morning.
Asked to stop, it takes no new run and lets those under way finish. With `--pool` it runs nothing itself: what is due
goes to the workers of the pool, and of several such parts one works, the others stand by.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from httpx import HTTPError
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.context import AsyncClientContext
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.states import Scheduled

from deployments.automations import keep_automations
from deployments.known_pages import full_name, known_pages, reads_as_told
from deployments.last_time import bury_interrupted, forget_pages, skip_missed
from deployments.pool import POOL, Workers
from deployments.timetable import timetable
from deployments.waking import keep_waking
from flows.daily_round import daily_round
from flows.sync_lifecycle import sync_lifecycle
from models.catalogue import Catalogue, home_catalogue
from models.errors import CatalogueError
from models.settings import Home
from tasks.turns import waiting_turn

POLL = 5.0  # seconds between two looks at the schedule
LOOK_AT_RULES = 20.0  # seconds between two looks at the rule folders
AT_A_TIME = 4  # deployments told to Prefect at once
FINISH = 15.0  # seconds runs under way may take when asked to stop
AT_START = ((daily_round, timedelta(0)), (sync_lifecycle, timedelta(seconds=20)))  # reminders before pages

log = logging.getLogger("prefect.dondoc")


async def serve(home: Home, ready: Path | None = None, *, to_pool: bool = False) -> None:
    """Serve until a signal asks to stop. Errors: `CatalogueError` before anything is touched when a rule is wrong."""
    catalogue = home_catalogue(home)
    asked_to_stop = asyncio.Event()
    at_once = home.settings().runs_at_once
    runner = Workers() if to_pool else Runner(name="dondoc", limit=at_once, query_seconds=POLL, pause_on_shutdown=False)
    async with get_client() as client:
        known = await known_pages(client)
        served = await register(runner, catalogue, known)
        await forget_pages(client, known, keep=served)
        await _automate(client)
        if not to_pool:  # there the workers are looked after all the time
            await bury_interrupted(client)
        await skip_missed(client)
        for flow, later in AT_START:
            await _start(client, flow, later)
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)
    _listen(asked_to_stop)
    waking = asyncio.create_task(keep_waking(home, asked_to_stop))
    if ready:
        ready.write_text(str(len(served)), "ascii")
    while not asked_to_stop.is_set() and not running.done():
        try:
            await asyncio.wait_for(asked_to_stop.wait(), LOOK_AT_RULES)
        except TimeoutError:
            catalogue = await take_in(runner, home, catalogue)
    await _leave(runner, running)
    waking.cancel()


async def _automate(client: PrefectClient) -> None:
    """Reactions are a convenience: a server that refuses them keeps no round from running."""
    try:
        await keep_automations(client)
    except HTTPError as e:
        log.warning("Chưa cập nhật được quy tắc tự động (%s); lần khởi động sau làm lại.", type(e).__name__)


async def take_in(runner: Runner | Workers, home: Home, served: Catalogue) -> Catalogue:
    """Serve the rules as they read now, and bring the pages in step if they changed; an error changes nothing."""
    try:
        catalogue = home_catalogue(home)
    except CatalogueError as no:
        log.error("Quy tắc có lỗi, giữ lịch cũ: %s", no)
        return served
    if catalogue is served:  # the very same object as long as no file has changed
        return served
    async with get_client() as client:
        await register(runner, catalogue, await known_pages(client))
        await _start(client, sync_lifecycle)
    return catalogue


async def _start(client: PrefectClient, flow: Flow[Any, Any], later: timedelta = timedelta(0)) -> None:
    """One run of a served flow, now or a little later."""
    page = await client.read_deployment_by_name(f"{flow.name}/{flow.name}")
    await client.create_flow_run_from_deployment(page.id, state=Scheduled(scheduled_time=datetime.now(UTC) + later))


async def register(
    runner: Runner | Workers, catalogue: Catalogue, known: Mapping[str, DeploymentResponse]
) -> frozenset[str]:
    """Tell Prefect about every deployment that is new or reads differently there: some at a time, over one connection
    (a client of its own for each costs more than the telling). The first goes alone: it fetches the token of them all.

    `known`: the pages there by full name. Returns the full names of all that is served.
    """
    gate = asyncio.Semaphore(AT_A_TIME)

    async def tell(deployment: RunnerDeployment) -> None:
        async with gate:
            await runner.aadd_deployment(deployment)

    pool = POOL if isinstance(runner, Workers) else None
    wanted, new = {full_name(each): each for each in timetable(catalogue)}, []
    for name, deployment in wanted.items():
        page = known.get(name)
        if page is None or not reads_as_told(page, deployment, pool):
            new.append(deployment)
        elif isinstance(runner, Runner):  # it runs only what it was given
            runner._deployment_registry.register_deployment(page.id, page.name)
    async with AsyncClientContext.get_or_create():
        for each in new[:1]:
            await tell(each)
        await asyncio.gather(*map(tell, new[1:]))
    return frozenset(wanted)


def _listen(asked_to_stop: asyncio.Event) -> None:
    """Both signals mean: finish and go. Set after the runner has set its own, which would cut runs off."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(asked_to_stop.set))


async def _leave(runner: Runner | Workers, running: asyncio.Task[None]) -> None:
    """Take no new run, let those under way finish, then stop. A runner that died of itself is an error."""
    if running.done():
        running.result()
        raise SystemExit("the runner ended by itself")
    if isinstance(runner, Workers):
        running.cancel()
        return
    runner._scheduled_run_poller.stopping = True
    until = time.monotonic() + FINISH
    while runner._flow_run_process_map and time.monotonic() < until:
        await asyncio.sleep(0.2)
    await runner.astop()
    await asyncio.wait([running], timeout=5)


def main(arguments: Iterable[str]) -> None:
    given = list(arguments)
    to_pool = "--pool" in given
    ready = Path(given[given.index("--ready") + 1]) if "--ready" in given else None
    try:
        if to_pool:
            with waiting_turn(Home(), "lich-chay"):
                asyncio.run(serve(Home(), ready, to_pool=True))
        else:
            asyncio.run(serve(Home(), ready))
    except CatalogueError as no:
        raise SystemExit(f"Quy tắc có lỗi, chưa đưa lịch chạy vào Prefect: {no}") from None


if __name__ == "__main__":
    main(sys.argv[1:])
