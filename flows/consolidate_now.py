"""Tổng hợp ngay: the totals of one period as known on a day, with n/N and who is missing. Closes and writes nothing."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Code, DatedForm
from tasks.act_sheets import closing_sheet
from tasks.prefect_tasks import add_up, publish


class ConsolidateNow(DatedForm):
    model_config = ConfigDict(title="Tổng hợp ngay")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    duty: Annotated[Code, Field(title="Nhiệm vụ", description="Mã nhiệm vụ hoặc mã yêu cầu đột xuất.")]
    period: Annotated[Code, Field(title="Kỳ", description="Ví dụ 2027, 2027-H1, 2027-06 hoặc ngày của việc một lần.")]


@flow("Tổng hợp ngay", run_name="Tổng hợp {choices.duty}, kỳ {choices.period}, {choices.when}")
async def consolidate_now(choices: ConsolidateNow) -> str:
    """Cộng số liệu đã có của một kỳ để xem; không khóa kỳ, không lập báo cáo, không thay đổi gì."""
    visit = enter(choices)
    asked = (choices.programme, choices.duty, choices.period, visit.as_of, visit.now)
    return await publish(closing_sheet(add_up(visit.home, *asked)))
