"""Xuất số liệu: one period's figures to take away for another system, each kind with what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.errors import Refused
from models.snapshots import Snapshot, snapshots_of
from models.vocabulary import ExportKind
from portal.doors import AnOfficer, Db, Law, NotFound, Now, OwnSettings, Today
from portal.pages import download, page
from portal.periods_asked import APeriod, CountedPeriod, counted
from portal.refusals import wants_json
from reports.csv_table import CSV
from reports.data_package import Party
from reports.packing import settled
from tasks.exports import SEPARATORS, Wanted, exported

router = APIRouter()
PATH = "/can-bo/xuat"
TYPES = {
    "csv": CSV,
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FIELDS = {"ban": 3, "dau": 1, "ky_dhis2": 8, "ma_gui": 50, "ma_nhan": 50, "ten_nhan": 150}  # longest of each


@dataclass(frozen=True)
class Way:
    """One kind of file and what it is for."""

    kind: ExportKind
    title: str
    words: str


WAYS = (
    Way(ExportKind.XLSX, "Excel", "Ba trang: thông tin kỳ, tổng hợp theo địa bàn, số liệu từng đơn vị."),
    Way(
        ExportKind.CSV,
        "CSV",
        "Hai tệp cùng nội dung với bảng Excel, mã UTF-8, mỗi dòng một số và đủ kỳ, kỳ số liệu, biểu, ngày tính.",
    ),
    Way(ExportKind.JSON, "JSON", "Cấu trúc ổn định dondoc-extract/1 cho phần mềm khác đọc."),
    Way(
        ExportKind.DHIS2,
        "DHIS2",
        "Tệp dataValueSets để nhập vào DHIS2 và tệp giải thích mã. Chỉ gồm số của từng đơn vị, hệ thống nhận tự cộng.",
    ),
    Way(
        ExportKind.PACKAGE,
        "Gói dữ liệu báo cáo (bản thảo)",
        "Phong bì gửi giữa các hệ thống thông tin báo cáo, có mã kiểm tra. Là bản thảo: phải thống nhất với hệ thống "
        "nhận trước khi kết nối.",
    ),
)


@router.get(PATH + "/tep/{programme}/{duty}/{period:path}")
def export_file(
    request: Request,
    visit: AnOfficer,
    asked: APeriod,
    db: Db,
    law: Law,
    settings: OwnSettings,
    now: Now,
    today: Today,
    dang: str = "",
) -> Response:
    """The file, or a zip of them. Taking figures away is a use of them, and counted as one."""
    if dang not in list(ExportKind):
        raise NotFound("Không có dạng xuất này.")
    head = counted(db, law, today, asked)
    typed = {name: str(request.query_params.get(name) or "").strip()[:most] for name, most in FIELDS.items()}
    sendings = snapshots_of(db, *head.deadline.key)
    try:
        wanted = Wanted(
            kind=ExportKind.of(dang),
            sent=_sending(sendings, typed["ban"]),
            separator=typed["dau"] or SEPARATORS[0],
            dhis2_period=typed["ky_dhis2"],
            sender_code=typed["ma_gui"],
            receiver=Party(typed["ma_nhan"], typed["ten_nhan"]),
        )
        made = exported(db, law, settings, head.deadline.key, wanted, today, now)
    except Refused as no:
        if wants_json(request):
            raise
        return _show(request, head, sendings, typed, problem=no.reason, chosen=dang)
    if len(made) == 1:
        name, content = next(iter(made.items()))
        return download(content, name, TYPES[name.rpartition(".")[2]])
    stem = re.sub(r"-(tong-hop|dhis2)\.\w+$", "", next(iter(made)))
    return download(_together(made), f"{stem}-{dang}.zip", "application/zip")


@router.get(PATH + "/{programme}/{duty}/{period:path}")
def export_page(request: Request, visit: AnOfficer, asked: APeriod, db: Db, law: Law, today: Today) -> Response:
    sendings = snapshots_of(db, *asked.deadline.key)
    return _show(request, counted(db, law, today, asked), sendings, dict.fromkeys(FIELDS, ""))


def _show(
    request: Request,
    head: CountedPeriod,
    sendings: list[Snapshot],
    typed: dict[str, str],
    *,
    problem: str = "",
    chosen: str = "",
) -> Response:
    head.form_to("xuất")
    return page(
        request,
        "exports.html",
        422 if problem else 200,
        head=head,
        ways=WAYS,
        sendings=sendings,
        typed=typed,
        problem=problem,
        chosen=chosen,
    )


def _sending(sendings: list[Snapshot], text: str) -> Snapshot | None:
    if not text:
        return None
    found = next((sent for sent in sendings if str(sent.n) == text), None)
    if found is None:
        raise Refused("Kỳ này không có bản gửi ấy. Đề nghị chọn lại.")
    return found


def _together(files: dict[str, bytes]) -> bytes:
    """Several files as one zip; the same files give the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return settled(out.getvalue())
