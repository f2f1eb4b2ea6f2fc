"""Phiên đăng nhập: one visit of an account, kept by the hash of its token; idle too long or too old, it is over.

A visit also ends with what it was begun under: a new password, another second factor or a closed account leave none
of the account's visits standing, whoever changed them and by whatever way. Ended visits stay on record for ninety
days, with the kind of browser and the network address, so that an officer can tell a stranger's from their own.
Units that come by a signed link have no visit here: the link itself is what is kept, expires and is revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col, select

from models.access import Officer
from models.errors import Refused
from models.facts import instant

LONGEST = timedelta(hours=10)  # a working day; nobody stays in overnight
NOTED_EVERY = timedelta(minutes=2)  # a page only read writes nothing more often than this
KEPT = timedelta(days=90)


class Visit(SQLModel, table=True):
    """One visit, from logging in to leaving. The token itself is only in the visitor's cookie."""

    id: str = Field(primary_key=True)  # SHA-256 of the token
    username: str = Field(foreign_key="officer.username", index=True)
    made: str = Field(repr=False)  # what it was begun under: `mark_of` the account
    device: str = ""  # "Firefox trên Windows"
    address: str = Field(default="", repr=False)
    begun_at: datetime = instant()
    seen_at: datetime = instant()
    ended_at: datetime | None = instant(default=None, nullable=True)
    ended_by: str = ""  # who ended it: the account itself, another's name, "console"


def mark_of(account: Officer) -> str:
    """A mark that changes with the password and the second factor; tells nothing of either."""
    return hashlib.sha256(f"{account.password_hash}|{account.second_factor}".encode()).hexdigest()[:32]


def begin(session: Session, account: Officer, now: datetime, *, device: str = "", address: str = "") -> str:
    """A new visit with a fresh token, returned to be carried; what is long over is swept out on the way."""
    token = secrets.token_urlsafe(24)
    session.exec(delete(Visit).where(col(Visit.seen_at) < now - KEPT))
    session.add(
        Visit(
            id=hash_of(token),
            username=account.username,
            made=mark_of(account),
            device=device[:60],
            address=address[:60],
            begun_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def standing(session: Session, token: str, now: datetime, idle: timedelta) -> tuple[Visit, Officer] | None:
    """The visit of a token and its account, as long as it lasts; None once it is over for any reason."""
    visit = session.get(Visit, hash_of(token))
    account = session.get(Officer, visit.username) if visit else None
    if visit is None or account is None or not lasts(visit, account, now, idle):
        return None
    return visit, account


def lasts(visit: Visit, account: Officer, now: datetime, idle: timedelta) -> bool:
    return (
        visit.ended_at is None
        and account.is_active
        and visit.begun_at <= now + timedelta(minutes=5)  # a clock set back
        and now < visit.begun_at + LONGEST
        and now < visit.seen_at + idle
        and hmac.compare_digest(visit.made, mark_of(account))
    )


def note_seen(session: Session, visit: Visit, now: datetime) -> bool:
    """Write down that the visitor is still here, not at every page. True where something was written."""
    if now < visit.seen_at + NOTED_EVERY:
        return False
    visit.seen_at = now
    session.add(visit)
    return True


def end(session: Session, visit_id: str, by: str, now: datetime) -> None:
    """End one visit by its hash; ending it again changes nothing."""
    visit = session.get(Visit, visit_id)
    if visit is not None and visit.ended_at is None:
        visit.ended_at, visit.ended_by = now, by
        session.add(visit)
        session.flush()


def end_all(session: Session, username: str, by: str, now: datetime, *, but: str = "") -> int:
    """End every visit of an account, `but` one; how many were open."""
    query = select(Visit).where(Visit.username == username, col(Visit.ended_at).is_(None), Visit.id != but)
    found = list(session.exec(query))
    for visit in found:
        visit.ended_at, visit.ended_by = now, by
        session.add(visit)
    session.flush()
    return len(found)


def end_own(session: Session, account: Officer, visit_id: str, by: str, now: datetime) -> None:
    """End a visit of this account. Errors: `Refused` for one that is not its own, as if there were none."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.username != account.username:
        raise Refused("Không có phiên đăng nhập này. Đề nghị tải lại trang.")
    end(session, visit_id, by, now)


def end_one(session: Session, username: str, beginning: str, by: str, now: datetime) -> None:
    """End the visit of an account whose number begins so. Errors: `Refused` where none or several do."""
    query = select(Visit.id).where(Visit.username == username, col(Visit.id).startswith(beginning, autoescape=True))
    found = list(session.exec(query)) if len(beginning) >= 6 else []
    if len(found) != 1:
        raise Refused(
            f"Không có phiên “{beginning}” của {username}. Xem danh sách bằng: dondoc officer visits {username}"
        )
    end(session, found[0], by, now)


def visits_of(session: Session, username: str, now: datetime, idle: timedelta) -> list[tuple[Visit, bool]]:
    """The visits of an account on record, the latest first, each with whether it still lasts."""
    account = session.get(Officer, username)
    if account is None:
        return []
    query = select(Visit).where(Visit.username == username).order_by(col(Visit.begun_at).desc(), col(Visit.id))
    return [(visit, lasts(visit, account, now, idle)) for visit in session.exec(query)]


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
