"""A real start: a live home made once, whole or not at all, with its first officer and its ways of sending.

A demo home never becomes a live one, nor the other way round. Sends nothing itself except one test message when asked.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
from datetime import date, datetime
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from deployments.own_database import refuse_lived_in_database
from models.dates_in_words import day_text
from models.errors import CannotSend, Refused
from models.quiet_hours import day_in_hanoi
from models.settings import Home, Settings
from models.unit_map import builtin_units
from models.vocabulary import Role
from notifications.zalo.forms import form_of

RESERVED = (".example", ".test", ".invalid", ".localhost", "example.com", "example.net", "example.org")


class FirstOfficer(BaseModel):
    """Who may come in first, and let the others in."""

    model_config = ConfigDict(extra="forbid")
    username: str
    full_name: str
    password: str
    post: str = ""
    email: str = ""


def public_address(url: str) -> str:
    """The address that links carry. Errors: `Refused` when a unit on another machine could never open it."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise Refused(f"Địa chỉ công khai “{url}” không hợp lệ. Viết dạng https://dondoc.dongthap.gov.vn")
    if _is_here(host):
        raise Refused(
            f"Địa chỉ công khai “{url}” chỉ mở được trên chính máy chủ này; đơn vị nhận liên kết sẽ không vào được. "
            "Đề nghị ghi tên miền hoặc địa chỉ mà các đơn vị truy cập được."
        )
    return url.strip().rstrip("/")


def _is_here(host: str) -> bool:
    """Whether a host name only ever means the machine it is said on."""
    try:
        address = ipaddress.ip_address(_plain_address(host))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified or address.is_link_local


