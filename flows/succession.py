"""Biến động đơn vị: a change typed in becomes a proposal, or one in force is taken back; both wait for a word."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from flows.door import Trouble, enter, flow
from flows.fields import Form, Username
from flows.waiting import decision, ended, ordered, this_run
from models.vocabulary import ChangeState
from tasks.order_ground import Ground
from tasks.prefect_tasks import propose_units, publish, rehearse_units, sync
from tasks.proposal_sheets import units_sheet
from tasks.proposals import UNITS, units_proposed
from tasks.unit_undo_orders import UndoUnitsOrder

UNDO = "hoàn tác"


class Succession(Form):
    model_config = ConfigDict(title="Biến động đơn vị")

    wish: Annotated[Literal["áp dụng", "hoàn tác"], Field(title="Việc cần làm")] = "áp dụng"
    text: Annotated[
        str,
        Field(
            max_length=200_000,
            title="Nội dung biến động",
            description="Nội dung tệp YAML hoặc JSON, cách ghi ở docs/bien-dong-don-vi.md; dùng khi áp dụng.",
        ),
    ] = ""
    number: Annotated[
        int, Field(ge=0, title="Số biến động cần hoàn tác", description="Số ghi trên cổng; áp dụng thì để 0.")
    ] = 0
    by: Annotated[Username, Field(title="Cán bộ đề xuất", description="Tên đăng nhập; người xác nhận ghi ở cổng.")]

    @model_validator(mode="after")
    def one_of_them(self) -> "Succession":
        if self.wish == UNDO and (not self.number or self.text.strip()):
            raise ValueError("Hoàn tác cần số của biến động, và để trống nội dung.")
        if self.wish != UNDO and (self.number or not self.text.strip()):
            raise ValueError("Áp dụng cần nội dung biến động, và để số là 0.")
        return self

    @property
    def what(self) -> str:
        return f"hoàn tác số {self.number}" if self.wish == UNDO else "đề xuất"

    def undo(self, ground: Ground) -> UndoUnitsOrder:
        return UndoUnitsOrder(self.number)


@flow("Biến động đơn vị", run_name="Biến động đơn vị · {choices.what}{choices.rehearsal}")
async def succession(choices: Succession) -> str | Trouble:
    """Cho xem mọi tác động rồi chờ cán bộ xác nhận trên cổng; khi ấy có hiệu lực ngay và nhiệm vụ phân công lại."""
    visit = enter(choices)
    if choices.wish == UNDO:
        return await ordered(visit, choices.undo, choices.by)
    asked = {"text": choices.text, "by": choices.by, "now": visit.now}
    if visit.dry_run:
        return await publish(units_sheet(visit.home, rehearse_units(visit.home, **asked), dry_run=True))
    number = propose_units(visit.home, **asked, run=this_run())
    verdict = await decision(visit, f"{UNITS}:{number}", units_sheet(visit.home, units_proposed(visit.home, number)))
    if verdict.state == ChangeState.CONFIRMED:
        await sync(visit.home, visit.now)
    said = await publish(units_sheet(visit.home, units_proposed(visit.home, number)))
    ended(visit)
    return said
