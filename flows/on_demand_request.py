"""Yêu cầu báo cáo đột xuất: an officer asks chosen units for one report by a day of its own."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from flows.door import enter, flow
from flows.fields import Form, Words, in_words
from models.vocabulary import Bound, Level
from tasks.act_sheets import request_sheet
from tasks.prefect_tasks import ask_units, publish, sync
from tasks.requests import Asked


class OnDemandRequest(Form):
    model_config = ConfigDict(title="Yêu cầu báo cáo đột xuất")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    title: Annotated[Words, Field(title="Nội dung báo cáo", description="Tên báo cáo như ghi trong văn bản yêu cầu.")]
    document: Annotated[Words, Field(title="Văn bản yêu cầu", description="Số, ký hiệu văn bản.")]
    document_on: Annotated[date, Field(title="Ngày văn bản")]
    bound: Annotated[
        in_words(Bound, Bound.BEFORE, Bound.BY),  # type: ignore[valid-type]
        Field(title="Cách ghi hạn", description="“Trước ngày X”: ngày X không còn đúng hạn."),
    ] = Bound.BEFORE
    named_on: Annotated[date, Field(title="Ngày ghi trong hạn")]
    whole_level: in_words(Level, Level.COMMUNE, Level.PROVINCE) | None = Field(  # type: ignore[valid-type]
        default=None,
        title="Gửi đến toàn bộ",
        description="Mọi đơn vị Công an của cấp này trong phạm vi dưới đây; để trống nếu chọn từng đơn vị.",
    )
    scope: Annotated[
        str,
        Field(
            max_length=200, title="Phạm vi địa bàn", description="Tên hoặc mã tỉnh; để trống: phạm vi của chương trình."
        ),
    ] = ""
    units: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200, title="Đơn vị")]],
        Field(max_length=2000, title="Đơn vị được chọn", description="Tên đầy đủ hoặc mã đơn vị, mỗi dòng một đơn vị."),
    ] = []
    form: Annotated[
        str, Field(max_length=60, title="Biểu số liệu", description="Mã biểu; để trống nếu chỉ cần văn bản.")
    ] = ""
    route_to: Annotated[str, Field(max_length=200, title="Nơi nhận")] = ""
    route_via: Annotated[str, Field(max_length=200, title="Gửi qua")] = ""
    is_urgent: bool = Field(default=False, title="Hỏa tốc")
    by: Annotated[Words, Field(title="Người yêu cầu", description="Họ tên, chức vụ; ghi vào sổ.")]

    @model_validator(mode="after")
    def somebody_is_asked(self) -> "OnDemandRequest":
        if not (self.units or self.whole_level):
            raise ValueError("Cần chọn ít nhất một đơn vị, hoặc toàn bộ một cấp.")
        if self.named_on < self.document_on:
            raise ValueError("Ngày ghi trong hạn không thể trước ngày văn bản.")
        return self


@flow("Yêu cầu báo cáo đột xuất")
async def on_demand_request(choices: OnDemandRequest) -> str:
    """Chạy thử cho biết đơn vị nào được hỏi và hạn tính ra sao; chạy thật thì ghi, đưa vào lịch, tin đi ở vòng sau."""
    visit = enter(choices)
    told = {name: getattr(choices, name) for name in type(choices).model_fields if name != "dry_run"}
    opened = ask_units(visit.home, Asked(**told), visit.now, dry_run=visit.dry_run)
    said = await publish(request_sheet(visit.home, opened))
    if not visit.dry_run:
        await sync(visit.home, visit.now)
    return said
