"""Số liệu từng năm: what each indicator of a programme came to, year by year, for the midterm and the final review.

A year's figure is that of its whole-year period. Where a duty only has shorter ones, they are put together as the form
says (`models.span_totals`); where a year has only part of them by the cut-off day, the column says so. Reports of one
form that overlap (half-year in the year, on-demand requests) are never added: the longest window speaks for the year.
A year in which nothing was asked is no zero and no gap: the regime did not exist. Pure reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import PeriodClose
from models.forms import Form
from models.obligations import duty_title, known_deadlines, requests_by_duty
from models.quiet_hours import end_of_day
from models.reopenings import reopened_on
from models.report_window import span_meant, window_of
from models.rollup import Total, roll_up
from models.span_totals import span_total
from models.totals import form_of, leaves_of, places
from models.trend import Comparison, trend_of
from models.units import Unit
from models.vocabulary import DutyKind, Tree

REPORTS = (DutyKind.REPORT, DutyKind.AGGREGATE)
A_YEAR = 350  # days of a window that covers its year


@dataclass(frozen=True)
class YearColumn:
    """One year of a section. `parts`: the periods its figure stands on; none where nothing was asked or is due yet.

    `asked`: whether the regime existed in the year; `is_whole`: whether the parts cover all of it; `is_closed`: whether
    all of them were closed, or else the figure is tentative.
    """

    year: int
    asked: bool
    parts: tuple[Deadline, ...] = ()
    is_whole: bool = True
    is_closed: bool = True

    @property
    def label(self) -> str:
        """What it stands on, where that is not the whole year: `6 tháng đầu năm 2028`, `09 kỳ`."""
        if self.is_whole or not self.parts:
            return ""
        return self.parts[0].label if len(self.parts) == 1 else f"{len(self.parts):02} kỳ"


@dataclass(frozen=True)
class YearSection:
    """One form's figures over the years at the top of the map. `totals`: (year, line) → the year's total.

    `together`: line → the total of all years, empty where they must not be added, which `why_apart` says. `steps`:
    (year, line) → the year beside the one before, or why it is not held beside it.
    """

    duty: str
    title: str
    form: Form
    columns: tuple[YearColumn, ...]
    totals: Mapping[tuple[int, str], Total]
    together: Mapping[str, Total] = field(default_factory=dict)
    why_apart: str = ""
    steps: Mapping[tuple[int, str], Comparison] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Names the section among those of its programme."""
        return self.duty or self.form.id

    def column(self, year: int) -> YearColumn:
        return next(column for column in self.columns if column.year == year)


@dataclass(frozen=True)
class TreeFigures:
    """What the units of one tree came to in one year: line → total."""

    section: YearSection
    tree: Tree
    year: int
    totals: Mapping[str, Total]


def year_sections(
    session: Session, catalogue: Catalogue, programme: str, cutoff: date, *, as_of: date
) -> list[YearSection]:
    """Every form of the programme that figures were due in by the cut-off day, as known at the end of `as_of`."""
    known = known_deadlines(session, catalogue, programme, by=end_of_day(as_of))
    closed = _closed(session, programme, as_of)
    first_year = min(catalogue.programme(programme).years[0], catalogue.programme(programme).valid_from.year)
    years = range(first_year, cutoff.year + 1)
    requests = requests_by_duty(session)
    found = []
    for (form, duty), of_it in _sections(session, catalogue, known).items():
        columns = tuple(_column(year, of_it, cutoff, closed, is_pooled=not duty) for year in years)
        if any(column.parts for column in columns):
            title = duty_title(catalogue, requests, of_it[0]) if duty else catalogue.form(form).title
            found.append(_section(session, catalogue, programme, duty, title, catalogue.form(form), columns, as_of))
    return found


def tree_figures(
    session: Session, catalogue: Catalogue, sections: Sequence[YearSection], *, as_of: date
) -> list[TreeFigures]:
    """The latest year of each section by tree, where several trees report and the year has one period."""
    found, trees = [], _trees(session)
    for section in sections:
        column = next(column for column in reversed(section.columns) if column.parts)
        if len(column.parts) != 1:
            continue
        (deadline,) = column.parts
        leaves = leaves_of(session, catalogue, deadline, as_of)
        nodes = places(session, deadline.last_valid_on)
        kinds = {trees[leaf.unit_id] for leaf in leaves}
        for tree in (tree for tree in Tree if tree in kinds and len(kinds) > 1):
            rows = roll_up(section.form, [leaf for leaf in leaves if trees[leaf.unit_id] is tree], nodes)
            totals = {row.indicator: row for row in rows if row.node == rows[0].node}
            found.append(TreeFigures(section, tree, column.year, totals))
    return found


