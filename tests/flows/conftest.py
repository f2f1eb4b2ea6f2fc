"""A home with the real province, and one real Prefect server for all flow tests of a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from deployments import processes
from deployments.prefect_settings import prefect_environment, with_password
from models.access import Officer
from models.assignments import assign
from models.catalogue import home_catalogue
from models.filing import file_submission
from models.settings import Home, Settings
from models.unit_map import builtin_units, load_units
from models.vocabulary import Bound
from notifications.emulators.mailbox import Mailbox, smtp_server
from tasks.requests import Asked, Opened, ask_units, asked_if
from tasks.rulings import Agreed, agree_day
from tasks.session import engine_of, ensure_database, open_session
from tests.prefect_api import PrefectApi
from tests.waiting import free_port, wait_for

P05 = "05-ctrph-cat-mttq"
OFFICER = "dieu-hanh"
MORNING = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)  # Tuesday, 09:00 in Hanoi
SOME = ("Công an xã Tháp Mười", "Công an phường Cao Lãnh", "Công an xã Mỹ Thọ")


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A demo home with every unit and assignment, and nothing filed yet: copied, never changed."""
    home = Home(tmp_path_factory.mktemp("filled"))
    home.save(Settings(mode="demo", agency="Phòng Tham mưu (thử)"))
    ensure_database(home)
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        load_units(session, builtin_units(), catalogue)
        assign(session, catalogue)
        session.add(Officer(username=OFFICER, full_name="Cán bộ thử", email=f"{OFFICER}@demo.example", role="operator"))
    with Session(engine_of(home)) as session:
        session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def home(filled_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home of one's own, the one that flows find through the environment, with a real mailbox to send to."""
    shutil.copytree(filled_home.path, tmp_path / "home")
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    home, port = Home(tmp_path / "home"), free_port()
    home.save(home.settings_in_file().model_copy(update={"smtp_demo_port": port}))
    post = smtp_server(Mailbox(home.mail), "127.0.0.1", port)
    post.start()
    yield home
    post.stop()


@pytest.fixture
def asked(home: Home) -> tuple[str, str, str]:
    """An on-demand request to three communes, of which two have reported: its (programme, duty, period)."""
    opened = opened_request(home, asking(units=SOME), MORNING)
    key = opened.request.programme, opened.request.code, opened.deadline.period
    with open_session(home) as session:
        for unit, walks in zip(opened.units[:2], (3, 4), strict=True):
            file_submission(
                session,
                home_catalogue(home),
                unit_id=unit.id,
                programme=key[0],
                duty=key[1],
                period=key[2],
                kind="figures",
                figures={"B01": str(walks), "B02": str(walks * 100)},
                now=MORNING,
            )
    return key


def asking(**changes: Any) -> Asked:
    plain = {
        "programme": P05,
        "title": "Kết quả tuyên truyền tháng 10 (thử)",
        "document": "12/THU-PTM",
        "document_on": date(2026, 11, 9),
        "bound": Bound.BEFORE,
        "named_on": date(2026, 11, 18),
        "form": "phong-trao-rut-gon",
    }
    return Asked(**{**plain, **changes})


def opened_request(home: Home, asked: Asked, now: datetime, *, dry_run: bool = False) -> Opened:
    """The request, opened by an officer, or only looked at."""
    with open_session(home) as session:
        found = asked_if(session, home, asked, now) if dry_run else ask_units(session, home, asked, now, by=OFFICER)
        session.expunge_all()
    return found


def agreed_day(home: Home, programme: str, duty: str, period: str, held_on: date, now: datetime, **said: str) -> Agreed:
    """The day, agreed on by an officer."""
    with open_session(home) as session:
        return agree_day(session, home_catalogue(home), (programme, duty, period), held_on, now, **said)


@dataclass(frozen=True)
class PrefectServer:
    """A running server: the home it belongs to and how to reach it."""

    home: Home
    env: dict[str, str]


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory, filled_home: Home) -> Iterator[PrefectServer]:
    """The product's own Prefect server, with password, on a free port; the client of this process talks to it."""
    from prefect.settings import (
        PREFECT_API_AUTH_STRING,
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_HOME,
        temporary_settings,
    )

    home = Home(tmp_path_factory.mktemp("server") / "home")
    shutil.copytree(filled_home.path, home.path)
    home.save(home.settings_in_file().model_copy(update={"prefect_port": free_port()}))
    env = prefect_environment(home, with_password(home))
    child = processes.start("prefect", "deployments.prefect_server", logs=home.path / "logs", env=env)
    kept = {name: os.environ.get(name) for name in ("DO_NOT_TRACK",)}
    os.environ["DO_NOT_TRACK"] = "1"
    try:
        api = PrefectApi(env["PREFECT_API_URL"], env["PREFECT_API_AUTH_STRING"])
        wait_for(lambda: api.answers() or child.has_ended(), 120, "the Prefect server comes up")
        assert not child.has_ended(), child.last_words(40)
        ours = {
            PREFECT_API_URL: env["PREFECT_API_URL"],
            PREFECT_API_AUTH_STRING: env["PREFECT_API_AUTH_STRING"],
            PREFECT_HOME: env["PREFECT_HOME"],
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        }
        with temporary_settings(ours):
            yield PrefectServer(home, env)
    finally:
        processes.stop([child])
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
