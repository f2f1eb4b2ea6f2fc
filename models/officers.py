"""Cán bộ: named accounts and their passwords (argon2id). Who may come in with them is asked of `models.entering`.

An account is of the tracking agency, of a superior unit (staff with `unit_id`: has a say on filings from below), or of
a unit that reports (FILER files, HEAD approves), and never reaches beyond that. Does not know cookies, pages or
consoles; the caller hands in the session, and commits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlmodel import Session, col, select

from models.access import Officer
from models.errors import Refused
from models.import_cells import email as read_email
from models.rights import reach_of, refuse_beyond
from models.units import Unit
from models.vocabulary import Role

SHORTEST_PASSWORD = 10
OF_A_UNIT = (Role.FILER, Role.HEAD)

_hasher = PasswordHasher()  # argon2id with the library's current parameters


def is_of_unit(account: Officer) -> bool:
    """Of a unit that reports: its own pages and no others are theirs."""
    return account.role in OF_A_UNIT


def acts_for_agency(account: Officer) -> bool:
    """Of the tracking agency, and to do more than read."""
    return account.role in (Role.OPERATOR, Role.STAFF) and account.unit_id is None


def may_review(account: Officer) -> bool:
    """Whether the account has a say on filings of others from the officers' pages: for the agency or a superior."""
    return account.role in (Role.OPERATOR, Role.STAFF)


def create_officer(
    session: Session,
    *,
    username: str,
    full_name: str,
    password: str,
    role: str,
    post: str = "",
    email: str = "",
    unit_id: str | None = None,
) -> Officer:
    """A new account.

    Errors: `Refused` for a taken or non-ASCII name, an unknown role, one that does not fit the unit, a weak password.
    """
    username = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", username):
        raise Refused(
            f"Tên đăng nhập “{username}” không hợp lệ: "
            "dùng 2 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối."
        )
    if session.get(Officer, username):
        raise Refused(f"Tên đăng nhập “{username}” đã có. Đề nghị chọn tên khác.")
    if not full_name.strip():
        raise Refused("Chưa có tên hiển thị của cán bộ.")
    if role not in {str(member) for member in Role}:
        allowed = ", ".join(f"{member} ({member.label})" for member in Role)
        raise Refused(f"Vai trò “{role}” không có. Các vai trò: {allowed}.")
    _refuse_wrong_unit(session, Role.of(role), unit_id)
    officer = Officer(
        username=username,
        full_name=full_name.strip(),
        post=post.strip(),
        email=email.strip(),
        role=str(role),
        unit_id=unit_id,
        password_hash=hash_password(password, username),
    )
    session.add(officer)
    session.flush()
    return officer


def _refuse_wrong_unit(session: Session, role: Role, unit_id: str | None) -> None:
    if unit_id is None:
        if role in OF_A_UNIT:
            raise Refused(f"Vai trò {role.label} phải gắn với một đơn vị. Đề nghị nêu mã đơn vị.")
        return
    if session.get(Unit, unit_id) is None:
        raise Refused(f"Không có đơn vị mang mã “{unit_id}”. Đề nghị xem danh sách bằng: dondoc units list")
    if role in (Role.OPERATOR, Role.LEADER):
        raise Refused(f"Vai trò {role.label} thuộc cơ quan theo dõi, không gắn với đơn vị.")


def set_password(session: Session, username: str, password: str) -> Officer:
    """A new password; also opens a locked account."""
    officer = find_officer(session, username)
    officer.password_hash = hash_password(password, officer.username)
    officer.failed_logins, officer.locked_until = 0, None
    session.add(officer)
    session.flush()
    return officer


def set_email(session: Session, username: str, email: str) -> Officer:
    """Where this officer's digests go; empty: nowhere. Errors: `Refused` for what is no address."""
    officer = find_officer(session, username)
    try:
        officer.email = read_email(email)
    except ValueError as e:
        raise Refused(f"{e}.") from e
    session.add(officer)
    session.flush()
    return officer


def close_account(session: Session, username: str) -> Officer:
    """Nobody comes in under this name any more, an open visit included; what it did stays under it."""
    officer = find_officer(session, username)
    officer.is_active = False
    session.add(officer)
    session.flush()
    return officer


def find_officer(session: Session, username: str) -> Officer:
    """The account of this name. Errors: `Refused`."""
    officer = session.get(Officer, username.strip().lower())
    if officer is None:
        raise Refused(f"Không có cán bộ “{username}”. Xem danh sách bằng: dondoc officer list")
    return officer


def acting_officer(session: Session, username: str) -> Officer:
    """The account of this name, open, of the agency, entitled to more than reading and to all there is.

    Errors: `Refused`. A word on some units or programmes only: `acting_officer_for`.
    """
    officer = open_and_acting(session, username)
    if reach_of(officer).is_limited:
        raise Refused(_wider(officer))
    return officer


def acting_officer_for(
    session: Session, username: str, on: date, *, unit_ids: Collection[str] = (), programmes: Collection[str] = ()
) -> Officer:
    """As `acting_officer`, for a word on these units and programmes only. Errors: `Refused`, also beyond its reach."""
    officer = open_and_acting(session, username)
    reach = reach_of(officer)
    if (reach.limits_units and not unit_ids) or (reach.limits_programmes and not programmes):
        raise Refused(_wider(officer))
    refuse_beyond(session, officer, on, unit_ids=unit_ids, programmes=programmes)
    return officer


def open_and_acting(session: Session, username: str) -> Officer:
    """As `acting_officer`, whatever its reach. Errors: `Refused`."""
    officer = find_officer(session, username)
    if not officer.is_active:
        raise Refused(f"Tài khoản {officer.username} đã đóng. Đề nghị ghi tên cán bộ khác.")
    if not acts_for_agency(officer):
        can = "chỉ có quyền xem" if officer.role == Role.LEADER else f"là {Role.of(officer.role).label}"
        raise Refused(f"{officer.username} {can}. Đề nghị cán bộ tham mưu hoặc quản trị thực hiện.")
    return officer


def _wider(officer: Officer) -> str:
    return f"Việc này gồm cả đơn vị, chương trình ngoài phạm vi của {officer.username}. Đề nghị cán bộ khác thực hiện."


def list_officers(session: Session) -> list[Officer]:
    return list(session.exec(select(Officer).order_by(col(Officer.username))))


def brought_up_to_date(officer: Officer, password: str) -> None:
    """A password that is right is hashed anew where the library's parameters have grown since."""
    if _hasher.check_needs_rehash(officer.password_hash):
        officer.password_hash = _hasher.hash(_same_letters(password))


def hash_password(password: str, username: str = "") -> str:
    """The argon2id hash to keep. Errors: as `refuse_weak`."""
    refuse_weak(password, username)
    return _hasher.hash(_same_letters(password))


def refuse_weak(password: str, username: str = "") -> None:
    """Errors: `Refused` for a password shorter than ten characters or equal to the name."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự. Đề nghị chọn mật khẩu dài hơn.")
    if username and password.casefold() == username.casefold():
        raise Refused("Mật khẩu không được trùng tên đăng nhập. Đề nghị chọn mật khẩu khác.")


def matches(kept: str, password: str) -> bool:
    """Whether this is the password of a kept hash (compared in constant time by argon2)."""
    try:
        return _hasher.verify(kept, _same_letters(password))
    except (Argon2Error, InvalidHashError):
        return False


def _same_letters(password: str) -> str:
    """One way of writing each Vietnamese letter, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFC", password)


@cache
def nobody() -> str:
    """A hash no password of ours belongs to, so that an unknown name takes as long as a wrong password."""
    return _hasher.hash("không có cán bộ này")
