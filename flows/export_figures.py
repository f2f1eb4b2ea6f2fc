"""Xuất số liệu: one period's figures as files for another system, written on the server; the portal gives them too."""

from typing import Annotated

from pydantic import ConfigDict, Field

from flows.door import enter, flow
from flows.fields import Code, DatedForm, Username, in_words, shown
from models.vocabulary import ExportKind
from tasks.prefect_tasks import publish, take_away
from tasks.taking_away import taken_sheet

OFFERED = (ExportKind.XLSX, ExportKind.CSV, ExportKind.JSON, ExportKind.DHIS2)


class ExportFigures(DatedForm):
    model_config = ConfigDict(title="Xuất số liệu")

    programme: Annotated[str, Field(min_length=1, max_length=80, title="Chương trình")]
    duty: Annotated[Code, Field(title="Nhiệm vụ", description="Mã nhiệm vụ hoặc mã yêu cầu đột xuất.")]
    period: Annotated[Code, Field(title="Kỳ", description="Ví dụ 2027, 2027-H1, 2027-06.")]
    kind: Annotated[
        in_words(ExportKind, *OFFERED),  # type: ignore[valid-type]
        Field(title="Dạng tệp", json_schema_extra=shown(ExportKind.XLSX)),
    ] = ExportKind.XLSX
    as_sent: bool = Field(
        default=False, title="Theo bản đã gửi", description="Đúng bản chốt gần nhất; bỏ chọn: số đang có đến ngày tính."
    )
    by: Annotated[Username, Field(title="Cán bộ thực hiện", description="Tên đăng nhập của cán bộ; ghi vào nhật ký.")]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.programme, self.duty, self.period


@flow("Xuất số liệu", run_name="Xuất số liệu {choices.duty}, kỳ {choices.period}{choices.rehearsal}")
async def export_figures(choices: ExportFigures) -> str:
    """Ghi tệp vào thư mục exports của máy chủ, kèm n/N, đơn vị thiếu, kỳ số liệu. Không gửi đi đâu."""
    visit = enter(choices)
    said = {"is_as_sent": choices.as_sent, "by": choices.by, "dry_run": visit.dry_run}
    taken = take_away(visit.home, choices.key, choices.kind, visit.as_of, visit.now, **said)
    return await publish(taken_sheet(visit.home, taken))
