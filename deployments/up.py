"""`dondoc up`: one command that brings the whole installation to life, and one Ctrl-C that ends it.

    ports checked → data ready (a fresh home gets the demo) → Prefect, portal, mailboxes → timetable → watcher

Everything runs on this machine as children of this process and dies with it. Knows nothing of what the parts do.
"""

from __future__ import annotations

import json
import signal
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime

from deployments import processes
from deployments.lock import alone
from deployments.log_files import turn_over_all
from deployments.ports import check_ports
from deployments.prefect_settings import prefect_environment, reachable, with_password
from deployments.processes import Child
from deployments.watch_files import leave_word
from deployments.welcome import say_goodbye, say_ready, say_step
from models.errors import Refused
from models.quiet_hours import day_in_hanoi
from models.settings import Home, Settings

SERVER_UP = 180.0  # seconds Prefect usually needs at most (its first start makes its own database)
PART_UP = 120.0
GIVEN_UP = 900.0  # after this long something hangs: on a busy machine a healthy start once took minutes
LOOK_AT_LOGS = 60.0  # seconds


def up(home: Home, *, open_browser: bool = False) -> int:
    """Run until Ctrl-C or SIGTERM: 0. A part that ends by itself is `Refused`, with its last words, which also lie in
    the home's notice; whoever runs this as a service sees it fail and starts it again.
    """
    asked_to_stop = _listen()
    with alone(home):
        fresh = not home.exists()
        check_ports(home.settings(), is_demo=fresh or home.settings().is_demo)
        _prepare(home, fresh)
        settings = with_password(home)
        try:
            _live(home, settings, asked_to_stop, open_browser)
        except Refused as no:  # the watcher has gone with the others: the reason lies where officers look
            leave_word(home.path, no.reason, datetime.now(UTC))
            raise
        say_goodbye(home)
    return 0


def _live(home: Home, settings: Settings, asked_to_stop: threading.Event, open_browser: bool) -> None:
    """All parts up, until asked to stop or until one of them ends; none is left behind."""
    tree = _Tree(home, settings, asked_to_stop)
    try:
        if tree.grow():
            at = addresses(settings)
            home.addresses_file.write_text(json.dumps(at, indent=1), "utf-8")
            say_ready(home, settings, at)
            if open_browser:
                webbrowser.open(at["inbox" if settings.is_demo else "portal"])
            tree.stand()
    except Refused as no:  # those that stand may need half a minute to finish: the reason is told before
        say_step(f"{no.reason.splitlines()[0]} Đang dừng các phần còn lại…")
        raise
    finally:
        home.addresses_file.unlink(missing_ok=True)
        tree.fell()


def addresses(settings: Settings) -> dict[str, str]:
    """Where a browser on this machine finds each part."""
    host = reachable(settings.bind)
    found = {"portal": f"http://{host}:{settings.portal_port}/", "prefect": f"http://{host}:{settings.prefect_port}/"}
    if settings.is_demo:
        found["inbox"] = f"http://127.0.0.1:{settings.inbox_port}/"
        found["zalo"] = f"http://127.0.0.1:{settings.zalo_demo_port}/"
    return found


def _prepare(home: Home, fresh: bool) -> None:
    """Rules that can be read, then data. Errors: `CatalogueError` names file and line before anything is started."""
    from models.catalogue import home_catalogue
    from tasks.upgrade import upgrade

    home_catalogue(home)
    if fresh:
        from deployments.demo import load_demo

        say_step("Thư mục nhà còn trống: nạp tỉnh demo…")
        now = datetime.now(UTC)
        load_demo(home, day_in_hanoi(now), now)
    else:
        say_step("Kiểm tra cơ sở dữ liệu…")
        if backup := upgrade(home, now=datetime.now(UTC)).backup:
            say_step(f"Đã nâng dữ liệu lên phiên bản này; bản sao lưu trước khi nâng: {backup.path}")


