"""Tổng hợp: what the units reported for one period, over the map of that period, with n/N and the names of the missing.

Everything is read as of a day: filings, returns and extensions that came later do not count. A returned filing counts
as not reported until a new version comes. A total is provisional until its period is closed, and after that while any
figure in it is an estimate (số ước). What was sent upward is not here: `models.closing` keeps it byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, case, null, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import PeriodClose, Request, Submission
from models.forms import Form
from models.map_of_day import pasts
from models.map_views import map_for
from models.obligations import REPORTED, known_deadlines
from models.owed import owed
from models.quiet_hours import end_of_day
from models.reopenings import reopened_on
from models.rollup import Gathering, Leaf, Node, Total, roll_up, totals_of
from models.units import Unit
from models.vocabulary import MapView, SubmissionKind
from models.wide_figures import WIDE
from models.wide_totals import gathered

PAPER = (SubmissionKind.DOCUMENT, SubmissionKind.OFFLINE)  # kinds that report without figures
__all__ = ["Total", "form_of", "leaves_of", "total"]


def total(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    period: str,
    *,
    duty: str | None = None,
    node: str | None = None,
    as_of: date,
    view: MapView | str = MapView.DAY,
) -> list[Total]:
    """Totals of every node of the map, the top first, of each duty of the period that has a form.

    `view`: on the map of the period, on the map of `as_of`, or over comparable areas (`models.map_views`); a `node` of
    another map is taken for the one it mainly went to.
    Errors: `Refused` for an unknown programme, duty or period, a period without figures, or a node outside the total.
    """
    asked = _asked(session, catalogue, programme, period, duty)
    found: list[Total] = []
    for deadline in asked:
        form = form_of(session, catalogue, deadline)
        if form is None:
            continue
        is_open = not _is_closed(session, deadline, as_of)
        shown = map_for(session, view, day=deadline.last_valid_on, on=as_of)
        only = shown.main(node) if node else None
        if shown.view is MapView.DAY:
            summed = standing(session, catalogue, deadline, as_of, form, shown.nodes)
            rows = totals_of(summed, is_open=is_open, only=only)
        else:  # places are divided filing by filing
            leaves = leaves_of(session, catalogue, deadline, as_of)
            sums = roll_up(form, shown.leaves(form, leaves), shown.nodes, is_open=is_open, only=only)
            rows = shown.labelled(sums, leaves)
        found += [row._replace(duty=deadline.duty) for row in rows]
    if not any(form_of(session, catalogue, deadline) for deadline in asked):
        raise Refused(f"Kỳ “{period}” của {programme} không có biểu số liệu để tổng hợp.")
    if node is not None and not found:
        unit = session.get(Unit, node)
        name = unit.name if unit else node
        raise Refused(f"{name} không có đơn vị nào thuộc diện báo cáo kỳ “{period}” tính đến ngày {day_text(as_of)}.")
    return found


def standing(
    session: Session, catalogue: Catalogue, deadline: Deadline, as_of: date, form: Form, nodes: Mapping[str, Node]
) -> Gathering:
    """What stands at every node of the period's own map, as known on that day, added up by the database."""
    expected = owed(session, catalogue, [deadline], as_of, ahead=True)

    def leaves(only_texts: bool) -> list[Leaf]:
        return leaves_of(session, catalogue, deadline, as_of, only_texts=only_texts)

    return gathered(session, form, expected, nodes, leaves)


def leaves_of(
    session: Session, catalogue: Catalogue, deadline: Deadline, as_of: date, *, only_texts: bool = False
) -> list[Leaf]:
    """Every unit expected to report, with what it filed as known on that day; one statement.

    `only_texts`: the figures of filings without a word in them are left out.
    """
    statement, values = owed(session, catalogue, [deadline], as_of, ahead=True)
    query = _filled(statement, only_texts)
    reported = {str(state) for state in REPORTED}
    then = pasts(session, deadline.last_valid_on)
    found = [
        Leaf(
            unit_id=row.unit_id,
            unit_name=then[row.unit_id]["name"] if row.unit_id in then else row.unit_name,
            place=row.territory_id or row.unit_id,
            is_reported=row.state in reported,
            is_nil=row.state in reported and row.kind == SubmissionKind.NIL,  # a returned nil says nothing
            is_provisional=bool(row.is_provisional),
            figures=row.figures or {} if row.state in reported else {},
            is_paper=row.state in reported and row.kind in PAPER,
            submission_id=row.submission_id,
            version=row.version,
        )
        for row in session.connection().execute(query, values)
    ]
    if len({leaf.unit_name for leaf in found}) == len(found):  # as since 2025: the map need not be read
        return found
    return told_apart(found, places(session, deadline.last_valid_on))


