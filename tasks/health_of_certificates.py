"""Whether the certificates of the mail servers hold, and for how long. Part of the examination; only when asked for,
because it speaks to other machines: a greeting and a handshake, no login, nothing sent.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from imaplib import IMAP4

from models.settings import Home
from models.vocabulary import Health
from tasks import health
from tasks.health import Point

PATIENCE = 10.0  # seconds
SOON = timedelta(days=21)


def examine(home: Home, now: datetime, *, network: bool = False) -> list[Point]:
    """The whole examination; with `network` the mail servers are asked as well. The portal never asks them."""
    return health.examine(home, now, also={"chứng thư": look_at_certificates} if network else None)


def look_at_certificates(home: Home, now: datetime) -> Iterator[Point]:
    settings = home.settings()
    servers: tuple[tuple[str, str, str, int, str, Callable[[str, int], ssl.SSLSocket]], ...] = (
        ("smtp", "Chứng thư máy chủ gửi thư", settings.smtp_host, settings.smtp_port, settings.smtp_security, _smtp),
        ("imap", "Chứng thư máy chủ nhận thư", settings.imap_host, settings.imap_port, settings.imap_security, _imap),
    )
    for name, about, host, port, security, starttls in servers:
        if host and security != "none":
            yield _examined(f"certificate-{name}", about, host, port, _plain if security == "ssl" else starttls, now)


def _examined(
    name: str, about: str, host: str, port: int, shake: Callable[[str, int], ssl.SSLSocket], now: datetime
) -> Point:
    to_do = "Báo đơn vị quản lý máy chủ thư gia hạn chứng thư, hoặc sửa tên máy chủ trong thiết lập."
    try:
        with shake(host, port) as line:
            ends = _end_of(line)
    except ssl.SSLCertVerificationError as e:
        return Point(name, about, Health.BAD, f"{host} không được tin: {e.verify_message}.", to_do)
    except (OSError, smtplib.SMTPException, IMAP4.error) as e:
        said = f"Không kết nối được {host}:{port} ({type(e).__name__})."
        return Point(name, about, Health.BAD, said, "Kiểm tra mạng, tường lửa, tên máy chủ và cổng.")
    said = f"{host}: còn hiệu lực đến {ends:%d/%m/%Y}."
    return Point(name, about, Health.WARN, said, to_do) if ends - now < SOON else Point(name, about, Health.OK, said)


def _end_of(line: ssl.SSLSocket) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str((line.getpeercert() or {})["notAfter"])), UTC)


def _plain(host: str, port: int) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(
        socket.create_connection((host, port), PATIENCE), server_hostname=host
    )


def _smtp(host: str, port: int) -> ssl.SSLSocket:
    line = smtplib.SMTP(host, port, timeout=PATIENCE)
    line.starttls(context=ssl.create_default_context())
    assert isinstance(line.sock, ssl.SSLSocket)
    return line.sock


def _imap(host: str, port: int) -> ssl.SSLSocket:
    line = IMAP4(host, port, PATIENCE)
    line.starttls(ssl.create_default_context())
    assert isinstance(line.sock, ssl.SSLSocket)
    return line.sock
