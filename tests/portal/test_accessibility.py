"""Every page of the portal by the rules of axe, light and dark, and no wider than a phone: read off the routes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.facts import Submission
from portal import cookies
from portal.doors import door_of
from portal.routes import ROUTERS
from tasks.orders import ask
from tasks.unit_orders import ExtensionOrder
from tests.portal.people import FIGURES, KEY, PASSWORD, PHONE, Portal, seal_in, serving, token_in
from tests.portal.test_access import SAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WIDE = {"width": 1280, "height": 900}
INSTEAD = {"/can-bo/don-vi/{unit_id:path}": "/can-bo/don-vi/{unit}"}  # samples that name nothing real
GETS = [route for router in ROUTERS for route in router.routes if "GET" in route.methods]
VISITORS = {"officer": "staff", "unit": "unit", "public": "stranger"}  # by the door a page stands behind
UNTOUCHED = ("/dang-xuat", "/n/{token}", "/do-luong")  # leave the visit, begin another; no page but numbers


@dataclass(frozen=True)
class Place:
    """The portal served by a real uvicorn, with one filing in it, and the cookies of who comes."""

    portal: Portal
    address: str
    cookies: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def place(make_portal: Callable[[Path], Portal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    portal = make_portal(tmp_path_factory.mktemp("seen") / "portal")
    unit = portal.unit()
    page = unit.get(f"/don-vi/{KEY}").text
    sent = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    assert unit.post(f"/don-vi/{KEY}", data=sent).status_code == 303
    with portal.session() as session:
        wish = ExtensionOrder(*KEY.split("/"), tuple(portal.units[1:3]), "Mưa lũ chia cắt", date(2026, 12, 11))
        ask(session, portal.home, wish, by="vanhanh", now=portal.clock.now)
        session.commit()
    visitors = {"stranger": {}, "unit": dict(unit.cookies), "staff": dict(portal.officer("vanhanh").cookies)}
    with serving(portal) as address:
        yield Place(portal, address, visitors)
    for client in portal.clients:
        client.close()
    portal.app.state.engine.dispose()


@pytest.fixture(scope="module")
def windows(place: Place, chromium: Any) -> Iterator[dict[str, Any]]:
    """A browser window for each visitor."""
    opened = {}
    for visitor, carried in place.cookies.items():
        # without motion: a colour on its way from light to dark is no colour to measure
        context = chromium.new_context(
            viewport=WIDE, locale="vi-VN", base_url=place.address, reduced_motion="reduce", color_scheme="light"
        )
        if carried:
            context.add_cookies([{"name": n, "value": v, "url": place.address} for n, v in carried.items()])
        opened[visitor] = context.new_page()
        opened[visitor].set_default_timeout(15_000)
    yield opened
    for page in opened.values():
        page.context.close()


def broken_rules(page: Any) -> list[str]:
    """What axe finds, each with the elements it found it at."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"][:3]]


def too_wide(page: Any) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("route", [r for r in GETS if r.path not in UNTOUCHED], ids=lambda r: r.path)
def test_a_page_breaks_no_rule_in_light_or_dark_and_fits_a_phone(
    route: Any, place: Place, windows: dict[str, Any]
) -> None:
    visitor = next((who for door, who in VISITORS.items() if door in door_of(route.dependant)), "staff")
    path = INSTEAD.get(route.path, SAMPLES[route.path]).format(unit=place.portal.units[0])
    kind = place_type(place, visitor, path)
    if "text/html" not in kind:
        return  # a file to take away
    page = windows[visitor]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    page.goto(path)
    assert broken_rules(page) == [], "light"
    page.emulate_media(color_scheme="dark")
    assert broken_rules(page) == [], "dark"
    page.set_viewport_size(PHONE)
    assert too_wide(page) <= 0
    assert page.locator("h1").count() == 1


def place_type(place: Place, visitor: str, path: str) -> str:
    client = place.portal.stranger()
    client.cookies.update(place.cookies[visitor])
    return client.get(path, follow_redirects=True).headers["content-type"]


def test_the_pages_that_matter_are_really_there(place: Place) -> None:
    client = place.portal.stranger()
    client.cookies.update(place.cookies["staff"])
    for path in ("/can-bo", "/can-bo/bang", "/can-bo/dung-han", "/can-bo/goi", f"/can-bo/tong-hop/{KEY}", "/lanh-dao"):
        assert client.get(path).status_code == 200, path
    with place.portal.session() as session:
        filed = session.exec(select(Submission)).one()
    assert client.get(f"/can-bo/bai-nop/{filed.id}").status_code == 200


def test_the_switch_at_the_foot_turns_the_page_dark_and_is_remembered(place: Place, windows: dict[str, Any]) -> None:
    page = windows["stranger"]
    page.emulate_media(color_scheme="light")
    page.goto("/dang-nhap")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Tối").click()
    assert page.url.endswith("/dang-nhap")
    dark = page.evaluate(ground)
    assert dark != light
    page.goto("/")
    assert page.evaluate(ground) == dark
    assert page.get_by_role("button", name="Tối").get_attribute("aria-pressed") == "true"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Theo máy").click()
    assert page.evaluate(ground) == light


def test_the_board_is_walked_with_the_keyboard(place: Place, windows: dict[str, Any]) -> None:
    page = windows["staff"]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    page.goto("/can-bo/bang")
    board = page.locator(".board-wrap")
    board.focus()
    assert page.evaluate("document.activeElement.classList.contains('board-wrap')")
    page.keyboard.press("ArrowRight")
    # Chromium glides there. The page's policy forbids `wait_for_function`, which evaluates in the page while it waits.
    for _ in range(200):
        if page.evaluate("document.querySelector('.board-wrap').scrollLeft") > 0:
            break
        page.wait_for_timeout(25)
    else:
        raise AssertionError("the board did not move")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"


def test_the_board_says_in_words_what_it_shows_in_colours(place: Place, windows: dict[str, Any]) -> None:
    page = windows["staff"]
    page.goto("/can-bo/bang?nam=2026")
    cells = page.locator("td.cell:not(.none)").all_inner_texts()
    assert cells
    assert all(re.search(r"\w", text) for text in cells)
    assert all(re.match(r"^\W", text.strip()) for text in cells)  # a mark before the words
    late = page.locator("td.cell.bad").count()
    assert late == sum("quá" in text or "trả lại" in text for text in cells)


def test_the_officers_cookie_is_the_only_way_in(place: Place) -> None:
    client = place.portal.stranger()
    client.cookies.set(cookies.UNIT, place.cookies["unit"][cookies.UNIT])
    for path in ("/can-bo/bang", "/can-bo/bang.csv", "/can-bo/dung-han", "/can-bo/goi"):
        assert client.get(path).status_code == 401
    assert PASSWORD not in client.get("/dang-nhap").text
