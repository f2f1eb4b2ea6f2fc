"""Keeps the page of each programme in Prefect in step with its milestones: explicit, named, tagged, idempotent runs.

A run is known by its key (programme, duty, period, what, day): a moved date takes away exactly its run and makes the
new one; a second sync makes and removes nothing. Past and finished runs are never touched, none is made in the past.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from sqlmodel import select

from models.catalogue import home_catalogue
from models.errors import Refused
from models.facts import Request, Ruling
from models.milestones import Milestone, milestones
from models.programmes import Programme
from models.quiet_hours import HANOI, day_in_hanoi
from models.settings import Home
from tasks.session import open_session

MORNING = time(8, 0)
LIFECYCLE = "Vòng đời chương trình"  # the flow's name; each programme is one deployment of it
AT_A_TIME = 5  # runs a request: a short transaction of the Prefect server
BREATH = 0.05  # seconds between two requests, in which others get to write to its SQLite
PATIENCE = (0.2, 0.5, 1, 2, 4, 8)  # seconds between two tries
PAGE = 200  # runs a page when reading


@dataclass(frozen=True)
class Synced:
    """What one sync did to one programme's page."""

    programme: str
    made: int
    removed: int
    kept: int


def page_name(programme: Programme) -> str:
    """The deployment's name: what the operator reads in the list. Prefect forbids a slash in it."""
    number = programme.number.replace("/", "-").strip("()")
    return f"{number} · {programme.short_title}".translate({ord(c): "-" for c in "/%&<>"})


def wanted_milestones(home: Home, today: date) -> dict[str, list[Milestone]]:
    """Every programme's milestones from today on, requests and agreed days included."""
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        requests = list(session.exec(select(Request)))
        rulings = list(session.exec(select(Ruling)))
    return {
        slug: milestones(catalogue, slug, today, requests=requests, rulings=rulings) for slug in catalogue.programmes
    }


async def sync_runs(home: Home, now: datetime, *, dry_run: bool = False) -> list[Synced]:
    """Bring the explicit runs of every programme in step; with `dry_run`, only count."""
    wanted = wanted_milestones(home, day_in_hanoi(now))
    pages = {slug: f"{LIFECYCLE}/{page_name(p)}" for slug, p in home_catalogue(home).programmes.items()}
    async with get_client() as client:
        return [await _sync(client, slug, pages[slug], wanted[slug], now, dry_run) for slug in sorted(pages)]


async def _sync(
    client: PrefectClient, slug: str, page: str, wanted: Iterable[Milestone], now: datetime, dry_run: bool
) -> Synced:
    try:
        deployment = await client.read_deployment_by_name(page)
    except ObjectNotFound:
        raise Refused(f"Chưa có trang “{page}” trong Prefect. Khởi động lại bằng `dondoc up` rồi chạy lại.") from None
    future = {m.key: m for m in wanted if starts_at(m) > now}
    standing = await _standing(client, slug, now)
    right = {key: run for key, run in standing.items() if key in future and _is_same(run, future[key], deployment.id)}
    gone = [run.id for key, run in standing.items() if key not in right and run.state and run.state.is_scheduled()]
    new = [future[key] for key in future if key not in right]
    if not dry_run:
        await _remove(client, gone)
        await _make(client, deployment.id, new)
    return Synced(slug, made=len(new), removed=len(gone), kept=len(right))


def starts_at(milestone: Milestone) -> datetime:
    return datetime.combine(milestone.on, MORNING, HANOI).astimezone(UTC)


def _is_same(run: FlowRun, milestone: Milestone, deployment: UUID) -> bool:
    """A run someone cancelled stays as they left it; a scheduled one must carry today's name and tags, on its page.

    One left on another page cannot simply be overlooked: its key would keep the right one from being made.
    """
    if not (run.state and run.state.is_scheduled()):
        return True
    return run.name == milestone.name and run.deployment_id == deployment and set(milestone.tags) <= set(run.tags)


async def _standing(client: PrefectClient, slug: str, now: datetime) -> dict[str, FlowRun]:
    """The milestone runs still ahead, by key, whatever their state."""
    ahead = FlowRunFilter(
        tags=FlowRunFilterTags(all_=["mốc", f"ct:{slug}"]),
        expected_start_time=FlowRunFilterExpectedStartTime(after_=now + timedelta(seconds=1)),  # type: ignore[arg-type]
    )
    found: dict[str, FlowRun] = {}
    offset = 0
    while page := await client.read_flow_runs(
        flow_run_filter=ahead, sort=FlowRunSort.ID_DESC, limit=PAGE, offset=offset
    ):
        found.update({str(run.idempotency_key): run for run in page})
        offset += len(page)
    return found


async def _remove(client: PrefectClient, ids: list[UUID]) -> None:
    for n in range(0, len(ids), AT_A_TIME):
        chosen = {"id": {"any_": [str(i) for i in ids[n : n + AT_A_TIME]]}}
        answer = await client.request("POST", "/flow_runs/bulk_delete", json={"flow_runs": chosen})  # type: ignore[arg-type]
        answer.raise_for_status()


async def _make(client: PrefectClient, deployment: UUID, new: list[Milestone]) -> None:
    """A handful of runs a request. What a busy disk refused is asked for again: the key makes that harmless."""
    left = list(new)
    for patience in PATIENCE:
        refused: list[Milestone] = []
        error = ""
        for n in range(0, len(left), AT_A_TIME):
            asked = left[n : n + AT_A_TIME]
            path = f"/deployments/{deployment}/create_flow_run/bulk"
            answer = await client.request("POST", path, json=[_as_run(m) for m in asked])  # type: ignore[arg-type]
            answer.raise_for_status()
            await asyncio.sleep(BREATH)
            for milestone, result in zip(asked, answer.json()["results"], strict=True):
                if result["status"] == "FAILED":
                    refused.append(milestone)
                    error = result["error"]
        if not refused:
            return
        left = refused
        await asyncio.sleep(patience)
    raise RuntimeError(f"{len(left)} runs were refused by the Prefect server, the last: {error}")


def _as_run(milestone: Milestone) -> dict[str, Any]:
    scheduled = {"scheduled_time": starts_at(milestone).isoformat()}
    return {
        "name": milestone.name,
        "parameters": {"choices": milestone.parameters},
        "idempotency_key": milestone.key,
        "tags": list(milestone.tags),
        "state": {"type": "SCHEDULED", "name": "Scheduled", "state_details": scheduled},
    }
