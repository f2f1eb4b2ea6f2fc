"""Nhật ký bàn giao: what a worker notes around every letter, so that a crash leaves one letter unknown and no more.

A hand-over holds many letters whose attempts are durable beforehand. Around each letter a line is written here: before
it goes, and what was said of it. A killed process loses nothing that it had handed to the kernel, so whoever finds its
messages later knows which were sent, which one was on its way, and which had not been touched. After a power cut the
last lines may be missing: a journal of another start of the machine tells nothing, and neither does a lost one.

Whoever reads a journal back ends it first: a worker that only slept finds that out before its next letter.
Room for all lines is taken before the first letter goes, so a disk that fills up meanwhile costs no answer.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from models.outcomes import Outcome
from models.settings import Home

BOOT = Path("/proc/sys/kernel/random/boot_id")
OPEN, ENDED = b"open", b"over"
ROOM = 2048  # bytes for the two lines of one letter
LONGEST = 160  # characters kept of anything a channel said
FORGOTTEN = timedelta(hours=1)  # a journal nobody asked for by then belongs to a worker that had nothing in hand
_WORKER = re.compile(r"[0-9a-f]{8,32}")
Try = tuple[int, int]  # message, number of its attempt


@dataclass(frozen=True)
class Told:
    """What a journal told. `is_whole`: a letter it does not name was not touched; else nobody knows."""

    is_whole: bool = False
    going: frozenset[Try] = frozenset()
    said: dict[Try, Outcome] = field(default_factory=dict)


def this_boot() -> str:
    """Which start of the machine this is; empty where the system does not say: then no journal is to be trusted."""
    try:
        return BOOT.read_text("ascii").strip()
    except OSError:
        return ""


def worker_name() -> str:
    """A name no other worker has or had: process numbers come again, and a forked child is born with its parent's."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


class Journal:
    """The journal of one worker, kept while it drains."""

    def __init__(self, home: Home, owner: str, boot: str):
        self._head = b"%s %s\n" % (OPEN, boot.encode())
        self._file = _file_of(home, owner)
        self._fd = self._made()
        self._end = 0

    def begin(self, letters: int) -> bool:
        """A new hand-over of so many letters; what the last one said is durable elsewhere. False: taken over.

        Errors: OSError where the disk has no room.
        """
        if not self._is_there() and not self._is_over():  # somebody tidied up: nothing is on its way, so a new one
            os.close(self._fd)
            self._fd = self._made()
        with _held(self._fd):
            if self._is_over():
                return False
            _write(self._fd, self._head + bytes(ROOM * letters), 0)
            self._end = len(self._head)
        return True

    def going(self, letter: Try) -> bool:
        """Note that this letter leaves now. False: somebody else has taken its message over, it may not leave.

        Errors: OSError where the journal was removed: nobody could read it back, nor stop this worker by it.
        """
        with _held(self._fd):
            if self._is_over():
                return False
            if not self._is_there():
                raise FileNotFoundError(errno.ENOENT, "the hand-over journal was removed")
            self._add(list(letter))
        return True

    def said(self, letter: Try, outcome: Outcome) -> None:
        """Note what the channel said of it."""
        o = outcome
        words = [text[:LONGEST] for text in (o.status, o.code, o.detail, o.provider_id, o.stage, o.alarm)]
        self._add([*letter, *words, o.retry_after])

    def close(self, *, stays: bool) -> None:
        """The worker writes no more. The file stays only while there is something to tell."""
        os.close(self._fd)
        if not stays:
            self._file.unlink(missing_ok=True)

    def _made(self) -> int:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)

    def _is_there(self) -> bool:
        return os.fstat(self._fd).st_nlink > 0

    def _is_over(self) -> bool:
        return os.pread(self._fd, len(ENDED), 0) == ENDED

    def _add(self, line: list[object]) -> None:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        _write(self._fd, text, self._end)
        self._end += len(text)


def read_back(home: Home, owner: str, boot: str) -> Told | None:
    """End the journal of a worker whose lease ran out, and read it. None: somebody has it in hand, ask again later."""
    if not boot or not _WORKER.fullmatch(_name(owner)):
        return Told()
    try:
        fd = os.open(_file_of(home, owner), os.O_RDWR)
    except OSError:
        return Told()
    try:
        with _held(fd, wait=False):
            os.pwrite(fd, ENDED, 0)
        content = os.pread(fd, os.fstat(fd).st_size, 0)
    except BlockingIOError:
        return None
    finally:
        os.close(fd)
    head, _, lines = content.partition(b"\n")
    return _told(lines) if head == b"%s %s" % (ENDED, boot.encode()) else Told()


def forget(home: Home, owner: str) -> None:
    """What this journal told is in the database now."""
    _file_of(home, owner).unlink(missing_ok=True)


def forget_old(home: Home, now: datetime) -> None:
    """Remove what workers left that were killed with nothing in hand."""
    for file in _folder(home).glob("*.journal"):
        with contextlib.suppress(FileNotFoundError):
            if now.timestamp() - file.stat().st_mtime > FORGOTTEN.total_seconds():
                file.unlink()


def _told(lines: bytes) -> Told:
    going, said = set[Try](), dict[Try, Outcome]()
    written = lines.partition(b"\0")[0]
    for line in written.split(b"\n")[:-1]:  # what follows the last line end was never finished
        id, number, *words = json.loads(line)
        going.add((id, number))
        if words:
            status, code, detail, provider_id, stage, alarm, retry_after = words
            said[id, number] = Outcome(status, code, detail, provider_id, retry_after, stage, alarm)
    return Told(True, frozenset(going), said)


def _folder(home: Home) -> Path:
    return home.path / "sending"


def _name(owner: str) -> str:
    return owner.rpartition(":")[2]


def _file_of(home: Home, owner: str) -> Path:
    return _folder(home) / f"{_name(owner)}.journal"


def _write(fd: int, data: bytes, at: int) -> None:
    """All of it or an error: a full disk writes a part and says how much."""
    while data:
        done = os.pwrite(fd, data, at)
        data, at = data[done:], at + done


@contextlib.contextmanager
def _held(fd: int, *, wait: bool = True) -> Iterator[None]:
    import fcntl  # a system without it names no start of its own either, and keeps no journal

    fcntl.flock(fd, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)
