"""Khám sức khỏe: one look at everything the installation lives on; each point with what to do. Changes nothing."""

from pydantic import ConfigDict, Field

from flows.door import Trouble, enter, flow
from flows.fields import Form
from models.vocabulary import Health
from tasks.health import worst
from tasks.keeping_sheets import health_sheet
from tasks.prefect_tasks import examine, publish


class HealthCheck(Form):
    model_config = ConfigDict(title="Khám sức khỏe")

    network: bool = Field(
        default=False, title="Hỏi cả máy chủ thư", description="Xem hạn chứng thư của máy chủ thư đi và thư đến."
    )


@flow("Khám sức khỏe", run_name="Khám sức khỏe · {choices.when}")
async def health_check(choices: HealthCheck = HealthCheck()) -> str | Trouble:
    """Máy chủ, dữ liệu, việc đang chạy, sao lưu: mục nào phải xử lý thì lượt chạy báo hỏng kèm việc cần làm."""
    visit = enter(choices)
    points = examine(visit.home, visit.now, network=choices.network)
    said = await publish(health_sheet(visit.home, points))
    return Trouble(said) if worst(points) is Health.BAD else said
