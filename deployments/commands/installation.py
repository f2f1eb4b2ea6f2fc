"""Commands about the installation itself: start it, fill it with the demo, empty the demo."""

from __future__ import annotations

from datetime import date

import typer

from deployments.commands.answers import cell, print_table, progress, say
from deployments.commands.asking import certain
from deployments.commands.grammar import day
from deployments.commands.opening import filled_home, home_of, now, today


def up(
    ctx: typer.Context,
    browser: bool = typer.Option(False, "--open", help="mở trình duyệt khi đã sẵn sàng"),
) -> None:
    """Khởi động tất cả: cơ sở dữ liệu, Prefect, trang nộp báo cáo, hộp thư thử (bản demo). Ctrl-C để dừng."""
    from deployments.up import up as start

    raise typer.Exit(start(home_of(ctx), open_browser=browser) or 0)


def part(
    ctx: typer.Context,
    name: str = typer.Argument(..., metavar="PHẦN", help="server, services, timetable, worker, portal, watch"),
) -> None:
    """Chạy riêng một phần (systemd, compose, nhiều máy); bình thường `dondoc up` chạy đủ các phần. Ctrl-C để dừng."""
    from deployments.parts import run_part

    run_part(filled_home(ctx), name)


def version() -> None:
    """Phiên bản đang chạy."""
    from importlib.metadata import version as installed

    say(f"dondoc {installed('dondoc')}")


def load(
    ctx: typer.Context,
    until: date | None = typer.Option(
        None, "--until", parser=day, metavar="NGÀY", help="dừng ở ngày này (mặc định: hôm nay)"
    ),
) -> None:
    """Nạp tỉnh demo vào thư mục nhà còn trống, không cần máy chủ nào."""
    from deployments.demo import STEPS_OF_A_LOAD, load_demo

    home = home_of(ctx)
    with progress("Nạp tỉnh demo…", total=STEPS_OF_A_LOAD) as step:
        loaded = load_demo(home, until or today(), now(), step=step)
    say(f"Đã nạp tỉnh demo vào {home.path} (đến hết ngày {cell(loaded.until)}).")
    say("Mọi số liệu, đầu mối và công văn trong bản demo đều hư cấu; tên miền thư .example không gửi ra ngoài được.")
    print_table("", ["Nội dung", "Số lượng"], loaded.counts.items(), right=("Số lượng",))
    say(f"Tài khoản demo: {', '.join(loaded.accounts)} · mật khẩu: {loaded.password}")
    say("Tiếp theo: dondoc up (mở tất cả) hoặc dondoc owes --on " + loaded.until.isoformat())


def reset(
    ctx: typer.Context,
    yes: bool = typer.Option(False, "--yes", "-y", help="không hỏi lại"),
) -> None:
    """Xóa toàn bộ dữ liệu demo của thư mục nhà. Không bao giờ đụng tới dữ liệu thật."""
    from deployments.demo import reset_demo

    home = home_of(ctx)
    if home.exists() and home.settings().is_demo and not yes:
        certain(f"Xóa toàn bộ dữ liệu demo trong {home.path}?")
    reset_demo(home)
    say(f"Đã xóa dữ liệu demo trong {home.path}.")
