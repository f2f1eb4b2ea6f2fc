"""What is kept for speed says what the filings say: wide rows, running totals and cells, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, select
from sqlmodel import Session, SQLModel, col

import models.tables  # noqa: F401  (makes every table known)
from models.catalogue import load_catalogue
from models.database import engine_for
from models.drill import cells_of
from models.facts import Decision, Request, Submission
from models.lines import lines_of
from models.obligations import find_deadline
from models.quiet_hours import HANOI
from models.requests import open_request
from models.rollup import gather, totals_of
from models.running_figures import ADDED, begin, running
from models.running_totals import COUNTED, HEAD, RUNNING, follow
from models.settings import BUILTIN_PROGRAMMES
from models.totals import leaves_of, places, standing, total
from models.units import Unit
from models.vocabulary import IndicatorType
from models.wide_figures import WIDE, widen
from tests.ready_tables import tables_on

LAW = load_catalogue(BUILTIN_PROGRAMMES)
FORM = LAW.form("phong-trao")
P05 = "05-ctrph-cat-mttq"
KEY = (P05, "DX-THU", "2025-05-29")
FIRST = date(2025, 5, 14)
UNITS = [f"police/c{n}" for n in range(6)]

counts = st.integers(0, 10**6)
ratios = st.integers(0, 500).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))
money = st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000)


@st.composite
def figures(draw):
    """A few boxes of the full form; blank ones are left out."""
    found: dict[str, Any] = {}
    for indicator in draw(st.lists(st.sampled_from(FORM.indicators), min_size=1, max_size=6, unique=True)):
        for box in indicator.fields():
            kinds = {
                IndicatorType.MONEY: money,
                IndicatorType.BOOL: st.booleans(),
                IndicatorType.TEXT: st.just("thiếu"),
            }
            found[box.code] = draw(kinds.get(box.type, counts))
        if indicator.type is IndicatorType.RATIO:
            found[f"{indicator.code}.tu_so"], found[f"{indicator.code}.mau_so"] = draw(ratios)
    return found


acts = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        st.sampled_from(("figures", "figures", "nil", "offline", "return")),
        figures(),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI).astimezone(UTC)


def settle(session: Session) -> None:
    """Two districts with three communes each, their police, and one request to all of them."""
    for id, parent in [
        ("vn/p", None),
        ("vn/d0", "vn/p"),
        ("vn/d1", "vn/p"),
        *((f"vn/c{n}", f"vn/d{n % 2}") for n in range(6)),
    ]:
        level = {"p": "tinh", "d": "huyen", "c": "xa"}[id[3]]
        session.add(Unit(id=id, tree="territory", level=level, name=id, parent_id=parent, territory_id=id))
        session.flush()
    for n, id in enumerate(UNITS):
        session.add(Unit(id=id, tree="police", level="xa", name=f"Công an xã {n % 4}", territory_id=f"vn/c{n}"))
    session.flush()
    request = Request(
        programme=P05, code="DX-THU", title="Báo cáo thử", document="1", document_on=date(2025, 5, 12), bound="before",
        named_on=date(2025, 5, 29), form="phong-trao", by="", at=noon(date(2025, 5, 12)),
    )  # fmt: skip
    open_request(session, LAW, request, UNITS, by="an", now=noon(date(2025, 5, 12)))
    session.commit()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all examples of a test; each begins by emptying it."""
    file = tmp_path_factory.mktemp("kept") / "dondoc.db"
    is_file = request.param == "sqlite"
    engine = engine_for(f"sqlite:///{file}" if is_file else request.getfixturevalue("postgres_url"))
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    with Session(engine) as session:
        settle(session)
    yield engine
    SQLModel.metadata.drop_all(engine)
    engine.dispose()


@contextmanager
def country(engine: Engine) -> Iterator[Session]:
    """A session whose filings are taken back at the end."""
    with Session(engine) as session:
        yield session
        session.rollback()


