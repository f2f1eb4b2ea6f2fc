"""Thư trả lời thành bài nộp: a filled workbook sent back by a contact of the unit is filed as if brought to the page.

Whatever is not certain waits for a person: an unknown sender, a mail without a file, a document whose duty is not
named. What a unit must know (filed, or why not) is answered in the same thread, through the outbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from models.catalogue import home_catalogue
from models.errors import Refused
from models.facts import Submission
from models.figures import FiguresRefused
from models.inbound import InboundMail, answered_message, units_of_sender, waiting_on
from models.kept_files import XLSX, Upload, attach, checked, harmless_name, keep
from models.map_of_day import name_on
from models.outbox import unit_of
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.units import Unit
from models.vocabulary import InboundState, SubmissionState
from notifications.answers import Result, without_figures
from notifications.mail_addresses import DEMO_SENDER, domain_of, reply_box
from notifications.replies import MOST_FILES, Enclosed, Reply
from tasks.mailed_workbook import file_workbook, filed_words
from tasks.returned_mail import take_back
from tasks.secret_mail import REASON, empty, is_about_secrets
from tasks.thread_answers import answer_in_thread

TRY_AGAIN = "Đề nghị đơn vị sửa tệp rồi trả lời lại thư này, hoặc nộp tại trang nộp báo cáo dưới đây."
NO_FILE = "Thư không kèm tệp; đề nghị mở hộp thư nhận trả lời để đọc."
STRANGER = "Địa chỉ gửi không phải đầu mối của đơn vị nào; tệp không được giữ, đề nghị mở hộp thư nhận trả lời để xem."
NOT_THEIRS = "Địa chỉ gửi không phải đầu mối của đơn vị nhận thư nhắc; đề nghị kiểm tra trước khi ghi nhận."
UNMATCHED = "Không rõ thư này trả lời thư nhắc nào; đề nghị chọn nhiệm vụ để ghi nhận."
FROM_A_MACHINE = "Thư có dấu hiệu gửi tự động nhưng kèm tệp; không tự ghi nhận, đề nghị kiểm tra."
TOO_MANY = f"Mỗi thư nhận nhiều nhất {MOST_FILES} tệp; các tệp sau không được nhận, đề nghị gửi bằng thư khác."
MOST_OF_STRANGERS = 5  # mails waiting on one message whose files are kept though no contact sent them
DOCUMENTS = "Có văn bản kèm theo; đề nghị chọn nhiệm vụ để ghi nhận."


@dataclass
class _Files:
    """The files of one mail, taken apart: what was filed, what was not taken, what a person must look at."""

    kept: list[Upload] = field(default_factory=list)
    documents: list[Upload] = field(default_factory=list)
    filed: list[Submission] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    refused: int = 0


def take_in(session: Session, home: Home, mail: InboundMail, reply: Reply, now: datetime, problem: str = "") -> None:
    """Decide what becomes of a mail that was just written down; `mail` says it afterwards.

    `problem`: why it could not be read whole; then a person looks at it.
    """
    settings, today = home.settings(), day_in_hanoi(now)
    if reply.returned is not None:
        _end(mail, InboundState.IGNORED, take_back(session, home, reply.returned, now))
        return
    is_own = reply.sender in {a.lower() for a in (settings.sender_email, DEMO_SENDER, reply_box(settings)) if a}
    if is_own or (reply.by_machine and not reply.files):
        _end(mail, InboundState.IGNORED, f"Không xử lý: {'thư của chính hệ thống' if is_own else reply.by_machine}.")
        return
    message, mail.matched_by = answered_message(session, reply.keys, reply.answers, domain_of(settings))
    senders = units_of_sender(session, reply.sender, today)
    mail.reply_to_id = message.id if message else None
    mail.unit_id = (unit_of(message.recipient) or None) if message else senders[0] if len(senders) == 1 else None
    if reply.by_machine and not senders:
        _end(mail, InboundState.IGNORED, f"Không xử lý: {reply.by_machine}.")
        return
    if problem:
        _end(mail, InboundState.QUEUED, problem)
        return
    is_flood = message is not None and not senders and waiting_on(session, message.id or 0) > MOST_OF_STRANGERS
    if is_flood or (message is None and not senders):
        mail.files = [_named(file) for file in reply.files]
        _end(mail, InboundState.QUEUED, STRANGER)
        return
    files = _Files()
    is_certain = message is not None and mail.unit_id in senders and not reply.by_machine
    if reply.files and is_about_secrets(session, home, message):
        results = empty(session, home, mail, len(reply.files) + reply.left_out)
        _end(mail, InboundState.REFUSED, REASON)
        if is_certain:
            answer_in_thread(session, home, mail, _unit_name(session, mail, now), results, now)
        return
    if is_certain:
        _file_each(session, home, mail, reply, files)
    else:
        _keep_each(home, mail, reply, files)
    _judge(mail, reply, files, is_certain, bool(message))
    if files.results and is_certain:
        to_do = TRY_AGAIN if files.refused else ""
        answer_in_thread(session, home, mail, _unit_name(session, mail, now), files.results, now, to_do)


def _judge(mail: InboundMail, reply: Reply, files: _Files, is_certain: bool, has_message: bool) -> None:
    said = " ".join(f"{result.name}: {result.said}" for result in files.results)
    if reply.by_machine:
        _end(mail, InboundState.QUEUED, FROM_A_MACHINE)
    elif not is_certain:
        _end(mail, InboundState.QUEUED, NOT_THEIRS if has_message else UNMATCHED)
    elif files.documents:
        _end(mail, InboundState.QUEUED, f"{DOCUMENTS} {said}".strip())
    elif files.filed:  # a file beside it may have been refused: the unit is told of both
        _end(mail, InboundState.FILED, said)
    elif files.refused:
        _end(mail, InboundState.REFUSED, said)
    else:
        _end(mail, InboundState.QUEUED, NO_FILE)


def _file_each(session: Session, home: Home, mail: InboundMail, reply: Reply, files: _Files) -> None:
    """Every workbook becomes a filing or a reason; other files go along with the one filing there is."""
    catalogue, limit = home_catalogue(home), home.settings().upload_limit_mb
    shown: list[dict[str, object]] = []
    for file in reply.files:
        name = harmless_name(file.name)
        try:
            upload = checked(file.name, file.data, limit)
            if upload.media_type != XLSX:
                files.documents.append(upload)
            else:
                with session.begin_nested():
                    submission = file_workbook(session, home, catalogue, mail, upload)
                if submission not in files.filed:  # the same file twice is one filing
                    files.filed.append(submission)
                files.results.append(Result(name, filed_words(session, catalogue, submission)))
            files.kept.append(upload)
            shown.append(_kept_as(upload))
        except FiguresRefused as no:
            cells = tuple(without_figures(problem.message) for problem in no.problems)
            said = f"chưa nhận được, còn {len(cells):02} điểm cần sửa hoặc giải trình."
            files.results.append(Result(name, said, cells))
        except Refused as no:
            files.results.append(Result(name, f"chưa nhận được. {without_figures(no.reason)}"))
        else:
            continue
        files.refused += 1
        shown.append({"name": name, "problem": without_figures(files.results[-1].said)})
    if reply.left_out:
        files.results.append(Result(f"{reply.left_out:02} tệp khác", f"chưa nhận được. {TOO_MANY}"))
        files.refused += 1
        shown.append({"name": f"{reply.left_out:02} tệp khác", "problem": TOO_MANY})
    for upload in files.kept:
        keep(home, upload)
    # a workbook sent again finds its filing again: a document beside it joins what stands open, never what was settled
    if len(files.filed) == 1 and files.documents and files.filed[0].state == SubmissionState.FILED:
        attach(session, home, files.filed[0], files.documents)
        files.results += [Result(u.name, "đã lưu kèm bài nộp nêu trên.") for u in files.documents]
        files.documents = []
    mail.submission_id = files.filed[-1].id if files.filed else None
    mail.files = shown


def _keep_each(home: Home, mail: InboundMail, reply: Reply, files: _Files) -> None:
    """Nothing is filed; what may be kept is kept for the person who decides."""
    shown: list[dict[str, object]] = []
    for file in reply.files:
        try:
            upload = checked(file.name, file.data, home.settings().upload_limit_mb)
        except Refused as no:
            shown.append({"name": harmless_name(file.name), "problem": no.reason})
            continue
        keep(home, upload)
        files.kept.append(upload)
        shown.append(_kept_as(upload))
    if reply.left_out:
        shown.append({"name": f"{reply.left_out:02} tệp khác", "problem": TOO_MANY})
    mail.files = shown


def _unit_name(session: Session, mail: InboundMail, now: datetime) -> str:
    return name_on(session, session.get_one(Unit, mail.unit_id), day_in_hanoi(now))


def _kept_as(upload: Upload) -> dict[str, object]:
    size = len(upload.content)
    return {"name": upload.name, "media_type": upload.media_type, "size": size, "sha256": upload.sha256}


def _named(file: Enclosed) -> dict[str, object]:
    return {"name": harmless_name(file.name), "problem": "không giữ"}


def _end(mail: InboundMail, state: InboundState, reason: str) -> None:
    mail.state, mail.reason = state.value, reason[:500]
