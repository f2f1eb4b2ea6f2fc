"""Gửi lại tin: one message, or those of a day (of chosen units), because an operator says so and why."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from flows.door import Trouble, enter, flow, told
from flows.fields import Form, Username, Words
from models.vocabulary import MessageState
from tasks.prefect_tasks import publish, send, send_again
from tasks.round_sheets import resend_sheet

WHICH = {
    "không gửi được": (MessageState.FAILED,),
    "chưa rõ đã đến hay chưa": (MessageState.UNKNOWN,),
    "cả hai": (MessageState.FAILED, MessageState.UNKNOWN),
    "đã gửi": (MessageState.SENT,),
}


class Resend(Form):
    model_config = ConfigDict(title="Gửi lại tin")

    message: int | None = Field(default=None, ge=1, title="Số tin", description="Số của tin trong hộp tin đi.")
    day: date | None = Field(default=None, title="Hoặc mọi tin của ngày")
    which: Annotated[
        Literal["không gửi được", "chưa rõ đã đến hay chưa", "cả hai", "đã gửi"],
        Field(title="Tin nào của ngày đó", description="“Đã gửi” chỉ dùng khi chọn đơn vị."),
    ] = "không gửi được"
    units: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200, title="Đơn vị")]],
        Field(
            max_length=500,
            title="Chỉ gửi lại cho",
            description="Tên hoặc mã đơn vị, mỗi dòng một đơn vị; để trống: mọi đơn vị của ngày đó.",
        ),
    ] = []
    reason: Annotated[Words, Field(title="Lý do gửi lại", description="Ví dụ: đã gọi hỏi, đơn vị chưa nhận được.")]
    by: Annotated[Username, Field(title="Cán bộ thực hiện", description="Tên đăng nhập của cán bộ; ghi vào nhật ký.")]

    @model_validator(mode="after")
    def one_of_them(self) -> "Resend":
        if (self.message is None) == (self.day is None):
            raise ValueError("Chọn một trong hai: số tin, hoặc ngày.")
        if self.units and self.day is None:
            raise ValueError("Chọn đơn vị thì cần ghi ngày của tin.")
        if self.which == "đã gửi" and self.day is not None and not self.units:
            raise ValueError("Gửi lại tin đã gửi thì cần ghi rõ đơn vị nào.")
        return self

    @property
    def what(self) -> str:
        return f"số {self.message}" if self.day is None else f"ngày {self.day:%d/%m/%Y}"


@flow("Gửi lại tin", run_name="Gửi lại tin {choices.what}{choices.rehearsal}")
async def resend(choices: Resend) -> str | Trouble:
    """Tin cũ giữ nguyên; tin mới mang số lần gửi lại. Đơn vị đã nộp thì không gửi lại nữa."""
    visit = enter(choices)
    word = {name: getattr(choices, name) for name in ("message", "day", "units", "reason", "by")}
    again = send_again(visit.home, which=WHICH[choices.which], **word, now=visit.now, dry_run=visit.dry_run)
    if visit.dry_run:
        return await publish(resend_sheet(visit.home, again, None))
    sent = send(visit.home)
    return told(await publish(resend_sheet(visit.home, again, sent)), sent.closed_channels)
