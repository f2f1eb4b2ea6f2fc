"""Bàn giao: the touch of the network, letter after letter, for as short a time as a worker may be blind.

While letters leave nobody is asked whether they may still go, so a hand-over is brief: a tenth of a second, however
many letters that is. Where no journal can be kept it holds one letter, so that a crash leaves one unknown and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Self

from models.outcomes import Outcome
from models.settings import Home
from notifications.channels import Letter, PostOffice
from tasks.journal import Journal, this_boot
from tasks.settling import meets_all

BRIEF = 0.1  # seconds within which new letters are begun
MOST = 256  # letters


@dataclass
class HandedOver:
    """What one hand-over came to. A letter in none of the two was not touched."""

    said: dict[int, Outcome] = field(default_factory=dict)
    in_flight: set[int] = field(default_factory=set)  # broke off on its way
    is_fenced: bool = False  # somebody else has taken the messages over
    trouble: BaseException | None = None


class HandOvers:
    """The hand-overs of one worker: how many letters the next one holds, and the journal around them."""

    def __init__(self, home: Home, owner: str, office: PostOffice, *, clock: Callable[[], float] = monotonic):
        boot = "" if home.settings().is_rehearsal else this_boot()
        self._office, self._clock = office, clock
        self._journal = Journal(home, owner, boot) if boot else None
        self._is_open = False
        self.size = office.at_once

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The journal stays where something is open that only it can tell about."""
        if self._journal is not None:
            self._journal.close(stays=self._is_open)

    def begin(self, letters: int) -> bool:
        """Before the attempts are written: room for what is to be noted. False: the messages were taken over.

        Errors: OSError where there is no room; nothing has begun then.
        """
        if self._journal is not None:
            self._is_open = self._journal.begin(letters)
            return self._is_open
        return True

    def is_settled(self) -> None:
        """What the last hand-over came to is durable."""
        self._is_open = False

    def deliver(self, letters: Mapping[int, Letter], numbers: Mapping[int, int]) -> HandedOver:
        """Hand over these letters in their order, by message, until the time is over or their channel fails for all."""
        found, began, shut = HandedOver(), self._clock(), set[str]()
        if self._journal is None and self._office.at_once > 1:
            found.said = dict(zip(letters, self._office.deliver_all(list(letters.values())), strict=True))
            return found
        for id, letter in letters.items():
            if found.said and self._clock() - began > BRIEF:
                break
            if letter.channel in shut:
                continue
            try:
                if not self._going(id, numbers[id]):
                    found.is_fenced = True
                    break
                found.in_flight.add(id)
                outcome = found.said[id] = self._office.deliver(letter)
                found.in_flight.discard(id)
                if self._journal is not None:
                    self._journal.said((id, numbers[id]), outcome)
            except BaseException as no:  # what was said before it is kept first
                found.trouble = no
                break
            if meets_all(outcome):
                shut.add(letter.channel)
        self._learn(len(found.said), len(letters), self._clock() - began)
        return found

    def _going(self, id: int, number: int) -> bool:
        return self._journal is None or self._journal.going((id, number))

    def _learn(self, done: int, asked: int, seconds: float) -> None:
        """More at once while it goes quickly, fewer when it takes its time."""
        if self._journal is None:
            return
        if seconds > BRIEF:
            self.size = max(1, min(done, self.size) // 2)
        elif done == asked == self.size:
            self.size = min(MOST, self.size * 2)
