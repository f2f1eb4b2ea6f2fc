"""Tổng kết: gather the totals of all the programme's years into one draft."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form
from models.vocabulary import DutyKind
from tasks.act_sheets import review_sheet
from tasks.prefect_tasks import gather, publish


class FinalReview(Form):
    model_config = ConfigDict(title="Tổng kết")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    cutoff: Annotated[
        date,
        Field(
            title="Ngày chốt số liệu", description="Văn bản không ấn định; đề nghị lãnh đạo quyết định trước khi chạy."
        ),
    ]


@flow("Tổng kết", run_name="Tổng kết {choices.programme}, chốt {choices.cutoff:%d/%m/%Y}")
async def final_review(choices: FinalReview) -> str:
    """Tập hợp số liệu cả giai đoạn đến ngày chốt thành dự thảo báo cáo tổng kết. Không tự chọn ngày chốt."""
    visit = enter(choices)
    asked = (visit.home, choices.programme, DutyKind.REVIEW_FINAL, choices.cutoff)
    review = gather(*asked, now=visit.now, dry_run=visit.dry_run)
    return await publish(review_sheet(review))
