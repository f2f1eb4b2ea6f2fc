"""A report waits for approval while server and runner are killed and started again; the word is in our database."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from deployments import processes
from deployments.prefect_settings import prefect_environment, with_password
from models.access import Officer
from models.facts import Audit, PeriodClose
from models.orders import Order
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from tasks.orders import carry_out, told_now
from tasks.session import engine_of, open_session
from tests.flows.conftest import OFFICER, SOME, asking, opened_request
from tests.prefect_api import PrefectApi
from tests.waiting import free_port, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(600)]
NAME = "Ban hành báo cáo tổng hợp"


class Life:
    """A server and a runner of one home, and questions to the server."""

    def __init__(self, home: Home):
        home.save(home.settings_in_file().model_copy(update={"prefect_port": free_port()}))
        self.home, self.env = home, {**os.environ, **prefect_environment(home, with_password(home))}
        self.api = PrefectApi(self.env["PREFECT_API_URL"], self.env["PREFECT_API_AUTH_STRING"])
        self.children: list[processes.Child] = []

    def start(self) -> None:
        self.api.token = ""
        logs, ready = self.home.path / "logs", self.home.path / "ready"
        ready.unlink(missing_ok=True)
        server = processes.start("prefect", "deployments.prefect_server", logs=logs, env=self.env)
        self.children = [server]
        wait_for(self.api.answers, 120, "the Prefect server comes up")
        runner = processes.start("lich-chay", "deployments.serve", "--ready", str(ready), logs=logs, env=self.env)
        self.children.append(runner)
        wait_for(lambda: ready.exists() or runner.has_ended(), 120, "the runner has registered everything")
        assert not runner.has_ended(), runner.last_words(40)

    def kill(self) -> None:
        """Both at once, without a word."""
        for child in self.children:
            os.kill(child.process.pid, signal.SIGKILL)
            child.process.wait(20)
        self.children = []

    def state(self, run: str) -> str:
        return self.api.ask(f"/flow_runs/{run}")["state"]["name"]


@pytest.fixture
def life(home: Home) -> Iterator[Life]:
    made = Life(home)
    with alive(made):
        yield made


@contextmanager
def alive(life: Life) -> Iterator[None]:
    try:
        yield
    finally:
        processes.stop(life.children[::-1])
        shutil.rmtree(life.home.prefect, ignore_errors=True)


@pytest.fixture
def open_period(home: Home) -> tuple[str, str, str]:
    """A request of today that is due in ten days: no round of these minutes closes it by itself."""
    now = datetime.now(UTC)
    today = day_in_hanoi(now)
    letter = asking(document_on=today, named_on=today + timedelta(days=10), units=SOME)
    opened = opened_request(home, letter, now)
    return opened.request.programme, opened.request.code, opened.deadline.period


def rows(home: Home, table: type[Any], **wanted: Any) -> list[Any]:
    with Session(engine_of(home)) as session:
        return list(session.exec(select(table).filter_by(**wanted)))


def test_an_approval_given_while_everything_lay_dead_is_found_and_told_after_the_restart(life, open_period):
    life.start()
    page = life.api.ask("/deployments/filter", {"deployments": {"name": {"any_": [NAME]}}})[0]
    choices = dict(zip(("programme", "duty", "period"), open_period, strict=True)) | {"by": OFFICER}
    run = life.api.ask(f"/deployments/{page['id']}/create_flow_run", {"parameters": {"choices": choices}})["id"]
    wait_for(lambda: life.state(run) == "Suspended", 180, "the run sleeps")
    (order,) = rows(life.home, Order)
    assert rows(life.home, PeriodClose, duty=open_period[1]) == []

    life.kill()
    with open_session(life.home) as session:  # what the portal's button does; no Prefect is anywhere
        now, officer = datetime.now(UTC), session.get_one(Officer, OFFICER)
        seen = told_now(session, life.home, session.get_one(Order, order.id), now).mark
        carry_out(session, life.home, order.id, officer, seen, now)
    (closed,) = rows(life.home, PeriodClose, duty=open_period[1])
    assert (closed.by, closed.reported, closed.expected) == (OFFICER, 0, 3)

    life.start()
    wait_for(lambda: life.state(run) == "Completed", 180, "the run says how it ended")
    told = life.api.ask(f"/artifacts/lenh-{order.id}/latest")
    assert f"người xác nhận: {OFFICER}" in told["description"]
    said = [(a.actor, a.action) for a in rows(life.home, Audit) if a.subject == order.subject]
    assert said == [(OFFICER, "order_ask"), (OFFICER, "order_confirm")]
    assert len(rows(life.home, PeriodClose, duty=open_period[1])) == 1
