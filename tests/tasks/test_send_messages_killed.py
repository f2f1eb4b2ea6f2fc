"""kill -9 in the middle of a drain, at every point that matters, against a real SMTP server: never twice."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from models.messages import Attempt
from notifications.emulators.mailbox import Fault
from tasks.interrupted import take_over
from tasks.journal import this_boot
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session

UNITS = 6
WORKER = """
import os, signal, sys
from datetime import datetime
from models.settings import Home
import tasks.hand_over as hand_over
import tasks.drain_worker as sending
import tasks.settling as settling
from notifications.channels import PostOffice
from tasks.journal import Journal
from tasks.send_messages import drain

home, now, point, after = Home(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3], int(sys.argv[4])
count = 0

def die():
    global count
    count += 1
    if count > after:
        os.kill(os.getpid(), signal.SIGKILL)

claim, moved, begin = sending.claim, sending.Worker._has_moved, sending.begin_attempts
deliver, noted, settle = PostOffice.deliver, Journal.said, settling.finish

def around_claim(*a, **k):
    if point == "before claim": die()
    claimed = claim(*a, **k)
    if point == "before claim is durable": die()
    return claimed

def after_claim(*a, **k):
    if point == "after claim": die()
    return moved(*a, **k)

def around_attempt(*a, **k):
    if point == "before attempt": die()
    begun = begin(*a, **k)
    if point == "before attempt is durable": die()
    return begun

def around(self, letter):
    if point == "before hand-over": die()
    outcome = deliver(self, letter)
    if point == "after hand-over": die()
    return outcome

def around_note(self, *a):
    noted(self, *a)
    if point == "after the answer is noted": die()

def before_outcome(*a, **k):
    state = settle(*a, **k)
    if point == "before outcome is durable": die()
    return state

sending.claim, sending.Worker._has_moved, sending.begin_attempts = around_claim, after_claim, around_attempt
PostOffice.deliver, Journal.said, settling.finish = around, around_note, before_outcome
sending.BATCH = sending.LARGEST_BATCH = 2
if "without a journal" in sys.argv:
    hand_over.this_boot = lambda: ""