@lru_cache
def _filled(statement: Select[Any], only_texts: bool) -> Select[Any]:
    """Those expected to report, each with what it filed."""
    rows = statement.subquery("expected")
    figures = case((WIDE.c.has_text, col(Submission.figures)), else_=null()) if only_texts else col(Submission.figures)
    query = (
        select(
            rows.c.unit_id,
            rows.c.unit_name,
            rows.c.territory_id,
            rows.c.state,
            rows.c.submission_id,
            rows.c.version,
            col(Submission.kind),
            col(Submission.is_provisional),
            figures.label("figures"),
        )
        .select_from(rows)
        .join(Submission, col(Submission.id) == rows.c.submission_id, isouter=True)
        .where(rows.c.is_expected)
    )
    return query.join(WIDE, WIDE.c.submission_id == col(Submission.id), isouter=True) if only_texts else query


def told_apart(leaves: list[Leaf], nodes: Mapping[str, Node], among: Iterable[str] = ()) -> list[Leaf]:
    """Units whose name stands twice `among` all carry the place above: `Công an phường 1, Thành phố Sa Đéc`."""
    often = Counter(among or (leaf.unit_name for leaf in leaves))

    def name(leaf: Leaf) -> str:
        place = nodes.get(leaf.place)
        above = nodes.get(place.parent or "") if place else None
        return f"{leaf.unit_name}, {above.name}" if above else leaf.unit_name

    return [leaf._replace(unit_name=name(leaf)) if often[leaf.unit_name] > 1 else leaf for leaf in leaves]


def form_of(session: Session, catalogue: Catalogue, deadline: Deadline) -> Form | None:
    """The form of a duty or of an on-demand request; None where nothing is counted."""
    duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
    if duty is not None:
        return catalogue.form(duty.form) if duty.form else None
    query = select(col(Request.form)).where(
        col(Request.programme) == deadline.programme, col(Request.code) == deadline.duty
    )
    name = session.connection().execute(query).scalar_one_or_none()
    return catalogue.form(name) if name else None


def places(session: Session, on: date) -> dict[str, Node]:
    """The territory tree as it was called and stood on that day; old and new places stand in it side by side."""
    return map_for(session, MapView.DAY, day=on, on=on).nodes


def _asked(session: Session, catalogue: Catalogue, programme: str, period: str, duty: str | None) -> Iterable[Deadline]:
    catalogue.programme(programme)
    known = known_deadlines(session, catalogue, programme, duty)
    found = [deadline for deadline in known if deadline.period == period]
    if not found:
        what = f"Nhiệm vụ {duty} của {programme}" if duty else f"Chương trình {programme}"
        near = ", ".join(dict.fromkeys(d.period for d in known if d.period[:4] == period[:4]))
        hint = f"Các kỳ cùng năm: {near}." if near else "Đề nghị xem danh sách bằng lệnh dondoc periods."
        raise Refused(f"{what} không có kỳ “{period}”. {hint}")
    return found


def _is_closed(session: Session, deadline: Deadline, as_of: date) -> bool:
    query = select(col(PeriodClose.id)).where(
        col(PeriodClose.programme) == deadline.programme,
        col(PeriodClose.duty) == deadline.duty,
        col(PeriodClose.period) == deadline.period,
        col(PeriodClose.at) <= end_of_day(as_of),
    )
    is_closed = session.connection().execute(query).first() is not None
    return is_closed and deadline.key not in reopened_on(session, as_of)
