"""Bản trích số liệu: one period's figures as they go to another system, unit by unit and added up, with all they need.

Every reading says what day it is of, whether it is what was sent upward or what is known today, how many of how many
units stand behind it and who is missing, and which days the figures cover. Adds nothing up and writes no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer
from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.deadline import Deadline
from models.drill import why_missing
from models.errors import Refused
from models.facts import Submission
from models.forms import Form
from models.given_rows import given, given_rows
from models.lines import Leaf, Line, lines_of
from models.obligations import duty_title, find_deadline, requests_by_duty
from models.quiet_hours import day_in_hanoi
from models.report_window import ReportWindow, window_of
from models.rollup import Total
from models.sent_figures import figures_as_sent
from models.snapshots import Snapshot, snapshots_of
from models.totals import form_of, leaves_of, total


class Given(NamedTuple):
    """What one unit put into one line: `value` is None where it gave nothing, and why is said; never zero for that."""

    code: str
    value: Any  # count, Decimal (triệu đồng), yes/no, text; of a ratio the numerator
    denominator: int | None
    why_missing: str


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit expected to report, with what it filed last, a line each."""

    leaf: Leaf
    receipt: str
    filed_at: datetime | None
    given: tuple[Given, ...]


@dataclass(frozen=True)
class Extract:
    """One period of one duty. `sent`: the sending it was read from; None: what was known on `as_of`."""

    programme_title: str
    title: str
    deadline: Deadline
    form: Form
    window: ReportWindow | None
    as_of: date
    sent: Snapshot | None
    is_closed: bool  # by that day
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]  # the top of the map first
    units: tuple[UnitFigures, ...]

    @property
    def reported(self) -> int:
        return sum(unit.leaf.is_reported for unit in self.units)

    @property
    def expected(self) -> int:
        return len(self.units)

    @property
    def missing(self) -> tuple[UnitFigures, ...]:
        return tuple(unit for unit in self.units if not unit.leaf.is_reported)

    @property
    def names(self) -> dict[str, str]:
        """Of the units, by id."""
        return {unit.leaf.unit_id: unit.leaf.unit_name for unit in self.units}

    @property
    def source(self) -> str:
        """`bản đã gửi lần 1`, or `số liệu đã biết`."""
        return f"bản đã gửi lần {self.sent.n}" if self.sent else "số liệu đã biết"

    @property
    def is_provisional(self) -> bool:
        """While the period may still bring figures, or while any figure in it is an estimate."""
        return not self.is_closed or any(unit.leaf.is_provisional for unit in self.units)


def extract(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    period: str,
    as_of: date,
    *,
    sent: Snapshot | None = None,
) -> Extract:
    """The figures as known at the end of `as_of`, or as they stood in a sending.

    Errors: `Refused` for what is not there, and where the duty has no form.
    """
    deadline = find_deadline(session, catalogue, programme, duty, period)
    form = form_of(session, catalogue, deadline)
    title = duty_title(catalogue, requests_by_duty(session), deadline)
    if form is None:
        raise Refused(f"“{title}” không có biểu số liệu nên không có số liệu để xuất.")
    if sent is not None:
        content = sent.content
        leaves, totals = figures_as_sent(session, content, deadline.last_valid_on)
        as_of = date.fromisoformat(content["as_of"])
    else:
        leaves = sorted(leaves_of(session, catalogue, deadline, as_of), key=lambda leaf: leaf.unit_id)
        totals = total(session, catalogue, programme, period, duty=duty, as_of=as_of) if leaves else []
    asked = {row.indicator for row in totals}  # a yearly line nobody was asked for is no line of this period
    lines = tuple(line for line in lines_of(form) if line.code in asked or not totals)
    filings = _filings(session, leaves)
    sendings = snapshots_of(session, programme, duty, period)
    return Extract(
        programme_title=catalogue.programme(programme).title,
        title=title,
        deadline=deadline,
        form=form,
        window=window_of(deadline),
        as_of=as_of,
        sent=sent,
        is_closed=any(day_in_hanoi(each.at) <= as_of for each in sendings),
        lines=lines,
        totals=tuple(totals),
        units=tuple(_unit(leaf, lines, filings.get(leaf.submission_id or 0)) for leaf in leaves),
    )


def _unit(leaf: Leaf, lines: Sequence[Line], filing: Submission | None) -> UnitFigures:
    given = []
    for line in lines:
        value, below = line.given_by(leaf)
        why = why_missing(line, leaf, filing) if value is None else ""
        given.append(Given(line.code, value, below, why))
    return UnitFigures(leaf, filing.receipt if filing else "", filing.filed_at if filing else None, tuple(given))


def _filings(session: Session, leaves: Sequence[Leaf]) -> Mapping[int, Submission]:
    these = given_rows(session.get_bind().dialect.name, "these", {"id": Integer()})
    query = select(Submission).join(these, these.c.id == col(Submission.id))
    asked = {"these": given((leaf.submission_id,) for leaf in leaves if leaf.submission_id)}
    return {filing.id or 0: filing for filing in session.exec(query, params=asked)}