def _trees(session: Session) -> dict[str, Tree]:
    rows = session.connection().execute(select(col(Unit.id), col(Unit.tree)))
    return {unit: Tree.of(tree) for unit, tree in rows}


def figures_end_on(deadline: Deadline) -> date:
    """The last day its figures speak of: of its window, or of what it covers."""
    window = window_of(deadline)
    return window.last if window else min(deadline.period_to, deadline.due_on)


def _sections(
    session: Session, catalogue: Catalogue, known: Iterable[Deadline]
) -> dict[tuple[str, str], list[Deadline]]:
    """Deadlines with figures by (form, duty). Reports and requests of one form stand together, under no duty."""
    found: dict[tuple[str, str], list[Deadline]] = defaultdict(list)
    for deadline in known:
        if form := form_of(session, catalogue, deadline):
            found[form.id, "" if deadline.kind in REPORTS else deadline.duty].append(deadline)
    return dict(found)


def _closed(session: Session, programme: str, as_of: date) -> set[tuple[str, str]]:
    """(duty, period) of what was closed by then."""
    query = select(col(PeriodClose.duty), col(PeriodClose.period)).where(
        col(PeriodClose.programme) == programme, col(PeriodClose.at) <= end_of_day(as_of)
    )
    reopened = {key[1:] for key in reopened_on(session, as_of) if key[0] == programme}
    return {(duty, period) for duty, period in session.connection().execute(query)} - reopened


def _column(
    year: int, of_it: Sequence[Deadline], cutoff: date, closed: Container[tuple[str, str]], *, is_pooled: bool
) -> YearColumn:
    mine = [deadline for deadline in of_it if _year(deadline) == year]
    over = [deadline for deadline in mine if figures_end_on(deadline) <= cutoff]
    if not over:
        return YearColumn(year, bool(mine))
    if is_pooled:
        chosen = max(over, key=lambda d: (_days(d), d.last_valid_on, d.duty))
        return YearColumn(year, True, (chosen,), _days(chosen) >= A_YEAR, chosen.key[1:] in closed)
    return YearColumn(year, True, tuple(over), len(over) == len(mine), all(d.key[1:] in closed for d in over))


def _year(deadline: Deadline) -> int:
    return int(deadline.period[:4]) if deadline.period[:4].isdigit() else deadline.last_valid_on.year


def _days(deadline: Deadline) -> int:
    """How many days its figures cover; 0 where nobody says."""
    if window := window_of(deadline):
        return (window.last - window.first).days + 1
    span = span_meant(deadline)
    return (span.last - span.first).days + 1 if span else 0


def _section(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    title: str,
    form: Form,
    columns: tuple[YearColumn, ...],
    as_of: date,
) -> YearSection:
    totals: dict[tuple[int, str], Total] = {}
    for column in columns:
        for row in _top(session, catalogue, programme, column.parts, as_of):
            totals[column.year, row.indicator] = row
    filled = [column for column in columns if column.parts]
    together: dict[str, Total] = {}
    why_apart = ""
    if any(not column.is_whole for column in filled[:-1]):
        why_apart = "có năm chỉ có số liệu một phần"
    elif len(filled) > 1:
        try:
            every = [part for column in filled for part in column.parts]
            together = {row.indicator: row for row in _top(session, catalogue, programme, every, as_of)}
        except Refused as no:
            why_apart = no.reason.rstrip(".")
    steps = _steps(session, catalogue, filled, as_of)
    return YearSection(duty, title, form, columns, totals, together, why_apart, steps)


def _top(session: Session, catalogue: Catalogue, programme: str, parts: Sequence[Deadline], as_of: date) -> list[Total]:
    """The totals of these periods at the top of the map."""
    if not parts:
        return []
    rows = span_total(session, catalogue, programme, [(d.duty, d.period) for d in parts], as_of=as_of)
    return [row for row in rows if row.node == rows[0].node]


def _steps(
    session: Session, catalogue: Catalogue, filled: Sequence[YearColumn], as_of: date
) -> dict[tuple[int, str], Comparison]:
    """Years of one period each, beside the year before; years of many periods are not compared."""
    if len(filled) < 2 or any(len(column.parts) != 1 for column in filled):
        return {}
    try:
        found = trend_of(session, catalogue, [column.parts[0] for column in filled], as_of=as_of)
    except Refused:
        return {}
    return {
        (column.year, trend.indicator): step
        for trend in found
        for column, step in zip(filled[1:], trend.steps, strict=False)
    }
