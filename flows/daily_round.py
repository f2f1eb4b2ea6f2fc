"""Vòng nhắc việc hằng ngày: remind who owes today, close what has come to its day, show where everything stands.

Level-triggered: it looks at what is owed on `as_of`, not at what it did before; running it twice sends nothing twice.
Reminders go first: nobody is left without one because a period could not be closed. Two rounds never overlap, whichever
workers they run on.
"""

from pydantic import ConfigDict

from flows.door import Trouble, Visit, enter, flow, told
from flows.fields import DatedForm
from models.vocabulary import Work
from tasks.closing import TIMETABLE
from tasks.prefect_tasks import brief, close_due, escalate, forget, plan, publish, send, silences
from tasks.pulse_marks import mark_again
from tasks.round_sheets import round_sheet, round_text
from tasks.sending_sheets import result_sheet
from tasks.turns import taking_turn

BUSY = "Một vòng nhắc việc khác đang chạy, lần này không làm gì. Cần chạy lại thì chờ vòng ấy xong."


class DailyRound(DatedForm):
    model_config = ConfigDict(title="Vòng nhắc việc hằng ngày")


@flow("Vòng nhắc việc hằng ngày", run_name="Nhắc việc · {choices.when}", work=Work.ROUND)
async def daily_round(choices: DailyRound = DailyRound()) -> str | Trouble:
    """Lập tin nhắc, dự thảo công văn đôn đốc và bản tin cán bộ, gửi đi, khóa các kỳ đến ngày, công bố tình hình."""
    visit = enter(choices)
    if visit.dry_run:
        return await _round(visit)
    with taking_turn(visit.home, "vong-nhac") as is_ours:
        return await _round(visit) if is_ours else BUSY


async def _round(visit: Visit) -> str | Trouble:
    planned = plan(visit.home, visit.as_of, visit.now, dry_run=visit.dry_run, hold_quiet_hours=not visit.is_demo)
    letters = escalate(visit.home, visit.as_of, visit.now, dry_run=visit.dry_run)
    briefs = brief(visit.home, visit.as_of, visit.now, dry_run=visit.dry_run)
    sent = None if visit.dry_run else send(visit.home)
    closed = close_due(visit.home, visit.as_of, visit.now, by=TIMETABLE, dry_run=visit.dry_run)
    said = await publish(round_sheet(visit.home, visit.as_of, closed, planned, sent, dry_run=visit.dry_run))
    if sent is None:
        return said
    if planned.is_repeat:
        mark_again(visit.home, Work.ROUND, visit.as_of, visit.now)
    silent = silences(visit.home, visit.as_of, visit.now)
    forget(visit.home, visit.as_of, visit.now)
    text = f"{round_text(visit.as_of, planned, sent)} {letters.words}".strip()
    await publish(result_sheet(planned, briefs, sent, silent, text))
    return told(said, sent.closed_channels)
