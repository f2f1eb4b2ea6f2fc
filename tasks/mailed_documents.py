"""Tệp gửi qua thư: an officer says which duty a mail is about, and its files are filed under that key.

A filled form among them is read as one, so that its figures count; everything else is a document.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.errors import Refused
from models.facts import Submission
from models.figures import FiguresRefused
from models.filing import FILEABLE, file_submission, owed_by
from models.inbound import InboundMail, settle
from models.kept_files import XLSX, Upload, attach_kept, kept
from models.map_of_day import name_on
from models.obligations import find_deadline
from models.quiet_hours import day_in_hanoi
from models.secrecy import refuse_content
from models.settings import Home
from models.units import Unit
from models.vocabulary import ObligationState, SubmissionKind
from notifications.answers import Result
from reports.workbook_reader import NotIssued
from tasks.mailed_workbook import VIA, file_workbook, filed_words
from tasks.thread_answers import answer_in_thread

NOTE = "Văn bản gửi kèm thư trả lời."


def record_documents(
    session: Session,
    home: Home,
    mail: InboundMail,
    key: tuple[str, str, str],
    *,
    document_number: str = "",
    by: str,
    now: datetime,
) -> Submission:
    """File what a waiting mail holds as its unit's answer to one duty, and tell the unit in the same thread.

    What was filed already stands: documents are kept with it, for a signed copy does not replace the figures.
    Errors: `Refused` where no file was kept, the unit does not owe this, a form is of another unit or duty or has wrong
    cells, or somebody else has settled the mail.
    """
    catalogue = home_catalogue(home)
    files = [file for file in mail.files if "sha256" in file]
    if mail.unit_id is None:
        raise Refused("Đề nghị chọn đơn vị của thư này trước.")
    if not files:
        raise Refused("Thư này không có tệp được giữ; không có gì để ghi nhận.")
    programme, duty, period = key
    if programme not in catalogue.programmes:
        raise Refused("Không có chương trình này. Đề nghị chọn lại nhiệm vụ.")
    refuse_content(catalogue, programme, duty)
    deadline = find_deadline(session, catalogue, programme, duty, period)
    forms, documents = _forms_filed(session, home, catalogue, mail, files, key, by)
    owed = owed_by(session, catalogue, deadline, mail.unit_id, day_in_hanoi(mail.received_at))
    if owed.state not in FILEABLE:
        raise Refused(f"Việc này hiện không nhận bài nộp: {owed.state.label}.")
    if forms:
        submission = forms[-1]
        said = filed_words(session, catalogue, submission)
    elif owed.state is ObligationState.FILED and owed.submission_id is not None:
        submission = session.get_one(Submission, owed.submission_id)
        said = f"đã lưu kèm bài nộp mã {submission.receipt}."
    else:
        submission = file_submission(
            session,
            catalogue,
            unit_id=mail.unit_id,
            programme=programme,
            duty=duty,
            period=period,
            kind=SubmissionKind.DOCUMENT,
            note=NOTE,
            document_number=document_number,
            now=mail.received_at,
            by=by,
            via=VIA,
        )
        said = filed_words(session, catalogue, submission)
    for file in documents:
        attach_kept(session, submission, file["name"], file["media_type"], file["size"], file["sha256"])
    settle(session, mail, by=by, now=now, reason=f"{said[:1].upper()}{said[1:]}")
    mail.submission_id = submission.id
    unit = name_on(session, session.get_one(Unit, mail.unit_id), day_in_hanoi(now))
    answer_in_thread(session, home, mail, unit, [Result(str(file["name"]), said) for file in files], now, decided=True)
    return submission


def _forms_filed(
    session: Session,
    home: Home,
    catalogue: Catalogue,
    mail: InboundMail,
    files: list[dict[str, Any]],
    key: tuple[str, str, str],
    by: str,
) -> tuple[list[Submission], list[dict[str, Any]]]:
    """The filings of the forms among the files, and the files that are none. Errors: `Refused`."""
    filed, documents = list[Submission](), list[dict[str, Any]]()
    for file in files:
        if file["media_type"] != XLSX:
            documents.append(file)
            continue
        upload = Upload(file["name"], XLSX, kept(home, file["sha256"]).read_bytes())
        try:
            submission = file_workbook(session, home, catalogue, mail, upload, by)
        except NotIssued:
            documents.append(file)
            continue
        except FiguresRefused as no:
            cells = " ".join(problem.message for problem in no.problems)
            raise Refused(f"Biểu “{upload.name}” còn điểm cần sửa hoặc giải trình, chưa ghi nhận được. {cells}") from no
        if (submission.programme, submission.duty, submission.period) != key:
            raise Refused(f"Biểu “{upload.name}” thuộc nhiệm vụ hoặc kỳ khác. Đề nghị chọn lại nhiệm vụ.")
        filed.append(submission)
    return filed, documents
