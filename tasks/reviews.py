"""Sơ kết, tổng kết: a programme's years up to a cut-off day that a person has chosen, as a draft to work on.

Chooses no cut-off day itself and writes no assessment. What is gathered is gathered once, then written without the
database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.deadlines import deadlines
from models.errors import Refused
from models.figure_use import used
from models.issued_documents import issued_documents
from models.obligations import duty_title, known_deadlines, requests_by_duty
from models.organisation_changes import organisation
from models.programmes import Programme
from models.punctuality import DEFINITIONS, punctualities
from models.quiet_hours import day_in_hanoi, end_of_day
from models.review_years import figures_end_on, tree_figures, year_sections
from models.settings import Home, Settings
from models.targets import progress
from models.vocabulary import DutyKind, FigurePlace
from reports.letterhead import letterhead_of
from reports.review_docx import TEMPLATE, review_docx
from reports.review_report import ReviewReport
from reports.templates import TemplateFault
from tasks.closing import keep
from tasks.session import open_session
from tasks.template_alarms import settle


@dataclass(frozen=True)
class Review:
    """Everything known of a programme up to the cut-off day, and where its draft lies."""

    programme: str
    report: ReviewReport
    file: Path | None = None
    notices: tuple[str, ...] = ()  # a template that could not be used, and what was used instead


def gather(
    home: Home, programme: str, kind: DutyKind, cutoff: date, *, now: datetime | None = None, dry_run: bool = False
) -> Review:
    """Every period whose figures end by `cutoff`, with what had come in by `now`, and a Word draft of it.

    `now`: later than the cut-off, it lets in reports on periods that ended by then; without it, or earlier, the end of
    the cut-off day counts. Errors: `Refused` where the document orders no such review, or for a day outside the
    programme's years.
    """
    catalogue, settings = home_catalogue(home), home.settings()
    at = max(now or end_of_day(cutoff), end_of_day(cutoff))
    with open_session(home) as session:
        report = review_report(session, catalogue, settings, programme, kind, cutoff, at, templates=home.templates)
        if dry_run:
            return Review(programme, report)
        troubles: list[TemplateFault] = []
        content = review_docx(report, troubles)
        for section in report.sections:
            used(session, section.form, [code for _, code in section.totals], FigurePlace.REVIEW, now or at)
        notices = settle(session, TEMPLATE, settings.document_style, troubles, now or at)
    name = f"{'so-ket' if kind is DutyKind.REVIEW_MID else 'tong-ket'}-{cutoff.isoformat()}.docx"
    return Review(programme, report, keep(home.path / "reports" / programme / name, content), tuple(notices))


def review_report(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    programme: str,
    kind: DutyKind,
    cutoff: date,
    at: datetime,
    *,
    templates: Path | None = None,
) -> ReviewReport:
    """The review as plain data, as known at the end of the day of `at`. Errors: as `gather`."""
    law, on = catalogue.programme(programme), day_in_hanoi(at)
    if not any(duty.kind is kind for duty in law.duties.values()):
        raise Refused(f"Văn bản của {law.short_title} không đặt ra việc {kind.label}.")
    if not law.valid_from <= cutoff <= law.valid_to:
        raise Refused(f"Ngày chốt phải nằm trong giai đoạn {law.years[0]} - {law.years[1]} của chương trình.")
    known = known_deadlines(session, catalogue, programme, by=at)
    requests = requests_by_duty(session)
    asked = {d.key for d in known if figures_end_on(d) <= cutoff}
    groups = [(), ("year",), ("duty", "year"), ("tree",)]
    told = punctualities(session, catalogue, on, groups, programme=programme, among=asked)
    (whole,), by_year, by_duty, by_tree = told
    sections = year_sections(session, catalogue, programme, cutoff, as_of=on)
    return ReviewReport(
        kind=kind.label,
        head=letterhead_of(settings, templates, agency=law.tracker),
        programme_title=law.title,
        years=law.years,
        review_year=_review_year(catalogue, law, kind, cutoff),
        basis=law.document.citation,
        addressee=_addressee(law, kind),
        cutoff=cutoff,
        as_of=on,
        sections=sections,
        by_agency=tree_figures(session, catalogue, sections, as_of=on),
        organisation=organisation(session, programme, law.valid_from, cutoff),
        whole=whole,
        by_year=by_year,
        by_duty=by_duty,
        by_tree=by_tree,
        titles={d.duty: duty_title(catalogue, requests, d) for d in known},
        definitions=DEFINITIONS,
        targets=progress(session, catalogue, on, programme=programme),
        documents=issued_documents(session, catalogue, programme, cutoff, as_of=on),
        source={
            "van-ban": TEMPLATE,
            "chuong-trinh": programme,
            "chot-ngay": cutoff.isoformat(),
            "den-ngay": on.isoformat(),
        },
    )


def _review_year(catalogue: Catalogue, law: Programme, kind: DutyKind, cutoff: date) -> int:
    """The year the document orders this review in: the first one from the cut-off on, else the last there is."""
    years = [d.last_valid_on.year for d in deadlines(catalogue, law.slug) if law.duties[d.duty].kind is kind]
    return next((year for year in years if year >= cutoff.year), years[-1] if years else law.years[1])


def _addressee(law: Programme, kind: DutyKind) -> str:
    """Where the document sends its reviews, else its reports; empty where it does not say."""
    routes = [duty.route.to for duty in law.duties.values() if duty.kind is kind]
    return next((to for to in routes if to), "")
