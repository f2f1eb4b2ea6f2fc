"""Văn bản gửi qua thư: an officer says which duty a mail with documents is about, and it is filed under that key."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.catalogue import home_catalogue
from models.errors import Refused
from models.facts import Submission
from models.filing import FILEABLE, file_submission, owed_by
from models.inbound import InboundMail, settle
from models.kept_files import attach_kept
from models.map_of_day import name_on
from models.obligations import find_deadline
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.units import Unit
from models.vocabulary import ObligationState, SubmissionKind
from notifications.answers import Result
from tasks.mailed_workbook import VIA, filed_words
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
    """File the documents of a waiting mail as its unit's answer to one duty, and tell the unit in the same thread.

    What was filed already stands: the documents are kept with it, for a signed copy does not replace the figures.
    Errors: `Refused` where no file was kept, the unit does not owe this, or somebody else has settled the mail.
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
    deadline = find_deadline(session, catalogue, programme, duty, period)
    owed = owed_by(session, catalogue, deadline, mail.unit_id, day_in_hanoi(mail.received_at))
    if owed.state not in FILEABLE:
        raise Refused(f"Việc này hiện không nhận bài nộp: {owed.state.label}.")
    if owed.state is ObligationState.FILED and owed.submission_id is not None:
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
    for file in files:
        attach_kept(session, submission, file["name"], file["media_type"], file["size"], file["sha256"])
    settle(session, mail, by=by, now=now, reason=f"{said[:1].upper()}{said[1:]}")
    mail.submission_id = submission.id
    unit = name_on(session, session.get_one(Unit, mail.unit_id), day_in_hanoi(now))
    answer_in_thread(session, home, mail, unit, [Result(str(file["name"]), said) for file in files], now, decided=True)
    return submission
