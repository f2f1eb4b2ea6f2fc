"""The door of every flow: which home, what time it is (read once), and whether this is a rehearsal.

A refusal ends the run as failed with the Vietnamese reason as its message, without a traceback. A regular work that
fails leaves a mark among the pulses, so that the portal and the watcher can say why it is silent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

import prefect
from prefect.logging import get_run_logger
from prefect.states import Failed

from flows.fields import Form
from flows.labels import label_run
from flows.unfit import say_why
from models.errors import CatalogueError, Refused
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import Work
from tasks.masked_errors import Masked, masked_errors
from tasks.pulse_marks import mark_failure
from tasks.sending_sheets import channel_text


@dataclass(frozen=True)
class Visit:
    """One run's answers to where, when, and in earnest or not."""

    home: Home
    now: datetime
    as_of: date
    dry_run: bool
    is_demo: bool


def enter(form: Form) -> Visit:
    """Read the clock once. Outside the demo, any other day than today is a rehearsal whatever the form says."""
    home, now = Home(), datetime.now(UTC)
    today, is_demo = day_in_hanoi(now), home.settings().is_demo
    as_of = getattr(form, "as_of", None) or today
    return Visit(home, now, as_of, form.dry_run or (as_of != today and not is_demo), is_demo)


def _mark_failure(forms: Iterable[Form], work: Work | None, why: str) -> None:
    """Among the pulses, for the portal and the watcher; a rehearsal, or a look at another day, leaves nothing there."""
    now = datetime.now(UTC)
    if not any(form.dry_run or getattr(form, "as_of", None) not in (None, day_in_hanoi(now)) for form in forms):
        mark_failure(Home(), work, now, why)


@dataclass(frozen=True)
class Trouble:
    """What a flow returns when it came to its end and something is still wrong: the run is shown as failed."""

    said: str


def told(said: str, closed_channels: Mapping[str, str]) -> str | Trouble:
    """What a sending flow returns: with a channel down the run is shown as failed, though all it could do is done."""
    down = ", ".join(map(channel_text, closed_channels))
    return Trouble(f"Kênh hỏng: {down}. {said}") if down else said


def flow(
    name: str, run_name: str | None = None, work: Work | None = None
) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """A Prefect flow with a Vietnamese name. `run_name` only where nobody names the run beforehand: it overwrites.
    `work`: the regular work this flow does; a run that fails is marked among its pulses.
    """

    def dress(order: Callable[..., Awaitable[Any]]) -> Any:
        @wraps(order)
        async def answered(*args: Any, **kwargs: Any) -> Any:
            forms = (*args, *kwargs.values())
            try:
                await label_run(forms)
                with masked_errors():
                    said = await order(*args, **kwargs)
                if isinstance(said, Trouble):
                    get_run_logger().error("%s", said.said)
                    return Failed(message=said.said)
                get_run_logger().info("%s", said)
                return said
            except (Refused, CatalogueError) as no:
                get_run_logger().warning("%s", no)
                _mark_failure(forms, work, str(no))
                return Failed(message=str(no))
            except Exception as e:
                _mark_failure(forms, work, str(e) if isinstance(e, Masked) else type(e).__name__)
                raise

        return prefect.flow(name=name, flow_run_name=run_name, on_failure=[say_why])(answered)  # type: ignore[list-item]

    return dress
