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

begin, deliver, settle = sending.begin_attempts, PostOffice.deliver, sending.finish

def before_attempt(*a, **k):
    if point == "before attempt": die()
    return begin(*a, **k)

def around(self, letter):
    if point == "before hand-over": die()
    outcome = deliver(self, letter)
    if point == "after hand-over": die()
    return outcome

def before_outcome(*a, **k):
    state = settle(*a, **k)
    if point == "before outcome is durable": die()
    return state

sending.begin_attempts, PostOffice.deliver, sending.finish = before_attempt, around, before_outcome
sending.drain(home, now)
"""


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize(
    ("point", "handed_over", "unknown"),
    [
        ("before attempt", False, False),
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
    assert len(province.mails()) == after + handed_over

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
