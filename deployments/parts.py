"""Chạy riêng từng phần: one part of a split installation in the foreground, as systemd or compose starts it.

    server, services      Prefect: any number of API servers, and what the clock does (needs Redis beside several)
    timetable, worker     the timetable of the programmes; any number of workers that run what is due
    portal, watch         the pages of units and officers; the watcher
    inbox, zalo           the two emulators of a demo

Each waits for what it needs and refuses in words when that does not come; whoever starts it, starts it again. The whole
on one machine is `dondoc up` (deployments.up).
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from deployments.lock import among_parts
from deployments.prefect_settings import prefect_environment, with_password
from deployments.up import PART_UP, SERVER_UP, answers, inbox_arguments, zalo_arguments
from models.errors import Refused
from models.settings import Home, Settings

Arguments = Callable[[Home, Settings], list[str]]


@dataclass(frozen=True)
class Part:
    """A module to run, what it is told, and what must be there before it."""

    module: str
    about: str
    arguments: Arguments = lambda home, settings: []
    needs_data: bool = False
    needs_prefect: bool = False
    only_demo: bool = False


PARTS = {
    "server": Part("deployments.prefect_server", "máy chủ Prefect", lambda home, settings: _beside_services(settings)),
    "services": Part("deployments.prefect_services", "dịch vụ nền của Prefect, khi có Redis"),
    "timetable": Part(
        "deployments.serve",
        "lịch chạy của các chương trình",
        lambda home, settings: ["--pool"],
        needs_data=True,
        needs_prefect=True,
    ),
    "worker": Part("deployments.worker", "phần chạy việc", needs_data=True, needs_prefect=True),
    "portal": Part("portal", "trang nộp báo cáo", needs_data=True),
    "watch": Part("deployments.watcher", "bộ canh nhịp", needs_data=True),
    "inbox": Part("notifications.emulators.inbox", "hộp thư thử của bản demo", inbox_arguments, only_demo=True),
    "zalo": Part("notifications.emulators.zalo", "Zalo giả lập của bản demo", zalo_arguments, only_demo=True),
}


def run_part(home: Home, name: str) -> None:
    """Be this part until it ends. Errors: `Refused` for a name nobody knows or where something it needs is missing."""
    part = PARTS.get(name)
    if part is None:
        raise Refused(f"Không có phần “{name}”. Các phần: {', '.join(PARTS)}.")
    settings = with_password(home)
    if part.only_demo and not settings.is_demo:
        raise Refused(f"Phần “{name}” chỉ có trong bản demo; {home.path} là dữ liệu thật.")
    if name == "services" and not settings.redis_url:
        raise Refused("Chưa đặt redis_url: máy chủ Prefect (phần server) đã làm luôn việc của phần services.")
    environment = prefect_environment(home, settings)
    with among_parts(home), TemporaryDirectory(prefix="dondoc-ui-") as pages:
        environment["PREFECT_SERVER_UI_STATIC_DIRECTORY"] = pages  # several servers may share the home, not this
        if part.needs_data:
            _refuse_other_tables(home)
        if part.needs_prefect:
            _wait_for_prefect(environment["PREFECT_API_URL"])
        os.environ.update(environment)  # Prefect reads them when it is imported, which is below
        sys.argv = [part.module, *part.arguments(home, settings)]
        try:
            runpy.run_module(part.module, run_name="__main__", alter_sys=True)
        except KeyboardInterrupt:
            pass


def _beside_services(settings: Settings) -> list[str]:
    return ["--no-services"] if settings.redis_url else []


def _refuse_other_tables(home: Home) -> None:
    """Wait until the database answers, then look whether its tables are those of this release; a part, one of many,
    never changes them. Errors: `Refused` says what to run.
    """
    from sqlalchemy.exc import OperationalError

    import migrations
    from tasks.upgrade import tables_of

    until = time.monotonic() + PART_UP
    while True:
        try:
            at = tables_of(home)
            break
        except OperationalError:
            if time.monotonic() > until:
                raise Refused("Cơ sở dữ liệu chưa trả lời. Kiểm tra máy chủ và thiết lập database_url.") from None
            time.sleep(1)
    if not at:
        raise Refused("Cơ sở dữ liệu chưa có bảng nào của Đôn Đốc. Chạy trước: dondoc init (dùng thật).")
    if at != migrations.newest():
        raise Refused(
            f"Bảng dữ liệu ({at}) không phải của phiên bản này ({migrations.newest()}). Dừng mọi phần, chạy "
            "dondoc upgrade một lần (tự sao lưu trước), rồi mở lại."
        )


def _wait_for_prefect(api: str) -> None:
    until = time.monotonic() + SERVER_UP
    while not answers(f"{api}/health"):
        if time.monotonic() > until:
            raise Refused("Prefect chưa trả lời. Kiểm tra phần server và thiết lập prefect_api_url.")
        time.sleep(0.5)
