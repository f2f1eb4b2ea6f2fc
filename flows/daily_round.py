"""Vòng nhắc việc hằng ngày: remind who owes today, close what has come to its day, show where everything stands.

Level-triggered: it looks at what is owed on `as_of`, not at what it did before; running it twice sends nothing twice.
Reminders go first: nobody is left without one because a period could not be closed.
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
    """Lập tin nhắc cho các đơn vị còn nợ việc, gửi đi, khóa các kỳ đã đến ngày, rồi công bố tình hình chung."""
    visit = enter(choices)
    planned = plan(visit.home, visit.as_of, visit.now, dry_run=visit.dry_run, hold_quiet_hours=not visit.is_demo)
    sent = None if visit.dry_run else send(visit.home)
    closed = close_due(visit.home, visit.as_of, visit.now, by=TIMETABLE, dry_run=visit.dry_run)
    return await publish(round_sheet(visit.home, visit.as_of, closed, planned, sent, dry_run=visit.dry_run))
