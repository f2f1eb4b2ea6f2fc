"""Gửi tin thử cho chính mình: whether a channel works, seen in one's own mailbox or on the trial phone."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from flows.door import Trouble, enter, flow
from flows.fields import Form, Username
from models.vocabulary import Channel
from tasks.order_sheets import trial_sheet
from tasks.prefect_tasks import publish, try_out

OVER = {"thư điện tử": (Channel.EMAIL,), "Zalo": (Channel.ZALO,), "cả hai": (Channel.EMAIL, Channel.ZALO)}


class TrialLetter(Form):
    model_config = ConfigDict(title="Gửi tin thử")

    to: Annotated[
        Username, Field(title="Gửi cho cán bộ", description="Tên đăng nhập; thư đến địa chỉ của tài khoản ấy.")
    ]
    over: Annotated[
        Literal["thư điện tử", "Zalo", "cả hai"],
        Field(title="Kênh", description="Zalo: đến số điện thoại ghi ở thiết lập test_phone."),
    ] = "thư điện tử"
    by: Annotated[Username, Field(title="Cán bộ thực hiện", description="Người yêu cầu gửi thử; ghi vào nhật ký.")]


@flow("Gửi tin thử", run_name="Gửi tin thử qua {choices.over}{choices.rehearsal}")
async def trial_letter(choices: TrialLetter) -> str | Trouble:
    """Một tin cho chính cán bộ, không qua hộp tin đi; gửi được cả khi đang dừng gửi."""
    visit = enter(choices)
    asked = {"to": choices.to, "channels": OVER[choices.over], "by": choices.by}
    trials = try_out(visit.home, **asked, now=visit.now, dry_run=visit.dry_run)
    said = await publish(trial_sheet(trials))
    return said if all(trial.arrived for trial in trials) else Trouble(said)