def act(session: Session, n: int, unit: str, what: str, filed: dict[str, Any], is_provisional: bool) -> None:
    """One filing, or the return of what stands, on the n-th day."""
    key = dict(zip(("programme", "duty", "period"), KEY, strict=True))
    query = select(Submission).filter_by(**key, unit_id=unit).order_by(col(Submission.version).desc())
    mine = list(session.scalars(query))
    if what == "return":
        if mine and mine[0].state != "returned":
            mine[0].state = "returned"
            session.add(
                Decision(submission_id=mine[0].id, action="return", note="sửa", by="an", at=noon(FIRST + timedelta(n)))
            )
            session.flush()
            follow(session, mine[0], stands=False)
        return
    new = Submission(
        **key, unit_id=unit, version=len(mine) + 1, kind=what, form=FORM.id if what != "offline" else "",
        form_version=FORM.version, figures=filed if what == "figures" else {}, is_provisional=is_provisional,
        receipt=f"{unit}-{len(mine) + 1}", filed_at=noon(FIRST + timedelta(n)),
    )  # fmt: skip
    session.add(new)
    session.flush()
    widen(session, FORM, [new])
    follow(session, new, stands=True)


def one_by_one(session: Session, as_of: date):
    deadline = find_deadline(session, LAW, *KEY)
    leaves = leaves_of(session, LAW, deadline, as_of)
    return totals_of(gather(FORM, leaves, places(session, deadline.last_valid_on)))


def by_database(session: Session, as_of: date):
    deadline = find_deadline(session, LAW, *KEY)
    nodes = places(session, deadline.last_valid_on)
    return totals_of(standing(session, LAW, deadline, as_of, FORM, nodes))


def kept_and_counted(session: Session, as_of: date):
    """The running totals, and the same lines of a full roll-up."""
    kept = running(session, FORM, KEY)
    added = {line.code for line in lines_of(FORM) if line.indicator.across in ADDED}
    counted = {
        (t.node, t.indicator): (t.value, t.numerator, t.denominator, t.reported, t.provisional)
        for t in one_by_one(session, as_of)
        if t.indicator in added and t.reported
    }
    assert kept is not None
    return {at: (r.value, r.numerator, r.denominator, r.reported, r.estimates > 0) for at, r in kept.items()}, counted


def check(session: Session, done: list[Any], begun_after: int) -> None:
    """Play the acts; after each, and as of every day behind it, all ways of adding up agree."""
    known: dict[date, Any] = {}
    for n, what in enumerate(done):
        if n == begun_after:
            begin(session, LAW, find_deadline(session, LAW, *KEY), FIRST + timedelta(n))
        act(session, n, *what)
        today = FIRST + timedelta(n)
        known[today] = one_by_one(session, today)
        assert by_database(session, today) == known[today]
        if n >= begun_after:
            kept, counted = kept_and_counted(session, today)
            assert kept == counted
    for day, then in known.items():
        assert by_database(session, day) == then
    begin(session, LAW, find_deadline(session, LAW, *KEY), FIRST + timedelta(len(done)))
    kept, counted = kept_and_counted(session, FIRST + timedelta(len(done)))
    assert kept == counted


@settings(max_examples=25)
@given(done=acts, begun_after=st.integers(0, 6))
def test_wide_rows_and_running_totals_say_what_the_filings_say_after_every_filing_and_return(engine, done, begun_after):
    with country(engine) as session:
        check(session, done, begun_after)


@settings(max_examples=25)
@given(done=acts)
def test_the_cells_of_a_node_add_up_to_its_total_and_say_why_the_others_do_not(engine, done):
    with country(engine) as session:
        for n, what in enumerate(done):
            act(session, n, *what)
        as_of = FIRST + timedelta(len(done))
        sums = {(t.node, t.indicator): t for t in total(session, LAW, P05, KEY[2], duty=KEY[1], as_of=as_of)}
        for code in ("B01", "A02", "A03", "G01", "G03"):
            for node in ("vn/p", "vn/d1", "vn/c0"):
                cells = cells_of(session, LAW, *KEY, code, node=node, as_of=as_of)
                whole = sums.get((node, code))
                assert whole is not None
                told = [cell for cell in cells if cell.is_given]
                assert (len(told), len(cells)) == (whole.reported, whole.expected)
                assert sorted(c.unit_id for c in cells if c.why_missing) == list(whole.missing)
                assert all(c.receipt and c.filed_at for c in told)
                if code in ("B01", "A02", "G01"):
                    assert (sum(c.value for c in told) if told else None) == whole.value
                elif code == "A03" and told:
                    assert (sum(c.value for c in told), sum(c.denominator for c in told)) == (
                        whole.numerator,
                        whole.denominator,
                    )


