"""Ấn định ngày: for a duty without a day of its own, write down the day people agreed on; its run moves there."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import Trouble, enter, flow
from flows.order_fields import PeriodOrder
from flows.waiting import ordered
from tasks.duty_orders import DayOrder
from tasks.order_ground import Ground


class AgreeDay(PeriodOrder):
    model_config = ConfigDict(title="Ấn định ngày")

    held_on: Annotated[date, Field(title="Ngày thống nhất", description="Trong kỳ; là ngày làm việc, không phải hạn.")]
    note: Annotated[str, Field(max_length=500, title="Ghi chú", description="Ví dụ số giấy mời, thông báo họp.")] = ""

    def wish(self, ground: Ground) -> DayOrder:
        return DayOrder(*self.key, self.held_on, " ".join(self.note.split()))


@flow(
    "Ấn định ngày",
    run_name="Ấn định ngày {choices.held_on:%d/%m/%Y} · {choices.duty}, kỳ {choices.period}{choices.rehearsal}",
)
async def agree_day(choices: AgreeDay) -> str | Trouble:
    """Lập lệnh ghi ngày đã thống nhất cho việc mà văn bản không ấn định; xác nhận rồi lần chạy của mốc dời theo."""
    return await ordered(enter(choices), choices.wish, choices.by)
