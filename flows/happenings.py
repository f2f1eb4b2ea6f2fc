"""Ghi diễn biến: what came to pass since the last look is told to Prefect as events, each once."""

from pydantic import ConfigDict

from flows.door import enter, flow
from flows.fields import Form
from tasks.events import happenings_sheet
from tasks.prefect_tasks import forget_recovered, look_around, publish


class Happenings(Form):
    model_config = ConfigDict(title="Ghi diễn biến")


@flow("Ghi diễn biến", run_name="Ghi diễn biến · {choices.when}")
async def happenings(choices: Happenings = Happenings()) -> str:
    """Mở kỳ, đến hạn, quá hạn, khóa kỳ, đơn vị kết thúc, lệnh được quyết định…: mỗi diễn biến kể đúng một lần."""
    visit = enter(choices)
    looked = await look_around(visit.home, visit.now, dry_run=visit.dry_run)
    if not visit.dry_run:
        await forget_recovered(visit.home, visit.now)
    sheet = happenings_sheet(looked)
    return await publish(sheet) if sheet.rows or visit.dry_run else sheet.lines[0]
