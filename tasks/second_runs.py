"""Chạy lại: a regular work that failed rings for an operator and gets another run, so many times a day and no more.

Every regular work looks at the whole world, so another run repeats nothing. The alarm goes when a later run came to its
end. Reads Prefect for what ran; what rings is a row of our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled

from models.alarms import clear_alarm, open_alarms, raise_alarm
from models.errors import Refused
from models.quiet_hours import HANOI
from models.settings import Home
from models.vocabulary import AlarmCode
from tasks.session import open_session
from tasks.sheets import Sheet

BY_THE_CLOCK, AGAIN = "định kỳ", "chạy lại"  # tags of runs
MOST_A_DAY = 2
LATER = timedelta(minutes=5)
FAILED = (StateType.FAILED, StateType.CRASHED)
PREFIX = "prefect.flow-run."
LONGEST = 300  # characters of a run's own words


@dataclass(frozen=True)
class SecondLook:
    """What was found of one run, and when its work runs again; None: it does not by itself."""

    flow: str
    run: str
    said: str
    again_at: datetime | None
    is_over: bool  # a later run has done the work, or this one did not fail


async def look_again(home: Home, run: str, now: datetime, *, dry_run: bool = False) -> SecondLook:
    """Look at a run that failed. Errors: `Refused` for one nobody knows or that no clock starts."""
    async with get_client() as client:
        found = await _run(client, run)
        flow = (await client.read_flow(found.flow_id)).name
        said = ((found.state.message if found.state else "") or "không ghi lý do")[:LONGEST]
        if found.state is None or found.state.type not in FAILED or await _done_since(client, flow, found.start_time):
            return SecondLook(flow, found.name, said, None, True)
        tried = await _tried_today(client, found, now)
        again_at = now + LATER * (tried + 1) if tried < MOST_A_DAY else None
        if again_at and not dry_run and found.deployment_id:
            await client.create_flow_run_from_deployment(
                found.deployment_id,
                state=Scheduled(scheduled_time=again_at),
                tags=[AGAIN],
                idempotency_key=f"{AGAIN}|{found.id}",
            )
    look = SecondLook(flow, found.name, said, again_at, False)
    if not dry_run:
        with open_session(home) as session:
            raise_alarm(session, AlarmCode.RUN_FAILED, flow, alarm_text(look), now)
    return look


async def forget_recovered(home: Home, now: datetime) -> int:
    """Clear the alarms of works that have come to their end since. Returns how many."""
    with open_session(home) as session:
        ringing = [(a.subject, a.last_at) for a in open_alarms(session) if a.code == AlarmCode.RUN_FAILED]
    over = []
    if ringing:
        async with get_client() as client:
            over = [flow for flow, since in ringing if await _done_since(client, flow, since)]
    if over:
        with open_session(home) as session:
            for flow in over:
                clear_alarm(session, AlarmCode.RUN_FAILED, flow, now, by="hệ thống")
    return len(over)


def alarm_text(look: SecondLook) -> str:
    """For the operator: what failed, why, and what comes next."""
    follows = (
        f"Tự chạy lại lúc {look.again_at.astimezone(HANOI):%H:%M}."
        if look.again_at
        else f"Đã chạy lại {MOST_A_DAY} lần trong ngày vẫn hỏng; đề nghị xem lượt chạy, xử lý rồi chạy tay."
    )
    return f"“{look.flow}” hỏng: {look.said.rstrip('.')}. {follows}"


def second_look_sheet(look: SecondLook) -> Sheet:
    """What was found, for people."""
    told = (
        f"“{look.run}” đã có lượt sau chạy xong hoặc không hỏng; không phải làm gì."
        if look.is_over
        else alarm_text(look)
    )
    return Sheet("xem-lai-luot-chay", f"Xem lại lượt chạy · {look.flow}", (told,), (), "")


async def _run(client: PrefectClient, run: str) -> FlowRun:
    try:
        found = await client.read_flow_run(UUID(run.strip().removeprefix(PREFIX)))
    except (ValueError, ObjectNotFound):
        raise Refused(f"Không có lượt chạy mang mã “{run}”. Mã là phần cuối của địa chỉ trang lượt chạy.") from None
    if BY_THE_CLOCK not in found.tags or found.deployment_id is None:
        raise Refused(f"“{found.name}” không phải việc định kỳ; nếu cần, đề nghị chạy tay lại từ đúng biểu mẫu.")
    return found


async def _done_since(client: PrefectClient, flow: str, since: datetime | None) -> bool:
    """Whether a run of this flow that began after an instant came to its end."""
    done = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])),
        start_time=FlowRunFilterStartTime(after_=since) if since else None,  # type: ignore[arg-type]
    )
    named = FlowFilter(name=FlowFilterName(any_=[flow]))
    return bool(await client.read_flow_runs(flow_filter=named, flow_run_filter=done, limit=1))


async def _tried_today(client: PrefectClient, run: FlowRun, now: datetime) -> int:
    """How often the work was already given another run today, by the days of Hanoi."""
    again = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[AGAIN]),
        deployment_id=FlowRunFilterDeploymentId(any_=[run.deployment_id] if run.deployment_id else []),
    )
    midnight = datetime.combine(now.astimezone(HANOI).date(), time(), HANOI)
    runs = await client.read_flow_runs(flow_run_filter=again, limit=50)
    mine = f"{AGAIN}|{run.id}"
    return sum(r.created is not None and r.created >= midnight and r.idempotency_key != mine for r in runs)
