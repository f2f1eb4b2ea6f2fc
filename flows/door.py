"""The door of every flow: which home, what time it is (read once), and whether this is a rehearsal.

A refusal ends the run as failed with the Vietnamese reason as its message, without a traceback.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

import prefect
from prefect.logging import get_run_logger
from prefect.states import Failed

from flows.fields import Form
from models.errors import CatalogueError, Refused
from models.quiet_hours import HANOI, day_in_hanoi
from models.settings import Home


@dataclass(frozen=True)
class Visit:
    """One run's answers to where, when, and in earnest or not."""

    home: Home
    now: datetime
    as_of: date
    dry_run: bool

    @property
    def is_demo(self) -> bool:
        return self.home.settings().is_demo


def enter(form: Form) -> Visit:
    """Read the clock once. Outside the demo, any other day than today is a rehearsal whatever the form says."""
    home, now = Home(), datetime.now(UTC)
    today = day_in_hanoi(now)
    as_of = getattr(form, "as_of", None) or today
    rehearsal = form.dry_run or (as_of != today and not home.settings().is_demo)
    return Visit(home, now, as_of, rehearsal)


def flow(name: str, run_name: str | Callable[[], str] | None = None) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """A Prefect flow with a Vietnamese name. `run_name` only where nobody names the run beforehand: it overwrites."""

    def dress(order: Callable[..., Awaitable[Any]]) -> Any:
        @wraps(order)
        async def answered(*args: Any, **kwargs: Any) -> Any:
            try:
                said = await order(*args, **kwargs)
                get_run_logger().info("%s", said)
                return said
            except (Refused, CatalogueError) as no:
                get_run_logger().warning("%s", no)
                return Failed(message=str(no))

        return prefect.flow(name=name, flow_run_name=run_name)(answered)

    return dress


def clock_name() -> str:
    """A run's name after the moment it starts: `07:30 ngày 23/11/2026`."""
    return f"{datetime.now(UTC).astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
