"""What is passed on by hand: whom to call or write to, what each still owes, and marking it as done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.messages import Message
from models.outbox import items_of, mark_delivered_by_hand, unit_of
from models.recipients import recipient_names
from models.units import Contact
from models.vocabulary import Channel, MessageState, Stage
from portal.attachments import DOCX
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, OwnSettings, Today
from portal.headings import heading
from portal.pages import download, page, see_other
from portal.sealed_forms import FromOfficer
from portal.words import capital
from reports.call_list import Call, call_list_docx

router = APIRouter()


@dataclass(frozen=True)
class HandLine:
    """One message that somebody must pass on, as whole sentences."""

    message: Message
    name: str
    phone: str
    post: str
    owed: tuple[str, ...]
    note: str


@router.get("/can-bo/tin/chuyen-tay")
def hand_page(request: Request, visit: AnOfficer, db: Db, law: Law, today: Today, xong: str = "") -> Response:
    done = "Đã ghi nhận chuyển tay." if xong else ""
    return page(request, "hand_list.html", rows=_by_hand(db, law, today), done=done)


@router.get("/can-bo/tin/chuyen-tay.docx")
def hand_document(visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, today: Today) -> Response:
    calls = [Call(r.name, r.phone, r.owed, post=r.post, note=r.note) for r in _by_hand(db, law, today)]
    content = call_list_docx(calls, settings.agency or "Cơ quan theo dõi", today, is_demo=settings.is_demo)
    return download(content, f"danh-sach-chuyen-tay-{today.isoformat()}.docx", DOCX)


@router.post("/can-bo/tin/chuyen-tay")
def delivered(visit: AnActingOfficer, sent: FromOfficer, db: Db, now: Now) -> Response:
    number = str(sent.get("message_id") or "")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise NotFound("Không có tin này.")
    mark_delivered_by_hand(db, int(number), visit.officer.username, now, str(sent.get("note") or "")[:200])
    return see_other("/can-bo/tin/chuyen-tay?xong=1")


def _by_hand(db: Session, law: Catalogue, today: date) -> list[HandLine]:
    query = select(Message).where(Message.channel == Channel.HAND, Message.state == MessageState.PLANNED)
    rows = list(db.exec(query.order_by(col(Message.as_of), col(Message.id))))
    names = recipient_names(db, (m.recipient for m in rows))
    contacts = _contacts(db, [unit_of(m.recipient) for m in rows], today)
    items = items_of(db, [m.id or 0 for m in rows])
    found = []
    for m in rows:
        contact = contacts.get(unit_of(m.recipient))
        inside = items[m.id or 0]
        heads = [heading(db, law, i.programme, i.duty, i.period) for i in inside]
        stages = dict.fromkeys(Stage.of(i.stage).label for i in inside)
        found.append(
            HandLine(
                message=m,
                name=names[m.recipient],
                phone=contact.phone if contact and contact.phone else m.address,
                post=contact.post if contact else "",
                owed=tuple(f"{capital(h.title)}, {h.label}: {h.sentence}" for h in heads),
                note="; ".join(stages),
            )
        )
    return found


def _contacts(db: Session, units: list[str], today: date) -> dict[str, Contact]:
    """Of each unit the contact in force on that day, one with a telephone first."""
    found: dict[str, Contact] = {}
    for contact in db.exec(select(Contact).where(col(Contact.unit_id).in_(units)).order_by(col(Contact.id))):
        is_over = contact.valid_to is not None and contact.valid_to < today
        if not is_over and (contact.unit_id not in found or (contact.phone and not found[contact.unit_id].phone)):
            found[contact.unit_id] = contact
    return found
