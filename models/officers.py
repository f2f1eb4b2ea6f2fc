"""Officers' passwords and the lock on their door: argon2id, and a pause after five wrong guesses in a row.

Does not know cookies or pages: the portal keeps the session, the console makes the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import update
from sqlmodel import Session, col

from models.access import Officer
from models.errors import Refused

SHORTEST_PASSWORD = 10
GUESSES = 5
PAUSE = timedelta(minutes=15)

_hasher = PasswordHasher()  # argon2id with the library's current parameters
_NOBODY = _hasher.hash("nobody has this password")  # so that an unknown name takes as long as a wrong password

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Đề nghị kiểm tra và nhập lại."


@dataclass(frozen=True)
class Answer:
    """What the door says: the officer, or None and the reason in Vietnamese."""

    officer: Officer | None
    reason: str = ""


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Errors: `Refused` for a password shorter than ten characters."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự. Đề nghị chọn mật khẩu dài hơn.")
    return _hasher.hash(password)


def ask_to_enter(session: Session, username: str, password: str, now: datetime) -> Answer:
    """Check a name and password. A wrong guess is counted in the database (never an exception, so that it is kept)."""
    officer = session.get(Officer, username.strip().lower())
    if officer is None or not officer.password_hash:
        _matches(_NOBODY, password)
        return Answer(None, WRONG)
    if officer.locked_until and officer.locked_until > now:
        minutes = max(1, -(-int((officer.locked_until - now).total_seconds()) // 60))
        return Answer(None, f"Đăng nhập sai nhiều lần, tài khoản tạm khóa. Đề nghị thử lại sau {minutes:02d} phút.")
    if not _matches(officer.password_hash, password) or not officer.is_active:
        _count_wrong_guess(session, officer, now)
        return Answer(None, WRONG)
    officer.failed_logins, officer.locked_until = 0, None
    if _hasher.check_needs_rehash(officer.password_hash):
        officer.password_hash = _hasher.hash(password)
    session.add(officer)
    return Answer(officer)


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


def _count_wrong_guess(session: Session, officer: Officer, now: datetime) -> None:
    """One UPDATE, so that guesses made at the same moment are all counted."""
    session.exec(
        update(Officer)
        .where(col(Officer.username) == officer.username)
        .values(failed_logins=Officer.failed_logins + 1)
    )
    session.refresh(officer)
    if officer.failed_logins >= GUESSES:
        officer.failed_logins, officer.locked_until = 0, now + PAUSE
        session.add(officer)