drain(home, now)
"""
POINTS = [  # letters that had left when it died at the first, at the third occasion; is one of them unknown?
    ("before claim", 0, 4, False),
    ("before claim is durable", 0, 4, False),
    ("after claim", 0, 2, False),
    ("before attempt", 0, 2, False),
    ("before attempt is durable", 0, 2, False),
    ("before hand-over", 0, 2, True),
    ("after hand-over", 1, 3, True),
    ("after the answer is noted", 1, 3, False),
    ("before outcome is durable", 1, 4, False),
]


def kill_a_drain(province, now, point, after, *how):
    arguments = [str(province.home.path), now.isoformat(), point, str(after), *how]
    env = {**os.environ, "DONDOC_DATABASE_URL": province.home.database_url()}
    killed = subprocess.run([sys.executable, "-c", WORKER, *arguments], capture_output=True, env=env)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize(("point", "at_first", "at_third", "unknown"), POINTS, ids=[p[0] for p in POINTS])
def test_a_killed_drain_sends_nothing_twice_and_lists_what_nobody_knows(
    province, at, day, point, at_first, at_third, unknown, after
):
    for n in range(1, UNITS + 1):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, point, after)
    left = at_third if after else at_first
    assert len(province.mails()) == left

    at_once = drain(province.home, now)
    assert at_once.recovered == at_once.unknown == 0, "a lease that still runs is left alone"
    later = now + timedelta(minutes=6)
    report = drain(province.home, later)
    assert report.unknown == unknown
    drain(province.home, later + timedelta(minutes=6))

    mails = province.mails()
    assert len(mails) == len(set(mails)), "nobody got anything twice"
    silent = 1 if point == "before hand-over" else 0
    assert len(mails) == UNITS - silent
    assert province.states() == ({"sent": UNITS - 1, "unknown": 1} if unknown else {"sent": UNITS})
    for message in province.messages():
        if message.state == "unknown":
            assert "chưa rõ đơn vị nhận được hay chưa" in message.reason
    if point in ("before hand-over", "after hand-over", "after the answer is noted", "before outcome is durable"):
        assert not list(province.home.path.glob("sending/*")), "a journal goes when it has told what it knows"


def test_what_a_journal_says_was_answered_keeps_the_words_of_the_server(province, at, day):
    for n in range(1, 4):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, "before outcome is durable", 0)
    report = drain(province.home, now + timedelta(minutes=6))
    assert (report.answered, report.unknown, report.recovered) == (1, 0, 1)
    first = province.messages()[0]
    assert "queued as" in first.provider_id
    with open_session(province.home) as s:
        assert [a.outcome for a in s.exec(select(Attempt))] == ["sent"] * 3


def test_of_a_mail_that_was_refused_before_the_kill_the_next_channel_still_hears(province, at, day):
    province.commune(1)
    province.mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user"))
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, "before outcome is durable", 0)
    drain(province.home, now + timedelta(minutes=6))
    assert [(m.channel, m.state) for m in province.messages()] == [("email", "failed"), ("zalo", "sent")]


@pytest.mark.parametrize("lost", ["the machine started again", "the file is gone", "no journal is kept"])
def test_without_a_journal_that_can_be_trusted_every_attempt_that_was_begun_is_unknown(province, at, day, lost):
    for n in range(1, 8):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, "before hand-over", 3, *(["without a journal"] if lost == "no journal is kept" else []))
    for file in province.home.path.glob("sending/*"):
        if lost == "the file is gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes().replace(this_boot().encode(), b"0" * 36))
    report = drain(province.home, now + timedelta(minutes=6))
    with open_session(province.home) as s:
        begun = [a for a in s.exec(select(Attempt)) if not a.outcome]
    assert report.unknown == len(begun) == (1 if lost == "no journal is kept" else 2)
    assert len(province.mails()) == len(set(province.mails())) == 6


@pytest.mark.postgres
@pytest.mark.parametrize("n", [2, 4, 6, 7, 8])
def test_on_postgres_a_killed_drain_sends_nothing_twice_either(province_on_postgres, at, day, n):
    test_a_killed_drain_sends_nothing_twice_and_lists_what_nobody_knows(province_on_postgres, at, day, *POINTS[n], 2)


def test_a_drain_killed_after_zalo_took_the_message_sends_it_no_second_time(province, at, day):
    for n in range(1, 4):
        province.commune(n, email="")
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, "after hand-over", 1)
    for minutes in (6, 12, 60):
        drain(province.home, now + timedelta(minutes=minutes))
    phones = [told.phone for told in province.zalo.received]
    assert len(phones) == len(set(phones)) == 3
    assert province.states() == {"sent": 2, "unknown": 1}


def test_rounds_and_drains_after_a_kill_say_it_no_second_time(province, at, day):
    """The unknown one counts as said: tomorrow's round does not plan the same rung again."""
    province.commune(1)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, "after hand-over", 0)
    for n in range(1, 4):
        when = now + timedelta(days=n)
        plan_reminders(province.home, day("T6 22/3/2024") + timedelta(days=n), when)
        drain(province.home, when)
    assert len(province.mails()) == 1
    assert province.states() == {"unknown": 1}
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 1


def a_killed_one(province, at, day):
    """Six mails, the drain killed after an answer only its journal tells; returns when its lease is over."""
    for n in range(1, UNITS + 1):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    kill_a_drain(province, now, "before outcome is durable", 1)
    return now + timedelta(minutes=6)


def test_a_recovery_killed_between_the_journal_and_its_commit_is_done_again(province, at, day, monkeypatch):
    later = a_killed_one(province, at, day)

    def dies(*_a, **_k):
        raise KeyboardInterrupt

    monkeypatch.setattr("tasks.interrupted.recover", dies)
    with pytest.raises(KeyboardInterrupt):
        drain(province.home, later)
    monkeypatch.undo()
    report = drain(province.home, later)
    assert (report.unknown, report.answered) == (0, 1)
    assert province.states() == {"sent": UNITS}
    assert len(province.mails()) == len(set(province.mails())) == UNITS


def test_two_recoveries_at_the_same_moment_settle_everything_once(province, at, day):
    later = a_killed_one(province, at, day)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: take_over(province.home, later), range(4)))
    assert (sum(one.answered for one in found), sum(one.unknown for one in found)) == (1, 0)
    drain(province.home, later)
    assert province.states() == {"sent": UNITS}
    assert len(province.mails()) == len(set(province.mails())) == UNITS
