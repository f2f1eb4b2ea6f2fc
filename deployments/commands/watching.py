"""The command of the watcher: run it on its own beside `dondoc up`, or ask once, for a cron line or a monitor."""

from __future__ import annotations

import typer

from deployments.commands.answers import print_json, say
from deployments.commands.opening import filled_home, now


def watch(
    ctx: typer.Context,
    once: bool = typer.Option(False, "--once", help="chỉ xem một lần, không gửi thư; mã thoát 1 khi có việc lỡ giờ"),
    as_json: bool = typer.Option(False, "--json", help="in JSON, chỉ JSON (cùng --once)"),
) -> None:
    """Canh nhịp: lỡ vòng nhắc việc hoặc lượt gửi tin thì gửi thư cho quản trị vận hành. Ctrl-C để dừng."""
    import threading

    from deployments.watcher import Watcher
    from deployments.watcher import watch as keep_watching
    from models.errors import Refused

    home = filled_home(ctx)
    if as_json and not once:
        raise Refused("--json chỉ dùng cùng --once.")
    if not once:
        say(f"Đang canh nhịp của {home.path}. Ctrl-C để dừng.")
        keep_watching(home, threading.Event())
        return
    troubles = Watcher(home, since=now()).troubles(now(), patient=False)
    if as_json:
        print_json([{"code": trouble.code.value, "words": trouble.words} for trouble in troubles])
    else:
        say("\n".join(trouble.words for trouble in troubles) or "Vòng nhắc việc và lượt gửi tin đúng nhịp.")
    raise typer.Exit(1 if troubles else 0)
