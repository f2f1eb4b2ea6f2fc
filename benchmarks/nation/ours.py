"""Đôn Đốc itself at the nation's work, in one country on one database: every work beside its floor, in one home.

The order matters: the round plans into a fresh outbox, the drain takes some of it, then filings come, then units end,
and last the duties of ten years are laid out. Every state of ten years is counted by the one statement, year by year.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

import drain as drain_alone
import plan_day
from _nation import (
    DAY_OF_UNITY,
    HALF,
    HEAVY_DAY,
    MEETING,
    QUARTER,
    REPORT,
    SINCE_2025,
    SIZES,
    SLUG,
    best_of,
    clock,
    file_reports,
    rules,
)
from expansion import bare_dates
from nation.figures import BEFORE, SINCE, Figure
from rollup import TYPICAL, sums_of
from sqlalchemy import func, select, text, update
from sqlmodel import Session, col

from models.assignments import assign
from models.catalogue import Catalogue, rules_print
from models.deadlines import deadline_of, deadlines
from models.facts import Submission
from models.forms import Form
from models.messages import Message, MessageItem
from models.owed import owed
from models.programmes import Programme
from models.pulses import Pulse
from models.round_mark import round_mark
from models.round_sight import round_held
from models.rules import EveryYear
from models.running_figures import begin
from models.running_totals import follow
from models.settings import Home
from models.totals import places, standing, totals_of
from models.unit_act_files import ReadAct
from models.unit_acts import Ending, Heir, LevelEnding, Moving, UnitAct
from models.unit_changes import confirm, propose
from models.units import Assignment, Unit
from models.vocabulary import IndicatorType, Level, Tree, UnitChangeKind
from models.what_moves import what_moves
from models.wide_figures import widen, widen_period
from models.writing import table_of
from notifications.channels import register
from tasks.send_messages import drain
from tasks.session import open_session

COUNTRIES = {BEFORE: SIZES["the nation"], SINCE: SINCE_2025}
SMALL = {BEFORE: (3, 30, 450), SINCE: (2, 0, 150)}  # to try the bench itself
MAILS, CORRECTIONS = 4_000, 20
DECIDED = datetime(2025, 6, 20, 3, tzinfo=UTC)
MERGED_ON = date(2025, 7, 1)
READ_FIGURES = text("SELECT sum(length(CAST(figures AS TEXT))) FROM submission WHERE duty = :duty")
PAIRS = text("SELECT count(name) FROM assignment a JOIN unit u ON u.id = a.unit_id WHERE a.duty = :duty")


def measure(era: str, size: tuple[int, int, int], database: str, url: str = "") -> Iterator[Figure]:
    """Every work of one country. `url`: an empty PostgreSQL database; without one, SQLite in a folder of its own."""
    catalogue = rules(REPORT, HALF)
    figure = partial(Figure, era=era, database=database)
    server = socket.create_server(("127.0.0.1", 0))
    settings = {"database_url": url, "smtp_demo_port": server.getsockname()[1]}
    with plan_day.home_of(size, catalogue, **settings) as home:
        yield from _rounds(home, figure, size)
        yield from _mails(home, figure, server)
        with open_session(home) as session:
            yield from _totals(session, catalogue, figure, size)
            yield from _rule_moved(session, catalogue, figure)
            if era == BEFORE:
                yield _ended(session, catalogue, size, figure)
        with open_session(home) as session:
            yield _ten_years(session, figure)
    server.close()


def tell(era: str, size: tuple[int, int, int], database: str, url: str, into: Connection) -> None:
    """The same from a process of its own, figure by figure."""
    for figure in measure(era, size, database, url):
        into.send(figure)


def peak() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _rounds(home: Home, figure: Any, size: tuple[int, int, int]) -> Iterator[Figure]:
    heavy = plan_day.shortest(home, lambda: plan_day.plan(home, HEAVY_DAY))
    messages, items = _sizes(home)
    with open_session(home) as session:
        floor = plan_day.read(session) + plan_day.bare_insert(session)
        plan_day.empty(session, Pulse)
    plan_day.plan(home, HEAVY_DAY)  # leaves its mark for the second tick
    yield figure("plan", seconds=heavy, floor=floor, jobs=messages, note=f"{messages:,} messages, {items:,} items")
    with open_session(home) as session:
        connection, settings, mark = session.connection(), home.settings(), rules_print(home)
        empty, _ = best_of(50, lambda: connection.execute(text("SELECT 1")).scalar())
        seconds, is_same = best_of(50, lambda: round_held(session, HEAVY_DAY) == round_mark(session, mark, settings))
    assert is_same
    yield figure("again", seconds=seconds, floor=empty, jobs=messages)
    before = HEAVY_DAY - plan_day.MONTH
    missed = plan_day.shortest(home, lambda: plan_day.plan(home, HEAVY_DAY), held_on=before)
    overtaken, _ = _sizes(home)
    yield figure("catch-up", seconds=missed, floor=heavy, jobs=overtaken, note=f"{overtaken - messages:,} overtaken")
    with open_session(home) as session:
        plan_day.empty(session, Pulse)
    seconds = _cold(home)
    assert _sizes(home)[0] == messages
    yield figure("cold", seconds=seconds, floor=heavy, jobs=messages)


def _cold(home: Home) -> float:
    """From nothing to a heavy day planned: a new process, its imports, the rules read, the database opened."""
    asked = [sys.executable, "-m", "nation.cold", str(home.path)]
    before, began = _of_children(), perf_counter()
    subprocess.run(asked, check=True)
    return _of_children() - before if os.environ.get("BENCH_CLOCK") == "processor" else perf_counter() - began


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _mails(home: Home, figure: Any, server: socket.socket) -> Iterator[Figure]:
    register()
    taking = multiprocessing.get_context("fork").Process(target=drain_alone.sink, args=(server,), daemon=True)
    taking.start()
    now = plan_day.noon(HEAVY_DAY)
    mails = min(MAILS, _sizes(home)[0])
    floor = min(drain_alone.alone(home, now, mails) for _ in range(3))
    times = []
    for _ in range(2):
        began = clock()
        report = drain(home, now, limit=mails)
        times.append(clock() - began)
        if report.sent < mails:  # a small country has sent everything already
            times.pop()
            break
    taking.terminate()
    yield figure("drain", seconds=min(times), floor=floor, jobs=mails, note=f"{mails / min(times):,.0f} mails/s")


def _totals(session: Session, catalogue: Catalogue, figure: Any, size: tuple[int, int, int]) -> Iterator[Figure]:
    form = catalogue.form("phong-trao")
    figures = {box.code: TYPICAL.get(box.type, 7) for box in form.fields() if box.type is not IndicatorType.TEXT}
    filed = file_reports(session, "2024", 0.9, figures)
    widen_period(session, form, SLUG, REPORT, "2024")
    session.commit()
    session.connection().exec_driver_sql("ANALYZE")
    connection, today = session.connection(), date(2024, 7, 1)
    floor, held = best_of(5, lambda: connection.execute(READ_FIGURES, {"duty": REPORT}).scalar())
    note = f"{filed:,} filings, {held / 1e6:.0f} MB of figures"
    plain = sums_of(form)
    seconds, _ = best_of(3, lambda: connection.execute(plain, {"programme": SLUG, "duty": REPORT}).fetchall())
    provinces = size[0]
    yield figure("sums", seconds=seconds, floor=floor, jobs=provinces, note=note)
    deadline = deadline_of(catalogue, SLUG, REPORT, "2024")

    def whole() -> list[Any]:
        nodes = places(session, deadline.last_valid_on)
        return totals_of(standing(session, catalogue, deadline, today, form, nodes), only="vn/0")

    seconds, root = best_of(3, whole)
    assert root[0].reported == filed
    yield figure("roll-up", seconds=seconds, floor=floor, jobs=provinces + 1, note=note)
    begin(session, catalogue, deadline, today)
    session.commit()
    yield figure("correction", **_correction(session, form, {**figures, "B01": 8}), jobs=1)


def _correction(session: Session, form: Form, figures: dict[str, Any]) -> dict[str, float]:
    """Seconds of one correction with its commit; the floor: the same filing's row and its commit, and no totals."""
    asked = select(Submission).where(col(Submission.period) == "2024").limit(2 * CORRECTIONS)
    olds = list(session.scalars(asked))
    news = [
        Submission(
            **{**old.model_dump(exclude={"id"}), "version": 2, "figures": figures, "receipt": f"x{n}"}
            | {"filed_at": datetime(2024, 7, 1, 3, tzinfo=UTC)}
        )
        for n, old in enumerate(olds)
    ]

    def seconds(of: list[Submission], with_totals: bool) -> float:
        began = clock()
        for new in of:
            session.add(new)
            session.flush()
            if with_totals:
                widen(session, form, [new])
                follow(session, new, stands=True)
            session.commit()
        return (clock() - began) / len(of)

    half = len(news) // 2
    return {"floor": seconds(news[:half], False), "seconds": seconds(news[half:], True)}


