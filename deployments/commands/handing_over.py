"""Commands about a desk that passes from one officer to another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from deployments.commands.answers import say, write_whole
from deployments.commands.grammar import day, word
from deployments.commands.opening import filled_home, now, today
from models.errors import Refused

CONSOLE = "console"


def pack(
    ctx: typer.Context,
    officer: str = typer.Argument(..., parser=word, metavar="CÁN_BỘ", help="tài khoản người bàn giao"),
    out: Path = typer.Option(..., "--out", metavar="THƯ_MỤC", help="thư mục nhận gói"),
    on: date | None = typer.Option(None, "--on", parser=day, metavar="NGÀY", help="bỏ trống: hôm nay"),
    note: str = typer.Option("", "--note", metavar="LỜI", help="điều cần nói thêm với người nhận"),
    force: bool = typer.Option(False, "--force", help="ghi đè gói đã có"),
) -> None:
    """Lập gói bàn giao bàn làm việc của một cán bộ: một tệp .zip đọc được không cần hệ thống."""
    from tasks.handover import pack_desk

    home = filled_home(ctx)
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} là một tệp. Đề nghị chọn một thư mục.")
    file = out / f"ban-giao-{officer.lower()}-{(on or today()).isoformat()}.zip"
    if file.exists() and not force:
        raise Refused(f"{file} đã có. Thêm --force để ghi đè hoặc chọn thư mục khác.")
    made = pack_desk(home, officer, on or today(), now(), by=CONSOLE, note=note)
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / made.name, made.content)
    say(str(out / made.name))
    say(f"{made.matters} việc đang chờ. Mã kiểm tra (SHA-256) ghi vào biên bản bàn giao: {made.sha256}")


def take(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP", help="gói bàn giao .zip"),
    to: str = typer.Option(..., "--to", parser=word, metavar="CÁN_BỘ", help="tài khoản người nhận"),
    stated: str = typer.Option(
        "", "--sha256", metavar="MÃ", help="mã kiểm tra ghi trong biên bản; bắt buộc với gói lập ở hệ thống khác"
    ),
) -> None:
    """Nhận một gói bàn giao: việc đang chờ chuyển sang bàn của người nhận. Mở hai lần như một lần."""
    from tasks.handover import open_pack

    done = open_pack(filled_home(ctx), file.read_bytes(), to, now(), by=CONSOLE, stated=stated)
    giver = done.handover.from_name or done.handover.from_username
    if done.is_new:
        say(
            f"Đã chuyển {done.matters} việc của {giver} sang {done.handover.to_username}. Xem trang Việc nhận bàn giao."
        )
    else:
        say(f"Gói này đã nhận trước đó ({done.matters} việc); không thay đổi gì.")
