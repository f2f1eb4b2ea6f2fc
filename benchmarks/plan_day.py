"""How long it takes to plan the messages of a day: the heaviest national day, a second tick, a catch-up after 30 days.

Floor: reading the facts of that day once, and inserting the same messages and items from tables that hold them ready,
committed as durably. Run: `python benchmarks/plan_day.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from _nation import HALF, HEAVY_DAY, REPORT, SIZES, best_of, clock, rules, say, settle
from sqlalchemy import delete, insert, select, text
from sqlmodel import Session, SQLModel, col, func

import models.tables  # noqa: F401
from models.catalogue import Catalogue, rules_held, rules_print
from models.messages import Content, Message, MessageItem
from models.pulses import Pulse
from models.quiet_hours import end_of_day
from models.round_mark import round_mark
from models.round_sight import round_held
from models.settings import Home, Settings
from models.units import Assignment, Contact
from tasks.plan_reminders import plan_reminders
from tasks.session import engine_of, open_session

READ_UNITS = text("SELECT count(name) FROM assignment a JOIN unit u ON u.id = a.unit_id WHERE a.duty = :duty")
READ_CONTACTS = text("SELECT count(email) FROM contact")
GOAL = {"one province": "no goal set", "the nation": "≤ 3"}  # a province is done in a tenth of a second
MONTH = timedelta(days=30)


def main() -> None:
    catalogue = rules(REPORT, HALF)
    for size in SIZES:
        with home_of(SIZES[size], catalogue) as home:
            heavy(home, size)
            second_tick(home, size)
            catch_up(home, size)


def heavy(home: Home, size: str) -> None:
    """Everybody is told of everything that stands on that day."""
    seconds = shortest(home, lambda: plan(home, HEAVY_DAY))
    with open_session(home) as session:
        messages, items = (session.scalar(select(func.count()).select_from(table)) for table in (Message, MessageItem))
        texts = session.scalar(select(func.count()).select_from(Content))
        floor = read(session) + bare_insert(session)
    print(f"\n{size}: {messages:,} messages, {items:,} obligations inside, {texts} texts")
    say(f"{size}, planning the heaviest day", seconds, floor, "reading and bare insert", GOAL[size])


def second_tick(home: Home, size: str) -> None:
    """The same day again: nothing moved, so a print of the facts is all that is looked at."""
    with open_session(home) as session:
        settings, mark = home.settings(), rules_print(home)
        seconds, is_same = best_of(50, lambda: round_held(session, HEAVY_DAY) == round_mark(session, mark, settings))
    assert is_same
    print(f"  {seconds * 1000:.3f} ms")
    print(f"{size}, second tick of the day in ms: {seconds * 1000:.2f} (< 1)", flush=True)


def catch_up(home: Home, size: str) -> None:
    """No round ran for thirty days; beside it, the heaviest day alone."""
    one = shortest(home, lambda: plan(home, HEAVY_DAY))
    missed = shortest(home, lambda: plan(home, HEAVY_DAY), held_on=HEAVY_DAY - MONTH)
    say(f"{size}, catch-up after 30 missed days", missed, one, "one heavy day", "≤ 3")


def plan(home: Home, day: date) -> None:
    report = plan_reminders(home, day, noon(day))
    assert report.planned, "nothing was planned"


def shortest(home: Home, work, runs: int = 3, held_on: date | None = None) -> float:
    """The shortest of a few runs, each on an empty outbox; `held_on`: the day of the last round before."""
    times = []
    for _ in range(runs):
        with open_session(home) as session:
            empty(session, Pulse)
            if held_on:
                session.add(Pulse(work="round", as_of=held_on, finished_at=noon(held_on)))
        started = clock()
        work()
        times.append(clock() - started)
    return min(times)


def empty(session: Session, *also: type[SQLModel]) -> None:
    """An outbox without messages. Unchecked: no message points at another one here, and to look takes long."""
    run = session.connection().exec_driver_sql
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(table.__tablename__ for table in (MessageItem, Message, *also))
        run(f"TRUNCATE {names} CASCADE")
        session.commit()
        return
    run("PRAGMA foreign_keys = OFF")
    for table in (MessageItem, Message, *also):
        session.exec(delete(table))
    session.commit()
    session.connection().exec_driver_sql("PRAGMA foreign_keys = ON")


def read(session: Session) -> float:
    """Reading every assignment with its unit, and every contact, once."""
    connection = session.connection()

    def scan() -> None:
        for duty in (REPORT, HALF):
            connection.execute(READ_UNITS, {"duty": duty}).scalar()
        connection.execute(READ_CONTACTS).scalar()

    return best_of(5, scan)[0]


def bare_insert(session: Session) -> float:
    """Inserting the same rows into the same tables, from copies that hold them ready."""
    run = session.connection().exec_driver_sql
    names = (Message.__tablename__, MessageItem.__tablename__)
    for name in names:
        run(f"DROP TABLE IF EXISTS ready_{name}")
        run(f"CREATE TEMP TABLE ready_{name} AS SELECT * FROM {name}")
    session.commit()
    times = []
    for _ in range(3):
        empty(session)
        run = session.connection().exec_driver_sql
        started = clock()
        for name in names:
            run(f"INSERT INTO {name} SELECT * FROM ready_{name}")
        session.commit()
        times.append(clock() - started)
    return min(times)


def noon(day: date) -> datetime:
    return end_of_day(day) - timedelta(hours=12)


@contextmanager
def home_of(size: tuple[int, int, int], catalogue: Catalogue, **settings: Any) -> Iterator[Home]:
    """A home with one country in it, where everybody has an e-mail address."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.save(Settings(mode="demo", agency="Công an tỉnh (thử)", sender_email="nhac@thu.example", **settings))
        SQLModel.metadata.create_all(engine_of(home))
        with rules_held(home, catalogue):
            with open_session(home) as session:
                settle(session, size, catalogue)
                units = session.scalars(select(col(Assignment.unit_id)).distinct())
                rows = [{"unit_id": unit, "email": f"v{n}@thu.example"} for n, unit in enumerate(units)]
                session.connection().execute(insert(Contact), rows)
                session.commit()
                session.connection().exec_driver_sql("ANALYZE")
            yield home
        engine_of(home).dispose()


if __name__ == "__main__":
    main()
