"""The product as a newcomer meets it: a reminder, its link, a filing, the figure in the total and in Prefect.

`PICTURES=folder` keeps what was seen on the way; the README and the guide show these pictures.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tasks.sheets import sheet_key
from tests.browser.operators import confirm_an_extension, keep_the_handbook
from tests.installation import Installation, fresh_installation
from tests.waiting import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.prefect, pytest.mark.timeout(600)]

PICTURES = os.environ.get("PICTURES")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REQUEST = ("05-ctrph-cat-mttq", "DX-2026-02")
ALSO_BY_HAND = ("Bảng theo dõi", "Các ngày sắp tới", "Sao lưu")  # run by the clock, and when somebody asks
FIGURES = {
    "B01": "7", "B02": "420", "B03": "12", "B07": "310", "C02": "9", "C03": "1",
    "D01.tu_so": "5", "D01.mau_so": "6", "E03": "8", "E04": "7", "G01": "25,5",
}  # fmt: skip


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installed = fresh_installation(tmp_path_factory.mktemp("newcomer") / "home")
    installed.start()
    yield installed
    installed.stop()


@pytest.fixture(scope="module")
def page(installation: Installation) -> Iterator[Any]:
    """One browser window; at the end nothing off this machine was ever asked for."""
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(
            viewport={"width": 1280, "height": 880}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page
        browser.close()
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert hosts == {"127.0.0.1"}


@pytest.fixture(scope="module")
def keep(page: Any) -> Callable[..., None]:
    """Keeps a picture of the page where pictures are wanted."""

    from PIL import Image

    def picture(name: str, *, full: bool = False, form: bool = False) -> None:
        if PICTURES:
            file = Path(PICTURES) / f"{name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            if form:  # stands in a pane that scrolls: only a window taller than the form shows all of it
                seen = page.viewport_size
                page.set_viewport_size({**seen, "height": 3000})
                page.locator("form").first.screenshot(path=file, animations="disabled")
                page.set_viewport_size(seen)
            else:
                page.screenshot(path=file, full_page=full)
            Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)  # a third of the bytes

    return picture


def reported(page: Any) -> tuple[int, int]:
    """n/N as the page of totals says it."""
    found = re.search(r"(\d+)/(\d+) đơn vị đã báo cáo", page.locator("main").inner_text())
    assert found, page.url
    return int(found[1]), int(found[2])


def log_in_to_prefect(installation: Installation, page: Any) -> None:
    """Where the browser has not been let in yet."""
    settings = installation.home.settings_in_file()
    page.goto(f"{installation.addresses['prefect']}deployments")
    if (login := page.locator("input[type=password]")).count():
        login.fill(f"{settings.ui_user}:{settings.ui_password}")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/(deployments|dashboard)$"))


def test_from_the_reminder_to_the_total_and_to_prefect(installation: Installation, page: Any, keep: Any):
    at = installation.addresses
    settings = installation.home.settings_in_file()
    wait_for(lambda: installation.completed("Vòng nhắc việc hằng ngày"), 120, "the first round has gone out")
    period = installation.rows(f"select period from request where code = '{REQUEST[1]}'")[0][0]

    # the officer of the tracking agency, before
    page.goto(f"{at['portal']}dang-nhap")
    page.fill('input[name="username"]', "tham-muu")
    page.fill('input[name="password"]', settings.ui_password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/can-bo**")
    keep("portal-today")
    total = f"{at['portal']}can-bo/tong-hop/{REQUEST[0]}/{REQUEST[1]}/{period}"
    page.goto(total)
    before, expected = reported(page)

    # a commune: inbox, link, form, receipt
    page.goto(at["inbox"])
    page.get_by_role("link", name=re.compile(r"\[Đột xuất\] Kết quả tuyên truyền")).first.click()
    link = page.frame_locator("iframe").get_by_role("link").first
    link.wait_for()
    keep("inbox")
    link.click()
    page.wait_for_url("**/don-vi")
    keep("portal-unit")
    page.locator(f'a[href*="/{REQUEST[1]}/"]', has_text="Nộp báo cáo").click()
    page.locator('[name="f.A02"]').first.check()
    for code, value in FIGURES.items():
        page.fill(f'[name="f.{code}"]', value)
    keep("portal-form", full=True)
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_text(re.compile(r"TN-\d{4}-")).first.wait_for()
    keep("portal-receipt")

    # the figure stands in the total
    page.goto(total)
    assert reported(page) == (before + 1, expected)
    keep("portal-total")
    page.goto(f"{at['portal']}can-bo/tong-hop/{REQUEST[0]}/DX-2025-01/2025-05-20")
    assert reported(page) == (132, 141)
    keep("portal-total-2025")
    page.goto(f"{at['portal']}lanh-dao")
    keep("portal-leader")

    # the boards, and a number followed down to its cell
    page.goto(f"{at['portal']}can-bo/bang?nam=2026")
    page.locator("td.cell.good").first.wait_for()
    page.emulate_media(reduced_motion="reduce")
    page.locator(".board-wrap").evaluate("e => { e.scrollTop = 900; e.scrollLeft = 420; e.scrollIntoView() }")
    keep("portal-board")
    page.emulate_media(color_scheme="dark")
    keep("portal-board-dark")
    page.emulate_media(color_scheme="light")
    page.goto(f"{at['portal']}can-bo/chuong-trinh/{REQUEST[0]}/vong-doi")
    page.locator("svg g.mark").first.wait_for()
    keep("portal-life")
    page.goto(total)
    page.locator('a[href*="/tong-hop/o/"][href*="dong=B01"]').click()
    page.get_by_role("cell", name=FIGURES["B01"], exact=True).first.wait_for()
    keep("portal-cells")

    # and in Prefect: the programme's life, a run, an artifact
    wait_for(lambda: installation.completed("Đồng bộ vòng đời"), 180, "the milestones stand on their pages")
    page.goto(f"{at['prefect']}deployments")
    page.locator("input").first.fill(f"{settings.ui_user}:{settings.ui_password}")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(deployments|dashboard)$"))
    page.goto(f"{at['prefect']}deployments")
    page.get_by_text("05-CTrPH-CAT-MTTQ").first.click()
    page.get_by_text("Upcoming").click()
    page.get_by_text("Tổng hợp họp định kỳ cấp xã").first.wait_for()
    keep("prefect-programme")
    asked = {"programme": REQUEST[0], "duty": REQUEST[1], "period": period}
    assert installation.run("Bảng theo dõi", {})["state_type"] == "COMPLETED"
    page.goto(f"{at['prefect']}artifacts/key/vong-doi-{REQUEST[0]}")
    page.locator('a[href*="/artifacts/artifact/"]').first.click()
    page.wait_for_url("**/artifacts/artifact/**")
    picture = page.locator('img[src^="data:image/svg+xml"]').first
    picture.wait_for()
    assert picture.evaluate("e => e.complete && e.naturalWidth > 1000")
    keep("prefect-life")
    assert installation.run("Tổng hợp ngay", asked)["state_type"] == "COMPLETED"
    page.goto(f"{at['prefect']}artifacts")
    page.get_by_text("tong-hop").first.click()
    page.locator('a[href*="/artifacts/artifact/"]').first.click()
    page.wait_for_url("**/artifacts/artifact/**")
    page.get_by_text("Công an phường An Bình").first.wait_for()
    page.get_by_text(f"{before + 1}/{expected}").first.wait_for()
    keep("prefect-artifact")


def test_every_form_of_the_unusual_speaks_vietnamese_in_prefect(installation: Installation, page: Any, keep: Any):
    """Each form as the operator fills it in; with pictures wanted, every one of them is kept."""
    at = installation.addresses
    asked_for, by_the_clock = {"tags": {"all_": ["theo yêu cầu"]}}, {"name": {"any_": [*ALSO_BY_HAND]}}
    forms = [
        form
        for wanted in (asked_for, by_the_clock)
        for form in installation.ask_prefect("/deployments/filter", {"limit": 200, "deployments": wanted})
    ]
    log_in_to_prefect(installation, page)
    for form in sorted(forms, key=lambda f: f["name"]) if PICTURES else forms[:2]:
        page.goto(f"{at['prefect']}deployments/deployment/{form['id']}/run")
        page.get_by_text("Tham số").first.wait_for()
        fields = next(d for d in form["parameter_openapi_schema"]["definitions"].values() if "properties" in d)
        for field in fields["properties"].values():
            page.get_by_text(field["title"]).first.wait_for()
        assert "Property is type" not in page.content()
        keep(f"flows/{sheet_key(form['name'])}", form=True)


def test_what_is_asked_in_prefect_is_done_when_an_officer_has_confirmed_at_the_portal(
    installation: Installation, page: Any, keep: Any, tmp_path: Path
):
    period = installation.rows(f"select period from request where code = '{REQUEST[1]}'")[0][0]
    log_in_to_prefect(installation, page)
    confirm_an_extension(installation, page, keep, (*REQUEST, period))
    if PICTURES:
        keep_the_handbook(installation, page, keep, tmp_path)
