"""Bước xác thực thứ hai: six digits of an app on the officer's telephone (TOTP, RFC 6238), or one of ten paper codes.

The secret is kept sealed with the installation's key, the paper codes as keyed hashes; each code serves once. A code
of the step before or after is taken too, for telephones whose clock is a little off. Does not know pages or cookies.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Field, Session, SQLModel, col, func, select

from models.access import Officer
from models.errors import Refused
from models.facts import instant
from models.sealed import CannotOpen, Seal
from models.vocabulary import Role

PURPOSE = "second-factor"
STEP = 30  # seconds
OFF_BY = 1  # steps
PAPER_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that are read as another
WRONG = "Mã xác thực không đúng hoặc đã dùng. Đề nghị đợi mã mới trên ứng dụng rồi nhập lại."


class RecoveryCode(SQLModel, table=True):
    """Mã dự phòng: one of the codes on paper, for a telephone that is lost. Serves once."""

    __tablename__ = "recovery_code"
    code: str = Field(primary_key=True, repr=False)  # HMAC-SHA256 under the installation's key
    username: str = Field(foreign_key="officer.username", index=True)
    used_at: datetime | None = instant(default=None, nullable=True)


def has_second_factor(account: Officer) -> bool:
    return bool(account.second_factor)


def must_have(account: Officer, roles: str) -> bool:
    """Whether the installation demands it of this account. `roles`: codes of `Role`, separated by commas or blanks."""
    return account.role in roles_in(roles)


def roles_in(text: str) -> frozenset[str]:
    """Errors: `Refused` for what is no role."""
    found = frozenset(re.split(r"[,\s]+", text.strip())) - {""}
    if wrong := sorted(found - {str(role) for role in Role}):
        raise Refused(f"Vai trò “{wrong[0]}” không có. Các vai trò: {', '.join(Role)}.")
    return found


def proposed(token: str, secret: str) -> str:
    """The secret (Base32) a visit proposes to its owner: the same each time the page is opened, kept nowhere."""
    return base64.b32encode(
        hmac.new(secret.encode(), f"{PURPOSE}:{token}".encode(), hashlib.sha256).digest()[:20]
    ).decode()


def address_of(key: str, username: str, house: str) -> str:
    """What the picture says to the app (`otpauth://`)."""
    import pyotp

    return str(pyotp.TOTP(key).provisioning_uri(name=username, issuer_name=house))


def begin_with(session: Session, account: Officer, key: str, code: str, secret: str, now: datetime) -> list[str]:
    """From now on logging in takes a code as well; returns the paper codes, shown this once.

    Errors: `Refused` where the code shows that the app does not have the key.
    """
    step = _step_of(key, code, now)
    if step is None:
        raise Refused("Mã xác thực không đúng. Đề nghị quét lại mã, kiểm tra giờ của điện thoại rồi nhập mã mới.")
    account.second_factor, account.second_factor_step = Seal(secret, PURPOSE).close(key), step
    session.add(account)
    return new_paper_codes(session, account, secret)


def new_paper_codes(session: Session, account: Officer, secret: str) -> list[str]:
    """Ten new ones; those of before serve no more."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.username) == account.username))
    codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(PAPER_CODES)]
    session.add_all(RecoveryCode(code=_hash_of(code, account, secret), username=account.username) for code in codes)
    session.flush()
    return codes


def give_up(session: Session, account: Officer) -> None:
    """Logging in takes the password alone again."""
    account.second_factor, account.second_factor_step = "", 0
    session.add(account)
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.username) == account.username))
    session.flush()


def paper_codes_left(session: Session, account: Officer) -> int:
    query = select(func.count()).select_from(RecoveryCode)
    return session.exec(
        query.where(RecoveryCode.username == account.username, col(RecoveryCode.used_at).is_(None))
    ).one()


def takes(session: Session, account: Officer, code: str, secret: str, now: datetime) -> bool:
    """Whether this code opens the second door now; a code that did never does again.

    Both claims are one UPDATE, so that of two who bring the same code at once only one comes in.
    Errors: `Refused` where the key cannot be read any more (another `secret.key`).
    """
    typed = re.sub(r"[\s-]", "", code).casefold()
    if re.fullmatch(r"[0-9]{6}", typed):
        try:
            key = Seal(secret, PURPOSE).open(account.second_factor)
        except CannotOpen as e:
            raise Refused(
                "Không đọc được khóa xác thực của tài khoản. Đề nghị quản trị vận hành đặt lại bước xác thực."
            ) from e
        step = _step_of(key, typed, now) if key else None
        if step is None:
            return False
        claim = update(Officer).where(col(Officer.username) == account.username, col(Officer.second_factor_step) < step)
        won = session.exec(claim.values(second_factor_step=step)).rowcount == 1
        session.refresh(account)
        return won
    paper = session.get(RecoveryCode, _hash_of(typed, account, secret), populate_existing=True)
    if paper is None or paper.username != account.username or paper.used_at is not None:
        return False
    claim = update(RecoveryCode).where(col(RecoveryCode.code) == paper.code, col(RecoveryCode.used_at).is_(None))
    return session.exec(claim.values(used_at=now)).rowcount == 1


def _step_of(key: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None for no step near now. Every step is compared, in constant time."""
    import pyotp

    made, here, found = pyotp.TOTP(key, interval=STEP), int(now.timestamp()) // STEP, None
    typed = re.sub(r"\s", "", code)[:12].encode()
    for step in range(here - OFF_BY, here + OFF_BY + 1):
        if hmac.compare_digest(made.generate_otp(step).encode(), typed):
            found = step
    return found


def _hash_of(code: str, account: Officer, secret: str) -> str:
    plain = re.sub(r"[\s-]", "", code).casefold()
    return hmac.new(secret.encode(), f"{PURPOSE}:{account.username}:{plain}".encode(), hashlib.sha256).hexdigest()
