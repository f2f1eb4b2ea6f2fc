"""Gửi tin trong hộp tin đi: whatever is planned and may go out now; interrupted messages are sorted out first."""

from pydantic import ConfigDict

from flows.door import clock_name, enter, flow
from flows.fields import Form
from tasks.prefect_tasks import publish, send
from tasks.round_sheets import outbox_sheet


class OutboxDrain(Form):
    model_config = ConfigDict(title="Gửi tin đang chờ")


@flow("Gửi tin đang chờ", run_name=clock_name)
async def outbox(choices: OutboxDrain = OutboxDrain()) -> str:
    """Gửi các tin đã đến giờ gửi; chạy thử thì chỉ liệt kê hộp tin đi."""
    visit = enter(choices)
    sent = None if visit.dry_run else send(visit.home)
    return await publish(outbox_sheet(visit.home, sent, visit.now))
