"""Nhắc trở lại: a mute is lifted before its day, because an officer says so."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form, Username, Words
from tasks.order_sheets import mute_sheet
from tasks.prefect_tasks import publish
from tasks.prefect_tasks import unmute as lift


class Unmute(Form):
    model_config = ConfigDict(title="Nhắc trở lại")

    number: Annotated[int, Field(ge=1, title="Số lệnh", description="Cột “Số” trong bảng “Tạm ngừng nhắc”.")]
    reason: Annotated[Words, Field(title="Lý do", description="Ghi vào nhật ký.")]
    by: Annotated[Username, Field(title="Cán bộ thực hiện", description="Tên đăng nhập của cán bộ; ghi vào nhật ký.")]


@flow("Nhắc trở lại", run_name="Nhắc trở lại, lệnh {choices.number}{choices.rehearsal}")
async def unmute(choices: Unmute) -> str:
    """Từ lượt sau, các việc còn nợ được nhắc như thường; nấc đã qua không nhắc bù."""
    visit = enter(choices)
    word = choices.model_dump(exclude={"dry_run"})
    return await publish(mute_sheet(visit.home, lift(visit.home, **word, now=visit.now, dry_run=visit.dry_run)))
