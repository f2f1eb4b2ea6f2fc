"""Nhóm chạy việc: the work pool through which several workers, on one machine or many, share the timetable.

Knows nothing of what a run does. A run whose worker has gone is said to be cut off, so that its page does not show it
as running for ever; whether its work goes on is decided by the state of our own database, not here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
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
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import Scheduled
from prefect.workers.process import ProcessWorker

POOL = "dondoc"
BEAT = 5  # seconds between two signs of life of a worker
GONE = timedelta(seconds=6 * BEAT)  # without one: it will not come back
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
                    await make_up_for(client, await bury_lost(client))
            except Exception as e:  # the look after this one finds the same
                log.warning("Chưa xem được các phần chạy việc: %s", type(e).__name__)


async def lost_runs(client: PrefectClient, now: datetime) -> list[FlowRun]:
    """Runs said to be under way whose worker gave no sign of life for longer than it may."""
    alive = {
        worker.name
        for worker in await client.read_workers_for_work_pool(POOL)
        if worker.last_heartbeat_time and now - worker.last_heartbeat_time < GONE
    }
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
    return [run for run in found if _worker_of(run) not in alive and not _is_young(run, now)]


async def bury_lost(client: PrefectClient) -> set[UUID]:
    """Say of every lost run that it was cut off. Returns the deployments they were of."""
    buried = set()
    for run in await lost_runs(client, datetime.now(UTC)):
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


def _is_young(run: FlowRun, now: datetime) -> bool:
    """Too short a time in its state for its worker to have told its name."""
    return run.state is None or now - run.state.timestamp < GONE
