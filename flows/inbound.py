"""Nhận thư trả lời: replies of units become filings, or wait for a person; each mail once."""

from pydantic import ConfigDict

from flows.door import Trouble, enter, flow
from flows.fields import Form
from models.vocabulary import Work
from tasks.prefect_tasks import publish, take_in
from tasks.sending_sheets import inbound_sheet


class Inbound(Form):
    model_config = ConfigDict(title="Nhận thư trả lời")


@flow("Nhận thư trả lời", run_name="Nhận thư trả lời · {choices.when}", work=Work.INBOUND)
async def inbound(choices: Inbound = Inbound()) -> str | Trouble:
    """Đọc hộp thư nhận trả lời: biểu hợp lệ thành bài nộp, còn lại chờ cán bộ xem. Chạy thử thì không mở hộp thư."""
    visit = enter(choices)
    report = None if visit.dry_run else take_in(visit.home, visit.now)
    sheet = inbound_sheet(report)
    said = await publish(sheet) if report is None or report.lines or report.closed else sheet.lines[0]
    return Trouble(said) if report and report.closed else said
