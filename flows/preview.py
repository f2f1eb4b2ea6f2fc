"""Xem trước một ngày: who would get what on any day, and why the others stay silent. Never sends, never writes."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form
from tasks.prefect_tasks import look_ahead, publish
from tasks.preview import preview_sheet


class Preview(Form):
    model_config = ConfigDict(title="Xem trước một ngày")

    day: Annotated[date, Field(title="Ngày cần xem")]
    programme: Annotated[str, Field(max_length=80, title="Chương trình", description="Để trống: mọi chương trình.")] = (
        ""
    )

    @property
    def of_programme(self) -> str:
        return f" · {self.called}" if self.programme else ""


@flow("Xem trước một ngày", run_name="Xem trước ngày {choices.day:%d/%m/%Y}{choices.of_programme}")
async def preview(choices: Preview) -> str:
    """Luôn là chạy thử, với ngày bất kỳ trong quá khứ hay tương lai."""
    visit = enter(choices)
    seen = look_ahead(visit.home, choices.day, visit.now, choices.programme)
    return await publish(preview_sheet(visit.home, seen, choices.programme))
