"""Tạm ngừng nhắc: one unit, one programme or one duty hears nothing until a day, because an officer says so."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from flows.door import enter, flow
from flows.fields import Form, Username, Words
from tasks.order_sheets import mute_sheet
from tasks.prefect_tasks import mute, publish


class MuteScope(Form):
    model_config = ConfigDict(title="Tạm ngừng nhắc")

    programme: Annotated[str, Field(max_length=80, title="Chương trình", description="Để trống: mọi chương trình.")] = (
        ""
    )
    duty: Annotated[str, Field(max_length=60, title="Nhiệm vụ", description="Mã nhiệm vụ; để trống: mọi nhiệm vụ.")] = (
        ""
    )
    unit: Annotated[str, Field(max_length=200, title="Đơn vị", description="Tên hoặc mã; để trống: mọi đơn vị.")] = ""
    until: Annotated[date, Field(title="Đến hết ngày", description="Nhiều nhất 90 ngày kể từ hôm nay.")]
    reason: Annotated[Words, Field(title="Lý do", description="Hiện trong xem trước; ghi vào nhật ký.")]
    by: Annotated[Username, Field(title="Cán bộ thực hiện", description="Tên đăng nhập của cán bộ; ghi vào nhật ký.")]

    @model_validator(mode="after")
    def something_is_chosen(self) -> "MuteScope":
        if not (self.programme or self.unit.strip()):
            raise ValueError("Cần chọn chương trình hoặc đơn vị; để dừng tất cả, dùng “Dừng gửi khẩn cấp”.")
        return self

    @property
    def scope(self) -> str:
        return " · ".join(part for part in (self.called, self.duty, self.unit.strip()) if part)


@flow("Tạm ngừng nhắc", run_name="Ngừng nhắc {choices.scope} đến {choices.until:%d/%m/%Y}{choices.rehearsal}")
async def mute_scope(choices: MuteScope) -> str:
    """Việc vẫn phải làm, hạn không đổi; chỉ không gửi tin nhắc. Hết ngày ghi ở trên thì nhắc lại như thường."""
    visit = enter(choices)
    word = choices.model_dump(exclude={"dry_run"})
    return await publish(mute_sheet(visit.home, mute(visit.home, **word, now=visit.now, dry_run=visit.dry_run)))