class _Tree:
    """The children of one start, in the order they were started."""

    def __init__(self, home: Home, settings: Settings, asked_to_stop: threading.Event):
        self.home, self.settings, self.asked_to_stop = home, settings, asked_to_stop
        self.env = prefect_environment(home, settings)
        if settings.is_demo:  # links lead to the port of this start
            self.env["DONDOC_PUBLIC_URL"] = addresses(settings)["portal"].rstrip("/")
        self.children: list[Child] = []

    def grow(self) -> bool:
        """Start every part and wait until it answers. False: asked to stop meanwhile."""
        at = addresses(self.settings)
        say_step("Khởi động Prefect, trang nộp báo cáo…")
        self._start("prefect", "deployments.prefect_server")
        if self.settings.is_demo:
            self._start("hop-thu", "notifications.emulators.inbox", *inbox_arguments(self.home, self.settings))
            self._start("zalo", "notifications.emulators.zalo", *zalo_arguments(self.home, self.settings))
        self._start("cong-nop", "portal")
        ready = self.home.path / "logs" / "lich-chay.ready"
        ready.unlink(missing_ok=True)
        if not self._wait("Prefect", lambda: answers(f"{at['prefect']}api/health"), SERVER_UP):
            return False
        say_step("Đưa lịch chạy của các chương trình vào Prefect…")
        self._start("lich-chay", "deployments.serve", "--ready", str(ready))
        parts: list[tuple[str, Callable[[], bool]]] = [("lịch chạy", ready.exists)]
        parts += [(name, lambda url=url: answers(url)) for name, url in at.items()]  # type: ignore[misc]
        if not all(self._wait(name, is_up, PART_UP) for name, is_up in parts):
            return False
        self._start("canh-nhip", "deployments.watcher")
        return True

    def stand(self) -> None:
        """Wait until asked to stop; complain when a part has ended by itself, turn over logs that have become long."""
        turned_at = time.monotonic()
        while not self.asked_to_stop.wait(0.5):
            self._complain()
            if time.monotonic() - turned_at > LOOK_AT_LOGS:
                turn_over_all(self.home.path / "logs")
                turned_at = time.monotonic()

    def fell(self) -> None:
        """Stop in the opposite order: who talks to the server goes before the server."""
        processes.stop(self.children[::-1])

    def _start(self, name: str, module: str, *arguments: str) -> None:
        self.children.append(processes.start(name, module, *arguments, logs=self.home.path / "logs", env=self.env))

    def _wait(self, what: str, is_up: Callable[[], bool], seconds: float) -> bool:
        """Wait as long as the children live; say so whenever `seconds` more have gone. False: asked to stop."""
        began, patience = time.monotonic(), seconds
        while not self.asked_to_stop.is_set():
            self._complain()
            if is_up():
                return True
            waited = time.monotonic() - began
            said = f"Sau {waited:.0f} giây {what} vẫn chưa trả lời"
            if waited > GIVEN_UP:
                raise Refused(f"{said}. Xem nhật ký trong {self.home.path / 'logs'}.")
            if waited > patience:
                say_step(f"{said}; máy đang bận, vẫn chờ. Nhật ký: {self.home.path / 'logs'}")
                patience += seconds
            self.asked_to_stop.wait(0.2)
        return False

    def _complain(self) -> None:
        for child in self.children:
            if child.has_ended() and not self.asked_to_stop.is_set():
                said = "" if child.was_killed else child.last_words()
                told = f"Nhật ký từ lần khởi động này ({child.log}):\n{said}" if said else f"Nhật ký: {child.log}"
                raise Refused(f"Phần “{child.name}” đã dừng ngoài ý muốn: {child.end}.\n{told}")


def inbox_arguments(home: Home, settings: Settings) -> list[str]:
    """What the demo's inbox is told when it is started."""
    ports = ["--smtp-port", str(settings.smtp_demo_port), "--http-port", str(settings.inbox_port)]
    return ["--dir", str(home.mail), *ports, "--portal-url", addresses(settings)["portal"]]


def zalo_arguments(home: Home, settings: Settings) -> list[str]:
    """What the demo's Zalo is told when it is started."""
    port = str(settings.zalo_demo_port)
    return ["--home", str(home.path), "--http-port", port, "--portal-url", addresses(settings)["portal"]]


def _listen() -> threading.Event:
    asked = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: asked.set())
    return asked


def answers(url: str) -> bool:
    """Whether something of ours answers there, even if it wants a password first."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own address)
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
