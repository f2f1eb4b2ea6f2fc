"""Gửi tin trong hộp tin đi: whatever is planned and may go out now; interrupted messages are sorted out first.

Urgent requests do not wait for the next round: what stands on a rung of theirs is planned here, just before; so is
the word to a unit that was granted more time or refused it. What accepted minutes order of whom becomes a duty first.

A drain that had nothing to do leaves no sheet: there are some three hundred a day.
"""

from pydantic import ConfigDict

from flows.door import Trouble, enter, flow, told
from flows.fields import Form
from models.vocabulary import Work
from tasks.prefect_tasks import carry_out, confirm, plan, publish, send
from tasks.round_sheets import outbox_sheet, sent_text
from tasks.sending_sheets import drain_sheet


class OutboxDrain(Form):
    model_config = ConfigDict(title="Gửi tin đang chờ")


@flow("Gửi tin đang chờ", run_name="Gửi tin · {choices.when}", work=Work.DRAIN)
async def outbox(choices: OutboxDrain = OutboxDrain()) -> str | Trouble:
    """Gửi các tin đã đến giờ gửi; chạy thử thì chỉ liệt kê hộp tin đi."""
    visit = enter(choices)
    if visit.dry_run:
        return await publish(outbox_sheet(visit.home, None, visit.now))
    try:
        carry_out(visit.home, visit.now)
        plan(visit.home, visit.as_of, visit.now, hold_quiet_hours=not visit.is_demo, only_urgent=True)
        confirm(visit.home, visit.now)
    finally:  # what could not be planned keeps back nothing that was planned before
        sent = send(visit.home)
        said = sent_text(sent)
        if sent.lines or sent.expired or sent.closed_channels:
            await publish(drain_sheet(sent, said))
            await publish(outbox_sheet(visit.home, sent, visit.now))
    return told(said, sent.closed_channels)
