"""Mở lại kỳ đã khóa: figures may be put right until a named day; what was sent stays."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import Trouble, enter, flow
from flows.fields import Words
from flows.order_fields import PeriodOrder
from flows.waiting import ordered
from tasks.order_ground import Ground
from tasks.period_orders import ReopeningOrder


class ReopenPeriod(PeriodOrder):
    model_config = ConfigDict(title="Mở lại kỳ đã khóa")

    until: Annotated[date, Field(title="Đến hết ngày", description="Nhiều nhất 60 ngày kể từ hôm nay.")]
    reason: Annotated[Words, Field(title="Lý do", description="Không ghi thông tin cá nhân.")]

    def wish(self, ground: Ground) -> ReopeningOrder:
        return ReopeningOrder(*self.key, self.until, self.reason.strip())


@flow("Mở lại kỳ đã khóa", run_name="Mở lại kỳ {choices.period} · {choices.duty}{choices.rehearsal}")
async def reopen_period(choices: ReopenPeriod) -> str | Trouble:
    """Lập lệnh mở lại một kỳ để bổ sung số liệu; bản đã gửi giữ nguyên, khóa lại thì thành bản gửi lại."""
    return await ordered(enter(choices), choices.wish, choices.by)
