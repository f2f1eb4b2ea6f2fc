"""Đọc một thư trả lời: who wrote, what it answers, whether a machine wrote it, and the files inside. Pure.

Everything in it was typed by a stranger: nothing here is believed, only named.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from email.utils import getaddresses

from imap_tools.message import MailAttachment
from imap_tools.utils import decode_value

from notifications.mail_addresses import key_in

MOST_FILES = 10
MOST_NAMES = 50  # of mails one mail claims to answer; an honest thread ends in the one it answers
COST = 20_000_000  # lines times the parts they may belong to: some seconds of the parser's time
_ID = re.compile(r"<[^<>\s]{3,240}>")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.IGNORECASE)
_NO_FILE = {"pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "vcard", "x-vcard", "calendar", "ics"}
_EXCHANGE_TEXT = re.compile(r"ATT\d{5,}\.(txt|html?)", re.IGNORECASE)  # what it makes of words after a file
_LINK = re.compile(r"/n/([\w.~-]{20,400})")


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
    token: str = field(default="", repr=False)  # of the way in that the headers of the returned mail name


@dataclass(frozen=True)
class Reply:
    """One mail that came in. Addresses are lower case; `keys` and `answers` lead to the mail it answers."""

    message_id: str
    sender: str  # empty where the mail does not name exactly one
    subject: str
    keys: tuple[str, ...]
    answers: tuple[str, ...]
    by_machine: str = ""  # why it counts as written by a machine; empty: by a person
    returned: Returned | None = None
    files: tuple[Enclosed, ...] = ()
    left_out: int = 0  # files beyond `MOST_FILES`, not read


def read_reply(raw: bytes) -> Reply:
    """What the mail says of itself. A mail without a Message-ID gets one from its bytes.

    Errors: `ValueError` for a mail built to keep the parser busy; it may break in other ways, too.
    """
    if raw.count(b"\n") * (4 + raw.lower().count(b"boundary=")) > COST:
        raise ValueError("too many lines in too many parts")
    mail = email.message_from_bytes(raw)
    ids = _ID.findall(" ".join(_all(mail, "Message-ID")))
    told = [address for name in ("To", "Cc", "Delivered-To", "X-Original-To") for address in _all(mail, name)]
    thread = " ".join([*_all(mail, "In-Reply-To"), *_all(mail, "References")])
    sender, files = _sender(mail), list(_files(mail))
    return Reply(
        message_id=_shown(ids[0]) if ids else f"<{hashlib.sha256(raw).hexdigest()}@khong-ghi>",
        sender=sender,
        subject=_shown(decoded(mail["Subject"] or ""))[:300],
        keys=tuple(dict.fromkeys(key for text in told if (key := key_in(text))))[:MOST_NAMES],
        answers=tuple(dict.fromkeys(_ID.findall(thread)))[-MOST_NAMES:],
        by_machine=_why_machine(mail, sender),
        returned=_returned(mail),
        files=tuple(Enclosed(_name_of(part), _data_of(part)) for part in files[:MOST_FILES]),
        left_out=max(0, len(files) - MOST_FILES),
    )


def decoded(value: str | Header) -> str:
    """The words of a header in plain letters, in whatever charset they claim; where they are broken, as they came."""
    try:
        unfolded = value if isinstance(value, Header) else re.sub(r"[\r\n]+", "", value)  # else Python eats the blank
        return "".join(str(decode_value(*piece)) for piece in decode_header(unfolded))
    except (HeaderParseError, ValueError):
        return str(value)


def _sender(mail: Message) -> str:
    """The one address in From. The line is taken apart before its words are decoded: a name may hold a comma."""
    found = {address.lower() for _, address in getaddresses(_all(mail, "From")) if "@" in address}
    return _shown(found.pop())[:254] if len(found) == 1 else ""


def _shown(text: str) -> str:
    """Words without what no database holds and no page shows: control characters, halves of letters, line breaks."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _files(mail: Message) -> Iterator[Message]:
    """The files somebody attached: not the pictures and seals of a signature, nor what lies in a mail sent along."""
    for part in _own_parts(mail):
        kind, is_attached = part.get_content_subtype().lower(), part.get_content_disposition() == "attachment"
        is_picture_in_text = part.get_content_maintype() == "image" and not is_attached
        name = _name_of(part)
        if name and kind not in _NO_FILE and not is_picture_in_text and not _EXCHANGE_TEXT.fullmatch(name):
            yield part


def _own_parts(mail: Message) -> Iterator[Message]:
    """The leaves of a mail, without those of the mails inside it."""
    if mail.get_content_maintype() == "message":
        return
    parts = mail.get_payload()
    if not isinstance(parts, list):
        yield mail
        return
    for part in parts:
        if isinstance(part, Message):
            yield from _own_parts(part)


def _name_of(part: Message) -> str:
    try:
        return str(MailAttachment(part).filename)
    except (HeaderParseError, LookupError, ValueError):
        return "tep"


def _data_of(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


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
    if " ".join(_all(mail, "Return-Path")).strip() == "<>" or _MACHINES.match(sender):
        return "thư của máy chủ thư"
    return ""


def _returned(mail: Message) -> Returned | None:
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type") != "delivery-status":
        return None
    recipient, action, status, words = "", "", "", ""
    original: Message | None = None
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status" and isinstance(part.get_payload(), list):
            for block in part.get_payload():
                if isinstance(block, Message) and block["Action"]:
                    recipient = str(block["Final-Recipient"] or "").rpartition(";")[2].strip().lower()
                    action, status = str(block["Action"]).strip().lower(), _shown(str(block["Status"] or ""))
                    words = _shown(str(block["Diagnostic-Code"] or "").rpartition(";")[2])
        elif kind == "message/rfc822" and isinstance(inner := part.get_payload(), list) and inner:
            original = original or (inner[0] if isinstance(inner[0], Message) else None)
        elif kind == "text/rfc822-headers":
            original = original or email.message_from_bytes(_data_of(part))
    ids = _ID.findall(" ".join(_all(original, "Message-ID"))) if original else []
    leads = "".join(decoded(value) for value in _all(original, "List-Unsubscribe")) if original else ""
    ways_in = _LINK.findall("".join(leads.split()))  # a server on the way may have folded or encoded the long line
    return Returned(
        ids[0] if ids else "",
        recipient,
        action == "failed",
        status[:20],
        words[:300],
        ways_in[0] if ways_in else "",
    )


def _all(mail: Message, name: str) -> list[str]:
    return [str(value).replace("\r", "").replace("\n", " ") for value in mail.get_all(name, [])]
