"""Phiếu chưa hợp lệ: a run whose form cannot be says why in our words, and is found under the name of its flow.

Prefect checks a form before our flow begins, and puts English names of its own before the reason our forms give.
"""

from __future__ import annotations

import re
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Failed

_BY_PREFECT = "Flow run received invalid parameters:"  # prefect.exceptions.ParameterTypeError, 3.8.8
_REASON = re.compile(r"^ - (?P<field>\S+?): (?:Value error, )?(?P<why>.+)$", re.MULTILINE)


async def say_why(flow: Any, flow_run: FlowRun, state: State) -> None:
    """When a run has failed: put our reason first where Prefect refused the form; any other failure stays."""
    reasons = (state.message or "").partition(_BY_PREFECT)[2]
    said = [_said(found["field"], found["why"]) for found in _REASON.finditer(reasons)]
    if not said:
        return
    async with get_client() as client:
        await client.set_flow_run_state(flow_run.id, Failed(message=" ".join(said)), force=True)
        await client.update_flow_run(flow_run.id, name=f"{flow.name} · phiếu chưa hợp lệ")


def _said(field: str, why: str) -> str:
    """A rule over the whole form speaks for itself; one of Prefect's kind needs the field it is about."""
    name = field.partition(".")[2]
    return f"Mục “{name}” chưa hợp lệ: {why}." if name else why
