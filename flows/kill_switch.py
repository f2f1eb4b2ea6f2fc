"""Dừng gửi: one switch that stops everything from leaving, and lets it go on again. What waits is not lost."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form, Username, Words
from tasks.order_sheets import switch_sheet
from tasks.prefect_tasks import publish, stop_or_go


class KillSwitch(Form):
    model_config = ConfigDict(title="Dừng gửi khẩn cấp")

    wish: Annotated[Literal["dừng gửi", "cho gửi tiếp"], Field(title="Việc cần làm")] = "dừng gửi"
    reason: Annotated[Words, Field(title="Lý do", description="Ghi vào nhật ký.")]
    by: Annotated[Username, Field(title="Cán bộ thực hiện", description="Tên đăng nhập của cán bộ; ghi vào nhật ký.")]


@flow("Dừng gửi khẩn cấp", run_name="{choices.wish}{choices.rehearsal}")
async def kill_switch(choices: KillSwitch) -> str:
    """Dừng mọi tin, hoặc cho gửi tiếp. Tin đang chờ được giữ nguyên; tin quá hạn ý nghĩa không gửi bù."""
    visit = enter(choices)
    wish = {"on": choices.wish == "dừng gửi", "reason": choices.reason, "by": choices.by}
    stopped = stop_or_go(visit.home, **wish, now=visit.now, dry_run=visit.dry_run)
    return await publish(switch_sheet(visit.home, stopped, choices.reason))
