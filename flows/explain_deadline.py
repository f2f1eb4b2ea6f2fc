"""Giải thích một hạn: why a deadline is the day it is, in prose beside the run; for one unit also why it is its own."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Code, DatedForm
from tasks.explaining import explanation_sheet
from tasks.prefect_tasks import explain, publish


class ExplainDeadline(DatedForm):
    model_config = ConfigDict(title="Giải thích một hạn")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    duty: Annotated[Code, Field(title="Nhiệm vụ", description="Mã nhiệm vụ hoặc mã yêu cầu đột xuất, ví dụ S000-16.")]
    period: Annotated[Code, Field(title="Kỳ", description="Ví dụ 2027, 2027-H1, 2027-Q3, 2027-06, 2024-03-15.")]
    unit: Annotated[
        str, Field(max_length=200, title="Đơn vị", description="Tên đầy đủ hoặc mã; để trống nếu không hỏi riêng ai.")
    ] = ""


@flow("Giải thích một hạn", run_name="Giải thích {choices.duty}, kỳ {choices.period}")
async def explain_deadline(choices: ExplainDeadline) -> str:
    """Từ câu chữ của văn bản tới ngày, bằng lời; kèm đơn vị thì vì sao là việc của đơn vị và đang ở đâu."""
    visit = enter(choices)
    asked = (choices.programme, choices.duty, choices.period, visit.as_of, choices.unit)
    return await publish(explanation_sheet(explain(visit.home, *asked)))
