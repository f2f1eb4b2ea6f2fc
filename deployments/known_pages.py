"""What Prefect knows of the timetable from the last start: a page that reads as it should need not be told again.

Nothing is kept for it beside Prefect: what stands there is held against what would be told. A schedule or a page an
operator has paused is as told; anything else somebody changed by hand is not, and is told again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments.runner import RunnerDeployment

PAGE = 200


async def known_pages(client: PrefectClient) -> dict[str, DeploymentResponse]:
    """Every page of this server by its full name, `Flow/Page`."""
    flows = {flow.id: flow.name for flow in await client.read_flows(limit=PAGE)}
    found: list[DeploymentResponse] = []
    while pages := await client.read_deployments(limit=PAGE, offset=len(found)):
        found += pages
        if len(pages) < PAGE:
            break
    return {f"{flows.get(page.flow_id)}/{page.name}": page for page in found}


def full_name(deployment: RunnerDeployment) -> str:
    return f"{deployment.flow_name}/{deployment.name}"


def reads_as_told(page: DeploymentResponse, deployment: RunnerDeployment, pool: str | None) -> bool:
    """Whether telling Prefect of this deployment would change nothing. `pool`: where its runs go; None: to us."""
    return _of_page(page) == _of_telling(deployment) and page.work_pool_name == pool


def _of_page(page: DeploymentResponse) -> Mapping[str, Any]:
    limit = page.global_concurrency_limit
    return {
        "version": page.version,
        "description": page.description,
        "tags": sorted(page.tags),
        "parameters": page.parameters,
        "entrypoint": page.entrypoint,
        "form": page.parameter_openapi_schema,
        "limit": (limit.limit if limit else None, page.concurrency_options),
        "schedules": sorted((each.slug or "", each.schedule.model_dump_json()) for each in page.schedules),
    }


def _of_telling(deployment: RunnerDeployment) -> Mapping[str, Any]:
    return {
        "version": deployment.version,
        "description": deployment.description,
        "tags": sorted(deployment.tags),
        "parameters": deployment.model_dump(mode="json", include={"parameters"})["parameters"],
        "entrypoint": deployment.entrypoint,
        "form": deployment._parameter_openapi_schema.model_dump(mode="json", exclude_unset=True),
        "limit": (deployment.concurrency_limit, deployment.concurrency_options),
        "schedules": sorted(
            (each.slug or "", each.schedule.model_dump_json()) for each in deployment.schedules or [] if each.schedule
        ),
    }
