"""What the last life of this installation left in Prefect: runs cut off, runs missed, pages nobody serves any more.

None of it is the truth about anything: that is in our own database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import DeploymentResponse

OPERATION, LIFE = "vận hành", "vòng đời"
PAGE = 200


async def bury_interrupted(client: PrefectClient) -> int:
    """Runs that were under way when everything stopped are not under way any more: say so."""
    count = 0
    async for run in _runs(client, [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]):
        cut = State(type=StateType.CRASHED, name="Bị ngắt", message="Bị ngắt khi hệ thống dừng; vòng sau làm tiếp.")
        await client.set_flow_run_state(run.id, cut, force=True)
        count += 1
    return count


async def skip_missed(client: PrefectClient) -> int:
    """Rounds of the clock that came due while nothing ran: one round now does the work of all of them."""
    count = 0
    before_now = FlowRunFilterExpectedStartTime(before_=datetime.now(UTC))  # type: ignore[arg-type]
    async for run in _runs(client, [StateType.SCHEDULED], OPERATION, before_now):
        if run.auto_scheduled:
            missed = State(
                type=StateType.CANCELLED,
                name="Bỏ qua",
                message="Hệ thống không chạy vào giờ này; vòng lúc khởi động làm thay.",
            )
            await client.set_flow_run_state(run.id, missed, force=True)
            count += 1
    return count


async def forget_pages(client: PrefectClient, known: Mapping[str, DeploymentResponse], keep: Collection[str]) -> int:
    """Take away pages of ours that are no longer served (a programme renamed or withdrawn).

    `known`: those that were there, by full name; `keep`: full names in use.
    """
    gone = [page for name, page in known.items() if name not in keep and {OPERATION, LIFE} & {*page.tags}]
    for page in gone:
        await client.delete_deployment(page.id)
    return len(gone)


async def _runs(
    client: PrefectClient,
    states: list[StateType],
    tag: str | None = None,
    start: FlowRunFilterExpectedStartTime | None = None,
) -> AsyncIterator[FlowRun]:
    """Read all first, then hand out: the answers change while their states do."""
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
        tags=FlowRunFilterTags(all_=[tag]) if tag else None,
        expected_start_time=start,
    )
    found: list[FlowRun] = []
    while page := await client.read_flow_runs(flow_run_filter=wanted, limit=PAGE, offset=len(found)):
        found += page
    for run in found:
        yield run
