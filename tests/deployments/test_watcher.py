"""The dead-man switch: a silent round or drain calls the operators over a real SMTP server, once, then daily."""

from __future__ import annotations

import email
import email.policy
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from deployments import processes
from deployments.lock import waiting_alone
from deployments.watch_files import MEMORY, NOTICE
from deployments.watcher import Watcher, watch
from models.access import Officer
from models.alarms import Alarm, open_alarms
from models.messages import Message
from models.pulses import Pulse, beat, stumble
from models.settings import Home, Settings
from models.vocabulary import AlarmCode, Role, Work
from notifications.emulators.mailbox import Mailbox, smtp_server
from tasks.session import engine_of, ensure_database, open_session
from tests.installation import ROOT
from tests.waiting import free_ports, wait_for

MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # T2 23/11/2026, 08:00 in Hanoi
MINUTE = timedelta(minutes=1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A demo home with two operators, one of them gone, whose mail goes to a port nobody listens on yet."""
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo", agency="Phòng Tham mưu (thử)", smtp_demo_port=free_ports(1)[0]))
    ensure_database(home)
    with open_session(home) as session:
        for name, role, is_active in (("van-hanh", "operator", True), ("cu", "operator", False), ("ai", "staff", True)):
            about = {"full_name": name, "role": str(Role(role)), "is_active": is_active}
            session.add(Officer(username=name, email=f"{name}@don-doc.example", **about))
    return home


@pytest.fixture
def mailbox(home: Home) -> Iterator[Mailbox]:
    box = Mailbox(home.mail)
    server = smtp_server(box, "127.0.0.1", home.settings().smtp_demo_port)
    server.start()
    yield box
    server.stop()


def mails(home: Home) -> list[email.message.EmailMessage]:
    files = sorted(home.mail.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def beat_at(home: Home, work: Work, now: datetime) -> None:
    with open_session(home) as session:
        beat(session, work, MONDAY, now)


def keep_looking(watcher: Watcher, until: timedelta, every: timedelta = MINUTE) -> None:
    while watcher.looked_at is None or watcher.looked_at < START + until:
        watcher.look((watcher.looked_at or START - every) + every)


def take_database_away(home: Home) -> None:
    engine_of(home).dispose()
    for file in home.path.glob("dondoc.db*"):
        file.unlink()
    (home.path / "dondoc.db").mkdir()


def test_all_is_well_and_nothing_is_said(home, mailbox):
    beat_at(home, Work.ROUND, START)
    watcher = Watcher(home, START)
    for n in range(90):
        beat_at(home, Work.DRAIN, START + n * MINUTE)
        assert watcher.look(START + n * MINUTE) == []
    assert mails(home) == []
    assert not (home.path / NOTICE).exists()
    with open_session(home) as session:
        assert session.exec(select(Pulse.runs).where(Pulse.work == Work.WATCH)).one() == 90


def test_a_silent_drain_calls_the_operators_once_a_day_and_says_when_it_is_over(home, mailbox):
    beat_at(home, Work.ROUND, START)
    beat_at(home, Work.DRAIN, START)
    with open_session(home) as session:
        stumble(session, Work.DRAIN, MONDAY, START + MINUTE, "máy chủ thư của don-vi@xa.example không trả lời")
    watcher = Watcher(home, START)
    keep_looking(watcher, timedelta(minutes=59))
    (first,) = mails(home)
    assert first["To"] == "van-hanh@don-doc.example"
    assert first["Subject"] == "[Báo động] Đôn Đốc: lượt gửi tin bị lỡ"
    assert first["Auto-Submitted"] == "auto-generated"
    text = first.get_content()
    assert "quá 30 phút chưa xong; lần xong gần nhất 08:00 ngày 23/11/2026" in text
    assert "d***@xa.example" in text
    assert "don-vi@" not in text
    assert "Việc cần làm: Mở Prefect" in text
    assert "LƯỢT GỬI TIN BỊ LỠ" in (home.path / NOTICE).read_text("utf-8")
    with open_session(home) as session:
        (alarm,) = open_alarms(session)
        assert (alarm.code, alarm.rings) == (AlarmCode.DRAIN_MISSED, 1)
        assert session.exec(select(Message)).all() == []
    beat_at(home, Work.DRAIN, START + timedelta(minutes=60))
    for n in range(60, 85):
        watcher.look(START + n * MINUTE)
    assert len(mails(home)) == 1
    for n in range(85, 100):
        beat_at(home, Work.DRAIN, START + n * MINUTE)
        watcher.look(START + n * MINUTE)
    assert [mail["Subject"] for mail in mails(home)][1:] == ["[Báo động] Đôn Đốc: Đã hết: lượt gửi tin bị lỡ"]
    assert not (home.path / NOTICE).exists()
    with open_session(home) as session:
        assert open_alarms(session) == []
        assert session.exec(select(Alarm.cleared_by)).one() == "watcher"


def test_a_trouble_that_lasts_is_told_again_each_day_and_a_restart_of_the_watcher_repeats_nothing(home, mailbox):
    keep_looking(Watcher(home, START), timedelta(minutes=45))
    assert len(mails(home)) == 1  # the drain; the round has an hour
    again = Watcher(home, START)
    again.look(START + timedelta(minutes=46))
    assert len(mails(home)) == 1
    later = Watcher(home, START)
    keep_looking(later, timedelta(hours=24, minutes=45), every=4 * MINUTE)
    assert sorted(mail["Subject"].partition(": ")[2] for mail in mails(home)) == [
        "lượt gửi tin bị lỡ", "lượt gửi tin bị lỡ", "vòng nhắc việc bị lỡ",
    ]  # fmt: skip


def test_what_no_server_took_is_told_as_soon_as_one_takes_it(home):
    watcher = Watcher(home, START)
    keep_looking(watcher, timedelta(minutes=40))
    assert (home.path / NOTICE).exists()
    server = smtp_server(Mailbox(home.mail), "127.0.0.1", home.settings().smtp_demo_port)
    server.start()
    try:
        for n in (41, 42, 43):
            watcher.look(START + n * MINUTE)
    finally:
        server.stop()
    assert len(mails(home)) == 1


def test_a_machine_that_slept_is_given_time_to_catch_up(home, mailbox):
    beat_at(home, Work.DRAIN, START)
    watcher = Watcher(home, START)
    watcher.look(START)
    woke = START + timedelta(hours=9)
    assert watcher.look(woke) == []
    assert [t.code for t in watcher.look(woke + timedelta(minutes=4))] == []
    for n in range(5, 36):
        last = watcher.look(woke + n * MINUTE)
    assert [t.code for t in last] == [AlarmCode.DRAIN_MISSED]


def test_a_database_that_does_not_answer_is_told_to_the_address_in_the_settings(home, mailbox):
    home.save(home.settings_in_file().model_copy(update={"alarm_emails": "truc-ban@don-doc.example, "}))
    take_database_away(home)
    watcher = Watcher(home, START)
    keep_looking(watcher, timedelta(minutes=8))
    (mail,) = mails(home)
    assert mail["To"] == "truc-ban@don-doc.example"
    assert "Không đọc được cơ sở dữ liệu từ 08:00 ngày 23/11/2026" in mail.get_content()
    assert "KHÔNG ĐỌC ĐƯỢC CƠ SỞ DỮ LIỆU" in (home.path / NOTICE).read_text("utf-8")


def test_a_watcher_that_starts_while_the_database_is_away_calls_whom_it_called_before(home, mailbox):
    Watcher(home, START).look(START)
    take_database_away(home)
    watcher = Watcher(home, START)
    keep_looking(watcher, timedelta(minutes=8))
    assert [mail["To"] for mail in mails(home)] == ["van-hanh@don-doc.example"]
    assert (home.path / MEMORY).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("jump", [-timedelta(days=2), timedelta(days=2)], ids=["back", "ahead"])
def test_a_clock_that_jumps_floods_nobody(home, mailbox, jump):
    watcher = Watcher(home, START)
    keep_looking(watcher, timedelta(minutes=40))
    assert len(mails(home)) == 1
    for n in range(200):  # two days there, and home again
        watcher.look(START + timedelta(minutes=41 + n) + (jump if n < 100 else timedelta()))
    drains = [mail for mail in mails(home) if "lượt gửi tin" in mail["Subject"] and "Đã hết" not in mail["Subject"]]
    assert len(drains) <= 3


def test_a_spoilt_memory_is_no_memory(home, mailbox):
    (home.path / MEMORY).write_text("[1, 2", "utf-8")
    keep_looking(Watcher(home, START), timedelta(minutes=40))
    assert len(mails(home)) == 1


def test_a_demo_pointed_at_a_server_outside_writes_to_nobody(home):
    home.save(home.settings_in_file().model_copy(update={"smtp_host": "thu.dongthap.example"}))
    watcher = Watcher(home, START)
    keep_looking(watcher, timedelta(minutes=40))
    assert watcher.memory == {}
    assert (home.path / NOTICE).exists()


def test_it_is_loaded_without_prefect_and_without_any_channel():
    ask = (
        "import sys, deployments.watcher; "
        "print([m for m in ('prefect', 'apprise', 'fastapi', 'notifications.channels') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_process_looks_at_once_and_leaves_when_its_parent_goes(home):
    child = processes.start("canh-nhip", "deployments.watcher", logs=home.path / "logs", env=_env(home))
    try:
        wait_for(lambda: _looks(home) or child.has_ended(), 60, "the watcher looks")
        assert not child.has_ended(), child.last_words()
    finally:
        processes.stop([child])
    assert "Traceback" not in child.last_words(50)


def test_a_second_watcher_stands_by_until_the_first_has_gone(home):
    stop = threading.Event()
    with waiting_alone(home, "canh-nhip.lock", threading.Event()) as is_ours:
        assert is_ours
        second = threading.Thread(target=watch, args=(home, stop))
        second.start()
        second.join(1)
        assert (second.is_alive(), _looks(home)) == (True, 0)
    wait_for(lambda: _looks(home), 30, "the second one takes over")
    stop.set()
    second.join(30)
    assert not second.is_alive()


def test_asked_once_the_console_answers_with_its_exit_code(dondoc, home):
    told = dondoc("watch", "--once", "--json", home=home)
    assert told.exit_code == 1
    assert [row["code"] for row in json.loads(told.stdout)] == ["round-missed", "drain-missed"]
    now = datetime.now(UTC)
    for work in (Work.ROUND, Work.DRAIN):
        beat_at(home, work, now)
    told = dondoc("watch", "--once", home=home)
    assert (told.exit_code, told.stdout.strip()) == (0, "Vòng nhắc việc và lượt gửi tin đúng nhịp.")
    assert _looks(home) == 0


def _env(home: Home) -> dict[str, str]:
    return {"DONDOC_HOME": str(home.path)}


def _looks(home: Home) -> int:
    with open_session(home) as session:
        return session.exec(select(Pulse.runs).where(Pulse.work == Work.WATCH)).first() or 0
