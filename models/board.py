"""Bảng đơn vị × nhiệm vụ: where every unit stands with every deadline of a year, as known on a day. Never stored.

One row a unit, one column a deadline that fell or falls due in the year; an empty cell: not this unit's to do. Draws
nothing and chooses no words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.obligations import REPORTED, Obligation, duty_title, known_deadlines, owes, requests_by_duty
from models.quiet_hours import end_of_day
from models.unit_map import fold
from models.units import Unit
from models.vocabulary import Level, ObligationState, Tree
from models.writing import table_of

S = ObligationState
LEVELS = list(Level)
TREES = list(Tree)


@dataclass(frozen=True)
class Count:
    """How a row or a column stands: n of N filed, how many of them late, how many overdue, how many returned."""

    reported: int = 0
    expected: int = 0
    late: int = 0
    overdue: int = 0
    returned: int = 0


@dataclass(frozen=True)
class Column:
    """One deadline of the year."""

    deadline: Deadline
    title: str
    programme_title: str
    count: Count

    @property
    def key(self) -> str:
        return "/".join(self.deadline.key)


@dataclass(frozen=True)
class Row:
    """One unit with its cells by the key of their column."""

    unit_id: str
    name: str
    tree: str
    level: str
    ended_on: date | None
    cells: Mapping[tuple[str, str, str], Obligation]
    count: Count

    @property
    def needs_attention(self) -> bool:
        return bool(self.count.overdue or self.count.returned)


@dataclass(frozen=True)
class Board:
    """Columns by programme, duty and day; rows by level from the top, tree and name."""

    year: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: Count


def board(
    session: Session,
    law: Catalogue,
    on: date,
    year: int,
    *,
    programme: str | None = None,
    tree: str = "",
    level: str = "",
    with_ended: bool = False,
    only_attention: bool = False,
    units: Collection[str] | None = None,
) -> Board:
    """The board of the deadlines due in `year`, as known at the end of `on`, those still ahead included.

    `with_ended`: units that ended before `on` too. `only_attention`: rows with something overdue or returned.
    `units`: these only.
    """
    requests = requests_by_duty(session, end_of_day(on))
    known = known_deadlines(session, law, programme, requests=requests.values())
    chosen = [d for d in known if d.due_on.year == year]
    last = date(year, 12, 31)
    among = {d.key for d in chosen}
    found = owes(session, law, on, programme=programme, due_until=last, among=among, units=units) if chosen else []
    rows = [row for row in _rows(session, found) if tree in ("", row.tree) and level in ("", row.level)]
    rows = [row for row in rows if with_ended or row.ended_on is None or row.ended_on >= on]
    if only_attention:
        rows = [row for row in rows if row.needs_attention]
    standing = defaultdict(list)
    for row in rows:
        for key, cell in row.cells.items():
            standing[key].append(cell)
    order = {duty: n for p in law.programmes.values() for n, duty in enumerate((p.slug, d) for d in p.duties)}
    chosen.sort(key=lambda d: (d.programme, order.get((d.programme, d.duty), len(order)), d.duty, d.due_on, d.period))
    columns = tuple(
        Column(d, duty_title(law, requests, d), law.programme(d.programme).short_title, count(standing[d.key]))
        for d in chosen
        if d.key in standing
    )
    return Board(year, columns, tuple(rows), count(cell for row in rows for cell in row.cells.values()))


def years_of(law: Catalogue) -> range:
    """Every year some programme runs in."""
    spans = [p.years for p in law.programmes.values()]
    return range(min(first for first, _ in spans), max(last for _, last in spans) + 1) if spans else range(0)


def count(cells: Iterable[Obligation]) -> Count:
    """How these obligations stand."""
    cells = list(cells)
    states = Counter(cell.state for cell in cells)
    return Count(
        reported=sum(states[s] for s in REPORTED),
        expected=sum(cell.is_expected for cell in cells),
        late=sum(cell.is_late for cell in cells if cell.state in REPORTED),
        overdue=states[S.OVERDUE],
        returned=states[S.RETURNED],
    )


def _rows(session: Session, found: Iterable[Obligation]) -> list[Row]:
    of_unit: dict[str, dict[tuple[str, str, str], Obligation]] = defaultdict(dict)
    for o in found:
        of_unit[o.unit_id][o.deadline.key] = o
    unit = table_of(Unit)
    asked = select(unit.c.id, unit.c.tree, unit.c.level, unit.c.valid_to)
    known = {row.id: row for row in session.connection().execute(asked) if row.id in of_unit}
    rows = []
    for id, cells in of_unit.items():
        name = next(iter(cells.values())).unit_name
        rows.append(Row(id, name, known[id].tree, known[id].level, known[id].valid_to, cells, count(cells.values())))
    return sorted(rows, key=lambda r: (LEVELS.index(Level.of(r.level)), TREES.index(Tree.of(r.tree)), fold(r.name)))
