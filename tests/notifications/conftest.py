"""A real SMTP server and a real Zalo emulator on free ports of this machine."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import trustme
import uvicorn
from starlette.applications import Starlette

from models.settings import Settings
from notifications.emulators.mailbox import Mailbox, smtp_server
from notifications.emulators.zalo import ZaloEmulator, zalo_app
from tests.waiting import free_port


@pytest.fixture
def wait_until_up() -> Callable[[int, subprocess.Popen], None]:
    """Wait until a child process answers on its port, or tell what it said when it ended."""

    def wait(port: int, process: subprocess.Popen) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            assert process.poll() is None, process.stderr and process.stderr.read()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                return
            time.sleep(0.05)
        raise AssertionError(f"nothing answers on port {port}")

    return wait


@pytest.fixture
def web() -> Iterator[Callable[[Starlette], int]]:
    """Serve an application on a free port; returns the port."""
    running = []

    def start(app: Starlette) -> int:
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until, "the server did not start"
            thread.join(0.02)
        running.append((server, thread))
        return port

    yield start
    for server, thread in running:
        server.should_exit = server.force_exit = True
        thread.join(20)


@pytest.fixture
def mailbox(tmp_path) -> Mailbox:
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def smtp(mailbox) -> Iterator[Callable[..., int]]:
    """Start the mailbox's SMTP server; returns its port."""
    running = []

    def start(tls: ssl.SSLContext | None = None, **options) -> int:
        controller = smtp_server(mailbox, "127.0.0.1", free_port(), tls=tls, **options)
        controller.start()
        running.append(controller)
        return controller.port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def zalo(web) -> tuple[ZaloEmulator, int]:
    emulator = ZaloEmulator()
    return emulator, web(zalo_app(emulator))


@pytest.fixture
def demo() -> Callable[..., Settings]:
    def settings(**kw) -> Settings:
        return Settings(
            **{
                "mode": "demo",
                "agency": "Công an tỉnh Đồng Tháp",
                "sender_name": "Phòng Tham mưu, Công an tỉnh Đồng Tháp",
                "sender_email": "nhac-viec@dongthap.example",
                **kw,
            }
        )

    return settings
