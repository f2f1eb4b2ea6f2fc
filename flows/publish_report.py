"""Ban hành báo cáo tổng hợp: n/N and who is missing are shown, a named officer approves, then it is closed, written."""

from pydantic import ConfigDict

from flows.door import Trouble, enter, flow
from flows.order_fields import PeriodOrder, Why
from flows.waiting import ordered
from tasks.order_ground import Ground
from tasks.period_orders import PublicationOrder


class PublishReport(PeriodOrder):
    model_config = ConfigDict(title="Ban hành báo cáo tổng hợp")

    reason: Why = ""

    def wish(self, ground: Ground) -> PublicationOrder:
        return PublicationOrder(*self.key, " ".join(self.reason.split()))


@flow("Ban hành báo cáo tổng hợp", run_name="Ban hành {choices.duty}, kỳ {choices.period}{choices.rehearsal}")
async def publish_report(choices: PublishReport) -> str | Trouble:
    """Dự thảo và số đã báo cáo hiện ra, lượt chạy nghỉ chờ; cán bộ duyệt ở cổng thì khóa số liệu và lập báo cáo.

    Kỳ đã gửi mà số liệu thay đổi thì ghi lý do gửi lại.
    """
    return await ordered(enter(choices), choices.wish, choices.by)
