"""Thư điện tử: an Apprise plugin of our own that keeps what a mailer must know about one mail.

Builds the mail (text and HTML, UTF-8 names, no reply loops) and gives it to the kept SMTP line. One target a letter.
"""

from __future__ import annotations

import email.policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from apprise import NotifyBase
from apprise.common import NotifyFormat, NotifyType

from models.errors import CannotSend
from models.sending import Outcome
from models.settings import Settings
from notifications.channels.letter import Letter, masked
from notifications.channels.smtp import SmtpLine, mail_server

DEMO_SENDER = "nhac-viec@dondoc.example"
_POLICY = email.policy.SMTP.clone(cte_type="7bit")


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
            address = mail["To"].addresses[0].addr_spec
        except (ValueError, MessageError, IndexError) as e:
            self.outcome = Outcome("fallback", "address", f"Địa chỉ hoặc tiêu đề không hợp lệ: {e}")
            return False
        self.outcome = self.line.smtp.send(self.line.sender, address, mail.as_bytes())
        return self.outcome.status == "sent"

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        return f"dondocmail://{masked(self.letter.address)}"


def compose(sender_name: str, sender: str, letter: Letter, subject: str, text: str) -> EmailMessage:
    """The mail as it travels. Errors: ValueError for an address or header that cannot be one."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(sender_name, addr_spec=sender)
    mail["To"] = Address(" ".join(letter.recipient_name.split()), addr_spec=_plain(letter.address))
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = letter.key
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from machines
    mail["Content-Language"] = "vi"
    mail.set_content(text.rstrip() + "\n")
    if letter.body_html:
        mail.add_alternative(letter.body_html, subtype="html")
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
    return address
