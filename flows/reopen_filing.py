"""Mở lại báo cáo đã tiếp nhận: accepted filings of one period may be corrected again, once an officer confirmed it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import Trouble, enter, flow
from flows.fields import Words
from flows.order_fields import PeriodOrder
from flows.waiting import ordered
from tasks.order_ground import Ground, chosen_units
from tasks.unit_orders import FilingsOrder


class ReopenFiling(PeriodOrder):
    model_config = ConfigDict(title="Mở lại báo cáo đã tiếp nhận")

    units: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200, title="Đơn vị")]],
        Field(min_length=1, max_length=500, title="Các đơn vị", description="Tên hoặc mã, mỗi dòng một đơn vị."),
    ]
    reason: Annotated[Words, Field(title="Lý do", description="Đơn vị đọc được; không ghi thông tin cá nhân.")]

    def wish(self, ground: Ground) -> FilingsOrder:
        return FilingsOrder(*self.key, chosen_units(ground, self.units, self.key), self.reason.strip())


@flow("Mở lại báo cáo đã tiếp nhận", run_name="Mở lại bài {choices.duty}, kỳ {choices.period}{choices.rehearsal}")
async def reopen_filing(choices: ReopenFiling) -> str | Trouble:
    """Lập lệnh mở lại báo cáo đã tiếp nhận để đơn vị sửa, nộp lại; có hiệu lực khi cán bộ xác nhận ở cổng."""
    return await ordered(enter(choices), choices.wish, choices.by)
