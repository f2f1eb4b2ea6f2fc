"""Dọn nhật ký Prefect: the clock drains the outbox every five minutes; a week later nobody asks about a quiet drain.

Only runs of flows that run all day, and that ended well, go. What was sent stands in our own database, for good.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound

KEPT_FOR = timedelta(days=7)
AT_A_TIME = 50


async def forget_often_run(page: str, now: datetime) -> int:
    """Delete the old, completed or skipped runs of a deployment (`flow/deployment`). Returns how many."""
    async with get_client() as client:
        try:
            deployment = await client.read_deployment_by_name(page)
        except ObjectNotFound:
            return 0
        old = {
            "deployment_id": {"any_": [str(deployment.id)]},
            "state": {"type": {"any_": ["COMPLETED", "CANCELLED"]}},
            "expected_start_time": {"before_": (now - KEPT_FOR).isoformat()},
        }
        count = 0
        while True:
            body = {"flow_runs": old, "limit": AT_A_TIME}
            answer = await client.request("POST", "/flow_runs/bulk_delete", json=body)  # type: ignore[arg-type]
            answer.raise_for_status()
            deleted = answer.json()["deleted"]
            count += len(deleted)
            if len(deleted) < AT_A_TIME:
                return count
