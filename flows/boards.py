"""Bảng theo dõi: once a day, and whenever somebody asks, the boards of the portal stand in Prefect too. Writes nothing.

A programme's board of units and deadlines, its years as a picture, the five metrics, whom to call first.
"""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import DatedForm
from tasks.board_sheets import board_sheet, calls_sheet, life_picture, programmes_in_force, punctuality_sheet
from tasks.prefect_tasks import draw, publish


class Boards(DatedForm):
    model_config = ConfigDict(title="Bảng theo dõi")

    programme: Annotated[
        str, Field(max_length=80, title="Chương trình", description="Để trống: mọi chương trình đang thực hiện.")
    ] = ""


@flow("Bảng theo dõi", run_name="Bảng theo dõi · {choices.when}")
async def boards(choices: Boards = Boards()) -> str:
    """Công bố bảng đơn vị × nhiệm vụ, tranh vòng đời, đủ và đúng hạn, danh sách nên gọi. Chỉ xem, không ghi gì."""
    visit = enter(choices)
    for programme in programmes_in_force(visit.home, visit.as_of, choices.programme):
        await publish(board_sheet(visit.home, programme, visit.as_of))
        await draw(life_picture(visit.home, programme, visit.as_of))
    await publish(punctuality_sheet(visit.home, visit.as_of))
    return await publish(calls_sheet(visit.home, visit.as_of, visit.now))
