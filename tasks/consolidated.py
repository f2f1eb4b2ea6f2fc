"""Báo cáo tổng hợp of one period: gathered from the database once, then written as .docx and .xlsx without it.

A closed period is told from its snapshot, byte for byte; an open one from what is known on the day asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from models.catalogue import Catalogue
from models.comparison import Comparison, Point
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import Request
from models.obligations import Obligation, duty_title, find_deadline, owes, requests_by_duty
from models.quiet_hours import day_in_hanoi
from models.rollup import Leaf, Total, roll_up
from models.sent_figures import figures_as_sent
from models.settings import Settings
from models.snapshots import Snapshot, newest_of
from models.totals import form_of, leaves_of, places, total
from models.trend import comparisons
from models.unit_map import fold
from reports.consolidated_docx import TEMPLATE, consolidated_docx
from reports.consolidated_report import ConsolidatedReport, UnitRow
from reports.consolidated_xlsx import consolidated_xlsx
from reports.letterhead import letterhead_of
from reports.templates import TemplateFault


@dataclass(frozen=True)
class PeriodFigures:
    """What is known of one period: its totals, its units, and whether it has been closed."""

    deadline: Deadline
    title: str
    totals: list[Total]
    leaves: list[Leaf]
    obligations: dict[str, Obligation]
    closed: Snapshot | None  # what was sent last

    @property
    def reported(self) -> int:
        return sum(leaf.is_reported for leaf in self.leaves)

    @property
    def missing(self) -> list[str]:
        """Names of the units that have not reported."""
        return sorted((leaf.unit_name for leaf in self.leaves if not leaf.is_reported), key=fold)


def period_figures(
    session: Session, catalogue: Catalogue, programme: str, duty: str, period: str, as_of: date
) -> PeriodFigures:
    """Everything one report needs. Errors: `Refused` for a programme, duty or period that is not there."""
    closed = newest_of(session, programme, duty, period)
    if closed is None:
        return known_figures(session, catalogue, programme, duty, period, as_of)
    deadline = find_deadline(session, catalogue, programme, duty, period)
    obligations = owes(session, catalogue, as_of, programme=programme, duty=duty, period=period)
    leaves, totals = figures_as_sent(session, closed.content, deadline.last_valid_on)
    title = duty_title(catalogue, requests_by_duty(session), deadline)
    return PeriodFigures(deadline, title, totals, leaves, {o.unit_id: o for o in obligations}, closed)


def known_figures(
    session: Session, catalogue: Catalogue, programme: str, duty: str, period: str, as_of: date
) -> PeriodFigures:
    """The same as known on that day, whether or not the period was closed. Errors: as above."""
    deadline = find_deadline(session, catalogue, programme, duty, period)
    obligations = owes(session, catalogue, as_of, programme=programme, duty=duty, period=period)
    leaves = leaves_of(session, catalogue, deadline, as_of)
    has_form = form_of(session, catalogue, deadline) is not None
    totals = total(session, catalogue, programme, period, duty=duty, as_of=as_of) if has_form else []
    title = duty_title(catalogue, requests_by_duty(session), deadline)
    return PeriodFigures(deadline, title, totals, leaves, {o.unit_id: o for o in obligations}, None)


def consolidated_report(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    programme: str,
    duty: str,
    period: str,
    as_of: date,
    *,
    figures: PeriodFigures | None = None,
    templates: Path | None = None,
) -> ConsolidatedReport:
    """The report as plain data. `figures`: what `period_figures` said of it, where that is known already; `templates`:
    the folder of templates edited in this home.

    Errors: `Refused` where the duty has no form: there is nothing to add up.
    """
    if figures is None:
        figures = period_figures(session, catalogue, programme, duty, period, as_of)
    deadline, law = figures.deadline, catalogue.programme(programme)
    form = form_of(session, catalogue, deadline)
    if form is None:
        raise Refused(f"“{figures.title}” không có biểu số liệu nên không có báo cáo tổng hợp số liệu.")
    asked = request_of(session, programme, duty)
    owed = figures.obligations
    closed_on = day_in_hanoi(figures.closed.at) if figures.closed else None
    # an open period is tentative as a whole, which a note says; only an estimate is written as one
    nodes = places(session, deadline.last_valid_on)
    totals = figures.totals if figures.closed else roll_up(form, figures.leaves, nodes)
    told_on = closed_on or as_of
    key = {"van-ban": TEMPLATE, "chuong-trinh": programme, "nhiem-vu": duty, "ky": period}
    key |= {"den-ngay": told_on.isoformat()}
    return ConsolidatedReport(
        head=letterhead_of(settings, templates, agency=law.tracker),
        programme_title=law.title,
        basis=basis_words(deadline, law.document.citation, asked),
        period_label=deadline.label,
        addressee=asked.route_to if asked else law.duties[duty].route.to,
        form=form,
        totals=totals,
        unit_rows=[_unit_row(leaf, owed.get(leaf.unit_id)) for leaf in figures.leaves],
        reported=figures.reported,
        expected=len(figures.leaves),
        missing=tuple(figures.missing),
        window=(deadline.window_from, deadline.window_to) if deadline.window_from and deadline.window_to else None,
        duty_title=figures.title,
        as_of=told_on,
        comparisons=_beside_last_year(session, catalogue, deadline, totals, told_on),
        source=key | ({"sha256": figures.closed.sha256} if figures.closed else {}),
        notes=(f"Số liệu khóa ngày {day_text(closed_on)}." if closed_on else "Kỳ chưa chốt, số liệu tạm tính.",),
    )


def consolidated_files(
    report: ConsolidatedReport, stem: str, troubles: list[TemplateFault] | None = None
) -> dict[str, bytes]:
    """The report as files: name → bytes. `troubles`: as `reports.templates.filled`."""
    return {f"{stem}.docx": consolidated_docx(report, troubles), f"{stem}.xlsx": consolidated_xlsx(report)}


def file_stem(programme: str, duty: str, period: str) -> str:
    """`tong-hop-05-ctrph-cat-mttq-bao-cao-6-thang-2026-H1`."""
    return f"tong-hop-{programme}-{duty}-{period}".replace("/", "-")


def request_of(session: Session, programme: str, duty: str) -> Request | None:
    """The on-demand request of this code; None where it is a duty of the programme itself."""
    return session.exec(select(Request).where(Request.programme == programme, Request.code == duty)).first()


def basis_words(deadline: Deadline, citation: str, asked: Request | None) -> str:
    """`khoản 3 Mục IV Chương trình phối hợp số …`, or the paper an on-demand request came with."""
    if asked:
        return f"văn bản số {asked.document} ngày {day_text(asked.document_on)}"
    clause = f"mục {deadline.basis.clause} " if deadline.basis.clause else ""
    return f"{clause}{citation}"


def _beside_last_year(
    session: Session, catalogue: Catalogue, deadline: Deadline, totals: list[Total], on: date
) -> dict[str, Comparison]:
    """Each line at the top of the map beside the same period of the year before.

    Left out: what has no such period, and figures that are no longer those of the totals told here.
    """
    if not totals:
        return {}
    top = {row.indicator: row for row in totals if row.node == totals[0].node}
    found = comparisons(session, catalogue, *deadline.key, as_of=on, node=totals[0].node)
    return {c.indicator: c for c in found if c.then and c.indicator in top and _same(c.now, top[c.indicator])}


def _same(point: Point, row: Total) -> bool:
    """A snapshot holds money as a plain number, a total as a decimal."""
    same = (point.numerator, point.denominator, point.reported) == (row.numerator, row.denominator, row.reported)
    return same and float(point.value or 0) == float(row.value or 0)


def _unit_row(leaf: Leaf, obligation: Obligation | None) -> UnitRow:
    return UnitRow(
        unit_id=leaf.unit_id,
        name=leaf.unit_name,
        figures=leaf.figures if leaf.is_reported else None,
        node_name=leaf.place,
        is_nil=leaf.is_nil and leaf.is_reported,
        is_provisional=leaf.is_provisional,
        is_late=bool(obligation and obligation.is_late),
    )
