"""Khóa kỳ và tổng hợp: close one period of one duty once a named officer has confirmed it; reports are written then."""

from pydantic import ConfigDict

from flows.door import Trouble, enter, flow
from flows.order_fields import PeriodOrder, Why
from flows.waiting import ordered
from tasks.order_ground import Ground
from tasks.period_orders import ClosingOrder


class ClosePeriod(PeriodOrder):
    model_config = ConfigDict(title="Khóa kỳ và tổng hợp")

    reason: Why = ""

    def wish(self, ground: Ground) -> ClosingOrder:
        return ClosingOrder(*self.key, " ".join(self.reason.split()))


@flow("Khóa kỳ và tổng hợp", run_name="Khóa kỳ {choices.period} · {choices.duty}{choices.rehearsal}")
async def close_period(choices: ClosePeriod) -> str | Trouble:
    """Lập lệnh khóa kỳ; cán bộ xác nhận thì số liệu giữ nguyên mãi. Kỳ đã mở lại thì ghi lý do đã bổ sung gì."""
    return await ordered(enter(choices), choices.wish, choices.by)
