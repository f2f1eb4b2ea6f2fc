"""Số lũy kế, làm lại và đọc ra: the sums of a period made anew from its filings, and read as figures of every node.

Made when a period closes (`models.closing`); kept by `models.running_totals`. Reading changes nothing: sums of another
map or of other assignments answer None, and `models.totals` is asked instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, func, insert, literal, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.forms import Form
from models.lines import THOUSANDTHS, Line, lines_of
from models.map_views import map_for
from models.obligations import REPORTED
from models.owed import owed
from models.rollup import ratio
from models.running_totals import COUNTED, HEAD, KEY, PAPERS, RUNNING, Kind, Share, hold, mark, put
from models.totals import form_of
from models.vocabulary import AcrossUnits, MapView, SubmissionKind
from models.wide_figures import VALUES, layouts_of, widen_period
from models.wide_totals import FIGURES, NIL, SILENT, UNREAD, groups_of, way_of, width_of

_KINDS = {NIL: SubmissionKind.NIL.value, FIGURES: SubmissionKind.FIGURES.value}
ADDED = (AcrossUnits.SUM, AcrossUnits.RATIO_OF_SUMS, AcrossUnits.COUNT_TRUE)
Key = tuple[str, str, str]


class Running(NamedTuple):
    """One line at one node, as it stands filed. `estimates`: how many of those who gave it gave a số ước."""

    value: Any
    numerator: int | None
    denominator: int | None
    reported: int
    estimates: int


def begin(session: Session, catalogue: Catalogue, deadline: Deadline, today: date) -> bool:
    """Make the sums of one period anew, as known today; False where it has no form they can be kept for."""
    form = form_of(session, catalogue, deadline)
    if form is None:
        return False
    hold(session, deadline.key, alone=True)
    _clear(session, deadline.key)  # before anything is read: on SQLite this write keeps other writers out
    widen_period(session, form, *deadline.key)
    expected = owed(session, catalogue, [deadline], today, ahead=True)
    layouts = layouts_of(session, form)
    width, groups = width_of(layouts), groups_of(session, expected, layouts)
    if any(group.what == UNREAD for group in groups):
        return False
    nodes = map_for(session, MapView.DAY, day=deadline.last_valid_on, on=today).nodes
    shares: dict[tuple[str, Kind], Share] = defaultdict(lambda: Share(width))
    for group in groups:
        if group.what == SILENT:
            continue
        share = Share(width)
        share.units, share.values = group.units, [value or 0 for value in group.sums]
        share.counts = [group.units * (group.given >> n & 1) for n in range(width)]
        kind = (_KINDS.get(group.what, PAPERS), group.layout or 0, group.is_provisional)
        at: str | None = group.place
        while at is not None:
            shares[at, kind].add(share)
            at = nodes[at].parent
    put(session, deadline.key, ((node, kind, share) for (node, kind), share in shares.items()), width)
    _count_all(session, deadline.key, *expected)
    head = {**dict(zip(KEY, deadline.key, strict=True)), "on": deadline.last_valid_on, "mark": mark(session)}
    session.connection().execute(insert(HEAD).values(head))
    return True


def running(session: Session, form: Form, key: Key, node: str | None = None) -> dict[tuple[str, str], Running] | None:
    """(node, line) → what stands there now, of lines that are added up; of one node where asked.

    None where no sums are kept, where the map or the assignments have changed since they were made, or the form has.
    """
    if not _is_kept(session, key):
        return None
    lines, layouts = [line for line in lines_of(form) if line.indicator.across in ADDED], layouts_of(session, form)
    query = select(RUNNING).where(*_of(RUNNING, key))
    if node is not None:
        query = query.where(RUNNING.c.node == node)
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in session.connection().execute(query):
        if row.what == SubmissionKind.FIGURES and row.layout_id not in layouts:
            return None
        for code, *more in _of_row(row, lines, layouts):
            kept = sums[row.node, code]
            sums[row.node, code] = [a + b for a, b in zip(kept, more, strict=True)]
    by_code = {line.code: line for line in lines}
    return {(at, code): _read(by_code[code], *tally) for (at, code), tally in sums.items() if tally[2]}


def _of_row(row: Any, lines: list[Line], layouts: Mapping[int, list[str]]) -> Any:
    """(line, first, second, reported, estimates) that one kept row adds."""
    if row.what == SubmissionKind.NIL:
        tentative = row.units if row.is_provisional else 0
        yield from ((line.code, 0, 0, row.units, tentative) for line in lines if line.is_said_by_nil)
    if row.what != SubmissionKind.FIGURES:
        return
    start = row._fields.index(VALUES[0])
    slots = len(VALUES)
    codes = layouts[row.layout_id]
    for n, slot, below in way_of(lines, codes, (1 << len(codes)) - 1).slots:
        given = row[start + slots + slot]
        yield (
            lines[n].code,
            row[start + slot],
            row[start + below] if below is not None else 0,
            given,
            given if row.is_provisional else 0,
        )


def _read(line: Line, first: int, second: int, reported: int, estimates: int) -> Running:
    if line.is_ratio:
        return Running(ratio(first, second), first, second, reported, estimates)
    return Running(Decimal(first) / THOUSANDTHS if line.is_money else first, None, None, reported, estimates)


def _is_kept(session: Session, key: Key) -> bool:
    """Whether sums are kept that are still of this map and these assignments."""
    query = select(HEAD.c.mark).where(*_of(HEAD, key))
    return session.connection().execute(query).scalar_one_or_none() == mark(session)


def _of(table: Table, key: Key) -> list[Any]:
    return [table.c[name] == value for name, value in zip(KEY, key, strict=True)]


def _clear(session: Session, key: Key) -> None:
    for table in (HEAD, COUNTED, RUNNING):
        session.connection().execute(delete(table).where(*_of(table, key)))


def _count_all(session: Session, key: Key, statement: Any, values: Mapping[str, Any]) -> None:
    """Which filing of each unit is in the sums."""
    rows = statement.subquery("expected")
    place = func.coalesce(rows.c.territory_id, rows.c.unit_id)
    names = (*KEY, "unit_id", "submission_id", "place")
    chosen = select(*(literal(part) for part in key), rows.c.unit_id, rows.c.submission_id, place).where(
        rows.c.is_expected, rows.c.state.in_([str(state) for state in REPORTED])
    )
    session.connection().execute(insert(COUNTED).from_select(list(names), chosen), values)
