"""Đồng bộ vòng đời: bring every programme's page in step with the catalogue, the requests and the days agreed on."""

from pydantic import ConfigDict

from flows.door import enter, flow
from flows.fields import Form
from flows.happenings import happenings
from flows.inbound import inbound
from flows.outbox import outbox
from flows.reconcile import reconcile
from tasks.act_sheets import sync_sheet
from tasks.prefect_tasks import publish, sync, tidy


class SyncLifecycle(Form):
    model_config = ConfigDict(title="Đồng bộ vòng đời")


@flow("Đồng bộ vòng đời", run_name="Đồng bộ vòng đời · {choices.when}")
async def sync_lifecycle(choices: SyncLifecycle = SyncLifecycle()) -> str:
    """Tạo đúng các lần chạy còn thiếu, bỏ các lần chạy của ngày đã đổi; chạy lại lần nữa không tạo, không bỏ gì."""
    visit = enter(choices)
    synced = await sync(visit.home, visit.now, dry_run=visit.dry_run)
    if not visit.dry_run:
        for often in (outbox, reconcile, inbound, happenings):
            await tidy(f"{often.name}/{often.name}", visit.now)
    return await publish(sync_sheet(visit.home, synced, dry_run=visit.dry_run))
