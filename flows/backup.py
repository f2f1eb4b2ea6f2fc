"""Sao lưu: everything the installation needs to live again, in one file, made while it runs; once a night."""

from pydantic import ConfigDict

from flows.door import enter, flow
from flows.fields import Form
from models.vocabulary import Work
from tasks.keeping_sheets import backup_sheet
from tasks.prefect_tasks import back_up, publish


class BackupForm(Form):
    model_config = ConfigDict(title="Sao lưu")


@flow("Sao lưu", run_name="Sao lưu · {choices.when}", work=Work.BACKUP)
async def backup(choices: BackupForm = BackupForm()) -> str:
    """Ghi một bản sao lưu vào thư mục sao lưu, niêm phong nếu có mật khẩu trong thiết lập, kèm mã kiểm tra."""
    visit = enter(choices)
    made = None if visit.dry_run else back_up(visit.home, now=visit.now)
    return await publish(backup_sheet(visit.home, made))
