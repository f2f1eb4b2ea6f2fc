"""Commands about figures for other systems: one period as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from deployments.commands.answers import say, write_whole
from deployments.commands.grammar import day
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, today
from models.errors import Refused


def export(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu đột xuất"),
    period: str = typer.Argument(..., metavar="KỲ", help="xem bằng dondoc periods"),
    kind: str = typer.Option(
        ..., "--as", metavar="DẠNG", help="csv, xlsx, json, dhis2, package (gói dữ liệu, bản thảo)"
    ),
    out: Path = typer.Option(..., "--out", metavar="THƯ_MỤC", help="thư mục nhận tệp"),
    as_sent: date | None = typer.Option(
        None, "--as-sent", parser=day, metavar="NGÀY", help="số của bản đã gửi tính đến hết ngày này"
    ),
    separator: str = typer.Option(";", "--separator", metavar="DẤU", help="của CSV: ; (số lẻ dấu phẩy) hoặc ,"),
    dhis2_period: str = typer.Option(
        "", "--dhis2-period", metavar="MÃ_KỲ", help="khi DHIS2 không có kỳ tương ứng, ví dụ 2026S1"
    ),
    org_units: Path | None = typer.Option(
        None, "--org-units", metavar="TỆP.csv", help="hai cột: mã đơn vị ở đây, mã ở DHIS2; bỏ trống: dùng mã ở đây"
    ),
    sender_code: str = typer.Option("", "--sender-code", metavar="MÃ", help="mã định danh cơ quan gửi gói dữ liệu"),
    receiver_code: str = typer.Option("", "--receiver-code", metavar="MÃ", help="mã định danh cơ quan nhận"),
    receiver: str = typer.Option("", "--receiver", metavar="TÊN", help="tên cơ quan nhận"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Xuất số liệu một kỳ cho hệ thống khác: từng đơn vị và tổng hợp, kèm n/N, đơn vị thiếu, kỳ số liệu, ngày tính."""
    from models.snapshots import as_sent as sending_of
    from models.vocabulary import ExportKind
    from reports.data_package import Party
    from tasks.exports import Wanted, exported, org_units_of

    if kind not in list(ExportKind):
        raise Refused(f"Không có dạng “{kind}”. Các dạng: {', '.join(k.value for k in ExportKind)}.")
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} là một tệp. Đề nghị chọn một thư mục.")
    home = filled_home(ctx)
    catalogue = rules_of(home)
    key = (programme_of(catalogue, programme), duty, period)
    with data_of(home) as session:
        wanted = Wanted(
            kind=ExportKind.of(kind),
            sent=sending_of(session, *key, as_sent) if as_sent else None,
            separator=separator,
            dhis2_period=dhis2_period,
            org_units=org_units_of(org_units.read_bytes()) if org_units else None,
            sender_code=sender_code,
            receiver=Party(receiver_code, receiver),
        )
        made = exported(session, catalogue, home.settings(), key, wanted, today(), now())
        out.mkdir(parents=True, exist_ok=True)
        for name in made:
            if (out / name).exists() and not force:
                raise Refused(f"{out / name} đã có. Thêm --force để ghi đè hoặc chọn thư mục khác.")
        for name, content in made.items():
            write_whole(out / name, content)
            say(str(out / name))