def _rule_moved(session: Session, catalogue: Catalogue, figure: Any) -> Iterator[Figure]:
    moved = _with_report_on(catalogue, 20)
    known = deadlines(catalogue, SLUG)
    floor, _ = best_of(20, lambda: bare_dates(len(known)))

    def laid() -> int:
        moved.memo.clear()
        return sum(a.due_on != b.due_on for a, b in zip(deadlines(moved, SLUG), known, strict=True))

    seconds, days = best_of(5, laid)
    units = session.scalar(select(func.count()).select_from(Assignment).where(col(Assignment.duty) == REPORT))
    assert units
    assert days
    note = f"{days} deadlines of {units:,} units; not a row is written"
    yield figure("rule", seconds=seconds, floor=floor, jobs=days * units, note=note)
    floor, _ = best_of(3, lambda: session.connection().execute(PAIRS, {"duty": REPORT}).scalar())
    seconds, told = best_of(1, lambda: what_moves(session, catalogue, moved, HEAVY_DAY))
    assert len(told["moved"]) == days
    session.rollback()
    yield figure("preview", seconds=seconds, floor=floor, jobs=0, note=note)


def _with_report_on(catalogue: Catalogue, day: int) -> Catalogue:
    programme: Programme = catalogue.programmes[SLUG]
    duty = programme.duties[REPORT]
    later = changed(duty, rule=changed(duty.rule, shape=EveryYear(6, day)))
    return changed(
        catalogue, programmes={SLUG: changed(programme, duties={**programme.duties, REPORT: later})}, memo={}
    )


