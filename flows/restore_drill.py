"""Diễn tập phục hồi: once a week a fresh backup is restored into a scratch folder and held against the home itself."""

from pydantic import ConfigDict

from flows.door import Trouble, enter, flow
from flows.fields import Form
from models.vocabulary import Work
from tasks.keeping_sheets import drill_sheet
from tasks.prefect_tasks import drill, publish


class RestoreDrill(Form):
    model_config = ConfigDict(title="Diễn tập phục hồi")


@flow("Diễn tập phục hồi", run_name="Diễn tập phục hồi · {choices.when}", work=Work.DRILL)
async def restore_drill(choices: RestoreDrill = RestoreDrill()) -> str | Trouble:
    """Đếm dòng, so mã kiểm tra và vòng nhắc kế tiếp với hệ thống đang chạy. Không đụng dữ liệu thật."""
    visit = enter(choices)
    done = None if visit.dry_run else drill(visit.home, now=visit.now)
    said = await publish(drill_sheet(done))
    return Trouble(said) if done and not done.is_good else said
