"""How it goes on from a nation: databases by province side by side, and queues of messages and readers far beyond it.

Real: the 34 provinces of today, each a database of its own, planned by one and by two processes, beside one national
database. Simulated, event by event, with service times measured here: what a rush does to one queue for all channels
and to a queue per channel, and to one database and its read replicas. Draws docs/pictures/internet-scale.png and keeps
its figures in benchmarks/results/internet-scale.json. Run: `python benchmarks/internet_scale.py` (two minutes).
"""

from __future__ import annotations

import heapq
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import plan_day
from _nation import HALF, HEAVY_DAY, REPORT, SINCE_2025, best_of, file_reports, rules

from models.catalogue import rules_held
from models.obligations import owes
from models.pulses import Pulse
from models.settings import Home
from tasks.session import engine_of, open_session

ROOT = Path(__file__).resolve().parents[1]
PROVINCE = (1, 0, SINCE_2025[2] // SINCE_2025[0])
PROVINCES = SINCE_2025[0]
SCALES = (1, 10, 100, 1000)  # times today's 26,840 units: 27 million: every household of the country
TODAY = 26_840
COMMIT = (
    0.002  # seconds a disk takes over one; measured in the nation's correction, kept apart from this machine's cache
)
OFFICE_HOURS = 4 * 3600.0  # within which a rush of filing comes, and a round should have been said


@dataclass(frozen=True)
class Line:
    """One channel: its share of the messages, how long one hand-over takes, how many its far side takes a second."""

    name: str
    share: float
    seconds: float
    rate: float


LINES = (  # a mail's network share is set by the far server; Zalo's rates are those of a verified account
    Line("mail", 0.70, 0.005, 200),
    Line("Zalo", 0.28, 0.120, 50),
    Line("a slow partner", 0.02, 2.0, 10),
)


def main(folder: str | None = None) -> None:
    chosen = rules(REPORT, HALF)
    with ExitStack() as open_homes:
        print(f"{PROVINCES} provinces, each a database of its own:", flush=True)
        homes = [open_homes.enter_context(plan_day.home_of(PROVINCE, chosen)) for _ in range(PROVINCES)]
        planned = provinces_planned(homes)
        reading, writing = page_seconds(homes[0])
    with plan_day.home_of(SINCE_2025, chosen) as home:
        planned["one national database"] = plan_day.shortest(home, lambda: plan_day.plan(home, HEAVY_DAY))
    for name, seconds in planned.items():
        print(f"  {name}: {seconds:.2f} s")
    alone, both = planned["34 databases, one process"], planned["34 databases, two processes"]
    print(f"34 province databases against one, one process: {alone / planned['one national database']:.2f} (≤ 2)")
    print(f"two processes against one: {both / alone:.2f} (0.5 is all of it)")
    told = {scale: messages_told(scale) for scale in SCALES}
    for scale, ways in told.items():
        words = "; ".join(f"{way}: 99 of 100 mails within {_words(found['mail'])}" for way, found in ways.items())
        print(f"{scale * TODAY:>12,} units, {words}", flush=True)
    print(f"a page read {reading * 1e3:.1f} ms, a filing written {writing * 1e3:.1f} ms")
    read = {scale: readers(scale, reading, writing) for scale in SCALES}
    for scale, (servers, waits, busy) in read.items():
        words = f"{servers} readers a province; 99 of 100 pages wait less than {_words(waits)}"
        print(f"{scale * TODAY:>12,} units: {words}; its writer is busy {busy:.1%} of the worst minute")
    found = {
        "cores": os.cpu_count(), "planned": planned, "read_seconds": reading, "write_seconds": writing,
        "told": told, "readers": read,
    }  # fmt: skip
    target = Path(folder) if folder else ROOT / "benchmarks/results"
    (target / "internet-scale.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    draw(found, (Path(folder) if folder else ROOT / "docs/pictures") / "internet-scale.png")


def provinces_planned(homes: Sequence[Home]) -> dict[str, float]:
    """Seconds to plan the heaviest day of every province, by one process after the other and by two side by side."""
    planned = {}
    for workers, name in ((1, "34 databases, one process"), (2, "34 databases, two processes")):
        for home in homes:
            with open_session(home) as session:
                plan_day.empty(session, Pulse)
            engine_of(home).dispose()
        with multiprocessing.get_context("spawn").Pool(workers, _warm) as pool:
            pool.map(_nothing, range(workers))
            began = perf_counter()
            pool.map(_planned, [str(home.path) for home in homes], chunksize=1)
            planned[name] = perf_counter() - began
    return planned


def _warm() -> None:
    global _rules
    _rules = rules(REPORT, HALF)


def _nothing(_n: int) -> None:
    """Lets a pool start before the clock does."""


def _planned(path: str) -> None:
    home = Home(Path(path))
    with rules_held(home, _rules):
        plan_day.plan(home, HEAVY_DAY)


def page_seconds(home: Home) -> tuple[float, float]:
    """(what one unit owes, asked of the database; one filing's row with its commit), in seconds."""
    chosen = rules(REPORT, HALF)
    with open_session(home) as session:
        reading, _ = best_of(20, lambda: owes(session, chosen, HEAVY_DAY, unit_id="police/c7"))
    began = perf_counter()
    with open_session(home) as session:
        filed = file_reports(session, "2024", 0.02, {"B01": 1})
    return reading, (perf_counter() - began) / filed + COMMIT


def messages_told(scale: int) -> dict[str, dict[str, float]]:
    """Seconds until 99 of 100 of each channel have left, for one queue of all channels and for a queue per channel.

    Eight senders either way. Past 300,000 messages the queue only grows longer, and so in proportion does its time. By
    province every province has the eight senders, and an account with the rates, of its own.
    """
    most = 300_000
    units = min(TODAY * scale, most)
    chance = np.random.default_rng(1)
    which = chance.choice(len(LINES), units, p=[line.share for line in LINES])
    senders = 8
    part = TODAY * scale / units
    together = _drained(which, senders)
    apart: dict[str, float] = {}
    by_need = _shared_out(senders)
    for n, line in enumerate(LINES):
        apart[line.name] = _drained(which[which == n], by_need[n])[line.name]
    return {
        "one queue for all": {name: seconds * part for name, seconds in together.items()},
        "a queue per channel": {name: seconds * part for name, seconds in apart.items()},
        "a queue per channel and province": {name: seconds * part / PROVINCES for name, seconds in apart.items()},
    }


def _shared_out(senders: int) -> list[int]:
    """Senders by the work of each channel, at least one each."""
    need = [line.share * max(line.seconds, 1 / line.rate) for line in LINES]
    return [max(1, round(senders * each / sum(need))) for each in need]


def _drained(which: Any, senders: int) -> dict[str, float]:
    """All are there at once; each sender takes the next of the queue, waits for its channel's turn, hands it over."""
    free = [0.0] * senders
    turn = [0.0] * len(LINES)
    left: list[list[float]] = [[] for _ in LINES]
    for n in which:
        line, now = LINES[n], heapq.heappop(free)
        begins = max(now, turn[n])
        turn[n] = begins + 1 / line.rate
        ends = begins + line.seconds
        heapq.heappush(free, ends)
        left[n].append(ends)
    return {line.name: float(np.quantile(ends, 0.99)) for line, ends in zip(LINES, left, strict=True) if ends}


def readers(scale: int, reading: float, writing: float) -> tuple[int, float, float]:
    """(readers of each province, the wait 99 of 100 pages stay below, how busy its writer is in the worst minute).

    Everybody files within four hours, most in the last one, and opens twelve pages to do it. Of the fewest readers the
    first number whose pages wait less than 50 ms; the writer of a province is one, and its load is looked at too.
    """
    units = TODAY * scale / PROVINCES
    pages, most = units * 12, 200_000
    part = max(1.0, pages / most)  # so many pages a simulated one stands for, among as many more readers
    chance = np.random.default_rng(2)
    when = np.sort(OFFICE_HOURS * chance.beta(4, 1.5, round(pages / part)))
    takes = chance.gamma(4, reading / 4, len(when))
    for servers in range(1, 65):
        wait = _waits(when, takes, servers)
        if wait < 0.05:
            break
    busiest = np.bincount((when // 60).astype(int)).max() * part / 60 / 12 * writing
    return round(servers * part), wait, busiest


def _waits(when: Any, takes: Any, servers: int) -> float:
    free = [0.0] * servers
    waits = []
    for at, seconds in zip(when, takes, strict=True):
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + seconds)
        waits.append(begins - at)
    return float(np.quantile(waits, 0.99))


def draw(found: dict[str, Any], to: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(16, 5), constrained_layout=True)
    left.barh(list(found["planned"]), list(found["planned"].values()), color=["#7fb0e0", "#1f5fa8", "#b5651d"])
    left.set(title="the heaviest day planned, seconds (measured)")
    units = [scale * TODAY for scale in SCALES]
    styles = {"one queue for all": "--", "a queue per channel": "-", "a queue per channel and province": ":"}
    for line, colour in zip(LINES, ("#1f5fa8", "#2c8c57", "#b5651d"), strict=True):
        for way, style in styles.items():
            hours = [found["told"][scale][way][line.name] / 3600 for scale in SCALES]
            middle.plot(units, hours, style, color=colour, label=f"{line.name}, {way}")
    middle.axhline(OFFICE_HOURS / 3600, color="black", linewidth=0.8)
    middle.set(title="hours until 99 of 100 have left (simulated)", xscale="log", yscale="log", xlabel="units")
    middle.legend(fontsize=7)
    right.plot(units, [found["readers"][scale][0] * PROVINCES for scale in SCALES], "o-", color="#1f5fa8")
    right.set(title="readers in the country (simulated)", xscale="log", yscale="log", xlabel="units")
    for axes in (middle, right):
        axes.grid(alpha=0.3)
    figure.savefig(to, dpi=90, metadata={"Software": ""})


def _words(seconds: float) -> str:
    if seconds < 1:
        return f"{max(seconds, 0.001) * 1e3:.0f} ms"
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    main(*sys.argv[1:])
