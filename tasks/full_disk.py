"""Hết chỗ trên đĩa: what found no room leaves a mark that needs none, and rings once there is room again.

An alarm is a row, and on a full disk no row can be written. So the mark is an empty file in the home, made as soon as
anything cannot be written down; the next drain that can write turns it into an alarm for an operator to answer.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models.alarms import raise_alarm
from models.dates_in_words import day_text
from models.quiet_hours import HANOI
from models.settings import Home
from models.vocabulary import AlarmCode

MARK = "disk-was-full"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}
_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_POSTGRES = {"53100", "58030"}  # disk_full, io_error
_PRIMARY = 0xFF  # of an extended code of SQLite


def is_full_disk(no: BaseException) -> bool:
    """Whether this went wrong because the disk took nothing more, be it under a file or under the database."""
    if isinstance(no, DBAPIError) and no.orig is not None:
        return is_full_disk(no.orig)
    if isinstance(no, sqlite3.Error):
        return getattr(no, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE
    if isinstance(no, OSError):
        return no.errno in _NO_ROOM
    return getattr(no, "sqlstate", None) in _POSTGRES


def mark_full_disk(home: Home) -> None:
    """Leave the mark; the time of the file says since when."""
    with contextlib.suppress(OSError):
        _mark(home).touch(exist_ok=True)


def ring_for_full_disk(session: Session, home: Home, now: datetime) -> None:
    """Turn a mark into an alarm. The caller removes the mark (`forget_full_disk`) when the alarm is durable."""
    with contextlib.suppress(FileNotFoundError):
        last = datetime.fromtimestamp(_mark(home).stat().st_mtime, HANOI)
        words = f"Ổ đĩa hết chỗ hoặc không ghi được, lần cuối lúc {last:%H:%M} ngày {day_text(last.date())}."
        raise_alarm(session, AlarmCode.DISK, "", words, now)


def forget_full_disk(home: Home) -> None:
    with contextlib.suppress(OSError):
        _mark(home).unlink(missing_ok=True)


def _mark(home: Home) -> Path:
    return home.path / MARK
