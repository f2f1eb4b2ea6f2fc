"""What is measured, in which words, against which goal; and how many jobs the same work is where a job is one reminder.

A figure is ours, in seconds, beside the floor measured in the same run: the least work that could do the same job. A
peer's figure is its cost of one job, measured on a few thousand, times the jobs: the scaling stands beside it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

BEFORE, SINCE = "before 1/7/2025", "since 1/7/2025"


@dataclass(frozen=True)
class Work:
    """One thing a nation asks for. `most`: the goal, as a ratio to the floor or, with `is_absolute`, in seconds."""

    name: str
    floor: str
    most: float | None = None
    is_absolute: bool = False
    peers: str = ""  # what a peer is charged for each job

    @property
    def goal(self) -> str:
        if self.most is None:
            return "none set"
        if not self.is_absolute:
            return f"≤ {self.most:g} ×"
        return f"< {self.most * 1000:g} ms" if self.most < 0.5 else f"< {self.most:g} s"


WORKS = {
    "plan": Work("the heaviest day planned", "reading and a bare insert", 3, peers="put"),
    "again": Work("a second tick of the same day", "an empty statement", 0.001, True, peers="put again"),
    "catch-up": Work("catch-up after 30 missed days", "one heavy day", 3, peers="run"),
    "cold": Work("cold start: a new process, to the heaviest day planned", "the same in a warm one", peers="put"),
    "drain": Work("4,000 mails of that day sent", "finished bytes, one connection", 1.15, peers="run"),
    "roll-up": Work("a full form rolled up, all levels, the missing named", "reading its bytes", 2, peers="run"),
    "sums": Work("its figures alone, added up place by place", "reading its bytes", 2),
    "correction": Work("one correction in the totals of every node above", "the filing's row alone", peers="put, run"),
    "rule": Work("a rule moved for all years to come", "as many bare dates", 0.01, True, peers="move"),
    "preview": Work("the same, previewed: what moves, for whom", "counting who bears it"),
    "end": Work("64,088 units ended by one act", "bare updates of the same rows", peers="drop"),
    "ten years": Work("ten years laid out: the state of everything owed", "counting the pairs", 5, True, peers="put"),
}


@dataclass(frozen=True)
class Figure:
    """One work of ours in one country on one database. `jobs`: what it would be in timers."""

    work: str
    era: str
    database: str
    seconds: float
    floor: float
    jobs: int
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.seconds / self.floor

    @property
    def is_met(self) -> bool | None:
        work = WORKS[self.work]
        if work.most is None:
            return None
        return (self.seconds if work.is_absolute else self.ratio) <= work.most

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "goal": WORKS[self.work].goal, "met": self.is_met}


@dataclass(frozen=True)
class Peer:
    """What one job costs another engine, in seconds; None: it knows no such thing. `measured_on`: jobs."""

    name: str
    database: str
    measured_on: int
    start: float
    put: float
    put_again: float | None
    move: float
    drop: float
    run: float
    note: str = ""

    def seconds(self, work: str, jobs: int, body: float = 0.0) -> float | None:
        """The same work by timers, scaled. `body`: what the jobs themselves do, measured once and the same for all."""
        match WORKS[work].peers:
            case "put":
                return jobs * self.put + (self.start if work == "cold" else 0)
            case "put again":
                return None if self.put_again is None else jobs * self.put_again
            case "move":
                return jobs * self.move
            case "drop":
                return jobs * self.drop
            case "run":
                return jobs * self.run + body
            case "put, run":
                return jobs * (self.put + self.run) + body
        return None
