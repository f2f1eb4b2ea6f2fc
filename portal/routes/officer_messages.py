"""The outbox as officers see it: unknown and failed first, one message with its attempts, asking to send it again."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import case
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.chaser_letters import letters
from models.contents import words_of
from models.errors import Refused
from models.inbound import waiting_mails
from models.links import MASKED_TOKEN, link_url
from models.map_of_day import name_on
from models.messages import Attempt, Message
from models.outbox import is_stopped, items_of, turn_kill_switch, unit_of
from models.reach import resend_where_reached
from models.recipients import recipient_names
from models.units import Unit
from models.vocabulary import Channel, LetterState, MessageState
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, RowId
from portal.headings import heading
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer

router = APIRouter()
AT_ONCE = 50
AGAIN = (MessageState.UNKNOWN, MessageState.FAILED, MessageState.SENT, MessageState.SKIPPED, MessageState.EXPIRED)


@dataclass(frozen=True)
class MessageLine:
    """One message of the list."""

    message: Message
    name: str
    may_resend: bool


@router.get("/can-bo/tin")
def messages_page(
    request: Request, visit: AnOfficer, db: Db, tinh_trang: str = "", tu: int = 0, xong: str = ""
) -> Response:
    return _list(
        request,
        db,
        tinh_trang,
        min(max(tu, 0), 10**6),
        done="Đã lập tin gửi lại; tin sẽ đi trong lượt gửi tới." if xong else "",
    )


@router.post("/can-bo/tin/cong-tac")
def kill_switch(visit: AnActingOfficer, sent: FromOfficer, db: Db, now: Now) -> Response:
    """Stop all sending, or let it go on. Nothing planned is lost meanwhile."""
    turn_kill_switch(db, on=sent.get("stop") == "1", by=visit.officer.username, now=now)
    return see_other("/can-bo/tin")


@router.get("/can-bo/tin/{message_id}")
def message_page(request: Request, message_id: RowId, visit: AnOfficer, db: Db, law: Law) -> Response:
    return _one(request, db, law, message_id)


@router.post("/can-bo/tin/{message_id}/gui-lai")
def resend_message(
    request: Request, message_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, law: Law, now: Now
) -> Response:
    """A row only: it is written anew and sent by the next drain of the outbox."""
    reason = str(sent.get("reason") or "").strip()[:300]
    try:
        resend_where_reached(db, message_id, reason=reason, by=visit.officer.username, now=now)
    except Refused as no:
        db.rollback()
        return _one(request, db, law, message_id, no.reason)
    return see_other("/can-bo/tin?xong=1")


def _words(db: Session, message: Message) -> str:
    """A letter as an officer may read it: the unit's way in is not theirs to use."""
    kept = words_of(db, [message.content_id]).get(message.content_id or "")
    unit = db.get(Unit, unit_of(message.recipient))
    return kept.to(name_on(db, unit, message.as_of) if unit else "", link_url("", MASKED_TOKEN)).text if kept else ""


def _one(request: Request, db: Session, law: Catalogue, message_id: int, problem: str = "") -> Response:
    message = db.get(Message, message_id)
    if message is None:
        raise NotFound("Không có tin này.")
    return page(
        request,
        "message.html",
        422 if problem else 200,
        message=message,
        body=_words(db, message),
        name=recipient_names(db, [message.recipient])[message.recipient],
        attempts=db.exec(select(Attempt).where(Attempt.message_id == message_id).order_by(col(Attempt.number))).all(),
        items=_items(db, law, message_id),
        may_resend=message.state in AGAIN and message.channel != Channel.HAND,
        problem=problem,
    )


def _list(request: Request, db: Session, state: str = "", after: int = 0, *, done: str = "") -> Response:
    urgency = case({MessageState.UNKNOWN.value: 0, MessageState.FAILED.value: 1}, value=col(Message.state), else_=2)
    query = select(Message).order_by(urgency, col(Message.id).desc()).offset(after).limit(AT_ONCE + 1)
    if state:
        query = query.where(Message.state == state)
    rows = list(db.exec(query))
    names = recipient_names(db, (m.recipient for m in rows))
    counted = db.exec(select(Message.state, func.count()).group_by(col(Message.state))).all()
    waiting = (Message.channel == Channel.HAND, Message.state == MessageState.PLANNED)
    return page(
        request,
        "messages.html",
        rows=[
            MessageLine(m, names[m.recipient], m.state in AGAIN and m.channel != Channel.HAND) for m in rows[:AT_ONCE]
        ],
        counts=sorted(counted, key=lambda c: list(MessageState).index(MessageState.of(c[0]))),
        state=state,
        to_sign=len(letters(db, LetterState.DRAFTED)),
        by_hand=db.exec(select(func.count()).select_from(Message).where(*waiting)).one(),
        inbound=len(waiting_mails(db)),
        is_stopped=is_stopped(db),
        more=after + AT_ONCE if len(rows) > AT_ONCE else 0,
        done=done,
    )


@dataclass(frozen=True)
class ItemLine:
    """One obligation inside a message."""

    key: str
    title: str
    label: str
    stage: str


def _items(db: Session, law: Catalogue, message_id: int) -> list[ItemLine]:
    found = []
    for item in items_of(db, [message_id])[message_id]:
        head = heading(db, law, item.programme, item.duty, item.period)
        found.append(ItemLine(head.key, head.title, head.label, item.stage))
    return found
