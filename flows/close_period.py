"""Khóa kỳ và tổng hợp: close one period of one duty, total it, write the Word and Excel reports, show the table."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Code, DatedForm, Words
from tasks.act_sheets import closing_sheet
from tasks.prefect_tasks import close, publish


class ClosePeriod(DatedForm):
    model_config = ConfigDict(title="Khóa kỳ và tổng hợp")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    duty: Annotated[Code, Field(title="Nhiệm vụ", description="Mã nhiệm vụ hoặc mã yêu cầu đột xuất.")]
    period: Annotated[Code, Field(title="Kỳ", description="Ví dụ 2027, 2027-H1, 2027-06 hoặc ngày của việc một lần.")]
    by: Annotated[Words, Field(title="Người khóa", description="Họ tên, chức vụ; ghi vào sổ và báo cáo.")]


@flow("Khóa kỳ và tổng hợp", run_name="Khóa kỳ {choices.period} · {choices.duty} · {choices.programme}")
async def close_period(choices: ClosePeriod) -> str:
    """Số liệu khóa được giữ nguyên mãi; khóa lần thứ hai trả về đúng bản đã khóa."""
    visit = enter(choices)
    closing = close(
        visit.home,
        choices.programme,
        choices.duty,
        choices.period,
        visit.as_of,
        visit.now,
        by=choices.by,
        dry_run=visit.dry_run,
    )
    return await publish(closing_sheet(closing))
