"""The key of this installation: whether `secret.key` is there and opens what was sealed with it. Part of the
examination (`tasks.health`); reads only.

Everything that hangs on the key is told in one point: links, second factors, the keys of Zalo, sealed settings.
"""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlmodel import col

from models.access import Link, Officer
from models.errors import Refused
from models.sealed import CannotOpen, Seal
from models.second_factor import PURPOSE
from models.settings import Home, KeyLost, given_from_outside
from models.vocabulary import Health
from models.zalo_account import ZaloAccount
from tasks.health import Point

ABOUT = "Khóa của hệ thống"
LOST = (
    "Các liên kết đã gửi hết hiệu lực; xác thực hai bước, kết nối Zalo và các mật khẩu niêm phong trong thiết lập "
    "không đọc được."
)


def sealed_settings(home: Home) -> Point | None:
    """The point where settings cannot be read for want of the key: most of the examination cannot go on then."""
    try:
        home.settings()
    except KeyLost as no:
        said = f"{_what(home)} {LOST} Các mục cần đọc thiết lập chưa khám được."
        return Point("key", ABOUT, Health.BAD, said, f"{_bring_back(home)} Không còn khóa: {no.without_it}")
    except Refused:  # another fault, which the point of the settings tells
        return None
    return None


def key_of_rows(home: Home, connection: Connection) -> Point:
    """Whether the key opens what lies in the database; its settings can be read."""
    if _is_there(home):
        if _opens(home.secret(), connection):
            return Point("key", ABOUT, Health.OK, "Có, và mở được những gì đã niêm phong.")
    elif connection.execute(select(col(Link.id)).limit(1)).first() is None and not _sealed(connection):
        return Point("key", ABOUT, Health.OK, "Chưa có; tự lập khi khởi động lần đầu.")
    to_do = (
        f"{_bring_back(home)} Không còn khóa: chạy dondoc up (tự lập khóa mới), đặt lại xác thực hai bước bằng dondoc "
        "officer reset-second-factor TÊN, kết nối lại Zalo; đơn vị nhận liên kết mới ở tin nhắc sau."
    )
    return Point("key", ABOUT, Health.BAD, f"{_what(home)} {LOST}", to_do)


def _is_there(home: Home) -> bool:
    return (home.path / "secret.key").exists() or given_from_outside("secret_key") is not None


def _what(home: Home) -> str:
    if _is_there(home):
        return "Khóa đang dùng không phải khóa đã niêm phong dữ liệu này."
    return "Không có secret.key trong thư mục nhà."


def _bring_back(home: Home) -> str:
    return f"Dừng Đôn Đốc, chép secret.key cất riêng vào {home.path} (chmod 600), rồi khám lại."


def _sealed(connection: Connection) -> list[tuple[str, str]]:
    """What is sealed in the rows: (purpose, words)."""
    factors = connection.execute(select(col(Officer.second_factor)).where(col(Officer.second_factor) != "")).scalars()
    keys = connection.execute(select(col(ZaloAccount.access_sealed), col(ZaloAccount.refresh_sealed))).all()
    return [(PURPOSE, words) for words in factors] + [("zalo", words) for row in keys for words in row if words]


def _opens(secret: str, connection: Connection) -> bool:
    seals: dict[str, Seal] = {}
    try:
        for purpose, words in _sealed(connection):
            seals.setdefault(purpose, Seal(secret, purpose)).open(words)
    except CannotOpen:
        return False
    return True