def _ended(session: Session, catalogue: Catalogue, size: tuple[int, int, int], figure: Any) -> Figure:
    """1/7/2025 as one act: communes and provinces merged, districts gone, every body with its place; then rolled back.

    Proposed and confirmed as an officer does it: planned twice, each row kept as it was, duties derived anew.
    """
    before, floor = _alive(session), _bare_ending(session)
    change = propose(session, ReadAct(_act_of_2025(size), "thu.yaml", {}), "thu", DECIDED)
    began = clock()
    confirm(session, catalogue, change.id or 0, "thu", DECIDED)
    seconds = clock() - began
    ended = before - _alive(session)
    session.rollback()
    assert _alive(session) == before
    yearly = 2 + 4 + 12 + 1 + 1
    note = f"{ended:,} bodies ended with their duties and heirs, undoable row by row"
    return figure("end", seconds=seconds, floor=floor, jobs=ended * yearly, note=note)


def _alive(session: Session) -> int:
    """Bodies without a last day."""
    body = (col(Unit.tree) != Tree.TERRITORY.value) & col(Unit.valid_to).is_(None)
    return session.scalar(select(func.count()).select_from(Unit).where(body)) or 0


def _bare_ending(session: Session) -> float:
    """The same rows given a last day by two statements, and taken back."""
    unit, duty = table_of(Unit), table_of(Assignment)
    gone = unit.c.level == Level.DISTRICT.value
    began = clock()
    session.connection().execute(update(unit).where(gone).values(valid_to=MERGED_ON))
    leaving = select(unit.c.id).where(unit.c.valid_to == MERGED_ON)
    session.connection().execute(update(duty).where(duty.c.unit_id.in_(leaving)).values(valid_to=MERGED_ON))
    session.rollback()
    return clock() - began


def _act_of_2025(size: tuple[int, int, int]) -> UnitAct:
    """Provinces and communes merged down to today's numbers in proportion, every district ended."""
    provinces, districts, communes = size
    left, kept = _share(provinces, 0), _share(communes, 2)
    move = [Moving(unit=f"vn/c{n}", parent=f"vn/p{n % districts % provinces % left}") for n in range(kept)]
    end = [Ending(unit=f"vn/c{n}", heirs=(Heir(to=f"vn/c{n % kept}", default=True),)) for n in range(kept, communes)]
    end += [Ending(unit=f"vn/p{n}", heirs=(Heir(to=f"vn/p{n % left}", default=True),)) for n in range(left, provinces)]
    gone = LevelEnding(tree=Tree.TERRITORY, level=Level.DISTRICT, under="vn/0", without_heir="bỏ cấp huyện")
    return UnitAct(
        kind=UnitChangeKind.REORGANISATION, title="Sắp xếp thử", effective_on=MERGED_ON, document="1/NQ",
        document_on=date(2025, 6, 12), article="toàn văn", end=tuple(end), move=tuple(move), end_level=(gone,),
    )  # fmt: skip


def _share(whole: int, at: int) -> int:
    """So many of them as there are left of the nation's."""
    return round(whole * SINCE_2025[at] / SIZES["the nation"][at])


def _ten_years(session: Session, figure: Any) -> Figure:
    """All five duties over ten years, the states counted year by year; nothing is kept of it."""
    catalogue = rules(REPORT, HALF, QUARTER, MEETING, DAY_OF_UNITY)
    assign(session, catalogue)
    session.commit()
    session.connection().exec_driver_sql("ANALYZE")
    connection, known = session.connection(), deadlines(catalogue, SLUG)

    def laid_out() -> int:
        total = 0
        for year in range(2024, 2034):
            statement, values = owed(
                session, catalogue, [d for d in known if d.due_on.year == year], date(year, 12, 31)
            )
            found = statement.subquery("found")
            states = select(found.c.state, func.count()).group_by(found.c.state)
            total += sum(count for _, count in connection.execute(states, values))
        return total

    def pairs() -> int:
        due = [d for d in known if d.due_on.year in range(2024, 2034)]
        return sum(connection.execute(PAIRS, {"duty": d.duty}).scalar() or 0 for d in due)

    floor, paired = best_of(1, pairs)
    seconds, states = best_of(1, laid_out)
    assert states == paired
    note = f"{states:,} obligations, {seconds / states * 1e6:.1f} µs each; {peak():,} MB at most"
    return figure("ten years", seconds=seconds, floor=floor, jobs=states, note=note)


def _sizes(home: Home) -> tuple[int, int]:
    with open_session(home) as session:
        messages, items = (session.scalar(select(func.count()).select_from(t)) for t in (Message, MessageItem))
    return messages or 0, items or 0
