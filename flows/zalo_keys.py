"""Giữ ủy quyền Zalo: twice a day the keys are renewed before they die; an operator hears weeks before consent ends."""

from pydantic import ConfigDict

from flows.door import Trouble, enter, flow
from flows.fields import Form
from models.vocabulary import ZaloState
from tasks.prefect_tasks import keep_keys, publish
from tasks.sending_sheets import keys_sheet


class ZaloKeys(Form):
    model_config = ConfigDict(title="Giữ ủy quyền Zalo")


@flow("Giữ ủy quyền Zalo", run_name="Giữ ủy quyền Zalo · {choices.when}")
async def zalo_keys(choices: ZaloKeys = ZaloKeys()) -> str | Trouble:
    """Đổi khóa khi đã cũ, xem hạn ủy quyền và hạn mức trong ngày. Chưa dùng Zalo thì không làm gì."""
    visit = enter(choices)
    kept = None if visit.dry_run else keep_keys(visit.home, visit.now)
    said = await publish(keys_sheet(kept))
    return Trouble(said) if kept and kept.state in (ZaloState.DEAD, ZaloState.UNCERTAIN) else said
