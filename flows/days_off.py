"""Bảng ngày nghỉ: a year's table typed in becomes a proposal; the run shows what moves and waits for an officer."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form, Username
from flows.waiting import decision, ended, this_run
from models.vocabulary import ChangeState
from tasks.prefect_tasks import propose_days_off, publish, rehearse_days_off, sync
from tasks.proposal_sheets import days_off_sheet
from tasks.proposals import RULES, rules_proposed


class DaysOff(Form):
    model_config = ConfigDict(title="Bảng ngày nghỉ")

    year: Annotated[int, Field(ge=2021, le=2060, title="Năm")]
    text: Annotated[
        str,
        Field(
            min_length=10,
            max_length=100_000,
            title="Nội dung bảng",
            description="Nội dung tệp YAML; lấy bảng đang dùng để sửa bằng: dondoc days-off template NĂM",
        ),
    ]
    by: Annotated[Username, Field(title="Cán bộ đề xuất", description="Tên đăng nhập; người xác nhận ghi ở cổng.")]


@flow("Bảng ngày nghỉ", run_name="Bảng ngày nghỉ năm {choices.year}{choices.rehearsal}")
async def days_off(choices: DaysOff) -> str:
    """Cho xem hạn nào dời, của bao nhiêu đơn vị, ai sẽ được nhắc, rồi chờ cán bộ xác nhận trên cổng mới áp dụng."""
    visit, year = enter(choices), choices.year
    asked = {"year": year, "text": choices.text, "by": choices.by, "now": visit.now}
    if visit.dry_run:
        return await publish(days_off_sheet(visit.home, year, rehearse_days_off(visit.home, **asked), None))
    number = propose_days_off(visit.home, **asked, run=this_run())
    change, preview = rules_proposed(visit.home, number)
    verdict = await decision(visit, f"{RULES}:{number}", days_off_sheet(visit.home, year, preview, change))
    if verdict.state == ChangeState.CONFIRMED:
        await sync(visit.home, visit.now)
    change, preview = rules_proposed(visit.home, number)
    said = await publish(days_off_sheet(visit.home, year, preview, change))
    ended(visit)
    return said
