"""Sơ kết, tổng kết: a programme's periods up to a cut-off day that a person has chosen, as a draft to work on.

Chooses no cut-off day itself and writes no assessment. Duties that were never given a form are counted, not added up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.errors import Refused
from models.obligations import REPORTED, Obligation, owes
from models.settings import Home
from models.totals import form_of, total
from models.vocabulary import DutyKind
from models.vocabulary import ObligationState as S
from reports.review_docx import Figure, Kept, ReviewReport, review_docx
from tasks.closing import keep
from tasks.figures_in_words import lines_with_totals
from tasks.session import open_session


@dataclass(frozen=True)
class Review:
    """Everything known of a programme up to the cut-off day, and where its draft lies."""

    programme: str
    report: ReviewReport
    file: Path | None = None


def gather(home: Home, programme: str, kind: DutyKind, cutoff: date, *, dry_run: bool = False) -> Review:
    """Every period that fell due by `cutoff`, as known on that day, and a Word draft of its tables.

    Errors: `Refused` where the document orders no such review, or for a day outside the programme's years.
    """
    catalogue, settings = home_catalogue(home), home.settings()
    law = catalogue.programme(programme)
    if not any(duty.kind is kind for duty in law.duties.values()):
        raise Refused(f"Văn bản của {law.short_title} không đặt ra việc {kind.label}.")
    if not law.valid_from <= cutoff <= law.valid_to:
        raise Refused(f"Ngày chốt phải nằm trong giai đoạn {law.years[0]} - {law.years[1]} của chương trình.")
    with open_session(home) as session:
        found = owes(session, catalogue, cutoff, programme=programme)
        due = [o for o in found if o.deadline.due_on <= cutoff and o.is_expected]
        report = ReviewReport(
            kind=kind.label,
            programme_title=law.title,
            years=law.years,
            basis=law.document.citation,
            issuer=settings.agency or law.tracker,
            cutoff=cutoff,
            kept=_kept(due),
            figures=_figures(session, catalogue, due, cutoff),
            is_demo=settings.is_demo,
        )
    review = Review(programme, report)
    if dry_run:
        return review
    name = f"{'so-ket' if kind is DutyKind.REVIEW_MID else 'tong-ket'}-{cutoff.isoformat()}.docx"
    return replace(review, file=keep(home.path / "reports" / programme / name, review_docx(report)))


def _kept(due: list[Obligation]) -> list[Kept]:
    by_period: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    for obligation in due:
        by_period[obligation.duty, obligation.period].append(obligation)
    return [
        Kept(
            title=of_it[0].title,
            period=of_it[0].deadline.label,
            reported=sum(o.state in REPORTED for o in of_it),
            expected=len(of_it),
            late=sum(o.is_late for o in of_it),
            overdue=sum(o.state is S.OVERDUE for o in of_it),
        )
        for of_it in by_period.values()
    ]


def _figures(session: Session, catalogue: Catalogue, due: list[Obligation], cutoff: date) -> list[Figure]:
    found = []
    for deadline in dict.fromkeys(o.deadline for o in due):
        if form := form_of(session, catalogue, deadline):
            asked = (session, catalogue, deadline.programme, deadline.period)
            sums = total(*asked, duty=deadline.duty, as_of=cutoff)
            found += [
                Figure(
                    deadline.label, line.label, line.unit, line.value, f"{line.total.reported}/{line.total.expected}"
                )
                for line in lines_with_totals(form, sums)
                if line.total.node == sums[0].node
            ]
    return found
