"""Chốt lại: a closed period whose figures have changed since is sent once more, with what moved and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.closing import close_again
from models.corrections import Changes, changes, changes_since
from models.errors import Refused
from models.settings import Home
from models.snapshots import Key, Snapshot, newest_of
from models.totals import form_of
from reports.correction_docx import CorrectionNote, correction_docx
from tasks.closing import written
from tasks.consolidated import consolidated_files, consolidated_report, period_figures
from tasks.sent_files import sent_once
from tasks.session import open_session


@dataclass(frozen=True)
class SentAgain:
    """What moved, and, unless this was a rehearsal, the new snapshot and its documents."""

    changes: Changes
    snapshot: Snapshot | None = None
    files: tuple[Path, ...] = ()


def send_again(
    home: Home,
    programme: str,
    duty: str,
    period: str,
    as_of: date,
    now: datetime,
    *,
    by: str,
    why: str,
    dry_run: bool = False,
) -> SentAgain:
    """One more snapshot, the reports on it and the note of what moved. A rehearsal only says what has moved since.

    Errors: `Refused` for a period never closed, without a reason, or where nothing has changed.
    """
    catalogue, asked = home_catalogue(home), (programme, duty, period)
    with open_session(home) as session:
        if not dry_run:
            return sent_again(session, catalogue, home, asked, as_of, now, by=by, why=why)
        return SentAgain(changes_since(session, catalogue, _last(session, asked), as_of, now))


def sent_again(
    session: Session, catalogue: Catalogue, home: Home, asked: Key, as_of: date, now: datetime, *, by: str, why: str
) -> SentAgain:
    """The same in a session at hand; whoever opened it commits. Errors: as above."""
    last = _last(session, asked)
    again = close_again(session, catalogue, *asked, as_of, now, by, why)
    moved = changes(session, catalogue, last, again)
    figures = period_figures(session, catalogue, *asked, as_of)
    if form_of(session, catalogue, figures.deadline) is None:
        return SentAgain(moved, again)
    settings, templates = home.settings(), home.templates
    report = consolidated_report(session, catalogue, settings, *asked, as_of, figures=figures, templates=templates)
    programme, duty, period = asked
    stem = f"{duty}-{period}-lan-{again.n}".replace("/", "-")
    note = CorrectionNote(report.head, report.addressee, report.duty_title, report.period_label, moved)
    made = consolidated_files(report, stem) | {f"dieu-chinh-{stem}.docx": correction_docx(note)}
    made = sent_once(session, home, again, made)
    return SentAgain(moved, again, written(home.path / "reports" / programme, made))


def _last(session: Session, asked: Key) -> Snapshot:
    last = newest_of(session, *asked)
    if last is None:
        raise Refused(f"Kỳ {asked[2]} của {asked[0]} chưa chốt lần nào. Đề nghị khóa kỳ trước.")
    return last
