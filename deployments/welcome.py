"""What `dondoc up` says: its steps, then one box with every address and how to get in, then goodbye."""

from __future__ import annotations

import os
import sys

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from models.settings import Home, Settings


def say_step(words: str) -> None:
    _console().print(words, style="dim")


def say_ready(home: Home, settings: Settings, at: dict[str, str]) -> None:
    """The box: what to open and how to get in. Only a demo says its password: a real one would stay in a journal."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="bold", no_wrap=True)
    rows.add_column(overflow="fold")
    if settings.is_demo:
        rows.add_row("Hộp thư thử", at["inbox"])
        rows.add_row("Zalo giả lập", at["zalo"])
    rows.add_row("Trang nộp báo cáo", at["portal"])
    rows.add_row("Trang cán bộ", f"{at['portal']}dang-nhap")
    if settings.is_demo:
        from deployments.demo import ACCOUNTS

        names = ", ".join(username for username, *_ in ACCOUNTS)
        rows.add_row("", f"tài khoản {names} · mật khẩu {settings.ui_password}")
    rows.add_row("Prefect", at["prefect"])
    if settings.is_demo:
        rows.add_row("", f"điền {settings.ui_user}:{settings.ui_password}")
    else:
        rows.add_row("", f"điền {settings.ui_user}:<mật khẩu> · mật khẩu: dondoc settings show --reveal ui_password")
    rows.add_row("Giám sát", f"{at['portal']}suc-khoe/nhip")
    rows.add_row("Dữ liệu", str(home.path))
    rows.add_row("Nhật ký", str(home.path / "logs"))
    if settings.is_demo:
        rows.add_row("", "Bản demo: số liệu hư cấu, không tin nào rời khỏi máy này.")
    rows.add_row("", "Ctrl-C để dừng.")
    console = _console()
    console.print(Panel(rows, title="Đôn Đốc đã sẵn sàng", box=box.ROUNDED, expand=False, padding=(1, 2)))


def say_goodbye(home: Home) -> None:
    _console().print(f"Đã dừng. Dữ liệu giữ nguyên trong {home.path}.", style="dim")


class _Console(Console):
    """Goes on in silence when nobody reads any more (`dondoc up | head`, a closed terminal): what runs must not end."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _console() -> Console:
    return _Console(markup=False, highlight=False, soft_wrap=True)
