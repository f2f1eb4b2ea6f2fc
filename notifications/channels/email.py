"""Thư điện tử: an Apprise plugin of our own that keeps what a mailer must know about one mail.

Builds the mail (text and HTML, UTF-8 names, no reply loops) and gives it to the kept SMTP line. One target a letter.
"""

from __future__ import annotations

import email.policy
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formatdate
from typing import Any

from apprise import NotifyBase
from apprise.common import NotifyFormat, NotifyType

from models.errors import CannotSend
from models.outcomes import Outcome
from models.quiet_hours import HANOI
from models.settings import Settings
from notifications.channels.letter import Letter, masked
from notifications.channels.smtp import SmtpLine, mail_server

DEMO_SENDER = "nhac-viec@dondoc.example"
_CRLF = email.policy.compat32.clone(linesep="\r\n")


class MailLine:
    """The SMTP line together with who writes on it."""

    def __init__(self, smtp: SmtpLine, settings: Settings):
        self.smtp, self.host = smtp, smtp.host
        self.sender = settings.sender_email or DEMO_SENDER
        self.sender_name = settings.sender_name or settings.agency

    def __repr__(self) -> str:
        return f"MailLine({self.smtp!r})"

    def close(self) -> None:
        self.smtp.close()


class NotifyDonDocMail(NotifyBase):
    """`dondocmail://`: made from a line and a letter only, never from an address somebody typed."""

    service_name: Any = "Đôn Đốc: thư điện tử"
    service_url: Any = ""
    setup_url: Any = ""
    secure_protocol: Any = "dondocmail"
    notify_format = NotifyFormat.TEXT
    request_rate_per_sec = 0
    templates: Any = ("{schema}://",)

    def __init__(self, line: MailLine, letter: Letter, **kwargs: Any):
        super().__init__(**kwargs)
        self.line, self.letter = line, letter
        self.outcome = Outcome("retry", "not-sent", "chưa gửi")

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **kwargs: Any) -> bool:
        try:
            mail = compose(self.line.sender_name, self.line.sender, self.letter, title, body)
        except (ValueError, MessageError) as e:
            self.outcome = Outcome("fallback", "address", f"Địa chỉ không hợp lệ: {e}")
            return False
        self.outcome = self.line.smtp.send(self.line.sender, self.letter.address, mail.as_bytes(policy=_CRLF))
        return self.outcome.status == "sent"

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        return f"dondocmail://{masked(self.letter.address)}"


def compose(sender_name: str, sender: str, letter: Letter, subject: str, text: str) -> MIMEMultipart:
    """The mail as it travels. Errors: ValueError for an address that cannot be one.

    Headers are encoded with `email.header`: the newer policies of Python before 3.12.5 lose spaces of folded
    Vietnamese words (python/cpython#92081).
    """
    mail = MIMEMultipart("alternative")
    mail["From"] = _named("From", sender_name, sender)
    mail["To"] = _named("To", letter.recipient_name, _plain(letter.address))
    mail["Subject"] = _words("Subject", subject).encode()
    mail["Date"] = format_datetime(datetime.now(HANOI))
    mail["Message-ID"] = letter.key
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from machines
    mail["Content-Language"] = "vi"
    mail.attach(MIMEText(text.rstrip() + "\n", "plain", "utf-8"))
    if letter.body_html:
        mail.attach(MIMEText(letter.body_html, "html", "utf-8"))
    return mail


def send_plain(settings: Settings, *, to: str, subject: str, text: str, key: str = "") -> str:
    """One plain letter, for testing the settings; returns the server's answer. Errors: `CannotSend`, in its words."""
    from notifications.channels import deliver

    if mail_server(settings) is None:
        raise CannotSend("chưa thiết lập máy chủ thư (smtp_host)", permanent=True)
    stamp = key or f"<dondoc.test.{formatdate().translate({ord(c): '-' for c in ' ,:+'})}@{domain_of(settings)}>"
    outcome = deliver(settings, Letter("email", to, subject, text, stamp))
    if outcome.status != "sent":
        said = " ".join(part for part in (outcome.stage, outcome.code, outcome.detail) if part)
        raise CannotSend(said, permanent=outcome.status in ("permanent", "fallback", "defer"))
    return outcome.provider_id


def domain_of(settings: Settings) -> str:
    """The domain our Message-IDs carry."""
    return (settings.sender_email or DEMO_SENDER).rpartition("@")[2]


def _plain(address: str) -> str:
    """One bare address of ASCII letters; anything else is refused before the server sees it."""
    if not address.isascii() or any(c in address for c in ' \t\r\n,;<>"') or address.count("@") != 1:
        raise ValueError(f"“{masked(address)}” không phải một địa chỉ thư")
    return Address(addr_spec=address).addr_spec


def _named(header: str, name: str, address: str) -> str:
    return f"{_words(header, name).encode()} <{address}>" if name.strip() else address


def _words(header: str, text: str) -> Header:
    """A header on one line of thought: line breaks in it become spaces."""
    words = " ".join(text.split())
    return Header(words, "us-ascii" if words.isascii() else "utf-8", header_name=header)
