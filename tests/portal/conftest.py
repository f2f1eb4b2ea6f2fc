"""A portal on a real SQLite home with the real programmes and map, and people who come to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

import models.access
import models.messages
import models.officers
from models.assignments import assign
from models.catalogue import home_catalogue
from models.database import engine_for
from models.facts import Request
from models.officers import create_officer
from models.requests import open_request
from models.settings import Home, Settings
from models.unit_map import builtin_units, load_units
from models.units import Assignment, Contact, Unit
from portal.app import create_app
from portal.doors import clock
from tests.journal_guard import journal_guarded
from tests.portal.people import MONDAY, PASSWORD, PHONE, PROGRAMME, QUIET, REQUEST, Clock, Portal, serving
from tests.ready_tables import tables_on


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """The real argon2id, at its lowest cost: these tests log in some hundred times."""
    costly, models.officers._hasher = models.officers._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    models.officers._hasher = costly


@pytest.fixture(autouse=True)
def _every_change_has_a_line_in_the_journal() -> Iterator[None]:
    """Whatever a request of these tests writes: requests are answered outside the thread of the test."""
    with journal_guarded(lambda thread: thread.name.startswith("AnyIO")) as silent:
        yield
    assert silent == []


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Made once: the map, the assignments, three officers, one on-demand request to four communes' police."""
    home = Home(tmp_path_factory.mktemp("filled") / "home")
    home.save(Settings(mode="demo", agency="Phòng Tham mưu, Công an Tỉnh", focal_point="Đội Tổng hợp"))
    home.secret()
    engine = engine_for(home.database_url())
    tables_on(engine)
    law = home_catalogue(home)
    with Session(engine) as session:
        load_units(session, builtin_units(), law)
        assign(session, law)
        for username, role in (("thammuu", "staff"), ("lanhdao", "leader"), ("vanhanh", "operator")):
            create_officer(session, username=username, full_name=f"Cán bộ {username}", password=PASSWORD, role=role)
        living = select(Assignment.unit_id).join(Unit, Unit.id == Assignment.unit_id)
        units = sorted(session.exec(living.where(Assignment.duty == "S000-16", Unit.valid_to == None)))[:4]  # noqa: E711
        session.add(
            Contact(unit_id=units[0], post="Cán bộ tổng hợp", email="tonghop@cax.example", valid_from=date(2025, 7, 1))
        )
        asked = Request(
            programme=PROGRAMME,
            code=REQUEST,
            title="Kết quả phong trào ba tháng",
            document="99/CAT-PTM",
            document_on=date(2026, 11, 23),
            wording="trong 07 ngày làm việc kể từ ngày yêu cầu",
            bound="after",
            working_days=7,
            form="phong-trao-rut-gon",
            route_to="Công an Tỉnh",
            route_via="Phòng Tham mưu",
            by="thammuu",
            at=MONDAY,
        )
        open_request(session, law, asked, units, by="thammuu", now=MONDAY - timedelta(hours=1))
        session.commit()
    engine.dispose()
    return home.path, units


@pytest.fixture(scope="session")
def make_portal(filled_home: tuple[Path, list[str]]) -> Callable[[Path], Portal]:
    """A portal on its own copy of the filled home."""

    def make(folder: Path) -> Portal:
        shutil.copytree(filled_home[0], folder)
        home, hands = Home(folder), Clock()
        app = create_app(home)
        app.dependency_overrides[clock] = hands
        return Portal(home, app, hands, filled_home[1])

    return make


@pytest.fixture
def portal(make_portal: Callable[[Path], Portal], tmp_path: Path) -> Iterator[Portal]:
    made = make_portal(tmp_path / "portal")
    yield made
    for client in made.clients:
        client.close()
    made.app.state.engine.dispose()


@pytest.fixture
def address(portal: Portal) -> Iterator[str]:
    """The portal served by a real uvicorn on a free port."""
    with serving(portal) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address: str):
    """Opens pages of a given width; at the end no other host was asked for anything and no script complained."""
    opened, elsewhere, complaints = [], [], []

    def open_page(*, script: bool = True, **viewport: int):
        context = chromium.new_context(
            viewport=viewport or PHONE, java_script_enabled=script, locale="vi-VN", base_url=address
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "request", lambda r: elsewhere.append(r.url) if urlsplit(r.url).hostname not in ("127.0.0.1", None) else 0
        )
        page.on("console", lambda m: complaints.append(m.text) if "Security Policy" in m.text else 0)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert elsewhere == []
    assert complaints == []
