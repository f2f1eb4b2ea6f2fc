"""Trả lời thử: what a unit, its absence notice or its mail server would send back on a mail of the demo's box."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

from notifications.channels.letter import Attached
from notifications.emulators.mailbox import Kept

_PLAIN = re.compile(r"[!-~]+@[!-~]+")


def reply_to(kept: Kept, text: str, files: Sequence[Attached], at: datetime, sender: str = "") -> bytes:
    """An answer by hand, with files. `sender`: another address than the one the mail went to, where it is one."""
    mail = _answer(kept, at, sender)
    mail.set_content(text or "Kính gửi cơ quan theo dõi, đơn vị gửi kèm báo cáo.")
    for file in files:
        kind, _, detail = file.media_type.partition("/")
        mail.add_attachment(file.data, maintype=kind, subtype=detail, filename=file.name)
    return mail.as_bytes(policy=SMTP)


def absence_of(kept: Kept, at: datetime) -> bytes:
    """What a mailbox answers by itself while its owner is away."""
    mail = _answer(kept, at, "")
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("Tôi đi công tác, sẽ trả lời sau. (Thư trả lời tự động, giả lập.)")
    return mail.as_bytes(policy=SMTP)


def bounce_of(kept: Kept, at: datetime, status: str = "5.1.1") -> bytes:
    """The notice of a mail server that could not deliver the mail (RFC 3464)."""
    recipient, ours = kept.address("To"), kept.address("Reply-To") or kept.address("From")
    notice = MIMEMultipart("report")
    notice.set_param("report-type", "delivery-status")
    notice["From"] = f"MAILER-DAEMON <mailer-daemon@{recipient.rpartition('@')[2]}>"
    notice["To"] = ours
    notice["Subject"] = "Undelivered Mail Returned to Sender"
    notice["Date"] = format_datetime(at)
    notice["Message-ID"] = f"<bounce.{secrets.token_hex(8)}@demo.example>"
    notice["Auto-Submitted"] = "auto-replied"
    notice.attach(MIMEText("Thư không chuyển được tới nơi nhận (giả lập).", "plain", "utf-8"))
    notice.attach(_status(recipient, status))
    notice.attach(MIMEMessage(kept.mail))
    return notice.as_bytes(policy=SMTP)


def _answer(kept: Kept, at: datetime, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender if _PLAIN.fullmatch(sender) else kept.address("To")
    mail["To"] = kept.address("Reply-To") or kept.address("From")
    mail["Subject"] = f"Re: {kept.subject}"
    mail["Date"] = at
    mail["Message-ID"] = f"<tra-loi.{secrets.token_hex(8)}@demo.example>"
    if original := kept.header("Message-ID"):
        mail["In-Reply-To"] = mail["References"] = original
    return mail


def _status(recipient: str, status: str) -> MIMEMessage:
    """`message/delivery-status`: two blocks of headers, about the server and about the recipient."""
    about = EmailMessage()
    about["Reporting-MTA"] = "dns; mail.demo.example"
    one = EmailMessage()
    one["Final-Recipient"] = f"rfc822; {recipient}"
    one["Action"] = "failed"
    one["Status"] = status
    one["Diagnostic-Code"] = f"smtp; 550 {status} No such user here"
    part = MIMEMessage(about, "delivery-status")
    part.set_payload([about, one])
    return part
