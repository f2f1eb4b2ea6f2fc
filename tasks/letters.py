"""Thư rời đi: from a message of the outbox to the letter a channel takes, made at the moment of sending.

The words are fetched once for all messages that share them; the unit's name and its way into the portal are put in
here and nowhere else, so a link is never kept, is as young as the letter, and is never one that was revoked meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from models.contents import Words, words_of
from models.inbound import threads_of
from models.links import issue_links, link_url, preferences_url
from models.messages import Message
from models.outbox import message_id, unit_of
from models.settings import Home
from models.vocabulary import Channel, MessageState
from models.writing import table_of
from notifications.channels import Letter
from notifications.mail_addresses import domain_of
from notifications.wording import MAY_HAVE_ARRIVED, MAY_HAVE_ARRIVED_BRIEF
from tasks.digests import public_address

_ROW = table_of(Message)
_LEAVES = (
    update(_ROW)
    .where(_ROW.c.id == bindparam("of_message"))
    .values(message_id=bindparam("name"), link_id=bindparam("link"))
)


def letters_of(
    session: Session, home: Home, messages: Sequence[Message], names: Mapping[int, str], now: datetime
) -> dict[int, Letter]:
    """The letter of each message, by its id; `names`: whom each one addresses, by message id.

    Writes into the rows under which Message-ID and with which link they leave. Errors: `Refused` for a live home that
    does not say where its portal is.
    """
    settings, base = home.settings(), public_address(home.settings())
    domain, secret = domain_of(settings), home.secret()
    kept = words_of(session, {m.content_id for m in messages})
    units = {unit for m in messages if (unit := unit_of(m.recipient))}
    links = issue_links(session, units, now, settings.link_days, secret)
    perhaps_known, threads = _perhaps_known(session, messages), threads_of(session, messages)
    found: dict[int, Letter] = {}
    changed = []
    for message in messages:
        id, name = message.id or 0, names.get(message.id or 0, "")
        link, token = links.get(unit_of(message.recipient), (None, ""))
        of = (message.recipient, message.channel, message.slot, message.resend)
        key = message.message_id or message_id(*of, domain=domain, secret=secret)
        if (message.message_id, message.link_id) != (key, link):
            changed.append({"of_message": id, "name": key, "link": link})
        words = kept.get(message.content_id or "", Words(message.subject, ""))
        if id in perhaps_known:
            words = words.noting(MAY_HAVE_ARRIVED, MAY_HAVE_ARRIVED_BRIEF)
        way_in = link_url(base, token)
        letter = _letter(message, key, words.to(name, way_in), name, threads.get(id, ""))
        found[id] = replace(letter, link=way_in, preferences_url=preferences_url(base, token)) if token else letter
    if changed:
        session.connection().execute(_LEAVES, changed)
    return found


def _perhaps_known(session: Session, messages: Sequence[Message]) -> set[int]:
    """Messages that stand in for one of which nobody knows whether it arrived."""
    behind = {m.fallback_of: m.id or 0 for m in messages if m.fallback_of is not None}
    found = set[int]()
    while behind:
        query = select(Message.id, Message.state, Message.repeats, Message.fallback_of)
        rows = session.exec(query.where(col(Message.id).in_(behind))).all()
        found |= {behind[id or 0] for id, state, repeats, _ in rows if state == MessageState.UNKNOWN or repeats}
        behind = {before: behind[id or 0] for id, _, _, before in rows if before is not None}
    return found


def _letter(message: Message, key: str, words: Words, name: str, in_reply_to: str) -> Letter:
    return Letter(
        channel=message.channel,
        address=message.address,
        subject=words.subject,
        body_text=words.text,
        body_html=words.html if message.channel == Channel.EMAIL else "",
        body_short=words.short,
        key=key,
        recipient_name=name,
        in_reply_to=in_reply_to,
    )