def _plain_address(host: str) -> str:
    """`127.1`, `0x7f.1` and `2130706433` are ways of writing 127.0.0.1 that browsers take, too."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return host


def checked_settings(settings: Settings) -> Settings:
    """Live settings that can work. Errors: `Refused` names what is missing or wrong."""
    for name, words in (("agency", "cơ quan theo dõi"), ("sender_name", "tên người gửi")):
        if not getattr(settings, name).strip():
            raise Refused(f"Chưa có {words} ({name}).")
    if settings.sender_email or settings.smtp_host:
        if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", settings.sender_email):
            raise Refused(f"Địa chỉ thư gửi đi “{settings.sender_email}” không hợp lệ (sender_email).")
        if settings.sender_email.lower().endswith(RESERVED):
            raise Refused(f"Địa chỉ thư “{settings.sender_email}” thuộc tên miền dành cho ví dụ, không gửi được.")
        if not settings.smtp_host:
            raise Refused("Đã có địa chỉ thư gửi đi nhưng chưa có máy chủ SMTP (smtp_host).")
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", settings.bind):
        raise Refused(f"Địa chỉ mạng “{settings.bind}” không hợp lệ (bind). Ghi địa chỉ IP, ví dụ 127.0.0.1.")
    if settings.smtp_security not in ("starttls", "ssl", "none"):
        raise Refused("smtp_security chỉ nhận: starttls, ssl hoặc none.")
    if settings.smtp_security == "none" and settings.smtp_host and not _is_here(settings.smtp_host):
        raise Refused("smtp_security chỉ được là none khi máy chủ thư ở ngay trong máy này.")
    _check_zalo(settings)
    for name, words in (
        ("smtp_user", "Tài khoản máy chủ thư"),
        ("smtp_password", "Mật khẩu máy chủ thư"),
        ("sender_email", "Địa chỉ thư gửi đi"),
    ):
        if not getattr(settings, name).isascii():
            raise Refused(f"{words} ({name}) chỉ dùng chữ cái không dấu, chữ số và dấu (ASCII).")
    if not settings.ui_password.isascii() or not settings.ui_user.isascii():
        raise Refused("Tài khoản và mật khẩu Prefect UI chỉ dùng chữ cái không dấu, chữ số và dấu (ASCII).")
    return settings.model_copy(update={"public_url": public_address(settings.public_url)})


def _check_zalo(settings: Settings) -> None:
    """Services reached over TLS, with what each of them asks for. Errors: `Refused`."""
    for name in ("zalo_url", "zalo_oa_url", "zalo_bot_url", "zalo_oauth_url"):
        if (url := getattr(settings, name)) and not url.startswith("https://"):
            raise Refused(f"{name} phải bắt đầu bằng https://.")
    has_keys = settings.zalo_token or (settings.zalo_app_id and settings.zalo_app_secret)
    keys = "zalo_app_id với zalo_app_secret (hoặc zalo_token để dùng thử)"
    if settings.zalo_url and not (settings.zalo_oa and settings.zalo_template and has_keys):
        raise Refused(f"Dùng Zalo cần đủ zalo_oa, zalo_template, và {keys}.")
    if settings.zalo_oa_url and not has_keys:
        raise Refused(f"Dùng tin Zalo OA (zalo_oa_url) cần {keys}.")
    if settings.zalo_bot_url and not settings.zalo_bot_token:
        raise Refused("Dùng Zalo Bot (zalo_bot_url) cần zalo_bot_token.")
    form_of(settings.zalo_form)


def start_live(
    home: Home,
    settings: Settings,
    officer: FirstOfficer,
    *,
    with_units: bool,
    now: datetime,
    since: date | None = None,
    unit_map: str = "dong-thap",
) -> str:
    """Make the home: settings, database, first officer and, if wanted, a built-in unit map. All or nothing.

    What was due before `since` (None: today in Hanoi) was followed elsewhere and is nobody's debt here.
    Returns the password of the Prefect UI, made here when none was given.
    """
    if home.exists():
        kind = "dữ liệu thử (demo)" if home.settings().is_demo else "dữ liệu thật"
        raise Refused(f"{home.path} đã là thư mục {kind}. Mỗi cài đặt dùng một thư mục riêng: thêm --home THƯ_MỤC.")
    if any(home.path.glob("dondoc.db*")):
        raise Refused(
            f"{home.path} đã có cơ sở dữ liệu dondoc.db nhưng thiếu settings.toml. Đề nghị chọn thư mục khác."
        )
    refuse_lived_in_database(home)
    if since and since > day_in_hanoi(now):
        raise Refused(f"Ngày bắt đầu theo dõi {day_text(since)} chưa tới. Ghi một ngày không muộn hơn hôm nay.")
    if with_units:
        builtin_units(unit_map)
    settings = checked_settings(
        settings.model_copy(update={"mode": "live", "ui_password": settings.ui_password or secrets.token_urlsafe(12)})
    )
    home.save(settings)
    try:
        _fill(home, officer, unit_map if with_units else "", now, since or day_in_hanoi(now))
    except BaseException:
        home.settings_file.unlink(missing_ok=True)
        from tasks.session import engine_of

        engine_of(Home(home.path)).dispose()
        for rest in home.path.glob("dondoc.db*"):
            rest.unlink()
        raise
    return settings.ui_password


def _fill(home: Home, first: FirstOfficer, unit_map: str, now: datetime, since: date) -> None:
    from models.access import Switch
    from models.audit import record
    from models.officers import create_officer
    from tasks.session import ensure_database, open_session

    ensure_database(home)
    with open_session(home) as session:
        create_officer(session, role=str(Role.OPERATOR), **first.model_dump())
        session.add(Switch(key="in_use_since", value=since.isoformat(), by=first.username, at=now))
        session.flush()
        if unit_map:
            _add_units(home, session, unit_map)
        record(session, first.username, "init", f"officer:{first.username}", now=now)


def _add_units(home: Home, session: Session, unit_map: str) -> None:
    from models.assignments import assign
    from models.catalogue import home_catalogue
    from models.unit_map import load_units

    catalogue = home_catalogue(home)
    load_units(session, builtin_units(unit_map), catalogue)
    assign(session, catalogue)


def send_test(home: Home, address: str) -> str:
    """One plain test letter over the configured SMTP server; returns what the server answered."""
    from notifications.channels.email import send_plain

    settings = home.settings()
    try:
        return send_plain(
            settings,
            to=address,
            subject="[Thử] Đôn Đốc gửi thư được",
            text=f"{settings.agency} gửi thư này để kiểm tra đường gửi. Đơn vị không cần trả lời.\n",
        )
    except CannotSend as e:
        raise Refused(f"Không gửi được thư thử tới {address}: {e}. Kiểm tra lại thiết lập SMTP.") from e
