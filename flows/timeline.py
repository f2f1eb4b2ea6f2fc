"""Các ngày sắp tới: each programme's dates up to its last year, as a table and a picture. Writes nothing."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import DatedForm
from tasks.prefect_tasks import draw, publish
from tasks.timeline import programmes_ahead, timeline_picture, timeline_sheet


class Timeline(DatedForm):
    model_config = ConfigDict(title="Các ngày sắp tới")

    programme: Annotated[
        str, Field(max_length=80, title="Chương trình", description="Để trống: mọi chương trình chưa kết thúc.")
    ] = ""


@flow("Các ngày sắp tới", run_name="Các ngày sắp tới · {choices.when}")
async def timeline(choices: Timeline = Timeline()) -> str:
    """Mọi mốc của từng chương trình đến năm cuối (2033), quá tầm lịch của Prefect. Chỉ xem, không ghi gì."""
    visit, said = enter(choices), "Không có chương trình nào còn mốc phía trước."
    for programme in programmes_ahead(visit.home, visit.as_of, choices.programme):
        said = await publish(timeline_sheet(visit.home, programme, visit.as_of))
        if drawn := timeline_picture(visit.home, programme, visit.as_of):
            await draw(drawn)
    return said
