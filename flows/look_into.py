"""Xem lại lượt chạy hỏng: an operator is told through the alarms, and the work runs again; an automation calls this."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Form
from tasks.prefect_tasks import look_again, publish
from tasks.second_runs import second_look_sheet


class LookInto(Form):
    model_config = ConfigDict(title="Xem lại lượt chạy hỏng")

    run: Annotated[
        str,
        Field(
            min_length=36,
            max_length=60,
            title="Mã lượt chạy",
            description="Phần cuối địa chỉ trang của lượt chạy bị hỏng; quy tắc tự động điền sẵn.",
        ),
    ]


@flow("Xem lại lượt chạy hỏng", run_name="Xem lại lượt chạy hỏng · {choices.when}")
async def look_into(choices: LookInto) -> str:
    """Ghi báo động cho quản trị vận hành và đặt lượt chạy lại, nhiều nhất hai lượt mỗi việc mỗi ngày."""
    visit = enter(choices)
    look = await look_again(visit.home, choices.run, visit.now, dry_run=visit.dry_run)
    return await publish(second_look_sheet(look))
