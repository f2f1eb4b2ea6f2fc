"""Gửi lại: an officer asks for one message once more. A row only; what is already settled is not asked for again.

The letter is the old one with a way in of today; the next drain of the outbox sends it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from models.catalogue import Catalogue
from models.errors import Refused
from models.links import issue_link, token_of
from models.messages import Message
from models.obligations import owes
from models.outbox import SHELF_LIFE, Draft, ItemKey, items_of, resend, unit_of
from models.settings import Settings
from portal.works import UNFINISHED


def send_again(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    secret: str,
    message_id: int,
    *,
    by: str,
    now: datetime,
    today: date,
) -> int:
    """Plan the message once more; returns the new row's id. Errors: `Refused` where nothing in it is open any more."""
    message = session.get(Message, message_id)
    if message is None:
        raise Refused("Không có tin này.")
    items = _still_open(session, catalogue, items_of(session, [message_id])[message_id], today)
    body_text, body_html, link_id = message.body_text, message.body_html, message.link_id
    if message.link_id and unit_of(message.recipient):
        link, token = issue_link(session, unit_of(message.recipient), now, settings.link_days, secret)
        if link.revoked_at is not None:
            raise Refused("Liên kết hôm nay của đơn vị đã bị thu hồi. Đơn vị nhận liên kết mới ở lần nhắc sau.")
        old = token_of(message.link_id, secret)
        body_text, body_html = body_text.replace(old, token), body_html.replace(old, token)
        link_id = link.id
    draft = Draft(
        recipient=message.recipient,
        channel=message.channel,
        slot=message.slot,
        address=message.address,
        subject=message.subject,
        body_text=body_text,
        body_html=body_html,
        body_short=message.body_short,
        as_of=today,
        not_before=now,
        expires_at=now + SHELF_LIFE,
        items=tuple(items),
        link_id=link_id,
        is_urgent=message.is_urgent,
    )
    return resend(session, message_id, by, draft, now, settings.sender_email.rpartition("@")[2])


def _still_open(session: Session, catalogue: Catalogue, items: list[ItemKey], today: date) -> list[ItemKey]:
    """The obligations of the message that its unit has not settled since."""
    if not items:
        return []
    units = {item.unit_id for item in items}
    opened = {o.key for unit in units for o in owes(session, catalogue, today, unit_id=unit, states=UNFINISHED)}
    left = [item for item in items if (item.programme, item.duty, item.period, item.unit_id) in opened]
    if not left:
        raise Refused("Mọi việc trong tin này đã xong, không cần gửi lại.")
    return left
