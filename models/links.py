"""Liên kết nộp báo cáo: a signed, expiring, revocable way into the portal for one unit.

The token carries only the link's id, signed with the installation's key; whom it is for and until when stands in the
row. The id follows from (unit, day, how many of that day were revoked): planning the same day again makes no second
link, and a revoked one is not handed out again. Does not know the portal's pages; `link_url` only joins the public
address and the token.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.access import Link
from models.errors import Refused
from models.quiet_hours import day_in_hanoi, end_of_day
from models.tokens import derived_id, sign, unsign
from models.writing import insert_new

FILE = "file"
PREFERENCES = "cach-nhan"  # what a link leads to beside the unit's work
SALT = "dondoc.link"
MASKED_TOKEN = "…"  # noqa: S105  (what everybody but the unit reads in place of one)


def link_id(unit_id: str, now: datetime, secret: str, revoked: int = 0) -> str:
    """The id a unit's link of that day has after so many were revoked: not to be guessed without the key."""
    key = f"{FILE}|{unit_id}|{day_in_hanoi(now).isoformat()}" + (f"|{revoked}" if revoked else "")
    return derived_id(key, secret)


def token_of(id: str, secret: str) -> str:
    return sign(id, secret, SALT)


def link_url(public_url: str, token: str) -> str:
    """The address written in a letter."""
    return f"{public_url.rstrip('/')}/n/{token}"


def preferences_url(public_url: str, token: str) -> str:
    """The address at which a unit chooses how it is reached, by the same way in."""
    return f"{link_url(public_url, token)}?den={PREFERENCES}"


def issue_links(
    session: Session, unit_ids: Iterable[str], now: datetime, days: int, secret: str
) -> dict[str, tuple[str, str]]:
    """Links of the day for these units, those that exist already included: unit → (link id, token)."""
    revoked = _revoked_today(session, now)
    issued = {unit: link_id(unit, now, secret, revoked.get(unit, 0)) for unit in unit_ids}
    rows = [
        {
            "id": id,
            "unit_id": unit,
            "purpose": FILE,
            "expires_at": now + timedelta(days=days),
            "revoked_at": None,
            "created_at": now,
        }
        for unit, id in issued.items()
    ]
    insert_new(session, Link, rows)
    return {unit: (id, token_of(id, secret)) for unit, id in issued.items()}


def is_ours(token: str, secret: str) -> bool:
    """Whether this installation made the token; anything else is a guess or a slip, never a link that has expired."""
    return bool(unsign(token, secret, SALT))


def read_link(session: Session, token: str, now: datetime, secret: str) -> Link:
    """The link behind a token. Errors: `Refused`: not ours, revoked or expired, and what to do next."""
    id = unsign(token, secret, SALT)
    link = session.get(Link, id) if id else None
    if link is None:
        raise Refused(
            "Liên kết không hợp lệ. Đề nghị mở lại liên kết trong thư nhắc gần nhất, hoặc liên hệ cơ quan theo dõi."
        )
    if link.revoked_at is not None:
        raise Refused("Liên kết đã bị thu hồi. Đề nghị liên hệ cơ quan theo dõi để nhận liên kết mới.")
    if now >= link.expires_at:
        raise Refused(
            "Liên kết đã hết hạn. Đề nghị dùng liên kết trong thư nhắc gần nhất, hoặc liên hệ cơ quan theo dõi."
        )
    return link


def revoke_link(session: Session, id: str, now: datetime) -> None:
    """Close a link at once; closing it again changes nothing."""
    link = session.get(Link, id)
    if link is not None and link.revoked_at is None:
        link.revoked_at = now
        session.add(link)
        session.flush()


def _revoked_today(session: Session, now: datetime) -> dict[str, int]:
    """How many of the day's links were revoked already, by unit."""
    until = end_of_day(day_in_hanoi(now))
    since = until - timedelta(days=1)
    query = select(Link.unit_id, func.count()).where(
        Link.purpose == FILE,
        col(Link.revoked_at) > since,  # none is revoked before it is made: the index leads to the few there are
        Link.created_at > since,
        Link.created_at <= until,
    )
    return dict(session.exec(query.group_by(Link.unit_id)).all())
