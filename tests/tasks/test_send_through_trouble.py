"""What goes wrong for long or for good: servers, keys, disks, clocks, machines. Nothing is lost, twice or stale."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

import tasks.drain_worker as drain_worker
import tasks.hand_over as hand_over
import tasks.interrupted as interrupted
from models.alarms import open_alarms
from models.messages import Attempt
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from notifications.emulators.mailbox import Fault, Mailbox, smtp_server
from tasks.plan_reminders import plan_reminders
from tasks.reconcile import reconcile
from tasks.send_messages import drain, send_messages
from tasks.session import open_session
from tests.province import province_in
from tests.waiting import free_port

MEETING = "S000-16"


@pytest.fixture
def planned(province, at, day):
    """Plan the round of T6 22/3/2024 for so many communes; returns its instant. The rung holds until T6 29/3."""

    def plan(communes=1, **contact):
        for n in range(1, communes + 1):
            province.commune(n, **contact)
        now = at("22/03/2024 08:00")
        plan_reminders(province.home, day("T6 22/3/2024"), now)
        return now

    return plan


def alarms(home):
    with open_session(home) as s:
        return [(a.code, a.subject) for a in open_alarms(s)]


def begun(home):
    with open_session(home) as s:
        return list(s.exec(select(Attempt)))


def told_once(province, count):
    """So many communes were written to, each of them once."""
    mails = [mail.recipient for mail in province.mailbox.mails(most=sys.maxsize)]
    arrived = [*mails, *(taken.phone for taken in province.zalo.received)]
    assert len(arrived) == len(set(arrived)) == count


@contextmanager
def no_mail_server(province):
    """Nobody listens where the mail goes; afterwards a server with the same mailbox does."""
    port, known = free_port(), province.home.settings()
    province.home.save(known.model_copy(update={"smtp_demo_port": port}))
    yield
    post = smtp_server(province.mailbox, "127.0.0.1", port)
    post.start()
    province.servers.append(post)


@pytest.fixture(autouse=True)
def _servers_end(request):
    if "province" not in request.fixturenames:
        yield
        return
    province = request.getfixturevalue("province")
    province.servers = []
    yield
    for post in province.servers:
        post.stop()


# channels


def test_a_mail_server_down_for_a_day_costs_one_try_a_tick_and_its_mails_speak_of_the_day_they_leave(province, planned):
    now = planned(20)
    with no_mail_server(province):
        for tick in range(0, 24 * 60, 30):
            when = now + timedelta(minutes=tick)
            plan_reminders(province.home, day_in_hanoi(when), when)
            drain(province.home, when)
            reconcile(province.home, when)
            if tick == 12 * 60:
                province.file("police/x/3", MEETING, "2024-03", when)
        assert province.states() == {"skipped": 20, "planned": 19}, "Saturday's round took the place of Friday's"
        assert len(begun(province.home)) <= 48
        assert alarms(province.home) == [("channel-down", "email")]
    later = now + timedelta(days=3, hours=-1)  # T2 25/3: one working day less than when they were planned
    report = drain(province.home, later)
    assert report.states == {"sent": 19}
    assert all("Còn 04 ngày làm việc" in mail.subject for mail in province.mailbox.mails())
    assert drain(province.home, later + timedelta(minutes=10)).lines == []
    told_once(province, 19)
    assert alarms(province.home) == []


def test_one_poisoned_recipient_among_a_thousand_holds_up_nobody(province, planned):
    poisons = ["550 5.1.1 No such user", "451 4.7.1 later", "554 5.7.1 rejected"]
    for n, reply in enumerate(poisons):
        province.mailbox.faults.append(Fault("recipient", reply, f"^xa-{300 + n}@"))
    now = planned(1000, zalo="")
    assert drain(province.home, now).states == {"sent": 997, "failed": 2, "planned": 1}
    told_once(province, 997)
    province.mailbox.faults.clear()
    assert drain(province.home, now + timedelta(hours=1)).sent == 1
    assert Counter(m.channel for m in province.messages() if m.state == "planned") == {"hand": 2}
    told_once(province, 998)


def test_keys_that_die_in_mid_batch_are_changed_once_and_everybody_is_told(province, planned):
    now = planned(12, email="")

    def die(taken):
        if len(province.zalo.received) == 5:
            province.zalo.grants.forget(access=True)

    province.zalo.on_received = die
    assert drain(province.home, now).sent == 12
    told_once(province, 12)
    assert province.zalo.grants.spent == 1
    assert alarms(province.home) == []


@pytest.fixture
def dead_account(province, planned):
    """Twelve communes reached by Zalo only, whose account dies for good after five; returns the instant."""
    now = planned(12, email="")

    def die(taken):
        if len(province.zalo.received) == 5:
            province.zalo.grants.forget(access=True, refresh=True)

    province.zalo.on_received = die
    assert drain(province.home, now).sent == 5
    return now


def test_with_a_dead_account_the_others_wait_and_an_operator_hears(province, dead_account):
    for minutes in (20, 40, 60, 40 * 60):
        drain(province.home, dead_account + timedelta(minutes=minutes))
    assert province.states() == {"sent": 5, "planned": 7}
    assert set(alarms(province.home)) == {("token-dead", "zalo"), ("channel-down", "zalo")}
    told_once(province, 5)


def test_what_only_a_dead_account_could_say_comes_to_the_call_list_before_it_runs_out(province, dead_account):
    when = dead_account + timedelta(hours=50)
    drain(province.home, when)
    waiting = [m for m in province.messages() if m.channel == "hand"]
    failed = {m.id: m for m in province.messages() if m.state == "failed"}
    assert {m.fallback_of for m in waiting} == set(failed)
    assert len(waiting) == 7
    assert {m.reason for m in failed.values()} == {
        "Kênh gửi không hoạt động tới gần lúc tin hết hạn; đã chuyển sang kênh khác."
    }
    drain(province.home, when + timedelta(hours=30))
    assert province.states() == {"sent": 5, "failed": 7, "planned": 7}, "a person calls, whenever he comes to it"


def test_what_only_a_dead_account_could_say_and_was_settled_meanwhile_needs_no_call(province, dead_account, at):
    waiting = next(m for m in province.messages() if m.state == "planned")
    province.file(waiting.recipient, MEETING, "2024-03", at("23/03/2024 08:00"))
    drain(province.home, dead_account + timedelta(hours=50))
    assert province.states() == {"sent": 5, "failed": 6, "planned": 6, "skipped": 1}


def test_nothing_runs_out_unheard_over_a_night_in_which_nobody_tried(province, dead_account, day, at):
    """The drains stood still until the messages were too old: what is still true turns all the same."""
    drain(province.home, at("25/03/2024 08:30"))
    assert province.states() == {"sent": 5, "failed": 7, "planned": 7}
    assert {m.channel for m in province.messages() if m.state == "planned"} == {"hand"}


def test_with_two_channels_down_neither_stands_in_for_the_other(province, planned):
    now = planned(3)
    province.zalo.grants.forget(access=True, refresh=True)
    with no_mail_server(province):
        drain(province.home, now)
        drain(province.home, now + timedelta(hours=50))
        channels = Counter((m.channel, m.state) for m in province.messages())
        assert channels == {("email", "failed"): 3, ("zalo", "planned"): 3}, "nobody knew of Zalo yet"
        drain(province.home, now + timedelta(hours=51))


def test_a_mail_whose_server_asks_to_wait_until_it_is_too_late_goes_another_way(province, planned, monkeypatch):
    now = planned(1)
    monkeypatch.setattr("tasks.settling.wait_before", lambda *_: timedelta(days=4))
    province.mailbox.faults.append(Fault("recipient", "451 4.7.1 later"))
    drain(province.home, now)
    assert [(m.channel, m.state) for m in province.messages()] == [("email", "expired"), ("zalo", "sent")]


@pytest.mark.parametrize("words", ["550 5.1.1 no\x00such user", "250 \x00kept"])
def test_words_no_database_takes_stop_no_drain(province_on_postgres, at, day, words, monkeypatch):
    province = province_on_postgres
    province.commune(1, zalo="")
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    province.mailbox.faults.append(Fault("recipient" if words.startswith("5") else "data", words))
    drain(province.home, now)
    assert next(m.state for m in province.messages()) == ("failed" if words.startswith("5") else "sent")


# disks


class SmallDisk:
    """A real disk of a few megabytes where we may mount one; else the kernel keeps files from growing."""

    def __init__(self, path):
        self.path = path
        path.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(path)]
        self.is_mounted = bool(shutil.which("mount")) and subprocess.run(mount, capture_output=True).returncode == 0
        self.limit = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self):
        with closing(sqlite3.connect(self.path / "home" / "dondoc.db")) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # room that was taken before would still be there
        if not self.is_mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, self.limit[1]))
            return
        with (self.path / "filler").open("wb", buffering=0) as file:
            for piece in (1 << 20, 1 << 12, 1):
                while self._grows(file, piece):
                    pass

    def _grows(self, file, piece):
        try:
            return file.write(bytes(piece)) == piece
        except OSError:
            return False

    def free(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, self.limit)
        (self.path / "filler").unlink(missing_ok=True)

    def close(self):
        self.free()
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path):
    made = SmallDisk(tmp_path / "disk")
    yield made
    made.close()


@pytest.fixture
def small(disk, tmp_path):
    """A province whose home lies on the small disk and whose mailbox does not."""
    with province_in(disk.path, kind_of_mailbox=lambda _: Mailbox(tmp_path / "mail")) as made:
        made.home.secret()  # made once in the life of a home
        yield made


@pytest.mark.sqlite
def test_a_disk_that_is_full_while_the_day_is_planned_leaves_nothing_half_written(small, disk, at, day):
    for n in range(1, 4):
        small.commune(n)
    now = at("22/03/2024 08:00")
    disk.fill()
    with pytest.raises(OperationalError):
        plan_reminders(small.home, day("T6 22/3/2024"), now)
    assert small.messages() == []
    disk.free()
    assert plan_reminders(small.home, day("T6 22/3/2024"), now).planned == 3
    assert drain(small.home, now).sent == 3
    send_messages(small.home)
    assert alarms(small.home) == [("disk", "")]
    send_messages(small.home)
    with open_session(small.home) as s:
        (alarm,) = open_alarms(s)
        assert alarm.rings == 1
        assert alarm.detail.startswith("Ổ đĩa hết chỗ hoặc không ghi được, lần cuối lúc ")


@pytest.mark.sqlite
def test_on_a_full_disk_no_letter_leaves_and_none_is_lost(small, disk, at, day):
    for n in range(1, 4):
        small.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(small.home, day("T6 22/3/2024"), now)
    disk.fill()
    with pytest.raises(OperationalError):
        drain(small.home, now)
    with pytest.raises(OperationalError):
        send_messages(small.home)
    assert small.mails() == []
    assert small.states() == {"planned": 3}
    assert begun(small.home) == []
    disk.free()
    assert drain(small.home, now).sent == 3
    send_messages(small.home)
    assert alarms(small.home) == [("disk", "")]


@pytest.mark.sqlite
def test_a_disk_that_fills_up_while_letters_leave_loses_no_answer(small, disk, at, day, monkeypatch):
    for n in range(1, 11):
        small.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(small.home, day("T6 22/3/2024"), now)
    keep = small.mailbox.keep

    def around(content):
        kept = keep(content)
        if len(small.mails()) == 5:
            disk.fill()
        return kept

    monkeypatch.setattr(small.mailbox, "keep", around)
    with pytest.raises(OperationalError):
        drain(small.home, now)
    disk.free()
    assert len(small.mails()) >= 5
    report = drain(small.home, now + timedelta(minutes=6))
    assert report.unknown == 0
    assert report.answered >= 1
    assert small.states() == {"sent": 10}
    told_once(small, 10)


# clocks


JUMPS = [timedelta(hours=-2), timedelta(days=3)]


@pytest.mark.parametrize("jump", JUMPS, ids=["back", "ahead"])
@pytest.mark.parametrize("when", ["planned", "claimed", "begun", "handed over", "settled"])
def test_a_clock_that_jumps_and_is_put_right_says_everything_once(province, planned, at, day, when, jump, monkeypatch):
    now = planned(6)
    skew = [timedelta()]

    def jumps_after(thing, name):
        true = getattr(thing, name)

        def around(*a, **k):
            came = true(*a, **k)
            skew[0] = jump
            return came

        monkeypatch.setattr(thing, name, around)

    if when == "planned":
        skew[0] = jump
    else:
        jumps_after(
            *{
                "claimed": (drain_worker, "claim"),
                "begun": (drain_worker, "begin_attempts"),
                "handed over": (hand_over.HandOvers, "deliver"),
                "settled": (drain_worker, "settle"),
            }[when]
        )
    drain(province.home, now + skew[0], clock=lambda: now + skew[0])
    drain(province.home, now + skew[0] + timedelta(minutes=6))  # by the wrong clock, as another process would
    monkeypatch.undo()
    for hours in (1, 2, 24, 48, 72):
        right = now + timedelta(hours=hours)
        plan_reminders(province.home, right.date(), right)
        drain(province.home, right)
        reconcile(province.home, right)
    assert Counter(province.mails()).most_common(1)[0][1] == 1
    told_once(province, 6)
    assert not {m.state for m in province.messages()} & {"planned", "sending", "unknown"}


def test_a_drain_at_midnight_in_hanoi_speaks_of_the_day_in_which_each_letter_leaves(province, planned, at, monkeypatch):
    planned(6)
    monkeypatch.setattr(hand_over, "MOST", 1)
    clock = [at("24/03/2024 23:59") + timedelta(seconds=58)]
    keep = province.mailbox.keep

    def around(content):
        clock[0] += timedelta(seconds=1)
        return keep(content)

    monkeypatch.setattr(province.mailbox, "keep", around)
    assert drain(province.home, clock[0], clock=lambda: clock[0]).sent == 6
    left = [mail.subject[:32] for mail in province.mailbox.mails()][::-1]
    assert left == ["[Nhắc việc] Còn 05 ngày làm việc"] * 2 + ["[Nhắc việc] Còn 04 ngày làm việc"] * 4
    told_once(province, 6)


# machines


WORKER = """
import os, signal, sys
from datetime import datetime
from models.settings import Home
import tasks.drain_worker as drain_worker
import tasks.hand_over as hand_over
from notifications.channels import PostOffice
from tasks.send_messages import drain

