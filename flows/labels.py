"""Nhãn của lượt chạy: a run about one programme carries its tags, so that it is found on the programme's filter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

from flows.fields import Form


def labels_of(form: Form) -> set[str]:
    """`ct:…` of its programme, `năm:…` of its period, where the form asks for one."""
    programme, period = getattr(form, "programme", ""), str(getattr(form, "period", "") or "")
    found = {f"ct:{programme}"} if programme else set()
    return found | ({f"năm:{year[0]}"} if (year := re.match(r"20\d\d", period)) else set())


async def label_run(forms: Iterable[object]) -> None:
    """Put the tags on the run at hand. One that cannot be labelled now runs all the same."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    run = context.flow_run
    wanted = {label for form in forms if isinstance(form, Form) for label in labels_of(form)}
    if wanted - set(run.tags):
        with suppress(HTTPError):
            async with get_client() as client:
                await client.update_flow_run(run.id, tags=sorted(wanted | set(run.tags)))
