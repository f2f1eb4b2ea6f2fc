"""Vòng nhắc việc hằng ngày: close what has come to its day, remind who owes today, show where everything stands.

Level-triggered: it looks at what is owed on `as_of`, not at what it did before; running it twice sends nothing twice.
"""

from pydantic import ConfigDict

from flows.door import clock_name, enter, flow
from flows.fields import DatedForm
from tasks.closing import TIMETABLE
from tasks.prefect_tasks import close_due, plan, publish, send
from tasks.round_sheets import round_sheet


class DailyRound(DatedForm):
    model_config = ConfigDict(title="Vòng nhắc việc hằng ngày")


@flow("Vòng nhắc việc hằng ngày", run_name=clock_name)
async def daily_round(choices: DailyRound = DailyRound()) -> str:
    """Khóa các kỳ đã đến ngày, lập tin nhắc cho các đơn vị còn nợ việc, gửi đi, rồi công bố tình hình chung."""
    visit = enter(choices)
    closed = close_due(visit.home, visit.as_of, visit.now, by=TIMETABLE, dry_run=visit.dry_run)
    planned = plan(visit.home, visit.as_of, visit.now, dry_run=visit.dry_run, hold_quiet_hours=not visit.is_demo)
    sent = None if visit.dry_run else send(visit.home)
    return await publish(round_sheet(visit.home, visit.as_of, closed, planned, sent, dry_run=visit.dry_run))
