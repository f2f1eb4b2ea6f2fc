"""Đồng bộ vòng đời: bring every programme's page in step with the catalogue, the requests and the days agreed on."""

from pydantic import ConfigDict

from flows.door import Form, clock_name, enter, flow
from tasks.act_sheets import sync_sheet
from tasks.prefect_tasks import publish, sync


class SyncLifecycle(Form):
    model_config = ConfigDict(title="Đồng bộ vòng đời")


@flow("Đồng bộ vòng đời", run_name=clock_name)
async def sync_lifecycle(choices: SyncLifecycle = SyncLifecycle()) -> str:
    """Tạo đúng các lần chạy còn thiếu, bỏ các lần chạy của ngày đã đổi; chạy lại lần nữa không tạo, không bỏ gì."""
    visit = enter(choices)
    synced = await sync(visit.home, visit.now, dry_run=visit.dry_run)
    return await publish(sync_sheet(synced, dry_run=visit.dry_run))
