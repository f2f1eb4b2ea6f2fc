"""Connecting the account in a real Chromium: the way to Zalo and back passes the policy of both sites."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette

from notifications.emulators.zalo import ZaloEmulator, zalo_app
from tests.links import issue_link
from tests.portal.people import PASSWORD, QUIET, Portal
from tests.waiting import free_port

pytestmark = pytest.mark.browser


@pytest.fixture
def served() -> Iterator:
    """Serve an application on a port of this machine until the test is over."""
    running = []

    def serve(app: Starlette, port: int) -> str:
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        running.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield serve
    for server, thread in running:
        server.should_exit = server.force_exit = True
        thread.join(20)


def test_the_account_is_connected_and_a_phone_is_looked_at(portal: Portal, served) -> None:
    from playwright.sync_api import sync_playwright

    emulator, zalo_port, portal_port = ZaloEmulator(), free_port(), free_port()
    own = {"zalo_demo_port": zalo_port, "public_url": f"http://127.0.0.1:{portal_port}"}
    portal.home.save(portal.home.settings().model_copy(update=own))
    zalo, address = served(zalo_app(emulator), zalo_port), served(portal.app, portal_port)
    now = portal.clock.now
    with portal.session() as session:
        _, token = issue_link(session, portal.units[0], now, 30, portal.home.secret())
        session.commit()
    emulator.portal = address
    data = {
        "ten_don_vi": "Công an xã An Bình", "noi_dung": "Đề nghị gửi báo cáo.", "noi_dung_tiep": "Trân trọng.",
        "ma_lien_ket": token,
    }  # fmt: skip
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.set_default_timeout(20_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/dang-nhap")
        page.fill("[name=username]", "vanhanh")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.goto(f"{address}/can-bo/zalo")
        page.locator("main form button").click()
        page.click("text=Mở trang cấp quyền của Zalo")
        assert page.url.startswith(zalo)
        page.click("text=Đồng ý")
        page.wait_for_url("**/can-bo/zalo?xong=1")
        assert "Đã kết nối Zalo OA" in page.inner_text("main")
        emulator.take_template("demo", {"phone": "84912345678", "template_id": "demo-nhac-viec", "template_data": data})
        page.goto(zalo)
        page.click("text=Công an xã An Bình")
        assert "Đề nghị gửi báo cáo." in page.inner_text(".handset")
        page.click("text=Tắt máy")
        assert "Máy đang tắt" in page.inner_text("aside")
        width = page.evaluate("document.documentElement.scrollWidth")
        with page.context.expect_page() as opened:
            page.click("text=Xem việc của đơn vị")
        opened.value.wait_for_url("**/don-vi")
        assert "Việc của đơn vị" in opened.value.inner_text("body")
        browser.close()
    assert width <= 360
    assert complaints == []
    assert emulator.seen == {emulator.received[0].id}
