"""Biểu gửi qua thư: a filled workbook in a mail becomes a filing of the unit that was matched, by the portal's rules.

Counts as filed when it came to the mailbox, not when somebody looked.
"""

from __future__ import annotations

import hashlib

from sqlmodel import Session

from models.catalogue import Catalogue
from models.checking import answers_by_check
from models.errors import Refused
from models.facts import Submission
from models.figures import FiguresRefused
from models.filing import FILEABLE, file_submission, owed_by
from models.inbound import InboundMail
from models.kept_files import Upload
from models.obligations import duty_title, find_deadline, requests_by_duty
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.totals import form_of
from models.vocabulary import SubmissionKind
from reports.workbook_reader import by_cell, expect, read_workbook

VIA = "mail"


def file_workbook(
    session: Session, home: Home, catalogue: Catalogue, mail: InboundMail, upload: Upload, by: str = ""
) -> Submission:
    """One filled form as a filing of the mail's unit; `by`: the officer who vouches for the mail.

    Errors: `Refused` (`NotIssued` for another spreadsheet), `FiguresRefused` with each cell named.
    """
    filled = read_workbook(upload.content, home.secret(), limit=home.settings().upload_limit_mb * 1024 * 1024)
    programme, duty, period, unit_id = filled.programme, filled.duty, filled.period, mail.unit_id or ""
    if programme not in catalogue.programmes:
        raise Refused("Chương trình của biểu này không còn được theo dõi. Đề nghị liên hệ cơ quan theo dõi.")
    deadline = find_deadline(session, catalogue, programme, duty, period)
    form = form_of(session, catalogue, deadline)
    if form is None:
        raise Refused("Nhiệm vụ này không có biểu số liệu. Đề nghị nộp văn bản tại trang nộp báo cáo.")
    expect(filled, unit_id=unit_id, programme=programme, duty=duty, period=period, form=form)
    owed = owed_by(session, catalogue, deadline, unit_id, day_in_hanoi(mail.received_at))
    if owed.state not in FILEABLE:
        raise Refused(f"Việc này hiện không nhận bài nộp: {owed.state.label}.")
    try:
        return file_submission(
            session,
            catalogue,
            unit_id=unit_id,
            programme=programme,
            duty=duty,
            period=period,
            kind=SubmissionKind.FIGURES,
            figures=filled.raw,
            answers=answers_by_check(form, filled.answers),
            token=hashlib.sha256(f"mail|{mail.message_id}|{upload.sha256}".encode()).hexdigest(),
            now=mail.received_at,
            by=by or f"mail:{mail.id}",
            via=VIA,
        )
    except FiguresRefused as no:
        raise FiguresRefused(by_cell(form, no.problems)) from no


def filed_words(session: Session, catalogue: Catalogue, submission: Submission) -> str:
    """What was filed, without a figure of it."""
    deadline = find_deadline(session, catalogue, submission.programme, submission.duty, submission.period)
    title = duty_title(catalogue, requests_by_duty(session), deadline)
    return f"đã ghi nhận “{title}”, {deadline.label}, bản {submission.version}, mã tiếp nhận {submission.receipt}."
