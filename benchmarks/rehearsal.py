"""How long ten years take: programme 05 over the real map of Đồng Tháp, day by day, every message a durable row.

Floors: the same obligations, answers and rungs as numpy vectors in memory, counted by day and kept nowhere; and merely
writing as many rows as the rehearsal left behind.
Run: `python benchmarks/rehearsal.py`.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
from _nation import best_of, say

from models.behaviour import Behaviour
from models.catalogue import Catalogue, load_catalogue
from models.deadlines import deadlines
from models.ladder import held_days, ladder_for, rungs
from models.settings import BUILTIN_PROGRAMMES
from tasks.rehearsal import Asked, rehearse
from tasks.rehearsal_log import Played

SLUG, FIRST, LAST = "05-ctrph-cat-mttq", date(2024, 1, 1), date(2033, 12, 31)


def in_memory(catalogue: Catalogue, expected: dict[tuple[str, str], int]) -> int:
    """Who hears what on which day, as vectors: no unit has a name, no message a text, nothing is kept."""
    chance, habit = np.random.default_rng(1), Behaviour().everyone
    span = (LAST - FIRST).days + 1
    told = np.zeros(span + 400, dtype=np.int64)
    for deadline in deadlines(catalogue, SLUG):
        units = expected.get((deadline.duty, deadline.period), 0)
        ladder = ladder_for(catalogue, deadline)
        if not units or ladder is None:
            continue
        due, luck = (deadline.due_on - FIRST).days, chance.random(units)
        filed = np.where(luck < habit.on_time, due - chance.integers(0, 25, units), due + chance.integers(1, 13, units))
        filed[luck >= habit.on_time + habit.late] = span * 2
        for rung in rungs(ladder, held_days(deadline, catalogue.calendar), catalogue.calendar):
            begins = (rung.from_on - FIRST).days
            if 0 <= begins < span:
                told[begins] += int((filed > begins).sum())
    return int(told.sum())


def merely_writing(rows: int) -> int:
    """As many rows of a letter's size, in one transaction."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "floor.db")
        connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO row (text) VALUES (?)", (("x" * 400,) for _ in range(rows)))
        connection.commit()
        connection.close()
    return rows


def main() -> None:
    catalogue = load_catalogue(BUILTIN_PROGRAMMES)
    played: list[Played] = []

    def play(last: date = LAST) -> Played:
        played.append(rehearse(catalogue, Asked(SLUG, FIRST, last)))
        return played[-1]

    seconds, whole = best_of(1, play)
    expected = {(e["duty"], e["period"]): e["expected"] for e in whole.events if e["what"] == "deadline"}
    floor, counted = best_of(3, lambda: in_memory(catalogue, expected))
    kinds = Counter(e["what"] for e in whole.events)
    rows = whole.summary["filed"] + whole.summary["messages"] * 3 + kinds["close"]  # a message, its item, its attempt
    bare, _ = best_of(3, lambda: merely_writing(rows))
    days = whole.summary["days_with_messages"]
    print(f"\n{whole.summary['obligations']:,} obligations, {whole.summary['messages']:,} messages on {days} days")
    print(f"in memory {counted:,} reminders, ungrouped; about {rows:,} rows written")
    say("ten years of a programme rehearsed, against numpy", seconds, floor, "numpy in memory", "≤ 100")
    say("ten years of a programme rehearsed, against writing", seconds, bare, "merely writing the rows")
    a_message = seconds / whole.summary["messages"] * 1000
    print(f"{seconds / days * 1000:.1f} ms a day that has messages, {a_message:.2f} ms a message")
    again, second = best_of(1, lambda: play(date(2024, 12, 31)))
    assert second.text == play(date(2024, 12, 31)).text, "two rehearsals are the same"
    print(f"one year (2024, the busiest): {again:.1f} s; twice the same bytes")


if __name__ == "__main__":
    main()
