"""Chờ quyết định: a run sleeps until a named officer has decided something at the portal, then says how it ended.

The run suspends: its process ends, and it begins again from the top when `deployments.waking` resumes it, or when an
operator presses Resume, which decides nothing: without a decision it suspends again. What it waits for stands in our
own database, so a run that is lost loses nothing. Such flows have no retries: a resume counts as one.
"""

from __future__ import annotations

from uuid import uuid4

from prefect.context import FlowRunContext
from prefect.flow_runs import asuspend_flow_run

from flows.door import Trouble, Visit
from models.errors import Refused
from models.orders import Order
from models.vocabulary import OrderKind, OrderState
from models.waiting_runs import Verdict
from tasks import order_runs
from tasks.order_runs import WishFor
from tasks.orders import WISHES
from tasks.prefect_tasks import place_order, publish, sync
from tasks.sheets import Sheet


def this_run() -> str:
    """The id of the run this is called in. Errors: `Refused` outside of one."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise Refused("Lệnh này chỉ lập được trong một lượt chạy của Prefect.")
    return str(context.flow_run.id)


async def decision(visit: Visit, subject: str, sheet: Sheet) -> Verdict:
    """The verdict on a matter (`order:12`, `unit_change:3`, `catalogue_change:4`), once there is one.

    Until then the sheet is shown beside the run and the run suspends; nothing after this is reached in that pass. The
    caller says how it ended and then calls `ended`.
    """
    run = this_run()
    verdict = order_runs.verdict(visit.home, run, subject, visit.now)
    if verdict.is_waiting:
        await publish(sheet)
        await asuspend_flow_run(key=f"{subject}-{uuid4()}")  # a key once used lets the run pass
    return verdict


def ended(visit: Visit) -> None:
    """This run has told how its matter ended: it needs no waking any more."""
    order_runs.told(visit.home, this_run(), visit.now)


async def decided(visit: Visit, order: Order) -> Order:
    """The order with its decision; suspends while there is none."""
    await decision(visit, order.subject, order_runs.order_sheet(visit.home, order.id or 0))
    decided = order_runs.order_awaited(visit.home, this_run())
    assert decided is not None
    return decided


async def ordered(visit: Visit, wish_for: WishFor, by: str) -> str | Trouble:
    """A whole flow of this kind: rehearse, or place the order, wait, and say how it ended."""
    if visit.dry_run:
        return await publish(order_runs.rehearse_order(visit.home, wish_for, by, visit.now))
    run = this_run()
    order = order_runs.order_awaited(visit.home, run) or place_order(visit.home, wish_for, by, run, visit.now)
    if isinstance(order, Sheet):
        return await publish(order)
    order = await decided(visit, order)
    said = await publish(order_runs.order_sheet(visit.home, order.id or 0))
    ended(visit)
    if order.state == OrderState.DONE and WISHES[OrderKind.of(order.kind)].moves_pages:
        await sync(visit.home, visit.now)
    return Trouble(said) if order.state == OrderState.EXPIRED else said
