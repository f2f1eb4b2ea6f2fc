"""Yêu cầu báo cáo đột xuất: chosen units are asked for one report by a day of its own, once an officer confirmed it."""

from datetime import date, time
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from flows.door import Trouble, enter, flow
from flows.fields import Clock, Words, in_words, shown
from flows.order_fields import Order
from flows.waiting import ordered
from models.vocabulary import Bound, Level, TermUnit
from tasks.duty_orders import RequestOrder
from tasks.order_ground import Ground


class OnDemandRequest(Order):
    model_config = ConfigDict(title="Yêu cầu báo cáo đột xuất")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    title: Annotated[Words, Field(title="Nội dung báo cáo", description="Tên báo cáo như ghi trong văn bản yêu cầu.")]
    document: Annotated[Words, Field(title="Văn bản yêu cầu", description="Số, ký hiệu văn bản.")]
    document_on: Annotated[date, Field(title="Ngày văn bản")]
    bound: Annotated[
        in_words(Bound, Bound.BEFORE, Bound.BY, Bound.AFTER),  # type: ignore[valid-type]
        Field(
            title="Cách ghi hạn",
            description="“Trước ngày X”: ngày X không còn đúng hạn. “Tính từ sự kiện”: kể từ ngày văn bản.",
            json_schema_extra=shown(Bound.BEFORE),
        ),
    ] = Bound.BEFORE
    named_on: Annotated[
        date | None, Field(title="Ngày ghi trong hạn", description="Để trống khi hạn tính từ ngày văn bản.")
    ] = None
    clock: Annotated[Clock, Field(title="Giờ ghi trong hạn", description="Ví dụ 16:00; để trống: hết ngày.")] = ""
    term_count: int | None = Field(default=None, ge=1, le=8760, title="Thời hạn", description="Kể từ ngày văn bản.")
    term_unit: in_words(TermUnit) = Field(  # type: ignore[valid-type]
        default=TermUnit.WORKING_DAYS, title="Đơn vị của thời hạn", json_schema_extra=shown(TermUnit.WORKING_DAYS)
    )
    counts_from: Annotated[
        Clock, Field(title="Giờ bắt đầu tính", description="Chỉ khi thời hạn tính bằng giờ, ví dụ 08:30.")
    ] = ""
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

    @model_validator(mode="after")
    def somebody_is_asked(self) -> "OnDemandRequest":
        if not (self.units or self.whole_level):
            raise ValueError("Cần chọn ít nhất một đơn vị, hoặc toàn bộ một cấp.")
        return self

    @model_validator(mode="after")
    def the_deadline_is_whole(self) -> "OnDemandRequest":
        if self.bound is Bound.AFTER:
            if self.term_count is None or self.named_on or self.clock:
                raise ValueError("Hạn tính từ ngày văn bản cần ghi thời hạn, và để trống ngày, giờ ghi trong hạn.")
            if (self.term_unit is TermUnit.HOURS) != bool(self.counts_from):
                raise ValueError("Thời hạn theo giờ cần ghi giờ bắt đầu tính; thời hạn khác để trống mục này.")
        elif self.named_on is None or self.term_count is not None or self.counts_from:
            raise ValueError("Cần ghi ngày của hạn; thời hạn chỉ ghi khi hạn tính từ ngày văn bản.")
        elif self.named_on < self.document_on:
            raise ValueError("Ngày ghi trong hạn không thể trước ngày văn bản.")
        return self

    def wish(self, ground: Ground) -> RequestOrder:
        """What is asked, with hours as hours and without a term that no field counts."""
        told = {name: getattr(self, name) for name in type(self).model_fields if name not in Order.model_fields}
        hours = {name: time.fromisoformat(told[name]) if told[name] else None for name in ("clock", "counts_from")}
        units = {"units": tuple(told["units"]), "term_unit": self.term_unit if self.term_count else None}
        return RequestOrder(**(told | hours | units))


@flow("Yêu cầu báo cáo đột xuất", run_name="Yêu cầu theo {choices.document}{choices.rehearsal}")
async def on_demand_request(choices: OnDemandRequest) -> str | Trouble:
    """Chạy thử cho biết đơn vị nào được hỏi, hạn tính ra sao. Chạy thật thì lập lệnh; cán bộ xác nhận ở cổng rồi mới
    ghi, đưa vào lịch; tin đi ở vòng sau.
    """
    return await ordered(enter(choices), choices.wish, choices.by)
