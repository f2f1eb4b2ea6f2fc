"""Thư về nhiệm vụ có độ mật: nothing of such a mail is kept here, neither its files nor their names nor its subject.

What stands on the mail server, in letters of a demo and in backups made before is for people to remove.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from models.catalogue import home_catalogue
from models.facts import Attachment
from models.inbound import InboundMail, settle
from models.kept_files import kept
from models.map_of_day import name_on
from models.messages import Message
from models.outbox import items_of
from models.quiet_hours import day_in_hanoi
from models.secrecy import secrecy_of
from models.settings import Home
from models.units import Unit
from notifications.answers import Result
from tasks.thread_answers import answer_in_thread

SUBJECT = "(không giữ)"
NOT_KEPT = "không giữ: nhiệm vụ có độ mật"
SAID = (
    "không nhận, không giữ: nhiệm vụ có độ mật. Đề nghị gửi qua đường mật "
    "và chỉ ghi số, ký hiệu, ngày của văn bản tại trang nộp báo cáo."
)
REASON = "Nhiệm vụ có độ mật: tệp không được giữ. Đề nghị xóa thư khỏi hộp thư và báo cáo bộ phận bảo mật."


def is_about_secrets(session: Session, home: Home, message: Message | None) -> bool:
    """Whether all that a message of ours was about is secret, so that an answer to it is; of no message it is not."""
    if message is None:
        return False
    catalogue, items = home_catalogue(home), items_of(session, [message.id or 0])[message.id or 0]
    return bool(items) and all(secrecy_of(catalogue, item.programme, item.duty) for item in items)


def empty(session: Session, home: Home, mail: InboundMail, count: int) -> list[Result]:
    """Take away whatever is known of what a mail with `count` files says; what its unit is told of each of them.

    Bytes that another filing or mail keeps as well stay there.
    """
    hashes = {str(file["sha256"]) for file in mail.files if "sha256" in file}
    names = [f"Tệp {n:02}" for n in range(1, count + 1)]
    mail.subject, mail.files = SUBJECT, [{"name": name, "problem": NOT_KEPT} for name in names]
    session.add(mail)
    session.flush()
    for sha256 in hashes - _kept_elsewhere(session, mail):
        kept(home, sha256).unlink(missing_ok=True)
    return [Result(name, SAID) for name in names]


def turn_away(session: Session, home: Home, mail: InboundMail, *, by: str, now: datetime) -> None:
    """An officer saw that a waiting mail is about a secret duty: it is settled, emptied, and its unit told.

    Errors: `Refused` where somebody else has settled it.
    """
    settle(session, mail, by=by, now=now, reason=REASON)
    results = empty(session, home, mail, len(mail.files))
    if mail.unit_id:
        today = day_in_hanoi(now)
        unit = name_on(session, session.get_one(Unit, mail.unit_id), today)
        answer_in_thread(session, home, mail, unit, results, now, decided=True)


def _kept_elsewhere(session: Session, mail: InboundMail) -> set[str]:
    attached = set(session.exec(select(Attachment.sha256)))
    others = session.exec(select(InboundMail.files).where(col(InboundMail.id) != mail.id))
    return attached | {str(file["sha256"]) for files in others for file in files if "sha256" in file}
