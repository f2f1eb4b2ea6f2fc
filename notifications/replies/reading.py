"""Đọc một thư trả lời: who wrote, what it answers, whether a machine wrote it, and the files inside. Pure.

Everything in it was typed by a stranger: nothing here is believed, only named.
"""

from __future__ import annotations

import email
import hashlib
import re
from dataclasses import dataclass, field
from email.message import Message

from imap_tools import MailMessage
from imap_tools.message import MailAttachment

from notifications.mail_addresses import key_in

MOST_FILES = 10
_ID = re.compile(r"<[^<>\s]{3,240}>")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Enclosed:
    """A file as it came: its name is not to be trusted, nor that it is what the name says."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Returned:
    """Thông báo trả thư: a server tells that a mail of ours did not arrive (RFC 3464)."""

    message_id: str  # of the mail that came back; empty where the notice does not say
    recipient: str  # whom it was for, lower case; empty where the notice does not say
    has_failed: bool  # for good; a notice of delay has not
    status: str  # enhanced status code, 5.1.1
    words: str


@dataclass(frozen=True)
class Reply:
    """One mail that came in. Addresses are lower case; `keys` and `answers` lead to the mail it answers."""

    message_id: str
    sender: str
    subject: str
    keys: tuple[str, ...]
    answers: tuple[str, ...]
    by_machine: str = ""  # why it counts as written by a machine; empty: by a person
    returned: Returned | None = None
    files: tuple[Enclosed, ...] = ()


def read_reply(raw: bytes) -> Reply:
    """What the mail says of itself. A mail without a Message-ID gets one from its bytes."""
    mail = MailMessage.from_bytes(raw)
    ids = _ID.findall(" ".join(_all(mail.obj, "Message-ID")))
    told = [address for name in ("To", "Cc", "Delivered-To", "X-Original-To") for address in _all(mail.obj, name)]
    sender = _shown(mail.from_).lower()[:254]
    return Reply(
        message_id=_shown(ids[0]) if ids else f"<{hashlib.sha256(raw).hexdigest()}@khong-ghi>",
        sender=sender,
        subject=_shown(mail.subject)[:300],
        keys=tuple(dict.fromkeys(key for text in told if (key := key_in(text)))),
        answers=tuple(
            dict.fromkeys(_ID.findall(" ".join([*_all(mail.obj, "In-Reply-To"), *_all(mail.obj, "References")])))
        ),
        by_machine=_why_machine(mail.obj, sender),
        returned=_returned(mail.obj),
        files=tuple(Enclosed(a.filename, a.payload) for a in mail.attachments if _is_file(a))[:MOST_FILES],
    )


def _shown(text: str) -> str:
    """Words without what no database holds and no page shows: control characters, halves of letters, line breaks."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _is_file(part: MailAttachment) -> bool:
    """A file somebody attached; the pictures of a signature and the mail answered are none."""
    is_picture_in_text = part.content_disposition != "attachment" and part.content_type.startswith("image/")
    return bool(part.filename) and not is_picture_in_text and part.content_type != "message/rfc822"


def _why_machine(mail: Message, sender: str) -> str:
    """RFC 3834 and what machines that never read it do instead."""
    said = {name: " ".join(_all(mail, name)).strip().lower() for name in ("Auto-Submitted", "Precedence")}
    if said["Auto-Submitted"] and not said["Auto-Submitted"].startswith("no"):
        return "thư trả lời tự động"
    if said["Precedence"] in ("auto_reply", "bulk", "junk", "list"):
        return "thư gửi hàng loạt hoặc tự động"
    if any(_all(mail, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id")):
        return "thư trả lời tự động hoặc thư nhóm"
    if mail.get_content_type() == "multipart/report":
        return "thông báo của máy chủ thư"
    if " ".join(_all(mail, "Return-Path")).strip() == "<>" or not sender or _MACHINES.match(sender):
        return "thư của máy chủ thư"
    return ""


def _returned(mail: Message) -> Returned | None:
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type") != "delivery-status":
        return None
    original, recipient, action, status, words = "", "", "", "", ""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status" and isinstance(part.get_payload(), list):
            for block in part.get_payload():
                if isinstance(block, Message) and block["Action"]:
                    recipient = str(block["Final-Recipient"] or "").rpartition(";")[2].strip().lower()
                    action, status = str(block["Action"]).strip().lower(), _shown(str(block["Status"] or ""))
                    words = _shown(str(block["Diagnostic-Code"] or "").rpartition(";")[2])
        elif kind == "message/rfc822" and isinstance(inner := part.get_payload(), list) and inner:
            original = original or _first_id(inner[0])
        elif kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            original = original or _first_id(email.message_from_bytes(text if isinstance(text, bytes) else b""))
    return Returned(original, recipient, action == "failed", status[:20], words[:300])


def _first_id(mail: object) -> str:
    found = _ID.findall(" ".join(_all(mail, "Message-ID"))) if isinstance(mail, Message) else []
    return found[0] if found else ""


def _all(mail: Message, name: str) -> list[str]:
    return [str(value).replace("\r", "").replace("\n", " ") for value in mail.get_all(name, [])]
