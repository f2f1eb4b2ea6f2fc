"""Sơ kết giữa kỳ: gather the totals of the years so far, the punctuality, and what is missing, into one draft."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form
from models.vocabulary import DutyKind
from tasks.act_sheets import review_sheet
from tasks.prefect_tasks import gather, publish


class MidtermReview(Form):
    model_config = ConfigDict(title="Sơ kết")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    cutoff: Annotated[
        date,
        Field(
            title="Ngày chốt số liệu",
            description="Văn bản không ấn định; đề nghị lãnh đạo quyết định (thường gặp: 14/12 năm trước hoặc 14/6).",
        ),
    ]
    with_late: bool = Field(
        default=True,
        title="Lấy cả bài nộp sau ngày chốt",
        description="Của các kỳ kết thúc đến ngày chốt; bỏ chọn: chỉ những gì đã có đến hết ngày chốt.",
    )

    @property
    def known_by(self) -> str:
        return "" if self.with_late else ", đúng ngày chốt"


@flow("Sơ kết", run_name="Sơ kết {choices.called}, chốt {choices.cutoff:%d/%m/%Y}{choices.known_by}{choices.rehearsal}")
async def midterm_review(choices: MidtermReview) -> str:
    """Tập hợp số liệu các năm đến ngày chốt thành dự thảo báo cáo sơ kết. Không tự chọn ngày chốt."""
    visit = enter(choices)
    asked = (visit.home, choices.programme, DutyKind.REVIEW_MID, choices.cutoff)
    review = gather(*asked, now=visit.now if choices.with_late else None, dry_run=visit.dry_run)
    return await publish(review_sheet(review))
