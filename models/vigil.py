"""Canh nhịp: which troubles are told, and when: each at once, once a day while it lasts, and once that it is over.

Pure: what is wrong now and what was told before go in, what is to be told comes out. Over means steady for half an
hour: a trouble that comes and goes is told no more often than one that stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.vocabulary import AlarmCode

AGAIN_AFTER = timedelta(days=1)
STEADY = timedelta(minutes=30)


@dataclass(frozen=True)
class Trouble:
    """Something an operator must hear of, in words without addresses."""

    code: AlarmCode
    words: str


@dataclass(frozen=True)
class Told:
    """What was said of one trouble, and since when it has not been seen any more."""

    first_at: datetime
    told_at: datetime
    fine_since: datetime | None = None


Memory = Mapping[AlarmCode, Told]


@dataclass(frozen=True)
class Word:
    """One thing to say now. `memory`: what to remember once it has been said; None: forget the trouble, it is over."""

    code: AlarmCode
    words: str
    memory: Told | None

    @property
    def is_over(self) -> bool:
        return self.memory is None


def seen(troubles: Collection[Trouble], memory: Memory, now: datetime) -> dict[AlarmCode, Told]:
    """The memory with what is seen at this moment; nothing of it is news."""
    present = {trouble.code for trouble in troubles}
    return {
        code: replace(told, fine_since=None if code in present else told.fine_since or now)
        for code, told in memory.items()
    }


def news(troubles: Collection[Trouble], memory: Memory, now: datetime) -> list[Word]:
    """What is to be said now, given a memory that `seen` has brought up to this moment.

    Whoever says it keeps each word's memory only when it could be said: what could not is news again at the next look.
    """
    found = []
    for trouble in troubles:
        told = memory.get(trouble.code)
        if told is None or abs(now - told.told_at) >= AGAIN_AFTER:
            found.append(Word(trouble.code, trouble.words, Told(told.first_at if told else now, now)))
    for code, told in memory.items():
        if told.fine_since is not None and abs(now - told.fine_since) >= STEADY:
            found.append(Word(code, f"Đã hết: {code.label}.", None))
    return found


def kept(memory: Memory, said: Collection[Word]) -> dict[AlarmCode, Told]:
    """The memory after these words were said."""
    found = dict(memory)
    for word in said:
        if word.memory is None:
            found.pop(word.code, None)
        else:
            found[word.code] = word.memory
    return found
