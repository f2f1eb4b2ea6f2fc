"""Tài khoản Zalo OA: the one row that holds the keys of the official account, encrypted.

A refresh token serves once and comes back changed, so this row is the only place it lives and one process at a time
may spend it: who wants to takes a turn, which runs out by itself. Does not know HTTP; the keys are opened and closed
by its caller's seal. Works on a session handed in and never commits.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Field, Session, SQLModel, col, update

from models.facts import instant
from models.vocabulary import ZaloState
from models.writing import insert_new

ONE = 1
TURN = timedelta(minutes=1)  # longer than any answer is waited for
AHEAD = timedelta(minutes=5)  # by so much may the clocks of two machines differ
REFRESH_LASTS = timedelta(days=90)  # "three months"; each change of keys begins anew
CONSENT_LASTS = timedelta(minutes=15)  # the service's code lives ten


class ZaloAccount(SQLModel, table=True):
    """The official account's keys and how sure we are of them."""

    __tablename__ = "zalo_account"
    id: int = Field(default=1, primary_key=True)  # the only one
    app_id: str = ""
    oa_id: str = ""
    version: int = 0  # grows with every change of keys: who spends a token says which one it read
    state: str = "none"  # ZaloState
    access_sealed: str = Field(default="", repr=False)
    access_expires_at: datetime | None = instant(default=None, nullable=True)
    refresh_sealed: str = Field(default="", repr=False)
    refresh_expires_at: datetime | None = instant(default=None, nullable=True)
    refreshing_by: str = ""
    refreshing_until: datetime | None = instant(default=None, nullable=True)
    pending_state: str = ""  # of the consent under way: hash of the state handed to the browser
    pending_sealed: str = Field(default="", repr=False)  # its code verifier
    connected_by: str = ""
    connected_at: datetime | None = instant(default=None, nullable=True)
    changed_at: datetime | None = instant(default=None, nullable=True)


def the_account(session: Session) -> ZaloAccount:
    """The one row, made when it is first asked for; as it stands in the database now."""
    account = session.get(ZaloAccount, ONE, populate_existing=True)
    if account is None:
        insert_new(session, ZaloAccount, [ZaloAccount().model_dump()])
        account = session.get_one(ZaloAccount, ONE)
    return account


def take_turn(session: Session, version: int, owner: str, now: datetime) -> bool:
    """Whether `owner` may now spend the refresh token of this version: one at a time, whatever crashes.

    A turn that ends later than any turn can was taken on a clock that has since gone back: it binds nobody.
    """
    until = col(ZaloAccount.refreshing_until)
    free = or_(until.is_(None), until <= now, until > now + TURN + AHEAD)
    taken = session.exec(
        update(ZaloAccount)
        .where(col(ZaloAccount.id) == ONE, col(ZaloAccount.version) == version, free)
        .values(refreshing_by=owner, refreshing_until=now + TURN)
        .execution_options(synchronize_session=False)
    )
    return taken.rowcount == 1


def end_turn(session: Session, owner: str, state: ZaloState | None = None) -> bool:
    """Give the turn back without new keys, and say how sure we are of the old ones. False: it was taken over."""
    said = {"state": str(state)} if state else {}
    ended = session.exec(
        update(ZaloAccount)
        .where(col(ZaloAccount.id) == ONE, col(ZaloAccount.refreshing_by) == owner)
        .values(refreshing_by="", refreshing_until=None, **said)
        .execution_options(synchronize_session=False)
    )
    return ended.rowcount == 1


def keep_keys(
    session: Session,
    version: int,
    *,
    access_sealed: str,
    access_expires_at: datetime,
    refresh_sealed: str,
    now: datetime,
    **about: object,
) -> bool:
    """New keys in place of those of `version`; ends every turn and every consent under way. False: others came first.

    `about`: app_id, oa_id, connected_by, connected_at of a new connection.
    """
    kept = session.exec(
        update(ZaloAccount)
        .where(col(ZaloAccount.id) == ONE, col(ZaloAccount.version) == version)
        .values(
            version=version + 1,
            state=str(ZaloState.OK),
            access_sealed=access_sealed,
            access_expires_at=access_expires_at,
            refresh_sealed=refresh_sealed,
            refresh_expires_at=now + REFRESH_LASTS,
            refreshing_by="",
            refreshing_until=None,
            pending_state="",
            pending_sealed="",
            changed_at=now,
            **about,
        )
        .execution_options(synchronize_session=False)
    )
    return kept.rowcount == 1


def ask_consent(session: Session, state: str, verifier_sealed: str) -> None:
    """Remember what the browser was sent off with; an earlier consent under way is void."""
    account = the_account(session)
    account.pending_state, account.pending_sealed = _mark(state), verifier_sealed
    session.add(account)
    session.flush()


def consent_asked(session: Session, state: str) -> str:
    """The sealed verifier of the consent the browser comes back from; empty: nobody here sent it."""
    account = the_account(session)
    is_ours = bool(account.pending_state) and hmac.compare_digest(account.pending_state, _mark(state))
    return account.pending_sealed if is_ours else ""


def _mark(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
