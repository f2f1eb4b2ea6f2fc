"""Báo cáo của một đơn vị as plain data: what it filed in one submission, beside what it filed a year before.

Reads one unit's own figures only. The year before is told where the unit stood for the same ground then, else why not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue
from models.comparable_ground import MapHistory
from models.comparison import Comparison, beside
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import Submission
from models.map_of_day import name_on
from models.obligations import find_deadline, owes
from models.period_told import Told, a_year_before, on_map, told
from models.rollup import Leaf, Node, roll_up
from models.settings import Settings
from models.totals import form_of
from models.units import Unit
from models.vocabulary import DocumentStyle, SubmissionKind
from reports.consolidated_report import ConsolidatedReport, UnitRow
from reports.letterhead import Letterhead
from reports.unit_report_docx import TEMPLATE
from tasks.consolidated import basis_words, request_of

NO_FIGURES = "Bài nộp này không có số liệu theo biểu nên không có dự thảo báo cáo. Đề nghị dùng phiếu tiếp nhận."


def unit_report(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    submission: Submission,
    as_of: date,
    *,
    style: DocumentStyle,
    templates: Path | None = None,
) -> ConsolidatedReport:
    """The draft of a unit's report on one of its filings. Errors: `Refused` for a filing without figures."""
    deadline = find_deadline(session, catalogue, submission.programme, submission.duty, submission.period)
    form = form_of(session, catalogue, deadline)
    is_nil = submission.kind == SubmissionKind.NIL
    if form is None or not (is_nil or submission.kind == SubmissionKind.FIGURES):
        raise Refused(NO_FIGURES)
    unit = session.get_one(Unit, submission.unit_id)
    name = name_on(session, unit, deadline.last_valid_on)
    leaf = Leaf(unit.id, name, unit.id, True, is_nil, submission.is_provisional, submission.figures)
    asked = request_of(session, submission.programme, submission.duty)
    law = catalogue.programme(submission.programme)
    programme, duty, period = deadline.key
    own = owes(session, catalogue, as_of, programme=programme, duty=duty, period=period, unit_id=unit.id)
    obligation = next((o for o in own if o.unit_id == unit.id), None)
    window = (deadline.window_from, deadline.window_to) if deadline.window_from and deadline.window_to else None
    source = {"van-ban": TEMPLATE, "chuong-trinh": submission.programme, "nhiem-vu": submission.duty}
    source |= {"ky": submission.period, "don-vi": unit.id, "ma-tiep-nhan": submission.receipt}
    superior = _above(session, unit, deadline.last_valid_on)
    return ConsolidatedReport(
        head=Letterhead((name,), superior=superior, style=style, folder=templates, is_demo=settings.is_demo),
        programme_title=law.title,
        basis=basis_words(deadline, law.document.citation, asked),
        period_label=deadline.label,
        addressee=obligation.route if obligation and obligation.route else settings.agency or law.tracker,
        form=form,
        totals=roll_up(form, [leaf], {unit.id: Node(unit.id, name, None)}),
        unit_rows=[UnitRow(unit.id, name, submission.figures, is_nil=is_nil, is_provisional=submission.is_provisional)],
        reported=1,
        expected=1,
        missing=(),
        window=window,
        duty_title=obligation.title if obligation else "",
        is_single=True,
        comparisons={} if is_nil else _a_year_before(session, catalogue, deadline, unit, leaf, as_of),
        source=source,
    )


def _above(session: Session, unit: Unit, on: date) -> str:
    """Cơ quan chủ quản: the unit above in its own line; a place is nobody's superior here."""
    above = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return name_on(session, above, on) if above is not None and above.tree == unit.tree else ""


def _a_year_before(
    session: Session, catalogue: Catalogue, deadline: Deadline, unit: Unit, leaf: Leaf, as_of: date
) -> dict[str, Comparison]:
    other = a_year_before(session, catalogue, deadline)
    if other is None or form_of(session, catalogue, other) is None:
        return {}
    now, then = told(session, catalogue, deadline, as_of), told(session, catalogue, other, as_of)
    now = replace(_alone(now, unit), leaves=[leaf._replace(place=unit.territory_id or unit.id)])
    maps = MapHistory(session)
    change, here = maps.between(then.day, now.day), maps.on(now.day)
    node = here.stands_on(unit.territory_id or unit.id)
    found = beside(on_map(now, here), on_map(_alone(then, unit), change), change, here, node)
    return {each.indicator: each for each in found}


def _alone(period: Told, unit: Unit) -> Told:
    """The same period with this one unit in it."""
    return replace(
        period,
        leaves=[leaf for leaf in period.leaves if leaf.unit_id == unit.id],
        bodies=[body for body in period.bodies if body.unit_id == unit.id],
    )
