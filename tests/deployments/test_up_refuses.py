"""A start that cannot go well is refused in one line before anything runs; no secret goes to a journal."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deployments import processes, serve, up
from deployments.watch_files import NOTICE
from deployments.watcher import Watcher
from deployments.welcome import say_ready
from models.errors import CatalogueError, Refused
from models.settings import Home, Settings
from tests.installation import PORTS
from tests.waiting import free_ports

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # T2 23/11/2026, 08:00 in Hanoi
AT = {name: f"http://127.0.0.1/{name}" for name in ("portal", "prefect", "inbox", "zalo")}


@pytest.fixture
def broken(tmp_path: Path) -> Home:
    """A home with a rule file that is no rule file."""
    home = Home(tmp_path / "home")
    folder = home.programmes / "06-thu"
    folder.mkdir(parents=True)
    (folder / "programme.yaml").write_text("title: [chưa đóng ngoặc\n", "utf-8")
    return home


def test_a_broken_rule_file_is_named_with_its_line_and_nothing_is_started(dondoc, broken):
    env = {f"DONDOC_{name}": str(port) for name, port in zip(PORTS, free_ports(5), strict=True)}
    told = dondoc("up", home=broken, env=env)
    assert told.exit_code == 1
    assert "06-thu/programme.yaml:" in told.stderr
    assert "Traceback" not in told.output
    assert not broken.exists()
    assert not (broken.path / "logs").exists()


def test_while_the_rules_cannot_be_read_no_page_is_forgotten(broken, monkeypatch):
    def never(*_, **__):
        raise AssertionError("a page would have been forgotten")

    monkeypatch.setattr(serve, "forget_pages", never)
    monkeypatch.setattr(serve, "get_client", never)
    with pytest.raises(CatalogueError):
        asyncio.run(serve.serve(broken))
    monkeypatch.setenv("DONDOC_HOME", str(broken.path))
    with pytest.raises(SystemExit, match="Quy tắc có lỗi"):
        serve.main([])


@pytest.mark.parametrize(("mode", "is_said"), [("demo", True), ("live", False)])
def test_only_a_demo_says_its_password_when_it_is_ready(tmp_path, capsys, monkeypatch, mode, is_said):
    monkeypatch.setenv("COLUMNS", "200")
    settings = Settings(mode=mode, ui_password="mat-khau-bi-mat")
    say_ready(Home(tmp_path), settings, AT)
    said = capsys.readouterr().out
    assert ("mat-khau-bi-mat" in said) is is_said
    assert ("settings show --reveal ui_password" in said) is not is_said


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_part_that_was_killed_is_told_with_its_signal_and_only_what_it_said_since_its_start(tmp_path):
    log = tmp_path / "lich-chay.log"
    log.write_text("Traceback (most recent call last): chuyện cũ\n", "utf-8")
    child = processes.start("lich-chay", "http.server", "0", logs=tmp_path)
    child.process.kill()
    child.process.wait()
    tree = up._Tree(Home(tmp_path / "home"), Settings(mode="demo"), threading.Event())
    tree.children.append(child)
    with pytest.raises(Refused) as no:
        tree._complain()
    assert "Phần “lich-chay” đã dừng ngoài ý muốn: bị kết thúc bằng tín hiệu SIGKILL." in no.value.reason
    assert "chuyện cũ" not in no.value.reason
    with log.open("a", encoding="utf-8") as out:
        out.write("điều mới\n")
    assert child.last_words() == "điều mới"
    log.write_text("sau khi xoay\n", "utf-8")
    assert child.last_words() == "sau khi xoay"


def test_a_slow_start_is_told_and_waited_for_until_something_must_hang(tmp_path, capsys, monkeypatch):
    tree = up._Tree(Home(tmp_path / "home"), Settings(mode="demo"), threading.Event())
    looks = iter([False, False, True])
    assert tree._wait("lịch chạy", lambda: next(looks), 0.0) is True
    assert "lịch chạy vẫn chưa trả lời; máy đang bận, vẫn chờ." in capsys.readouterr().out
    monkeypatch.setattr(up, "GIVEN_UP", 0.0)
    with pytest.raises(Refused, match="Xem nhật ký trong"):
        tree._wait("lịch chạy", lambda: False, 120.0)


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_it_goes_on_when_nobody_reads_what_it_says(tmp_path):
    words = "from deployments.welcome import say_step as say; import sys; say('a'); say('b'); sys.stderr.write('tiếp')"
    read, write = os.pipe()
    os.close(read)
    env = {**os.environ, "PYTHONUTF8": "1"}
    gone = subprocess.run([sys.executable, "-c", words], stdout=write, stderr=subprocess.PIPE, env=env, timeout=60)
    os.close(write)
    assert (gone.returncode, gone.stderr.decode()) == (0, "tiếp")


def test_what_ends_it_lies_where_officers_look_and_a_service_sees_it_fail(dondoc, tmp_path, monkeypatch):
    """The runner's death takes the watcher along: its reason must not be lost with it."""
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo", ui_password="mat-khau-thu"))
    env = {f"DONDOC_{name}": str(port) for name, port in zip(PORTS, free_ports(5), strict=True)}

    def dies(*_):
        raise Refused("Phần “lich-chay” đã dừng ngoài ý muốn. Nhật ký của ai@xa.example.")

    monkeypatch.setattr(up, "_live", dies)
    told = dondoc("up", home=home, env=env)
    assert told.exit_code == 1
    assert "đã dừng ngoài ý muốn" in told.stderr
    assert "Dữ liệu giữ nguyên" not in told.stdout, "no farewell before the reason"
    notice = (home.path / NOTICE).read_text("utf-8")
    assert "Phần “lich-chay” đã dừng ngoài ý muốn" in notice
    assert "dondoc up" in notice
    assert "ai@" not in notice
    Watcher(home, START).look(START)
    assert not (home.path / NOTICE).exists(), "a watcher at work takes it away"
