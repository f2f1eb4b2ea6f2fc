"""The product's story on one fixed day, told by the product itself: `make demo-script`.

A fresh demo in a scratch folder, a real portal and a real mailbox on free ports, the real console; the clock stands at
20/11/2026, so every run tells the same, word for word. Each step is asked for as a person would (HTTP, SMTP, `dondoc`)
and fails with its reason when it does not happen. Ends by itself; nothing is left, nothing leaves the machine.

    python -m tests.demo_story [--up]      `--up`: then `dondoc up` on the same home, and what Prefect says of it
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import uvicorn
from typer.testing import CliRunner

from deployments.demo import load_demo
from models.settings import Home
from notifications.emulators.mailbox import Mailbox, smtp_server
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tests.waiting import free_ports

DAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday, 09:00 in Hanoi
PROGRAMME, REQUEST = "05-ctrph-cat-mttq", "DX-2026-02"
FIGURES = {
    "A02": "có", "B01": "7", "B02": "420", "B03": "12", "B07": "310", "C02": "9", "C03": "1",
    "D01.tu_so": "5", "D01.mau_so": "6", "E03": "8", "E04": "7", "G01": "25,5",
}  # fmt: skip
TITLE = "Kết quả tuyên truyền, vận động"
Say = Callable[[str], None]


def story(folder: Path, say: Say = print) -> Home:
    """The whole of it, in `folder`. Errors: AssertionError says which step did not happen."""
    home = Home(folder)
    portal_port, smtp_port = free_ports(2)
    say("1. Một tỉnh demo, như hết ngày 20/11/2026")
    loaded = load_demo(home, DAY, NOW)
    ports = {"smtp_demo_port": smtp_port, "portal_port": portal_port, "public_url": f"http://127.0.0.1:{portal_port}"}
    home.save(home.settings_in_file().model_copy(update=ports))
    units, filings, closed = (loaded.counts[name] for name in ("Đơn vị", "Bài đã nộp", "Kỳ đã chốt"))
    say(f"   {units} đơn vị theo thời gian, {filings} bài đã nộp, {closed} kỳ đã chốt")

    say("2. Vì sao hạn là ngày ấy")
    why = json.loads(console(home, "explain", "05", "S000-12", "2024-03-15", "--json"))
    say(f"   {why['sentence']}")

    say("3. Vòng nhắc việc của ngày, rồi gửi")
    mailbox = Mailbox(home.mail)
    post = smtp_server(mailbox, "127.0.0.1", smtp_port)
    post.start()
    try:
        plan_reminders(home, DAY, NOW)
        report = drain(home, NOW)
    finally:
        post.stop()
    assert report.sent, "no letter left"
    say(f"   đã gửi; chạy lại vòng nhắc việc: thêm {plan_again(home)} tin")
    letter = min((m for m in mailbox.mails() if TITLE in words_of(m)), key=lambda m: m.recipient)
    link = re.search(r"http://127\.0\.0\.1:\d+(/n/\S+)", words_of(letter))
    assert link, "the letter has no link"
    say(f"   một thư: “{letter.subject}”")

    with portal_of(home) as address, httpx.Client(base_url=address, follow_redirects=True) as unit:
        say("4. Đơn vị bấm liên kết, điền biểu, nhận mã tiếp nhận")
        officer = httpx.Client(base_url=address, follow_redirects=True)
        log_in(officer, loaded.password)
        total = f"/can-bo/tong-hop/{PROGRAMME}/{REQUEST}/{period_of(home)}"
        before = reported(officer.get(total).text)
        page = unit.get(link[1])
        assert page.status_code == 200, page.text[:300]
        say(f"   {text_of(page.text, 'h1')}")
        path, typed = filled(unit, period_of(home))
        receipt = unit.post(path, data=typed)
        assert re.search(r"TN-2026-", receipt.text), "no receipt"
        say("   đã nộp, có mã tiếp nhận TN-2026-…")

        say("5. Cán bộ mở tổng hợp: số vừa nộp đã ở trong tổng")
        after = reported(officer.get(total).text)
        assert (after[0], after[1]) == (before[0] + 1, before[1]), f"{before} became {after}"
        say(f"   trước: {before[0]}/{before[1]} đơn vị đã báo cáo; sau: {after[0]}/{after[1]}")
        officer.close()
    return home


def plan_again(home: Home) -> int:
    """Messages that a second round of the same day adds: none."""
    counted = len(json.loads(console(home, "outbox", "--json")))
    plan_reminders(home, DAY, NOW)
    return len(json.loads(console(home, "outbox", "--json"))) - counted


def console(home: Home, *words: str) -> str:
    from deployments.console import app

    said = CliRunner().invoke(app, [*words], env={"DONDOC_HOME": str(home.path)})
    assert said.exit_code == 0, said.output
    return said.stdout


def words_of(kept) -> str:
    return kept.mail.get_body(("plain",)).get_content()


def period_of(home: Home) -> str:
    rows = json.loads(console(home, "periods", "05", "--on", DAY.isoformat(), "--json"))
    return next(row["period"] for row in rows if row["duty"] == REQUEST)


def text_of(page: str, tag: str) -> str:
    found = re.search(rf"(?s)<{tag}[^>]*>(.*?)</{tag}>", page)
    assert found, f"the page has no {tag}"
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def reported(page: str) -> tuple[int, int]:
    found = re.search(r"(\d+)/(\d+) đơn vị đã báo cáo", re.sub(r"<[^>]+>", "", page))
    assert found, "the page of totals does not say n/N"
    return int(found[1]), int(found[2])


def log_in(officer: httpx.Client, password: str) -> None:
    seal = re.search(r'name="seal" value="(\w+)"', officer.get("/dang-nhap").text)
    assert seal, "no page to log in"
    answer = officer.post("/dang-nhap", data={"seal": seal[1], "username": "tham-muu", "password": password})
    assert answer.url.path == "/can-bo", answer.text[:300]


def filled(unit: httpx.Client, period: str) -> tuple[str, dict[str, str]]:
    """Where the form goes and what a browser would send: what it hides, and what is typed."""
    path = f"/don-vi/{PROGRAMME}/{REQUEST}/{period}"
    page = unit.get(path).text
    form = page[page.index('id="bieu"') :]
    hidden = dict(re.findall(r'type="hidden" name="(seal|token|taken|saves)" value="([^"]*)"', page))
    hidden |= dict(re.findall(r'name="(token|taken)" value="([^"]*)"', form)[:2])
    return path, {**hidden, "kind": "figures", **{f"f.{code}": value for code, value in FIGURES.items()}}


@contextmanager
def portal_of(home: Home) -> Iterator[str]:
    """The portal under a real uvicorn, its clock standing on the day."""
    from portal.app import create_app
    from portal.doors import clock

    app = create_app(home)
    app.dependency_overrides[clock] = lambda: NOW
    port = home.settings_in_file().portal_port
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the portal did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        app.state.engine.dispose()


def with_everything(home: Home, say: Say = print) -> None:
    """`dondoc up` on the same home: Prefect, its timetable, and a figure asked for there."""
    from tests.installation import fresh_installation

    say("6. dondoc up: Prefect và mọi phần, trên các cổng trống")
    installed = fresh_installation(home.path)
    installed.start()
    try:
        pages = installed.ask_prefect("/deployments/filter", {"limit": 200})
        say(f"   {len(pages)} deployment trong Prefect")
        asked = {"programme": PROGRAMME, "duty": REQUEST, "period": period_of(home), "as_of": DAY.isoformat()}
        run = installed.run("Tổng hợp ngay", asked)
        assert run["state_type"] == "COMPLETED", run["state"]["message"]
        say(f"   “{run['name']}”: {run['state_type']}")
    finally:
        installed.stop()
    say("7. Đã dừng; thư mục tạm được xóa.")


def main() -> int:
    parser = argparse.ArgumentParser(description="The product's story on one fixed day.")
    parser.add_argument("--up", action="store_true", help="then start everything, Prefect too, on the same home")
    wanted = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="dondoc-demo-") as folder:
        try:
            home = story(Path(folder) / "home")
            if wanted.up:
                with_everything(home)
        except AssertionError as no:
            print(f"Không thành: {no}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
