"""Thư trả lời chờ xử lý: what a person must decide about mails of units, with one click where one duty is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import FileResponse, Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.inbound import InboundMail, assign_unit, settle, settled_mails, waiting_mails
from models.kept_files import kept
from models.map_of_day import name_on
from models.messages import Message
from models.obligations import owes
from models.outbox import items_of
from models.secrecy import secrecy_of
from models.unit_map import find_unit
from models.units import Unit
from models.vocabulary import ObligationState
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, OwnHome, RowId, Today
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer
from portal.words import capital
from portal.works import UNFINISHED, works_of
from tasks.mailed_documents import record_documents
from tasks.secret_mail import turn_away

router = APIRouter()
PATH = "/can-bo/thu-tra-loi"
AT_ONCE, LATELY = 30, 30
FILED = ObligationState.FILED
DONE = {
    "ghi": "Đã ghi nhận. Thư do đầu mối của đơn vị gửi thì được trả lời trong cùng chuỗi thư.",
    "don-vi": "Đã ghi đơn vị của thư.",
    "xong": "Đã ghi là xử lý xong.",
    "mat": "Nhiệm vụ có độ mật: tệp và tiêu đề của thư đã được xóa. Đề nghị xóa cả thư trong hộp thư.",
}


@dataclass(frozen=True)
class Choice:
    """A duty a mail may be recorded for."""

    key: str
    words: str
    is_likely: bool  # the reminder it answers was about this


@dataclass(frozen=True)
class MailLine:
    """One mail as the page tells it."""

    mail: InboundMail
    unit_name: str
    about: str  # subject of the reminder it answers
    choices: tuple[Choice, ...]

    @property
    def only(self) -> Choice | None:
        """The one duty meant, where there is no doubt."""
        likely = [choice for choice in self.choices if choice.is_likely] or list(self.choices)
        return likely[0] if len(likely) == 1 else None

    @property
    def has_kept_files(self) -> bool:
        return any("sha256" in file for file in self.mail.files)


@router.get("/can-bo/thu-tra-loi")
def inbound_page(request: Request, visit: AnOfficer, db: Db, law: Law, today: Today, xong: str = "") -> Response:
    return _show(request, db, law, today, done=DONE.get(xong, ""))


@router.post("/can-bo/thu-tra-loi/{mail_id}")
def decide(
    request: Request,
    mail_id: RowId,
    visit: AnActingOfficer,
    sent: FromOfficer,
    db: Db,
    law: Law,
    home: OwnHome,
    now: Now,
    today: Today,
) -> Response:
    """Record the documents for a duty, say whose mail it is, or that it is dealt with otherwise."""
    mail, by, action = _mail(db, mail_id), visit.officer.username, str(sent.get("action") or "")
    try:
        if action == "record":
            key = tuple(str(sent.get("key") or "").split("|"))
            if len(key) != 3:
                raise Refused("Đề nghị chọn nhiệm vụ mà thư này trả lời.")
            if secrecy_of(law, *key[:2]):
                turn_away(db, home, mail, by=by, now=now)
                return see_other(f"{PATH}?xong=mat")
            number = str(sent.get("number") or "").strip()[:80]
            record_documents(db, home, mail, key, document_number=number, by=by, now=now)
            return see_other(f"{PATH}?xong=ghi")
        if action == "unit":
            assign_unit(db, mail, find_unit(db, str(sent.get("unit") or "")[:200], today).id, by=by, now=now)
            return see_other(f"{PATH}?xong=don-vi#thu-{mail.id}")
        reason = str(sent.get("reason") or "").strip()[:300]
        if not reason:
            raise Refused("Đề nghị ghi đã xử lý thế nào, ví dụ: đã gọi điện, đã chuyển bộ phận khác.")
        settle(db, mail, by=by, now=now, reason=reason)
    except Refused as no:
        db.rollback()
        return _show(request, db, law, today, problem=no.reason, wrong=mail_id)
    return see_other(f"{PATH}?xong=xong")


@router.get("/can-bo/thu-tra-loi/{mail_id}/tep/{number}")
def file_of_mail(mail_id: RowId, number: RowId, visit: AnOfficer, db: Db, home: OwnHome) -> Response:
    """A file of a mail; `number` counts from one."""
    files = _mail(db, mail_id).files
    if number > len(files) or "sha256" not in files[number - 1]:
        raise NotFound("Tệp này không được giữ.")
    file = files[number - 1]
    place = kept(home, str(file["sha256"]))
    if not place.exists():
        raise NotFound("Tệp này không còn trong kho tệp.")
    return FileResponse(place, media_type=str(file["media_type"]), filename=str(file["name"]))


def _show(
    request: Request, db: Session, law: Catalogue, today: date, done: str = "", problem: str = "", wrong: int = 0
) -> Response:
    waiting = waiting_mails(db)
    return page(
        request,
        "inbound.html",
        422 if problem else 200,
        waiting=[_line(db, law, mail, today) for mail in waiting[:AT_ONCE]],
        more=max(0, len(waiting) - AT_ONCE),
        settled=[_line(db, law, mail, today, with_choices=False) for mail in settled_mails(db, LATELY)],
        done=done,
        problem=problem,
        wrong=wrong,
    )


def _line(db: Session, law: Catalogue, mail: InboundMail, today: date, *, with_choices: bool = True) -> MailLine:
    unit = db.get(Unit, mail.unit_id) if mail.unit_id else None
    message = db.get(Message, mail.reply_to_id) if mail.reply_to_id else None
    choices = _choices(db, law, unit.id, message, today) if unit and with_choices else ()
    return MailLine(mail, name_on(db, unit, today) if unit else "", message.subject if message else "", choices)


def _choices(db: Session, law: Catalogue, unit_id: str, message: Message | None, today: date) -> tuple[Choice, ...]:
    """The unit's duties that may be meant, those of the reminder first, what is filed already last."""
    inside = items_of(db, [message.id or 0])[message.id or 0] if message else []
    asked = {(item.programme, item.duty, item.period) for item in inside}
    own = [o for o in owes(db, law, today, unit_id=unit_id, states=(*UNFINISHED, FILED)) if o.unit_id == unit_id]
    found = [
        Choice(
            "|".join(w.owed.key[:3]),
            f"{capital(w.title)}, {w.label}" + (" (lưu kèm bài đã nộp)" if w.owed.state is FILED else ""),
            w.owed.key[:3] in asked,
        )
        for w in sorted(works_of(db, law, own), key=lambda w: w.owed.state is FILED)
    ]
    return tuple(sorted(found, key=lambda choice: not choice.is_likely))


def _mail(db: Session, mail_id: int) -> InboundMail:
    mail = db.get(InboundMail, mail_id)
    if mail is None:
        raise NotFound("Không có thư này.")
    return mail
