"""Địa chỉ lịch: the signed, revocable address at which one unit's or one officer's deadlines are read as a calendar.

A calendar program asks again by itself for years, so an address has no end of its own: it is good until it is revoked,
or until the officer's account is closed. The token carries only the feed's id. Knows no event and no page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, func, select

from models.access import Officer
from models.errors import Refused
from models.facts import instant
from models.officers import is_of_unit
from models.rights import reach_of
from models.tokens import derived_id, sign, unsign
from models.writing import insert_new

SALT = "dondoc.feed"


class Feed(SQLModel, table=True):
    """One address, of a unit or of an officer: exactly one of the two is set."""

    id: str = Field(primary_key=True)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    officer: str | None = Field(default=None, foreign_key="officer.username", index=True)
    opened_by: str = ""
    opened_at: datetime = instant()
    revoked_at: datetime | None = instant(default=None, nullable=True)


def open_feed(
    session: Session, *, unit_id: str | None = None, officer: str | None = None, by: str, now: datetime, secret: str
) -> Feed:
    """The address of this unit or officer: the one in use, or a new one. Asked for twice at once, it is still one."""
    owner = _owner(unit_id, officer)
    revoked = session.exec(select(func.count()).where(owner, col(Feed.revoked_at).is_not(None))).one()
    key = f"unit|{unit_id}" if unit_id else f"officer|{officer}"
    id = derived_id(f"feed|{key}|{revoked}", secret)
    row = {"id": id, "unit_id": unit_id, "officer": officer, "opened_by": by, "opened_at": now, "revoked_at": None}
    insert_new(session, Feed, [row])
    return session.get_one(Feed, id)


def feed_in_use(session: Session, *, unit_id: str | None = None, officer: str | None = None) -> Feed | None:
    """The address in use, if one was ever asked for and not revoked since."""
    return session.exec(select(Feed).where(_owner(unit_id, officer), col(Feed.revoked_at).is_(None))).first()


def revoke_feed(session: Session, feed: Feed, now: datetime) -> None:
    """Close an address at once; the next one asked for is another."""
    if feed.revoked_at is None:
        feed.revoked_at = now
        session.add(feed)
        session.flush()


def feed_token(feed: Feed, secret: str) -> str:
    return sign(feed.id, secret, SALT)


def feed_url(public_url: str, feed: Feed, secret: str) -> str:
    """The address a calendar program is given."""
    return f"{public_url.rstrip('/')}/lich/{feed_token(feed, secret)}.ics"


def is_feed(token: str, secret: str) -> bool:
    """Whether an address was made here, whatever became of it since."""
    return bool(unsign(token, secret, SALT))


def read_feed(session: Session, token: str, secret: str) -> Feed:
    """The feed behind a token. Errors: `Refused`: not ours, revoked, of an account closed or limited since."""
    id = unsign(token, secret, SALT)
    feed = session.get(Feed, id) if id else None
    if feed is None:
        raise Refused("Địa chỉ lịch không hợp lệ. Đề nghị lấy lại địa chỉ trên trang Lịch thời hạn.")
    if feed.revoked_at is not None:
        raise Refused("Địa chỉ lịch đã bị thu hồi. Đề nghị lấy địa chỉ mới trên trang Lịch thời hạn.")
    owner = session.get_one(Officer, feed.officer) if feed.officer is not None else None
    if owner is not None and (not owner.is_active or is_of_unit(owner)):
        raise Refused("Tài khoản của địa chỉ lịch này đã đóng.")
    if owner is not None and reach_of(owner).is_limited:
        raise Refused("Lịch này gồm cả đơn vị, chương trình ngoài phạm vi của tài khoản nên không còn mở.")
    return feed


def _owner(unit_id: str | None, officer: str | None) -> Any:
    if (unit_id is None) == (officer is None):
        raise ValueError("a feed belongs to a unit or to an officer")
    return Feed.unit_id == unit_id if unit_id is not None else Feed.officer == officer
