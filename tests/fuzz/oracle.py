"""What an answer at any door may be: success, or a refusal of ours in Vietnamese that leaves everything as it was.

Anything else is a finding: another exception, too much work, too much memory, something written in spite of a refusal,
a secret in what is said, words of the machine instead of ours.
"""

from __future__ import annotations

import re
import resource
import signal
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Protocol

from models.errors import CatalogueError, Refused

MOST_SECONDS = 20.0  # of the processor, for one input; the slowest honest ones need a tenth of it
MOST_GROWTH = 300 * 1024  # kilobytes one input may add to the peak of the process
ROOT = Path(__file__).resolve().parents[2]
_VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
_MACHINE = re.compile(r"Traceback|NoneType|object has no|\b[A-Z][a-z]+(?:Error|Exception)\b|<class |\bat 0x[0-9a-f]{6}")


class TooMuchWork(BaseException):
    """One input kept the processor longer than any input may. Not an `Exception`, so that nothing swallows it."""


class State(Protocol):
    """What a refusal must leave alone."""

    secrets: Collection[str]

    def mark(self) -> Any: ...


@dataclass(frozen=True)
class Door:
    """One way in: how its inputs are made, and what is done with one.

    `knock` answers with what it said to the visitor, or raises; `refusals` are the ways it may raise. `watched`: what
    must be unchanged after a refusal. `share`: its part of a run.
    """

    name: str
    what: str  # for the report, in Vietnamese
    bend: Callable[[Random], bytes]
    knock: Callable[[bytes], str | None]
    refusals: tuple[type[Exception], ...] = (Refused, CatalogueError)
    watched: State | None = None
    share: int = 1
    before: Callable[[], None] | None = None  # what has to be put in order before each input


@dataclass(frozen=True)
class Finding:
    """What came of an input that should not have: `mark` is the same for the same fault."""

    door: str
    what: str
    input: bytes = field(repr=False)
    told: str = field(default="", repr=False)

    @property
    def mark(self) -> str:
        return sha256(f"{self.door}|{self.what}".encode()).hexdigest()[:12]


class Refusal(Exception):
    """A door that does not raise says no with this: the words it said."""


def inputs(door: Door, seed: int, count: int, start: int = 0) -> Iterator[bytes]:
    """The same inputs for the same seed; each follows from its own number."""
    for n in range(start, start + count):
        yield door.bend(Random(f"{door.name}:{seed}:{n}"))


def judge(door: Door, data: bytes) -> tuple[str, Finding | None]:
    """`taken` or `refused`, and what is wrong with that."""
    if door.before:
        door.before()
    before = door.watched.mark() if door.watched else None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ended, said, wrong = "taken", "", ""
    try:
        with _limited():
            said = door.knock(data) or ""
    except Refusal as no:
        ended, said = "refused", str(no)
    except door.refusals as no:
        ended, said = "refused", str(no)
        wrong = _ill_said(no, said, data)
    except TooMuchWork:
        return "found", Finding(door.name, f"hơn {MOST_SECONDS:g} giây xử lý", data)
    except MemoryError:
        return "found", Finding(door.name, "hết bộ nhớ", data)
    except Exception as fault:
        return "found", Finding(door.name, _where(fault), data, traceback.format_exc())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    if grown > MOST_GROWTH:
        wrong = f"thêm {grown // 1024} MB bộ nhớ"
    if ended == "refused" and door.watched and door.watched.mark() != before:
        wrong = "đã từ chối mà vẫn ghi"
    if door.watched and any(secret in said for secret in door.watched.secrets):
        wrong = "lộ bí mật trong lời trả lời"
    return ("found", Finding(door.name, wrong, data, said[:2000])) if wrong else (ended, None)


@contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooMuchWork

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _ill_said(no: Exception, said: str, data: bytes) -> str:
    """Why a refusal is none of ours: not in Vietnamese, in words of the machine, or with what cannot be printed."""
    if not isinstance(no, Refused | CatalogueError):
        return ""
    try:
        said.encode()
    except UnicodeEncodeError:
        return "lời từ chối không in ra được"
    if not _VIETNAMESE.search(said):
        return "lời từ chối không bằng tiếng Việt"
    machine = _MACHINE.search(said)
    return f"lời từ chối là lời của máy: {machine[0]}" if machine and machine[0].encode() not in data else ""


def _where(fault: Exception) -> str:
    """The fault and the last line of ours it passed, so that a thousand inputs of one fault are one finding."""
    frames = traceback.extract_tb(fault.__traceback__)
    here = [f for f in frames if f.filename.startswith(f"{ROOT}/") and "/.venv/" not in f.filename]
    ours = [f for f in here if "/tests/fuzz/" not in f.filename] or here or frames
    place = ours[-1]
    return f"{type(fault).__name__} tại {place.filename.removeprefix(f'{ROOT}/')}, {place.name}"