def test_the_cells_of_many_units_cost_as_many_statements_as_those_of_one(engine):
    def statements(units: list[str]) -> int:
        with country(engine) as session:
            for unit in units:
                act(session, 0, unit, "figures", {"B01": 7}, False)
            session.flush()
            session.expire_all()
            asked: list[str] = []

            def note(_connection, _cursor, statement: str, *_rest) -> None:
                asked.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            cells_of(session, LAW, *KEY, "B01", as_of=FIRST)
            event.remove(engine, "before_cursor_execute", note)
            return len(asked)

    assert statements(UNITS[:1]) == statements(UNITS)


@pytest.mark.parametrize("change", ["a count becomes money", "another form", "a box is gone", "a box comes first"])
def test_a_form_changed_inside_a_period_never_misreads_what_was_filed_before(engine, change):
    """Figures filed on the old form and on the new one add up as they do one by one."""
    b01 = FORM.indicator("B01")
    forms = {
        "a count becomes money": replace(
            FORM,
            version="2",
            indicators=tuple(replace(i, type=IndicatorType.MONEY) if i is b01 else i for i in FORM.indicators),
        ),
        "another form": replace(FORM, id="phong-trao-rut-gon"),
        "a box is gone": replace(FORM, version="2", indicators=tuple(i for i in FORM.indicators if i.code != "C02")),
        "a box comes first": replace(FORM, version="2", indicators=(replace(b01, code="Z01"), *FORM.indicators)),
    }
    form = forms[change]
    with country(engine) as session:
        act(session, 0, UNITS[0], "figures", {"B01": 7, "C02": 3, "G01": 1.5}, False)
        begin(session, LAW, find_deadline(session, LAW, *KEY), FIRST)
        new = Submission(
            **dict(zip(("programme", "duty", "period"), KEY, strict=True)), unit_id=UNITS[1], version=1, kind="figures",
            form=form.id, form_version=form.version, figures={"B01": 5, "G01": 0.25}, receipt="m", filed_at=noon(FIRST),
        )  # fmt: skip
        session.add(new)
        session.flush()
        widen(session, form, [new])
        follow(session, new, stands=True)
        deadline = find_deadline(session, LAW, *KEY)
        nodes, leaves = places(session, deadline.last_valid_on), leaves_of(session, LAW, deadline, FIRST)
        one_by_one = totals_of(gather(form, leaves, nodes))
        assert totals_of(standing(session, LAW, deadline, FIRST, form, nodes)) == one_by_one
        top = {t.indicator: t.value for t in one_by_one if t.node == "vn/p"}
        assert (top["B01"], top["G01"]) == (12, Decimal("1.75"))
        kept = running(session, form, KEY, "vn/p")
        assert kept is None or (kept["vn/p", "B01"].value, kept["vn/p", "G01"].value) == (12, Decimal("1.75"))


def test_units_that_file_at_the_same_moment_as_the_sums_are_made_are_all_in_them(engine):
    today = FIRST + timedelta(1)
    start = threading.Barrier(len(UNITS) + 1)

    def files(n: int, unit: str) -> None:
        start.wait(30)
        for figure in (n, 10 + n):  # the second replaces the first
            with Session(engine) as session:
                act(session, 1, unit, "figures", {"B01": figure, "G01": figure / 1000}, False)
                session.commit()

    def sums() -> None:
        start.wait(30)
        for _ in range(3):
            with Session(engine) as session:
                begin(session, LAW, find_deadline(session, LAW, *KEY), today)
                session.commit()

    with Session(engine) as session:
        begin(session, LAW, find_deadline(session, LAW, *KEY), FIRST)
        session.commit()
    try:
        with ThreadPoolExecutor(len(UNITS) + 1) as pool:
            work = [pool.submit(files, n, unit) for n, unit in enumerate(UNITS)] + [pool.submit(sums)]
            for done in work:
                done.result(60)
        with Session(engine) as session:
            kept, counted = kept_and_counted(session, today)
            assert kept == counted
            assert kept["vn/p", "B01"][0] == sum(10 + n for n in range(len(UNITS)))
    finally:
        with Session(engine) as session:
            for table in (COUNTED, HEAD, RUNNING, WIDE, Submission):
                session.execute(delete(table))
            session.commit()
