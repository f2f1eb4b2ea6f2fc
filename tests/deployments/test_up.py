"""`dondoc up` as an operator meets it: it comes up whole, runs what is due, stops clean, survives everything."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from deployments.ports import check_ports
from deployments.watch_files import NOTICE
from models.errors import Refused
from models.settings import Settings
from tests.installation import PORTS, ROOT, Installation, alive, descendants, fresh_installation
from tests.waiting import free_ports, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(600)]
UNDER_WAY = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}
MILESTONES = {"flow_runs": {"tags": {"all_": ["mốc", "ct:05-ctrph-cat-mttq"]}}}
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installed = fresh_installation(tmp_path_factory.mktemp("up") / "home")
    yield installed
    if installed.process and installed.process.poll() is None:
        installed.stop()


@posix_only
def test_it_comes_up_and_what_is_scheduled_really_runs(installation):
    """A healthy server once created no run at all: only an executed one proves the clock."""
    at = installation.start()
    assert set(at) == {"portal", "prefect", "inbox", "zalo"}
    for address in at.values():
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200
    wanted = {"deployments": {"name": {"like_": "Gửi tin đang chờ"}}}
    (page,) = installation.ask_prefect("/deployments/filter", wanted)
    soon = {"interval": 15, "anchor_date": "2026-01-01T00:00:00+07:00"}
    installation.ask_prefect(f"/deployments/{page['id']}/schedules", [{"active": True, "schedule": soon}])
    wait_for(lambda: installation.rows("select 1 from message where state = 'sent'"), 180, "a reminder is sent")
    wait_for(lambda: installation.completed("Vòng nhắc việc hằng ngày"), 180, "the first round ends")
    wait_for(lambda: installation.completed("Đồng bộ vòng đời"), 180, "the pages are in step")
    assert installation.ask_prefect("/flow_runs/count", MILESTONES) > 100
    found = wait_for(lambda: installation.completed("Gửi tin đang chờ"), 150, "a scheduled run executes")
    assert any(run["auto_scheduled"] for run in found)
    wait_for(lambda: installation.rows("select 1 from pulse where work = 'watch'"), 60, "the watcher looks")
    with urllib.request.urlopen(f"{at['portal']}suc-khoe/nhip", timeout=10) as answer:
        assert json.load(answer)["ok"] is True


@posix_only
def test_it_stops_clean_and_comes_back_without_losing_or_repeating_anything(installation):
    sent = "select recipient, channel, slot from message where state = 'sent' order by 1, 2, 3"
    runs, messages = installation.ask_prefect("/flow_runs/count", MILESTONES), installation.rows(sent)
    rounds = {run["id"] for run in installation.completed("Vòng nhắc việc hằng ngày")}
    # A run cut off in the middle of its work is another story: Python may say so in the log (tested further down).
    wait_for(lambda: installation.ask_prefect("/flow_runs/count", UNDER_WAY) == 0, 180, "no run is under way")
    code, said = installation.stop()
    assert code == 0
    assert "Traceback" not in said
    assert "đã sẵn sàng" in said
    assert "Đã dừng" in said
    for log in (installation.home.path / "logs").glob("*.log"):
        assert "Traceback" not in log.read_text("utf-8"), log.name

    installation.start()
    wait_for(
        lambda: {run["id"] for run in installation.completed("Vòng nhắc việc hằng ngày")} - rounds,
        180,
        "a round runs at once again",
    )
    wait_for(lambda: len(installation.completed("Đồng bộ vòng đời")) > 1, 180, "the pages are compared again")
    assert installation.ask_prefect("/flow_runs/count", MILESTONES) == runs
    assert installation.rows(sent) == messages


@posix_only
def test_the_pages_ask_for_a_password_and_answer_under_a_policy(installation):
    base = f"http://127.0.0.1:{installation.env['DONDOC_PREFECT_PORT']}"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{base}/api/admin/version")
    assert refused.value.code == 401
    with urllib.request.urlopen(base) as answer:
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    with urllib.request.urlopen(f"{base}/ui-settings") as answer:
        assert json.load(answer)["available_uis"] == ["v1"]


@posix_only
@pytest.mark.browser
def test_in_a_real_browser_the_pages_show_the_life_of_a_programme_and_contact_nobody_else(installation):
    from playwright.sync_api import sync_playwright

    settings = installation.home.settings_in_file()
    base = f"http://127.0.0.1:{installation.env['DONDOC_PREFECT_PORT']}"
    asked: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 950}, timezone_id="Asia/Ho_Chi_Minh")
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{base}/deployments")
        page.locator("input").first.fill(f"{settings.ui_user}:{settings.ui_password}")
        page.keyboard.press("Enter")
        page.wait_for_url("**/d*")
        page.goto(f"{base}/deployments")
        page.get_by_text("05-CTrPH-CAT-MTTQ").first.click()
        page.get_by_text("Upcoming").click()
        page.get_by_text("Tổng hợp họp định kỳ cấp xã").first.wait_for()
        page.get_by_text("chưa ấn định ngày").first.wait_for()
        page.goto(f"{base}/artifacts/key/tong-quan")
        page.get_by_text("Tình hình chung").first.wait_for()
        page.locator('a[href*="/artifacts/artifact/"]').first.click()
        page.get_by_text("Chương trình phối hợp số 05").first.wait_for()
        browser.close()
    outside = {url for url in asked if not url.startswith((base, base.replace("http", "ws"), "data:", "blob:"))}
    assert len(asked) > 20
    assert outside == set()


@posix_only
def test_a_second_start_of_the_same_home_is_refused(installation):
    env = {**installation.env, **{f"DONDOC_{n}": str(p) for n, p in zip(PORTS, free_ports(5), strict=True)}}
    command = [sys.executable, "-c", "from deployments.console import main; main()", "up"]
    second = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode != 0
    assert "đang chạy với thư mục" in second.stdout + second.stderr
    assert "Traceback" not in second.stdout + second.stderr


@posix_only
def test_when_the_runner_dies_all_ends_with_the_reason_in_the_notice(installation):
    process, home = installation.process, installation.home
    family = descendants(process.pid)
    [runner] = [pid for pid in family if "deployments.serve" in _command(pid)]
    os.kill(runner, signal.SIGKILL)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Phần “lich-chay” đã dừng ngoài ý muốn" in said
    assert "Dữ liệu giữ nguyên" not in said
    assert "Phần “lich-chay” đã dừng ngoài ý muốn" in (home.path / NOTICE).read_text("utf-8")
    assert not home.addresses_file.exists()
    wait_for(lambda: not alive(family), 60, "every part has gone")
    installation.start()
    wait_for(lambda: not (home.path / NOTICE).exists(), 90, "the watcher takes the notice away")


def _command(pid: int) -> str:
    asked = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout


@posix_only
def test_killed_outright_it_leaves_no_child_behind_and_starts_again(installation):
    family = descendants(installation.process.pid)
    assert len(family) >= 5
    installation.process.kill()
    installation.process.communicate()
    wait_for(lambda: not alive(family), 60, "every child has noticed")
    installation.start()
    code, said = installation.stop(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in said


@posix_only
def test_asked_to_stop_while_still_starting_it_stops_as_clean(installation):
    log = installation.home.path / "logs" / "cong-nop.log"
    log.unlink()
    installation.launch()
    wait_for(log.exists, 60, "the first parts are started")
    code, said = installation.stop()
    assert code == 0
    assert "Traceback" not in said


def test_a_taken_port_is_named_with_the_setting_that_moves_it():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = Settings(mode="demo", portal_port=port)
        with pytest.raises(Refused) as refused:
            check_ports(settings, is_demo=True)
    assert f"{port} (thiết lập portal_port)" in refused.value.reason
    assert "DONDOC_PORTAL_PORT" in refused.value.reason


def test_two_parts_may_not_ask_for_one_port():
    with pytest.raises(Refused, match="cùng dùng cổng 8642"):
        check_ports(Settings(portal_port=8642, prefect_port=8642), is_demo=False)
