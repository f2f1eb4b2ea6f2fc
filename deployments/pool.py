"""Nhóm chạy việc: the work pool through which several workers, on one machine or many, share the timetable.

Knows nothing of what a run does. A run whose worker has gone is said to be cut off, so that its page does not show it
as running for ever; whether its work goes on is decided by the state of our own database, not here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType, Worker
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import Scheduled
from prefect.workers.process import ProcessWorker

POOL = "dondoc"
BEAT = 5  # seconds between two signs of life of a worker
GONE = 6.0 * BEAT  # seconds without one: it will not come back
LOOK = 15.0  # seconds between two looks at the workers
PAGE = 200
WORKER = "prefect.worker.name"  # the label by which a run tells its worker

log = logging.getLogger("prefect.dondoc")


async def ensure_pool(client: PrefectClient) -> None:
    """The pool stands, whoever made it."""
    template = ProcessWorker.get_default_base_job_template()
    about = "Các phần chạy việc của Đôn Đốc: mở thêm bao nhiêu cũng được, trên một hay nhiều máy."
    try:
        pool = WorkPoolCreate(name=POOL, type="process", description=about, base_job_template=template)
        await client.create_work_pool(pool)
    except ObjectAlreadyExists:
        pass


class Workers:
    """What serves the timetable in a split installation: nothing runs here, the workers of the pool do it."""

    def __init__(self) -> None:
        self._has_pool = False
        self._signs = Signs()

    async def aadd_deployment(self, deployment: RunnerDeployment) -> None:
        """Tell Prefect about one deployment whose runs go to the pool."""
        if not self._has_pool:
            async with get_client() as client:
                await ensure_pool(client)
            self._has_pool = True
        await deployment.aapply(work_pool_name=POOL)

    async def start(self) -> None:
        """Look after the workers until cancelled. An API that is away is asked again at the next look."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                async with get_client() as client:
                    await make_up_for(client, await bury_lost(client, self._signs))
            except Exception as e:  # the look after this one finds the same
                log.warning("Chưa xem được các phần chạy việc: %s", type(e).__name__)


class Signs:
    """What was seen of the workers, look by look. Clocks of machines differ: what counts is whether a sign of life
    is another than before, and for how long it has not been, by the clock of this process alone.
    """

    def __init__(self) -> None:
        self._last: dict[str, tuple[datetime | None, float]] = {}
        self._in_doubt: set[UUID] = set()

    def alive(self, workers: Iterable[Worker], at: float) -> set[str]:
        """Names of those that gave a sign within the time they may be silent. `at`: seconds."""
        for worker in workers:
            if self._last.get(worker.name, (None, at))[0] != worker.last_heartbeat_time:
                self._last[worker.name] = (worker.last_heartbeat_time, at)
        return {name for name, (_, since) in self._last.items() if at - since < GONE}

    def doubted_twice(self, runs: Iterable[FlowRun]) -> list[FlowRun]:
        """Those of these runs that had no worker at the look before, too: a new one has not told its worker yet."""
        found = list(runs)
        before, self._in_doubt = self._in_doubt, {run.id for run in found}
        return [run for run in found if run.id in before]


async def lost_runs(client: PrefectClient, signs: Signs) -> list[FlowRun]:
    """Runs said to be under way whose worker gave no sign of life for longer than it may."""
    alive = signs.alive(await client.read_workers_for_work_pool(POOL), monotonic())
    found: list[FlowRun] = []
    while page := await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(
                type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
            )
        ),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
        limit=PAGE,
        offset=len(found),
    ):
        found += page
    return signs.doubted_twice(run for run in found if _worker_of(run) not in alive)


async def bury_lost(client: PrefectClient, signs: Signs) -> set[UUID]:
    """Say of every lost run that it was cut off. Returns the deployments they were of."""
    buried = set()
    for run in await lost_runs(client, signs):
        said = f"Phần chạy việc {_worker_of(run) or '(chưa nhận)'} không còn hoạt động; vòng sau làm tiếp."
        cut = State(type=StateType.CRASHED, name="Bị ngắt", message=said)
        await client.set_flow_run_state(run.id, cut, force=True)
        if run.deployment_id:
            buried.add(run.deployment_id)
    return buried


async def make_up_for(client: PrefectClient, deployments: Iterable[UUID]) -> None:
    """One run now of each of these that the clock calls: it looks at the state of the world and goes on from there.

    What an operator had called is not called again for him.
    """
    for id in deployments:
        if (page := await client.read_deployment(id)).schedules:
            await client.create_flow_run_from_deployment(page.id, state=Scheduled())


def _worker_of(run: FlowRun) -> str:
    return str((run.labels or {}).get(WORKER) or "")
