"""kill -9 in the middle of a drain, at every point that matters, against a real SMTP server: never twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlmodel import select

from models.messages import Attempt
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session

UNITS = 6
WORKER = """
import os, signal, sys
from datetime import datetime
from models.settings import Home
import tasks.send_messages as sending
from notifications.channels import PostOffice

home, now, point, after = Home(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3], int(sys.argv[4])
count = 0

def die():
    global count
    count += 1
    if count > after:
        os.kill(os.getpid(), signal.SIGKILL)

claim, moved, begin = sending.claim, sending.has_moved, sending.begin_attempts
deliver, settle = PostOffice.deliver, sending.finish

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

def before_outcome(*a, **k):
    state = settle(*a, **k)
    if point == "before outcome is durable": die()
    return state

sending.claim, sending.has_moved, sending.begin_attempts = around_claim, after_claim, around_attempt
PostOffice.deliver, sending.finish = around, before_outcome
sending.BATCH = 2
sending.drain(home, now)
"""


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize(
    ("point", "handed_over", "unknown"),
    [
        ("before claim", False, False),
        ("before claim is durable", False, False),
        ("after claim", False, False),
        ("before attempt", False, False),
        ("before attempt is durable", False, False),
        ("before hand-over", False, True),
        ("after hand-over", True, True),
        ("before outcome is durable", True, True),
    ],
)
def test_a_killed_drain_sends_nothing_twice_and_lists_what_nobody_knows(
    province, at, day, point, handed_over, unknown, after
):
    for n in range(1, UNITS + 1):
        province.commune(n)
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    arguments = [str(province.home.path), now.isoformat(), point, str(after)]
    killed = subprocess.run([sys.executable, "-c", WORKER, *arguments], capture_output=True, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    sent_by_then = (2 * after if "claim" in point and point != "after claim" else after) + handed_over
    assert len(province.mails()) == sent_by_then

    at_once = drain(province.home, now)
    assert at_once.recovered == at_once.unknown == 0, "a lease that still runs is left alone"
    later = now + timedelta(minutes=6)
    report = drain(province.home, later)
    assert report.unknown == unknown
    drain(province.home, later + timedelta(minutes=6))

    mails = province.mails()
    assert len(mails) == len(set(mails)), "nobody got anything twice"
    silent = 1 if unknown and not handed_over else 0
    assert len(mails) == UNITS - silent
    assert province.states() == ({"sent": UNITS - 1, "unknown": 1} if unknown else {"sent": UNITS})
    for message in province.messages():
        if message.state == "unknown":
            assert "chưa rõ đơn vị nhận được hay chưa" in message.reason


@pytest.mark.postgres
@pytest.mark.parametrize("point", ["after claim", "before attempt is durable", "after hand-over"])
def test_on_postgres_a_killed_drain_sends_nothing_twice_either(province_on_postgres, at, day, point):
    test_a_killed_drain_sends_nothing_twice_and_lists_what_nobody_knows(
        province_on_postgres, at, day, point, point == "after hand-over", point == "after hand-over", 2
    )


def test_a_drain_killed_after_zalo_took_the_message_sends_it_no_second_time(province, at, day):
    for n in range(1, 4):
        province.commune(n, email="")
    now = at("22/03/2024 08:00")
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    arguments = [str(province.home.path), now.isoformat(), "after hand-over", "1"]
    subprocess.run([sys.executable, "-c", WORKER, *arguments], capture_output=True)
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
    arguments = [str(province.home.path), now.isoformat(), "after hand-over", "0"]
    subprocess.run([sys.executable, "-c", WORKER, *arguments], capture_output=True)
    for n in range(1, 4):
        when = now + timedelta(days=n)
        plan_reminders(province.home, day("T6 22/3/2024") + timedelta(days=n), when)
        drain(province.home, when)
    assert len(province.mails()) == 1
    assert province.states() == {"unknown": 1}
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 1
