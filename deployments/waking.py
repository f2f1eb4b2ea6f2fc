"""Đánh thức: runs that slept until an officer decided are resumed, whoever decided and whatever was restarted since.

Looks at the state of the world every few seconds: what is decided in our database and still suspended in Prefect. A
run that is no more needs no waking. Prefect or the database away for a while: the next look does it.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from uuid import UUID

from httpx import HTTPError
from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound

from models.settings import Home
from tasks.order_runs import to_wake, told

LOOK = 5.0  # seconds between two looks

log = logging.getLogger("prefect.dondoc")


async def keep_waking(home: Home, asked_to_stop: asyncio.Event) -> None:
    """Look until asked to stop; a look that fails is made again."""
    while not asked_to_stop.is_set():
        try:
            await wake(home, datetime.now(UTC))
        except Exception as e:
            log.warning("Chưa đánh thức được các lượt chạy chờ quyết định (%s); sẽ thử lại.", type(e).__name__)
        try:
            await asyncio.wait_for(asked_to_stop.wait(), LOOK)
        except TimeoutError:
            continue


async def wake(home: Home, now: datetime) -> int:
    """Resume every suspended run whose matter is decided. How many."""
    runs = await asyncio.to_thread(to_wake, home, now)
    if not runs:
        return 0
    async with get_client() as client:
        return sum([await _woken(client, home, run, now) for run in runs])


async def _woken(client: PrefectClient, home: Home, run: str, now: datetime) -> bool:
    """One run that Prefect will not wake keeps no other asleep; the next look asks again."""
    try:
        return await _resume(client, home, run, now)
    except HTTPError as e:
        log.warning("Chưa đánh thức được lượt chạy %s (%s); sẽ thử lại.", run, type(e).__name__)
        return False


async def _resume(client: PrefectClient, home: Home, run: str, now: datetime) -> bool:
    try:
        state = (await client.read_flow_run(UUID(run))).state
    except ObjectNotFound:
        state = None
    if state is None or state.is_final():  # nobody is there to be told; the page of the matter says it
        told(home, run, now)
        return False
    if not state.is_paused():
        return False
    await client.resume_flow_run(UUID(run))
    return True
