"""Gửi tin: empty the outbox, many messages at a time, so that whatever crashes nothing is said twice.

First what was interrupted is settled and what came too late is ended; then a worker (tasks.drain_worker) sends what is
ready. Doing it twice, or in several processes at once, has one effect.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from models.outbox import is_stopped
from models.pulses import beat, stumble
from models.quiet_hours import day_in_hanoi
from models.sending import expire, ready, under_way
from models.settings import Home
from models.vocabulary import Work
from notifications.channels import open_channels
from tasks.drain_report import DrainReport, SentLine
from tasks.drain_worker import Worker
from tasks.full_disk import forget_full_disk, is_full_disk, mark_full_disk, ring_for_full_disk
from tasks.hand_over import HandOvers
from tasks.interrupted import take_over
from tasks.journal import worker_name
from tasks.post_office import open_post_office
from tasks.running_out import turn_what_ran_out, turn_what_runs_out
from tasks.session import open_session

__all__ = ["DrainReport", "SentLine", "drain", "send_messages"]

MOST = 20_000  # messages in one go
LONGEST = timedelta(minutes=4)  # one drain: the next one goes on; below models.sending.LEASE


def send_messages(home: Home) -> DrainReport:
    """Send whatever may go out now, and leave the pulse that tells so. What went wrong is in it too."""
    now = datetime.now(UTC)
    try:
        report = drain(home, now)
    except Exception as no:
        if is_full_disk(no):
            mark_full_disk(home)
        with contextlib.suppress(Exception):  # what is wrong may be the database
            with open_session(home) as session:
                stumble(session, Work.DRAIN, day_in_hanoi(now), now, type(no).__name__)
                ring_for_full_disk(session, home, now)
            forget_full_disk(home)
        raise
    with open_session(home) as session:
        left = f", còn {report.left} tin" if report.left else ""
        beat(session, Work.DRAIN, day_in_hanoi(now), now, f"đã gửi {report.sent} tin{left}")
        ring_for_full_disk(session, home, now)
    forget_full_disk(home)
    return report


def drain(
    home: Home,
    now: datetime,
    *,
    clock: Callable[[], datetime] | None = None,
    pause: Callable[[float], None] = time.sleep,
    limit: int = MOST,
) -> DrainReport:
    """Send what is planned for `now` or earlier. `clock` gives the instants on the way (default: `now` moving on).

    Errors: `Refused` for a demo whose channels lead outside this machine; nothing is claimed then.
    """
    started = time.monotonic()  # the wall clock may be put right while we send
    tick = clock or (lambda: now + timedelta(seconds=time.monotonic() - started))
    settings, report = home.settings(), DrainReport()
    open_channels(settings)
    with open_session(home) as session:
        open_ones = under_way(session, now)
        report.stopped = is_stopped(session)
    if open_ones.stale:
        found = take_over(home, now)
        report.unknown, report.recovered, report.answered = found.unknown, found.planned, found.answered
    if open_ones.late:
        with open_session(home) as session:
            if not report.stopped:
                turn_what_ran_out(session, home, now)
            report.expired = expire(session, now)
    if report.stopped or not open_ones.anything:
        return report
    owner = worker_name()
    with open_post_office(home) as office, HandOvers(home, owner, office) as hand_overs:
        worker = Worker(home, owner, hand_overs, tick, pause, report, limit, now + LONGEST)
        while worker.send_batch():
            pass
    if not report.stopped and (report.closed_channels or not worker.is_last):
        with open_session(home) as session:
            if report.closed_channels:
                turn_what_runs_out(session, home, report.closed_channels, tick())
            report.left = len(ready(session, tick(), MOST))
    return report
