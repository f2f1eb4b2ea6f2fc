"""Thư bị trả lại: a server says later that a mail of ours did not arrive, and the unit is turned to another channel."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.inbound import answered_message
from models.links import token_of
from models.messages import DeliveryReceipt
from models.outcomes import Outcome
from models.settings import Home
from models.vocabulary import Channel, MessageState
from models.writing import insert_new
from notifications.channels.bounces import GONE, is_about_the_address
from notifications.mail_addresses import domain_of
from notifications.replies import Returned
from tasks.fallback import turn_elsewhere

ARRIVED_SO_FAR = (MessageState.SENT, MessageState.UNKNOWN)


def take_back(session: Session, home: Home, returned: Returned, now: datetime) -> str:
    """Believe a notice that shows the mail it returns; returns what was done, for the officer.

    Anybody can write a notice, and a Message-ID is no secret. The headers of a mail of ours hold the unit's way in:
    whoever can show it could file in the unit's name as well, so a notice without it silences nobody.
    """
    if not returned.has_failed:
        return "Thông báo thư đến chậm; máy chủ còn gửi tiếp."
    message, _ = answered_message(session, (), [returned.message_id], domain_of(home.settings()))
    if message is None or message.channel != Channel.EMAIL:
        return "Thông báo trả thư không nêu được thư nào của hệ thống."
    if message.link_id is None or returned.token != token_of(message.link_id, home.secret()):
        return f"Thông báo trả thư của tin {message.id} không kèm phần đầu của thư gốc; không dùng."
    if returned.recipient != message.address.lower():
        return f"Thông báo trả thư của tin {message.id} nêu một địa chỉ khác nơi nhận; không dùng."
    receipt = {"channel": message.channel, "provider_id": "", "tracking_id": message.message_id, "event": "bounced"}
    insert_new(session, DeliveryReceipt, [{**receipt, "at": now, "received_at": now}])
    if message.state not in ARRIVED_SO_FAR:
        return f"Thông báo trả thư của tin {message.id}; tin này đã được xử lý trước đó."
    said = f"{returned.status} {returned.words}"
    is_dead = returned.status.startswith("5") and is_about_the_address(said)
    outcome = Outcome("fallback", GONE if is_dead else returned.status, f"thư bị trả lại: {returned.words}".strip())
    message.state = MessageState.FAILED.value
    message.reason = f"Thư bị máy chủ trả lại ({returned.status or 'không rõ mã'})."
    session.add(message)
    session.flush()
    way = turn_elsewhere(session, home, message, outcome, now)
    onward = f"; chuyển sang {way.label}" if way else ""
    return f"Thông báo trả thư của tin {message.id}{onward}."
