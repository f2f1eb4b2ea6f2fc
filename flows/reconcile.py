"""Đối chiếu tin chưa rõ: messages cut off after the hand-over are confirmed, repeated, passed on or listed."""

from pydantic import ConfigDict

from flows.door import enter, flow
from flows.fields import Form
from models.vocabulary import Work
from tasks.prefect_tasks import publish, sort_out
from tasks.sending_sheets import unknown_messages, unknown_sheet


class Reconcile(Form):
    model_config = ConfigDict(title="Đối chiếu tin chưa rõ")


@flow("Đối chiếu tin chưa rõ", run_name="Đối chiếu tin chưa rõ · {choices.when}", work=Work.RECONCILE)
async def reconcile(choices: Reconcile = Reconcile()) -> str:
    """Chờ xác nhận của kênh 10 phút; rồi gửi lại cùng mã thư, chuyển kênh khác, hoặc liệt kê cho người xử lý."""
    visit = enter(choices)
    report = None if visit.dry_run else sort_out(visit.home, visit.now)
    sheet = unknown_sheet(report, unknown_messages(visit.home))
    return await publish(sheet) if report is None or report.has_done or sheet.rows else sheet.lines[0]
