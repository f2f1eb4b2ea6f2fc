"""Khóa kỳ: close one period, keep what was known, write the reports. A second time gives the first back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.closing import close_period, to_close
from models.dates_in_words import day_text
from models.figure_use import used
from models.forms import Form
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.snapshots import Key, newest_of
from models.totals import form_of
from models.vocabulary import FigurePlace
from reports.consolidated_docx import TEMPLATE
from reports.templates import TemplateFault
from tasks.consolidated import (
    PeriodFigures,
    consolidated_files,
    consolidated_report,
    known_figures,
    period_figures,
)
from tasks.sent_files import sent_once
from tasks.session import open_session
from tasks.template_alarms import settle

AT_ONCE = 20  # closings in one round
TIMETABLE = "lịch vòng đời (tự động)"

log = logging.getLogger("prefect.dondoc")


@dataclass(frozen=True)
class ClosedRound:
    """What one round closed (or, in a rehearsal, would close), and what it could not close and why."""

    closed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """One period, closed (or, in a rehearsal, merely totalled), and the reports written for it."""

    figures: PeriodFigures
    form: Form | None
    files: tuple[Path, ...]
    dry_run: bool
    notices: tuple[str, ...] = ()  # a template that could not be used, and what was used instead


def close_and_total(
    home: Home, programme: str, duty: str, period: str, as_of: date, now: datetime, *, by: str, dry_run: bool = False
) -> Closing:
    """Close the period as known on `as_of`. A rehearsal only adds up; it writes neither rows nor files.

    The files are written before the closing is committed: where they cannot be, the period stays open for another try.
    """
    catalogue, asked = home_catalogue(home), (programme, duty, period)
    with open_session(home) as session:
        if not dry_run:
            return closed_and_totalled(session, catalogue, home, asked, as_of, now, by=by)
        figures = period_figures(session, catalogue, *asked, as_of)
        return Closing(figures, form_of(session, catalogue, figures.deadline), (), dry_run)


def add_up_now(home: Home, programme: str, duty: str, period: str, as_of: date, now: datetime) -> Closing:
    """What is known of a period on a day, closed or not; nothing is written."""
    catalogue, asked = home_catalogue(home), (programme, duty, period)
    with open_session(home) as session:
        figures = known_figures(session, catalogue, *asked, as_of)
        sent, form = newest_of(session, *asked), form_of(session, catalogue, figures.deadline)
    said = f"Kỳ đã chốt ngày {day_text(day_in_hanoi(sent.at))}; trên đây là số hiện có." if sent else ""
    return Closing(figures, form, (), dry_run=True, notices=(said,) if said else ())


def closed_and_totalled(
    session: Session, catalogue: Catalogue, home: Home, asked: Key, as_of: date, now: datetime, *, by: str
) -> Closing:
    """The same in a session at hand; whoever opened it commits."""
    programme, duty, period = asked
    close_period(session, catalogue, *asked, as_of, now, by)
    figures = period_figures(session, catalogue, *asked, as_of)
    form = form_of(session, catalogue, figures.deadline)
    if form is None:
        return Closing(figures, form, (), dry_run=False)
    settings = home.settings()
    report = consolidated_report(session, catalogue, settings, *asked, as_of, figures=figures, templates=home.templates)
    troubles: list[TemplateFault] = []
    made = consolidated_files(report, f"{duty}-{period}".replace("/", "-"), troubles)
    made = sent_once(session, home, figures.closed, made)
    files = written(home.path / "reports" / programme, made)
    used(session, form, [row.indicator for row in report.totals], FigurePlace.CONSOLIDATED, now)
    notices = settle(session, TEMPLATE, settings.document_style, troubles, now)
    return Closing(figures, form, files, dry_run=False, notices=tuple(notices))


def close_what_is_due(
    home: Home, as_of: date, now: datetime, *, by: str, dry_run: bool = False, with_files: bool = True
) -> ClosedRound:
    """Close every period that has come to its closing day, oldest first; say which, and which could not be and why.

    Looks at the state of the world, so a lost run loses nothing; a few at a time, the rest with the next round. One
    that fails keeps no other from being closed. A day to come is never acted upon.
    """
    if as_of > day_in_hanoi(now):
        return ClosedRound()
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        ripe = to_close(session, catalogue, as_of)
    closed: list[str] = []
    failed: list[str] = []
    for deadline in ripe:
        if len(closed) == AT_ONCE:
            break
        name = f"{deadline.duty} {deadline.label}"
        try:
            if with_files and not dry_run:
                close_and_total(home, *deadline.key, as_of, now, by=by)
            elif not dry_run:  # a scratch home: the totals are kept, nobody reads a report
                with open_session(home) as session:
                    close_period(session, catalogue, *deadline.key, as_of, now, by)
            closed.append(name)
        except Exception as no:
            log.exception("Could not close %s", "/".join(deadline.key))
            failed.append(f"{name} vì {no or type(no).__name__}")
    return ClosedRound(tuple(closed), tuple(failed))


def written(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the files of one report into a folder."""
    return tuple(keep(folder / name, content) for name, content in files.items())


def keep(file: Path, content: bytes) -> Path:
    """Write a file whole: whoever opens it sees the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    draft.write_bytes(content)
    draft.replace(file)
    return file
