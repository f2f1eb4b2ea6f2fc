"""Made-up countries to measure on: one province, the nation before 1/7/2025 (63 provinces, 10,598 communes), and since.

Eight organisations on every place and one duty for each rhythm of the real programmes: about 300 occurrences in ten
years. Seeded, fictional, never written into a home. Timings are the best of a few runs; trust the ratios.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel, col

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import models.access
import models.messages  # noqa: F401
from models.assignments import assign
from models.catalogue import Catalogue, load_catalogue
from models.database import engine_for
from models.facts import Submission
from models.programmes import Audience, Document, Duty, Programme
from models.rules import EveryMonths, EveryYear, Rule
from models.settings import BUILTIN_PROGRAMMES
from models.units import Assignment, Unit
from models.vocabulary import Bound, DutyKind, Level, Mode, Tree

TREES = (Tree.POLICE, Tree.FRONT, Tree.VETERANS, Tree.WOMEN, Tree.YOUTH, Tree.LABOUR, Tree.FARMERS, Tree.ELDERLY)
LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
SLUG, REPORT, HALF, MEETING, QUARTER, DAY_OF_UNITY = "do-thu", "B-NAM", "B-6T", "B-HOP", "B-QUY", "B-NGAY"
HEAVY_DAY = date(2024, 6, 14)  # last valid day of the yearly report
SIZES = {"one province": (1, 12, 150), "the nation": (63, 705, 10_598)}
SINCE_2025 = (34, 0, 3_321)  # provinces, districts, communes


def rules(*chosen: str) -> Catalogue:
    """Five duties over ten years (or the chosen ones), and the real forms and days off."""
    text = Document("01/CTr", "Chương trình", "Nơi thử", date=date(2023, 12, 1), certain_on=date(2023, 12, 1))
    everyone = (Audience(TREES, LEVELS),)
    communes = (Audience(TREES, (Level.COMMUNE,)),)
    shapes = {
        REPORT: (Rule(Mode.RECURRING, Bound.BEFORE, EveryYear(6, 15)), everyone),
        HALF: (Rule(Mode.RECURRING, Bound.WITHIN, EveryMonths(6)), everyone),
        QUARTER: (Rule(Mode.RECURRING, Bound.WITHIN, EveryMonths(3)), everyone),
        MEETING: (Rule(Mode.RECURRING, Bound.WITHIN, EveryMonths(1)), communes),
        DAY_OF_UNITY: (Rule(Mode.RECURRING, Bound.EXACT, EveryYear(11, 18)), everyone),
    }
    duties = {
        id: Duty(id, SLUG, DutyKind.REPORT, "Báo cáo thử", "1", "thử", text, rule, LEVELS, who, form="phong-trao")
        for id, (rule, who) in shapes.items()
        if not chosen or id in chosen
    }
    years = (2024, 2033)
    first, last = date(2024, 1, 1), date(2033, 12, 31)
    programme = Programme(SLUG, "Thử", "Thử", "01/CTr", (text,), first, last, years, "", ("vn/0",), (), duties=duties)
    real = load_catalogue(BUILTIN_PROGRAMMES)
    held = {"ladders": real.ladders, "calendar": real.calendar}
    return Catalogue({SLUG: programme}, real.forms, real.tables, **held)


@contextmanager
def country(size: str, catalogue: Catalogue) -> Iterator[Session]:
    """A database of its own with the units and assignments of one size."""
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_for(f"sqlite:///{Path(folder) / 'country.db'}")
        SQLModel.metadata.create_all(engine)
        with Session(engine) as session:
            settle(session, SIZES[size], catalogue)
            yield session
        engine.dispose()


def settle(session: Session, size: tuple[int, int, int], catalogue: Catalogue) -> None:
    """Fill a database with so many provinces, districts and communes, their bodies and assignments."""
    places = list(_places(*size))
    connection = session.connection()
    connection.execute(insert(Unit), places)
    connection.execute(insert(Unit), [_body(tree, place) for place in places for tree in TREES])
    assign(session, catalogue)
    session.commit()
    session.connection().exec_driver_sql("ANALYZE")
    session.commit()


def file_reports(session: Session, period: str, share: float, figures: dict[str, Any]) -> int:
    """A share of all units files one period, each with the figures of a full form."""
    units = list(session.scalars(select(col(Assignment.unit_id)).where(col(Assignment.duty) == REPORT)))
    chosen = units[: int(len(units) * share)]
    filed_at = datetime(2024, 6, 3, 2, tzinfo=UTC)
    row = {
        "programme": SLUG, "duty": REPORT, "period": period, "version": 1, "kind": "figures", "state": "filed",
        "form": "phong-trao", "form_version": "1", "figures": figures, "note": "", "document_number": "",
        "is_provisional": False, "filed_via": "demo", "filed_by": "", "filed_at": filed_at,
    }  # fmt: skip
    rows = [{**row, "unit_id": unit, "receipt": str(n)} for n, unit in enumerate(chosen)]
    session.connection().execute(insert(Submission), rows)
    session.commit()
    return len(rows)


def clock() -> float:
    """Seconds on the wall; with BENCH_CLOCK=processor those this process worked, where a machine is shared."""
    return process_time() if os.environ.get("BENCH_CLOCK") == "processor" else perf_counter()


def best_of(runs: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest time of a few runs, and the last result."""
    shortest, result = float("inf"), None
    for _ in range(runs):
        started = clock()
        result = work()
        shortest = min(shortest, clock() - started)
    return shortest, result


def say(name: str, seconds: float, floor: float, floor_is: str, goal: str = "no goal set") -> None:
    """The figures, then the one line that travels between machines: `name: ratio (goal)`."""
    print(f"  {seconds:.4f} s beside {floor:.4f} s ({floor_is})")
    print(f"{name}: {seconds / floor:.2f} ({goal})", flush=True)


def _places(provinces: int, districts: int, communes: int) -> Iterator[dict[str, Any]]:
    yield _place("vn/0", Level.CENTRE, None)
    for n in range(provinces):
        yield _place(f"vn/p{n}", Level.PROVINCE, "vn/0")
    for n in range(districts):
        yield _place(f"vn/d{n}", Level.DISTRICT, f"vn/p{n % provinces}")
    for n in range(communes):
        yield _place(f"vn/c{n}", Level.COMMUNE, f"vn/d{n % districts}" if districts else f"vn/p{n % provinces}")


def _place(id: str, level: Level, parent: str | None) -> dict[str, Any]:
    return {
        "id": id, "tree": "territory", "level": str(level), "kind": "", "code": "", "name": id, "parent_id": parent,
        "territory_id": id, "valid_from": None, "valid_to": None, "generated": True, "source": "",
    }  # fmt: skip


def _body(tree: Tree, place: dict[str, Any]) -> dict[str, Any]:
    name = f"{tree}/{place['id'][3:]}"
    return {**place, "id": name, "name": name, "tree": str(tree), "parent_id": None}
