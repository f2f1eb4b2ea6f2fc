"""Tính lại: derived rows made anew from the facts; shows what differs first, and an officer confirms."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from flows.door import Trouble, enter, flow
from flows.fields import Form, Username
from flows.waiting import ordered
from models.vocabulary import DerivedPart
from tasks.order_ground import Ground
from tasks.recalculation_orders import RecalculationOrder

EVERYTHING: Literal["mọi phần"] = "mọi phần"


class Recalculate(Form):
    model_config = ConfigDict(title="Tính lại")

    dry_run: bool = Field(
        default=True, title="Chạy thử", description="Mặc định chỉ cho biết dòng nào khác; bỏ chọn thì lập lệnh."
    )
    part: Annotated[
        Literal["mọi phần", "phân công nhiệm vụ", "hàng số liệu của bài nộp", "số lũy kế của kỳ đã khóa"],
        Field(title="Phần cần tính lại"),
    ] = EVERYTHING
    by: Annotated[Username, Field(title="Cán bộ đề nghị", description="Tên đăng nhập; người xác nhận ghi ở cổng.")]

    def wish(self, ground: Ground) -> RecalculationOrder:
        return RecalculationOrder(tuple(p.value for p in DerivedPart if self.part in (EVERYTHING, p.label)))


@flow("Tính lại", run_name="Tính lại{choices.rehearsal}")
async def recalculate(choices: Recalculate) -> str | Trouble:
    """Phân công, hàng số liệu, số lũy kế tính lại từ dữ kiện; không đụng bài nộp, quyết định, bản đã gửi."""
    return await ordered(enter(choices), choices.wish, choices.by)
