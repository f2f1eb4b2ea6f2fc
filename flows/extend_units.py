"""Gia hạn cho nhiều đơn vị: one period, many units at once, once a named officer has confirmed it."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from flows.door import Trouble, enter, flow
from flows.fields import Words
from flows.order_fields import PeriodOrder, Units
from flows.waiting import ordered
from tasks.order_ground import Ground, chosen_units
from tasks.unit_orders import ExtensionOrder


class ExtendUnits(PeriodOrder):
    model_config = ConfigDict(title="Gia hạn cho nhiều đơn vị")

    units: Units = []
    everybody: Annotated[bool, Field(title="Mọi đơn vị còn nợ", description="Thêm mọi đơn vị chưa nộp kỳ này.")] = False
    until: Annotated[date, Field(title="Đến hết ngày", description="Ngày cuối được gửi; sau hạn của văn bản.")]
    reason: Annotated[Words, Field(title="Lý do", description="Đơn vị đọc được; không ghi thông tin cá nhân.")]

    @model_validator(mode="after")
    def somebody_is_chosen(self) -> "ExtendUnits":
        if not self.units and not self.everybody:
            raise ValueError("Cần ghi đơn vị, hoặc chọn “Mọi đơn vị còn nợ”.")
        return self

    def wish(self, ground: Ground) -> ExtensionOrder:
        units = chosen_units(ground, self.units, self.key, everybody=self.everybody, until=self.until)
        return ExtensionOrder(*self.key, units, self.reason.strip(), self.until)


@flow("Gia hạn cho nhiều đơn vị", run_name="Gia hạn {choices.duty}, kỳ {choices.period}{choices.rehearsal}")
async def extend_units(choices: ExtendUnits) -> str | Trouble:
    """Lập lệnh gia hạn; cán bộ xác nhận ở cổng thì mới có hiệu lực, cho đúng các đơn vị và ngày đã hiện ở đó."""
    return await ordered(enter(choices), choices.wish, choices.by)
