"""Vòng đời chương trình: at each milestone look at the programme, do what that milestone asks, publish where it stands.

Its runs are windows on our own database: losing or doubling one changes nothing.
"""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import DatedForm, in_words
from models.milestones import MilestoneKind
from tasks.lifecycle import LIFECYCLE
from tasks.prefect_tasks import publish, take_step
from tasks.sheets import matrix_sheet


class LifecycleRound(DatedForm):
    model_config = ConfigDict(title="Một mốc của vòng đời")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    milestone: in_words(MilestoneKind) | None = Field(  # type: ignore[valid-type]
        default=None, title="Mốc", description="Để trống: chỉ xem tình hình chung của chương trình."
    )
    duty: Annotated[str, Field(max_length=60, title="Nhiệm vụ", description="Mã nhiệm vụ, ví dụ S000-10.")] = ""
    period: Annotated[str, Field(max_length=20, title="Kỳ", description="Ví dụ 2027, 2027-H1, 2027-06.")] = ""
    level: Annotated[str, Field(max_length=10, title="Cấp", description="Chỉ dùng khi tổng hợp họp định kỳ.")] = ""


@flow(LIFECYCLE)
async def lifecycle(choices: LifecycleRound) -> str:
    """Làm việc của mốc (nếu có) rồi công bố ma trận tình hình của chương trình."""
    visit, at = enter(choices), choices
    where = (at.programme, at.duty, at.period, at.level)
    told = take_step(visit.home, at.milestone, *where, visit.as_of, visit.now, dry_run=visit.dry_run)
    if told:
        await publish(told)
    return await publish(matrix_sheet(visit.home, at.programme, visit.as_of))
