"""`dondoc up` as an operator meets it: it comes up whole, runs what is due, stops clean, survives everything."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from deployments.ports import check_ports
from models.errors import Refused
from models.settings import Home, Settings

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(600)]
ROOT = Path(__file__).resolve().parents[2]
PORTS = ("PORTAL_PORT", "PREFECT_PORT", "INBOX_PORT", "SMTP_DEMO_PORT", "ZALO_DEMO_PORT")
MILESTONES = {"flow_runs": {"tags": {"all_": ["mốc", "ct:05-ctrph-cat-mttq"]}}}
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def free_ports(count: int) -> list[int]:
    doors = [socket.socket() for _ in range(count)]
    for door in doors:
        door.bind(("127.0.0.1", 0))
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def wait_for(happens: Callable[[], Any], seconds: float, what: str) -> Any:
    until = monotonic() + seconds
    while monotonic() < until:
        if answer := happens():
            return answer
        sleep(0.5)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")


@dataclass
class Installation:
    """One home and the ports it is started on."""

    home: Home
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    token: str = ""  # against cross-site requests: one a start

    def start(self) -> dict[str, str]:
        """Bring it up; the addresses once everything answers."""
        self.launch()
        ready = self.home.path / "addresses.json"
        wait_for(lambda: ready.exists() or self.process.poll() is not None, 240, "everything answers")
        assert self.process.poll() is None, self.process.communicate()[0]
        return wait_for(lambda: json.loads(ready.read_text() or "null"), 5, "the addresses are written")

    def launch(self) -> None:
        (self.home.path / "addresses.json").unlink(missing_ok=True)  # one that was killed left it behind
        self.token = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from deployments.console import main; main()", "up"],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def stop(self, with_signal: int = signal.SIGINT) -> tuple[int, str]:
        """What it answered and said; nothing of it may be left."""
        assert self.process is not None
        family = descendants(self.process.pid)
        self.process.send_signal(with_signal)
        said = self.process.communicate(timeout=90)[0]
        wait_for(lambda: not alive(family), 40, "every child is gone")
        return self.process.returncode, said

    def ask_prefect(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One question to the API; a disk busy for a moment (503) is asked again, as Prefect's own client does."""
        settings = self.home.settings_in_file()
        login = base64.b64encode(f"{settings.ui_user}:{settings.ui_password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"}
        if body is not None:
            self.token = self.token or self.ask_prefect("/csrf-token?client=test")["token"]
            headers |= {"Prefect-Csrf-Client": "test", "Prefect-Csrf-Token": self.token}
            headers |= {"Content-Type": "application/json"}
        address = f"http://127.0.0.1:{self.env['DONDOC_PREFECT_PORT']}/api{path}"
        request = urllib.request.Request(address, None if body is None else json.dumps(body).encode(), headers)

        def answer() -> list[Any]:
            try:
                with urllib.request.urlopen(request, timeout=20) as found:
                    return [json.load(found)]
            except urllib.error.HTTPError as refused:
                if refused.code != 503:
                    raise
                return []
            except TimeoutError:
                return []

        return wait_for(answer, 60, f"an answer from {path}")[0]

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.home.path / 'dondoc.db'}?mode=ro", uri=True) as database:
            return database.execute(question).fetchall()

    def completed(self, flow: str) -> list[dict[str, Any]]:
        wanted = {"flows": {"name": {"any_": [flow]}}, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        return self.ask_prefect("/flow_runs/filter", {**wanted, "limit": 50})


def descendants(pid: int) -> list[int]:
    """Every process below this one, read from the kernel."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


def alive(family: list[int]) -> list[int]:
    """Those of the family still there, the dead ones nobody has buried left out."""

    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return [pid for pid in family if lives(pid)]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = Home(tmp_path_factory.mktemp("up") / "home")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DONDOC_", "PREFECT_"))}
    ports = {f"DONDOC_{name}": str(port) for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)}
    installed = Installation(
        home, {**clean, **ports, "DONDOC_HOME": str(home.path), "PYTHONUTF8": "1", "COLUMNS": "120"}
    )
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
    wait_for(lambda: installation.rows("select 1 from message where state = 'sent'"), 90, "a reminder is sent")
    wait_for(lambda: installation.completed("Vòng nhắc việc hằng ngày"), 90, "the first round ends")
    wait_for(lambda: installation.completed("Đồng bộ vòng đời"), 90, "the pages are in step")
    assert installation.ask_prefect("/flow_runs/count", MILESTONES) > 100
    found = wait_for(lambda: installation.completed("Gửi tin đang chờ"), 150, "a scheduled run executes")
    assert any(run["auto_scheduled"] for run in found)


@posix_only
def test_it_stops_clean_and_comes_back_without_losing_or_repeating_anything(installation):
    sent = "select recipient, channel, slot from message where state = 'sent' order by 1, 2, 3"
    runs, messages = installation.ask_prefect("/flow_runs/count", MILESTONES), installation.rows(sent)
    rounds = {run["id"] for run in installation.completed("Vòng nhắc việc hằng ngày")}
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
        90,
        "a round runs at once again",
    )
    wait_for(lambda: len(installation.completed("Đồng bộ vòng đời")) > 1, 90, "the pages are compared again")
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
    sheet = installation.ask_prefect("/artifacts/tong-quan/latest")
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
        page.goto(f"{base}/artifacts/artifact/{sheet['id']}")
        page.get_by_text("Tình hình chung").first.wait_for()
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