home, now, boot, dies_after = Home(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3], int(sys.argv[4])
deliver, count = PostOffice.deliver, 0

def around(self, letter):
    global count
    outcome = deliver(self, letter)
    count += 1
    if count == dies_after:
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome

PostOffice.deliver = around
hand_over.this_boot = lambda: boot
drain(home, now)
"""


def machine(home: Home, now, boot: str, dies_after: int) -> subprocess.Popen:
    words = [sys.executable, "-c", WORKER, str(home.path), now.isoformat(), boot, str(dies_after)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ})


@pytest.fixture
def second_home(province_on_postgres, tmp_path):
    """The home of another machine over the same database: the same settings and secret, a folder of its own."""
    shutil.copytree(province_on_postgres.home.path, tmp_path / "second", ignore=shutil.ignore_patterns("mail"))
    return Home(tmp_path / "second")


@pytest.mark.postgres
def test_two_machines_over_one_database_say_everything_once(province_on_postgres, second_home, at, day):
    province = province_on_postgres
    for n in range(1, 41):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    both = [machine(province.home, now, "a" * 36, 0), machine(second_home, now, "b" * 36, 0)]
    assert [(worker.communicate()[0], worker.returncode) for worker in both] == [(b"", 0), (b"", 0)]
    drain(province.home, now + timedelta(minutes=6))
    assert province.states() == {"sent": 40}
    told_once(province, 40)


@pytest.mark.postgres
def test_a_machine_that_dies_leaves_what_it_had_begun_unknown_to_the_other(
    province_on_postgres, second_home, at, day, monkeypatch
):
    """Its journal lies on its own disk: nobody can tell what had left, so every mail goes once more under its name."""
    province = province_on_postgres
    for n in range(1, 21):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    dying = machine(province.home, now, "a" * 36, 9)
    assert dying.wait() == -signal.SIGKILL
    left = len(province.mails())
    monkeypatch.setattr(interrupted, "this_boot", lambda: "b" * 36)
    later = now + timedelta(minutes=6)
    report = drain(second_home, later)
    open_ones = [a for a in begun(province.home) if not a.outcome]
    assert report.unknown == len(open_ones) >= 1
    assert left == 9
    reconcile(second_home, later + timedelta(minutes=10))
    drain(second_home, later + timedelta(minutes=11))
    assert province.states() == {"sent": 20}
    copies = Counter(kept.header("Message-ID") for kept in province.mailbox.mails())
    assert len(copies) == 20
    repeated = {m.message_id for m in province.messages() if m.repeats}
    assert {name for name, count in copies.items() if count > 1} <= repeated
    assert max(copies.values()) <= 2
