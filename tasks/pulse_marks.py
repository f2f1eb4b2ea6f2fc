"""Ghi nhịp: the marks that flows leave for runs of regular work: one that had nothing new to do, one that failed.

A mark that cannot be written never hides why the run failed.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy.exc import SQLAlchemyError

from models.masking import without_addresses
from models.pulses import beat_again, stumble
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import Work
from tasks.session import open_session

log = logging.getLogger(__name__)


def mark_again(home: Home, work: Work, as_of: date, now: datetime) -> None:
    """The work came to its end and had nothing new to do."""
    with open_session(home) as session:
        beat_again(session, work, as_of, now)


def mark_failure(home: Home, work: Work | None, now: datetime, why: str) -> None:
    """The work failed; None: it was no regular work."""
    if work is None:
        return
    try:
        with open_session(home) as session:
            stumble(session, work, day_in_hanoi(now), now, without_addresses(why))
    except (SQLAlchemyError, OSError, ValueError) as e:
        log.warning("the failure of %s could not be marked: %s", work.value, type(e).__name__)
