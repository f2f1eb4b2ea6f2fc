"""Vào cửa: a name and a password, then a code where the account has a second factor; wrong ones cost a pause.

A pause of an account holds for browsers that never logged in to it; one that did is counted by itself
(`models.guesses`). So whoever guesses shuts out nobody but themselves. Guesses at one account are judged one at a time,
so that a hundred made at once are no more than a hundred made in turn. Wrong guesses are kept in the database, so this
answers and never raises; each pause that begins has a line in the journal, a single slip has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from models.access import Officer
from models.audit import record
from models.guesses import (
    FROM_ONE_ADDRESS,
    FROM_ONE_BROWSER,
    PAUSE,
    count_wrong,
    forget,
    has_to_wait,
    pause_in_words,
)
from models.officers import brought_up_to_date, matches, nobody
from models.second_factor import WRONG as WRONG_CODE
from models.second_factor import has_second_factor, takes

GUESSES = 5
AT_THE_DOOR = "cổng"  # nobody known: whose guesses these were is not said
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Đề nghị kiểm tra và nhập lại."


@dataclass(frozen=True)
class Knock:
    """Where a guess comes from: the network address, and the mark of a browser that this account has used before."""

    address: str = ""
    device: str = ""


@dataclass(frozen=True)
class Answer:
    """What the door says: the officer, or None and the reason in Vietnamese. `wants_code`: the password was right."""

    officer: Officer | None
    reason: str = ""
    wants_code: bool = False


def ask_to_enter(session: Session, username: str, password: str, now: datetime, knock: Knock = Knock()) -> Answer:
    """Check a name and password. A right one of an account with a second factor still `wants_code`."""
    username = username.strip().lower()
    officer = session.get(Officer, username)
    if left := _pause(session, officer, username, knock, now):
        return Answer(None, _paused(left))
    if officer is None or not officer.password_hash:
        matches(nobody(), password)
        _count(session, None, username, knock, now)
        return Answer(None, WRONG)
    compared = officer.password_hash
    is_right = matches(compared, password)
    _one_at_a_time(session, officer)
    is_right = is_right and officer.is_active and officer.password_hash == compared  # neither changed meanwhile
    if left := _pause(session, officer, username, knock, now):  # begun by others while this one was being compared
        return Answer(None, _paused(left))
    if not is_right:
        _count(session, officer, username, knock, now)
        return Answer(None, WRONG)
    brought_up_to_date(officer, password)
    session.add(officer)
    if has_second_factor(officer):
        return Answer(officer, wants_code=True)  # what was guessed wrong so far stays counted until the code is right
    _settle(session, officer, knock)
    return Answer(officer)


def ask_for_code(
    session: Session, officer: Officer, code: str, secret: str, now: datetime, knock: Knock = Knock()
) -> Answer:
    """Check the second step of an officer whose password was right. Errors: `Refused` as `second_factor.takes`."""
    _one_at_a_time(session, officer)
    if left := _pause(session, officer, officer.username, knock, now):
        return Answer(None, _paused(left))
    if not officer.is_active or not takes(session, officer, code, secret, now):
        _count(session, officer, officer.username, knock, now)
        return Answer(None, WRONG_CODE)
    _settle(session, officer, knock)
    return Answer(officer)


def _one_at_a_time(session: Session, officer: Officer) -> None:
    """Whoever comes second waits here until the first was counted, and sees it."""
    session.flush()
    mine = update(Officer).where(col(Officer.username) == officer.username)
    session.exec(mine.values(failed_logins=Officer.failed_logins))
    session.refresh(officer)


def _pause(session: Session, officer: Officer | None, username: str, knock: Knock, now: datetime) -> timedelta | None:
    if knock.device:
        return has_to_wait(session, f"device:{knock.device}", FROM_ONE_BROWSER, now)
    if knock.address and (left := has_to_wait(session, f"address:{knock.address}", FROM_ONE_ADDRESS, now)):
        return left
    if officer is None:
        return has_to_wait(session, _nobody_called(username), GUESSES, now)
    return officer.locked_until - now if officer.locked_until and officer.locked_until > now else None


def _count(session: Session, officer: Officer | None, username: str, knock: Knock, now: datetime) -> None:
    if knock.device and officer is not None:
        if count_wrong(session, f"device:{knock.device}", now) == FROM_ONE_BROWSER:
            record(session, AT_THE_DOOR, "paused", f"officer:{username}", "máy đã từng đăng nhập", now=now)
        return
    if knock.address and count_wrong(session, f"address:{knock.address}", now) == FROM_ONE_ADDRESS:
        record(session, AT_THE_DOOR, "paused", "login", "một địa chỉ mạng thử nhiều lần", now=now)
    if officer is None:  # a name nobody has is paused like any other, so that the pause tells nothing
        count_wrong(session, _nobody_called(username), now)
        return
    session.exec(  # one UPDATE, so that guesses made at the same moment are all counted
        update(Officer).where(col(Officer.username) == officer.username).values(failed_logins=Officer.failed_logins + 1)
    )
    session.refresh(officer)
    if officer.failed_logins >= GUESSES:
        officer.failed_logins, officer.locked_until = 0, now + PAUSE
        session.add(officer)
        record(session, AT_THE_DOOR, "paused", f"officer:{username}", "máy lạ", now=now)


def _settle(session: Session, officer: Officer, knock: Knock) -> None:
    if knock.device:
        forget(session, f"device:{knock.device}")
        return  # the pause of others stays as it is
    officer.failed_logins, officer.locked_until = 0, None
    session.add(officer)


def _nobody_called(username: str) -> str:
    return f"name:{username[:80]}"


def _paused(left: timedelta) -> str:
    return f"Đăng nhập sai nhiều lần, tài khoản tạm khóa. Đề nghị thử lại sau {pause_in_words(left)}."
