"""Thư điện tử: an Apprise plugin of our own that keeps what a mailer must know about one mail.

Builds the mail (text and HTML, UTF-8 names, an address of its own for answers, no loops of machines) and gives it to
the kept SMTP line. One target a letter.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import format_datetime, formatdate
from typing import Any

from apprise.common import NotifyType

from models.errors import CannotSend, Refused
from models.masking import masked
from models.outcomes import Outcome
from models.quiet_hours import HANOI
from models.settings import Settings
from notifications.channels.letter import Letter
from notifications.channels.mail_bytes import in_words, mail_bytes
from notifications.channels.plugin import DonDocPlugin
from notifications.channels.smtp import SmtpLine, mail_server
from notifications.mail_addresses import DEMO_SENDER, domain_of, plus_address, reply_box

_ID_LIKE = re.compile(r"<[!-;=?-~]{3,240}>")
_LINK_LIKE = re.compile(r"https?://[!-;=?-~]{3,600}")
_MEANS_SOMETHING = frozenset('()<>[]:;@\\,."')  # in an address header, outside quotes
_USUAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)


class MailLine:
    """The SMTP line together with who writes on it and where answers go.

    Errors: `Refused` for a sender or a reply box that is no address: every unit would seem to have a dead one.
    """

    def __init__(self, smtp: SmtpLine, settings: Settings):
        self.smtp, self.host = smtp, smtp.host
        self.sender = settings.sender_email or DEMO_SENDER
        self.sender_name = settings.sender_name or settings.agency
        self.reply_box = reply_box(settings)
        if not _USUAL.fullmatch(self.sender):
            raise Refused("Thiết lập “sender_email” không phải một địa chỉ thư, ví dụ nhac-viec@tinh.example.")
        if self.reply_box and not _USUAL.fullmatch(self.reply_box):
            raise Refused("Thiết lập “reply_to_email” không phải một địa chỉ thư, ví dụ tra-loi@tinh.example.")

    def __repr__(self) -> str:
        return f"MailLine({self.smtp!r})"

    def close(self) -> None:
        self.smtp.close()


class NotifyDonDocMail(DonDocPlugin):
    """`dondocmail://`: made from a line and a letter only, never from an address somebody typed."""

    service_name: Any = "Đôn Đốc: thư điện tử"
    secure_protocol: Any = "dondocmail"

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **kwargs: Any) -> bool:
        try:
            mail = compose(self.line, self.letter, title, body)
        except (ValueError, MessageError) as e:
            self.outcome = Outcome("fallback", "address", f"Địa chỉ không hợp lệ: {e}")
            return False
        self.outcome = self.line.smtp.send(self.line.sender, self.letter.address, mail)
        return self.outcome.status == "sent"


def compose(line: MailLine, letter: Letter, subject: str, text: str) -> bytes:
    """The mail as it travels. Errors: ValueError for an address that cannot be one."""
    reply_to = letter.reply_to or plus_address(line.reply_box, letter.key)
    headers = [
        ("From", _named(line.sender_name, line.sender)),
        ("To", _named(letter.recipient_name, _plain(letter.address))),
        ("Subject", in_words(subject)),
        ("Date", format_datetime(datetime.now(HANOI))),
        ("Message-ID", letter.key),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no answers from machines
        ("Content-Language", "vi"),
    ]
    if _USUAL.fullmatch(reply_to):
        headers.append(("Reply-To", reply_to))
    if _ID_LIKE.fullmatch(letter.in_reply_to):
        headers += [("In-Reply-To", letter.in_reply_to), ("References", letter.in_reply_to)]
    if _LINK_LIKE.fullmatch(letter.preferences_url):  # a page to choose on, never the one click of RFC 8058:
        headers.append(("List-Unsubscribe", f"<{letter.preferences_url}>"))  # no legal reminder is ended so
    return mail_bytes(headers, text.rstrip() + "\n", letter.body_html, letter.attachments, letter.key)


def send_plain(settings: Settings, *, to: str, subject: str, text: str, key: str = "") -> str:
    """One plain letter, for testing the settings; returns the server's answer. Errors: `CannotSend`, in its words."""
    from notifications.channels import deliver

    if mail_server(settings) is None:
        raise CannotSend("chưa thiết lập máy chủ thư (smtp_host)", permanent=True)
    stamp = key or f"<dondoc.test.{formatdate().translate({ord(c): '-' for c in ' ,:+'})}@{domain_of(settings)}>"
    outcome = deliver(settings, Letter("email", to, subject, text, stamp))
    if outcome.status != "sent":
        raise CannotSend(outcome.words, permanent=outcome.status in ("permanent", "fallback", "defer"))
    return outcome.provider_id


def _plain(address: str) -> str:
    """One bare address of ASCII letters; anything else is refused before the server sees it."""
    if _USUAL.fullmatch(address):  # nearly all; the full grammar costs as much as the rest of the mail
        return address
    if not address.isascii() or any(c in address for c in ' \t\r\n,;<>"') or address.count("@") != 1:
        raise ValueError(f"“{masked(address)}” không phải một địa chỉ thư")
    return Address(addr_spec=address).addr_spec


def _named(name: str, address: str) -> str:
    """A name without letters that mean something in an address header."""
    words = in_words(name)
    if not words:
        return address
    if words.startswith("=?"):  # on a line of its own: one with encoded words is no longer than 76 (RFC 2047)
        return f"{words}\r\n <{address}>"
    return f"{_quoted(words) if _MEANS_SOMETHING & set(words) else words} <{address}>"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
