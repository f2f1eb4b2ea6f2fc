"""Thư đến: one reply from a unit, what it was matched with and what became of it. Each Message-ID is taken in once.

Works on a session handed in and never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, func, or_, select, update

from models.audit import record
from models.errors import Refused
from models.facts import instant
from models.messages import Message
from models.units import Contact
from models.vocabulary import Channel, InboundState
from models.writing import insert_new, table_of

ANSWER = "reply:"  # begins the slot of an answer of ours: `reply:12`, and `reply:12/ghi` once a person has decided
MOST_ANSWERS = 10  # to one address a day: two machines that answer each other come to an end


class InboundMail(SQLModel, table=True):
    """A mail that came in. Its text is not kept; allowed attachments lie under their SHA-256 in the files folder."""

    __tablename__ = "inbound_mail"
    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    sender: str  # address, as the header has it
    subject: str = ""
    received_at: datetime = instant(index=True)
    taken_at: datetime = instant()
    state: str = Field(index=True)  # InboundState
    reason: str = ""
    reply_to_id: int | None = Field(default=None, foreign_key="message.id")  # the message it answers
    matched_by: str = ""  # plus-address, in-reply-to
    unit_id: str | None = Field(default=None, foreign_key="unit.id")
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    files: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    decided_by: str = ""
    decided_at: datetime | None = instant(default=None, nullable=True)


_WAITS = update(InboundMail).where(col(InboundMail.state) == InboundState.QUEUED.value)


def take_once(
    session: Session, *, message_id: str, sender: str, subject: str, received_at: datetime, now: datetime
) -> InboundMail | None:
    """The new row of a mail; None where a mail of this Message-ID was taken in before."""
    row = {
        "message_id": message_id,
        "sender": sender,
        "subject": subject,
        "received_at": received_at,
        "taken_at": now,
        "state": InboundState.QUEUED.value,
        "reason": "",
        "matched_by": "",
        "files": [],
        "decided_by": "",
    }
    written = insert_new(session, InboundMail, [row], [table_of(InboundMail).c.id])
    return session.get_one(InboundMail, written[0].id) if written else None


def answered_message(
    session: Session, keys: Iterable[str], answers: Iterable[str], domain: str
) -> tuple[Message | None, str]:
    """The message of ours that a mail answers, and how that was seen: by the address it was sent to, else its thread.

    `keys`: those in plus-addresses; `answers`: Message-IDs in In-Reply-To and References.
    """
    named = {"plus-address": [f"<dondoc.{key}@{domain}>" for key in keys], "in-reply-to": list(answers)[-50:]}
    for how, ids in named.items():
        known = (Message.message_id != "", col(Message.message_id).in_(ids))  # the first leads to the partial index
        if ids and (found := session.exec(select(Message).where(*known).order_by(col(Message.id).desc())).first()):
            return found, how
    return None, ""


def units_of_sender(session: Session, sender: str, on: date) -> list[str]:
    """The units whose contacts write from this address on that day."""
    query = select(Contact.unit_id).where(
        func.lower(Contact.email) == sender.lower(),
        or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= on),
        or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= on),
    )
    return sorted(set(session.exec(query))) if sender else []


def may_be_answered(session: Session, address: str, on: date) -> bool:
    """Whether this address has not had its share of answers on that day."""
    sent = select(func.count()).where(
        Message.as_of == on, Message.address == address, col(Message.slot).startswith(ANSWER)
    )
    return session.exec(sent).one() < MOST_ANSWERS


def threads_of(session: Session, messages: Sequence[Message]) -> dict[int, str]:
    """Of those messages that answer a mail, the Message-ID of that mail."""
    answering = {
        m.id or 0: int(m.slot.removeprefix(ANSWER).partition("/")[0])
        for m in messages
        if m.channel == Channel.EMAIL and m.slot.startswith(ANSWER)
    }
    if not answering:
        return {}
    query = select(InboundMail.id, InboundMail.message_id).where(col(InboundMail.id).in_(set(answering.values())))
    known = dict(session.exec(query).all())
    return {id: known[mail] for id, mail in answering.items() if mail in known}


def waiting_on(session: Session, message_id: int) -> int:
    """How many mails that answer one message wait for a person."""
    waits = (InboundMail.reply_to_id == message_id, InboundMail.state == InboundState.QUEUED)
    return session.exec(select(func.count()).where(*waits)).one()


def settle(session: Session, mail: InboundMail, *, by: str, now: datetime, reason: str) -> None:
    """A person's word on a mail that waited. Errors: `Refused` for the second of two at the same instant."""
    values = {"state": InboundState.SETTLED.value, "reason": reason[:500], "decided_by": by, "decided_at": now}
    result = session.exec(_WAITS.where(col(InboundMail.id) == mail.id).values(**values))
    session.refresh(mail)
    if not result.rowcount:
        raise Refused(f"Thư này đã xử lý: {InboundState.of(mail.state).label}. Đề nghị tải lại danh sách.")
    record(session, by, "settle_inbound", f"inbound:{mail.id}", reason[:200], now=now)


def settled_mails(session: Session, most: int) -> list[InboundMail]:
    """What was dealt with lately, newest first."""
    query = select(InboundMail).where(InboundMail.state != InboundState.QUEUED)
    return list(
        session.exec(query.order_by(col(InboundMail.received_at).desc(), col(InboundMail.id).desc()).limit(most))
    )


def assign_unit(session: Session, mail: InboundMail, unit_id: str, *, by: str, now: datetime) -> None:
    """An officer says whose mail it is. Errors: `Refused` where it waits no longer."""
    result = session.exec(_WAITS.where(col(InboundMail.id) == mail.id).values(unit_id=unit_id))
    session.refresh(mail)
    if not result.rowcount:
        raise Refused(f"Thư này đã xử lý: {InboundState.of(mail.state).label}. Đề nghị tải lại danh sách.")
    record(session, by, "assign_inbound", f"inbound:{mail.id}", unit_id, now=now)


def waiting_mails(session: Session) -> list[InboundMail]:
    """What waits for a person, oldest first."""
    query = select(InboundMail).where(InboundMail.state == InboundState.QUEUED)
    return list(session.exec(query.order_by(col(InboundMail.received_at), col(InboundMail.id))))
