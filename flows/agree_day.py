"""Ấn định ngày: for a duty without a day of its own, write down the day people agreed on; its run moves there."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Code, Form, Words
from tasks.act_sheets import agreed_sheet
from tasks.prefect_tasks import agree, publish, sync


class AgreeDay(Form):
    model_config = ConfigDict(title="Ấn định ngày")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    duty: Annotated[Code, Field(title="Nhiệm vụ", description="Mã nhiệm vụ, ví dụ S000-19.")]
    period: Annotated[Code, Field(title="Kỳ", description="Ví dụ 2028, 2027-H1, 2027-06.")]
    held_on: Annotated[date, Field(title="Ngày thống nhất", description="Trong kỳ; là ngày làm việc, không phải hạn.")]
    note: Annotated[str, Field(max_length=500, title="Ghi chú", description="Ví dụ số giấy mời, thông báo họp.")] = ""
    by: Annotated[Words, Field(title="Người ấn định", description="Họ tên, chức vụ; ghi vào sổ.")]


@flow("Ấn định ngày", run_name="Ấn định ngày {choices.held_on:%d/%m/%Y} · {choices.duty}, kỳ {choices.period}")
async def agree_day(choices: AgreeDay) -> str:
    """Ghi ngày đã thống nhất cho việc mà văn bản không ấn định ngày, rồi dời lần chạy của mốc đó."""
    visit = enter(choices)
    told = choices.model_dump(exclude={"dry_run"})
    agreed = agree(visit.home, **told, now=visit.now, dry_run=visit.dry_run)
    if not visit.dry_run:
        await sync(visit.home, visit.now)
    return await publish(agreed_sheet(agreed))
