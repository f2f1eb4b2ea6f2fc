"""Đáp trong cùng chuỗi thư: an answer of ours to a mail, put into the outbox like every other message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.inbound import ANSWER, InboundMail, may_be_answered, units_of_sender
from models.outbox import SHELF_LIFE, Draft, plan
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import Channel
from notifications.answers import Result, write_answer

DECIDED = "/ghi"


def answer_in_thread(
    session: Session,
    home: Home,
    mail: InboundMail,
    unit_name: str,
    results: Sequence[Result],
    now: datetime,
    to_do: str = "",
    *,
    decided: bool = False,
) -> bool:
    """Plan the answer to the address that wrote; once a mail, and once more when a person has `decided`.

    False: planned before, the sender had its share, or it is no contact of the unit: the answer holds the way into the
    unit's pages.
    """
    today, settings = day_in_hanoi(now), home.settings()
    if mail.unit_id is None or mail.unit_id not in units_of_sender(session, mail.sender, today):
        return False
    if not may_be_answered(session, mail.sender, today):
        return False
    agency = settings.agency or "Cơ quan theo dõi"
    answer = write_answer(unit_name, agency, settings.focal_point, mail.subject, mail.received_at, results, to_do)
    draft = Draft(
        recipient=mail.unit_id,
        channel=str(Channel.EMAIL),
        slot=f"{ANSWER}{mail.id}" + (DECIDED if decided else ""),
        address=mail.sender,
        subject=answer.subject,
        body_text=answer.text,
        body_short=answer.short,
        as_of=today,
        is_urgent=True,  # somebody waits for it; no digest of a later day stands in for it
        not_before=now,
        expires_at=now + SHELF_LIFE,
        items=(),
    )
    return bool(plan(session, [draft], now))
