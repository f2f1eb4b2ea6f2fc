"""The fields that forms of orders share: which period of which duty, which units, and who asks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from flows.fields import Code, Form, Username
from models.snapshots import Key

Asker = Annotated[
    Username,
    Field(title="Cán bộ đề nghị", description="Tên đăng nhập. Lệnh có hiệu lực khi cán bộ xác nhận ở cổng."),
]
Units = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200, title="Đơn vị")]],
    Field(max_length=500, title="Các đơn vị", description="Tên hoặc mã, mỗi dòng một đơn vị."),
]
Why = Annotated[str, Field(max_length=500, title="Lý do", description="Không ghi thông tin cá nhân.")]


class Order(Form):
    """What every order says."""

    by: Asker


class PeriodOrder(Order):
    """An order about one period of one duty."""

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    duty: Annotated[Code, Field(title="Nhiệm vụ", description="Mã nhiệm vụ hoặc mã yêu cầu đột xuất.")]
    period: Annotated[Code, Field(title="Kỳ", description="Ví dụ 2027, 2027-H1, 2027-06 hoặc ngày của việc một lần.")]

    @property
    def key(self) -> Key:
        return self.programme, self.duty, self.period
