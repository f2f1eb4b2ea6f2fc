"""Miễn báo cáo cho nhiều đơn vị: one period, many units at once, once a named officer has confirmed it."""

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from flows.door import Trouble, enter, flow
from flows.fields import Words
from flows.order_fields import PeriodOrder, Units
from flows.waiting import ordered
from tasks.order_ground import Ground, chosen_units
from tasks.unit_orders import WaiverOrder


class WaiveUnits(PeriodOrder):
    model_config = ConfigDict(title="Miễn báo cáo cho nhiều đơn vị")

    units: Units = []
    everybody: Annotated[bool, Field(title="Mọi đơn vị còn nợ", description="Thêm mọi đơn vị chưa nộp kỳ này.")] = False
    reason: Annotated[Words, Field(title="Lý do", description="Không ghi thông tin cá nhân.")]
    approver: Annotated[Words, Field(title="Phê duyệt", description="Chức vụ, số văn bản hoặc phiếu trình đã duyệt.")]

    @model_validator(mode="after")
    def somebody_is_chosen(self) -> "WaiveUnits":
        if not self.units and not self.everybody:
            raise ValueError("Cần ghi đơn vị, hoặc chọn “Mọi đơn vị còn nợ”.")
        return self

    def wish(self, ground: Ground) -> WaiverOrder:
        units = chosen_units(ground, self.units, self.key, everybody=self.everybody)
        return WaiverOrder(*self.key, units, self.reason.strip(), self.approver.strip())


@flow("Miễn báo cáo cho nhiều đơn vị", run_name="Miễn {choices.duty}, kỳ {choices.period}{choices.rehearsal}")
async def waive_units(choices: WaiveUnits) -> str | Trouble:
    """Lập lệnh miễn báo cáo một kỳ; cán bộ xác nhận ở cổng thì mới có hiệu lực. Đơn vị đã nộp giữ nguyên."""
    return await ordered(enter(choices), choices.wish, choices.by)
