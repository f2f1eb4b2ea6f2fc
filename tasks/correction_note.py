"""Thông báo điều chỉnh số liệu of one closed period, as plain data: what moved between two sendings, or since one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue
from models.corrections import changes, changes_since
from models.dates_in_words import day_text
from models.errors import Refused
from models.obligations import duty_title, find_deadline, requests_by_duty
from models.quiet_hours import day_in_hanoi
from models.settings import Settings
from models.snapshots import snapshots_of
from reports.correction_docx import CorrectionNote
from reports.letterhead import letterhead_of
from tasks.consolidated import request_of


def correction_note(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    key: tuple[str, str, str],
    as_of: date,
    now: datetime,
    *,
    templates: Path | None = None,
) -> CorrectionNote:
    """The last sending of a period beside what is known on `as_of`; where nothing moved, the last two sendings.

    Errors: `Refused` for a period that was never sent, or of which nothing has changed.
    """
    programme, duty, _ = key
    deadline = find_deadline(session, catalogue, *key)
    sent = snapshots_of(session, *key)
    if not sent:
        raise Refused(f"Kỳ {deadline.label} chưa khóa, chưa gửi số liệu nên không có gì để điều chỉnh.")
    found = changes_since(session, catalogue, sent[-1], as_of, now)
    if not found.deltas and len(sent) > 1:
        found = changes(session, catalogue, sent[-2], sent[-1])
    if not found.deltas:
        since = day_text(day_in_hanoi(found.first_at))
        raise Refused(f"Số liệu kỳ {deadline.label} không thay đổi từ lần gửi ngày {since}.")
    law, asked = catalogue.programme(programme), request_of(session, programme, duty)
    return CorrectionNote(
        head=letterhead_of(settings, templates, agency=law.tracker),
        addressee=(asked.route_to if asked else law.duties[duty].route.to) or "……",
        work=duty_title(catalogue, requests_by_duty(session), deadline),
        period=deadline.label,
        changes=found,
    )
