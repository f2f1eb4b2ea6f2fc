"""Gửi lại tin: one message, or all of a day's that failed or that nobody knows about, because an operator says so."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from flows.door import enter, flow
from flows.fields import Form, Words
from models.vocabulary import MessageState
from tasks.prefect_tasks import publish, send, send_again
from tasks.round_sheets import resend_sheet

WHICH = {
    "không gửi được": (MessageState.FAILED,),
    "chưa rõ đã đến hay chưa": (MessageState.UNKNOWN,),
    "cả hai": (MessageState.FAILED, MessageState.UNKNOWN),
}


class Resend(Form):
    model_config = ConfigDict(title="Gửi lại tin")

    message: int | None = Field(default=None, ge=1, title="Số tin", description="Số của tin trong hộp tin đi.")
    day: date | None = Field(default=None, title="Hoặc mọi tin của ngày")
    which: Annotated[
        Literal["không gửi được", "chưa rõ đã đến hay chưa", "cả hai"], Field(title="Tin nào của ngày đó")
    ] = "không gửi được"
    reason: Annotated[Words, Field(title="Lý do gửi lại", description="Ví dụ: đã gọi hỏi, đơn vị chưa nhận được.")]
    by: Annotated[Words, Field(title="Người yêu cầu", description="Họ tên, chức vụ; ghi vào sổ.")]

    @model_validator(mode="after")
    def one_of_them(self) -> "Resend":
        if (self.message is None) == (self.day is None):
            raise ValueError("Chọn một trong hai: số tin, hoặc ngày.")
        return self


@flow("Gửi lại tin")
async def resend(choices: Resend) -> str:
    """Tin cũ giữ nguyên; tin mới mang số lần gửi lại. Đơn vị đã nộp thì không gửi lại nữa."""
    visit = enter(choices)
    told = {name: getattr(choices, name) for name in ("message", "day", "reason", "by")}
    again = send_again(visit.home, which=WHICH[choices.which], **told, now=visit.now, dry_run=visit.dry_run)
    sent = None if visit.dry_run else send(visit.home)
    return await publish(resend_sheet(again, sent))
