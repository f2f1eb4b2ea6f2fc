"""Who comes to the portal in these tests, on which day, and what they carry."""

from __future__ import annotations

import atexit
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from models.settings import Home
from tests.links import issue_link

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # T2 23/11/2026, 09:00 in Hanoi
PROGRAMME = "05-ctrph-cat-mttq"
REQUEST = "DX-2026-09"
PERIOD = "2026-12-03"  # seven working days after T2 23/11/2026, the day off of 24/11 left out: T5 03/12/2026
KEY = f"{PROGRAMME}/{REQUEST}/{PERIOD}"
PASSWORD = "mat-khau-kiem-thu"


QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-first-run",
]  # switches of a Chromium that asks nobody anything
PHONE = {"width": 360, "height": 740}


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Portal:
    """The application of one home, and who may come to it."""

    home: Home
    app: FastAPI
    clock: Clock
    units: list[str]
    clients: list[TestClient] = field(default_factory=list)

    def session(self) -> Session:
        return Session(self.app.state.engine)

    def stranger(self) -> TestClient:
        client = TestClient(self.app, base_url="http://portal.test", follow_redirects=False)
        client.portal = one_loop()
        self.clients.append(client)
        return client

    def link(self, unit_id: str) -> str:
        """The path of a link as it stands in a reminder."""
        with self.session() as session:
            _, token = issue_link(session, unit_id, self.clock.now, 14, self.home.secret())
            session.commit()
        return f"/n/{token}"

    def unit(self, unit_id: str = "") -> TestClient:
        client = self.stranger()
        assert client.get(self.link(unit_id or self.units[0])).status_code == 303
        return client

    def officer(self, username: str = "thammuu") -> TestClient:
        client = self.stranger()
        seal = seal_in(client.get("/dang-nhap").text)
        answer = client.post("/dang-nhap", data={"seal": seal, "username": username, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client


@cache
def one_loop() -> BlockingPortal:
    """The event loop all clients share: a test client makes one of its own for every request, thread and all."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(start_blocking_portal())


@contextmanager
def serving(portal: Portal) -> Iterator[str]:
    """The address of the portal under a real uvicorn on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(portal.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "uvicorn did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def seal_in(page: str) -> str:
    """The seal a page's forms carry."""
    found = re.search(r'name="seal" value="([0-9a-f]{64})"', page)
    assert found, "the page has no form of ours"
    return found[1]


def token_in(page: str, form: str = 'id="bieu"') -> str:
    """The form token of one form on a page."""
    found = re.search(r'name="token" value="([^"]+)"', page[page.index(form) :])
    assert found
    return found[1]


FIGURES = {
    "f.A02": "có",
    "f.B01": "12",
    "f.B02": "1.250",
    "f.B03": "0",
    "f.C02": "8",
    "f.D01.tu_so": "9",
    "f.D01.mau_so": "12",
    "f.E03": "4",
    "f.E04": "3",
    "f.G01": "35,5",
}
