"""Thùng thư: an SMTP server that keeps every mail as a file in one folder and never relays.

A mail is written beside its place and then moved there, so a reader never sees half of one. Faults can be ordered: an
answer for a sender or recipient, a reply that comes too late, a line cut after the mail was kept.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
import secrets
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools.utils import decode_value

from notifications.channels.letter import Attached
from notifications.replies.reading import decoded

_NAME = re.compile(r"\d{19}-[0-9a-f]{8}")


@dataclass
class Fault:
    """At `sender` or `recipient`: answer with `reply`. At `data`: the same, or with `drop` keep the mail and cut the
    line. `match`: only addresses in which this expression is found; `times`: so often, None always; `seconds`: wait so
    long before answering (with an empty `reply`: nothing else is wrong)."""

    at: str
    reply: str = ""
    match: str = ""
    times: int | None = None
    drop: bool = False
    seconds: float = 0

    def strikes(self, at: str, address: str) -> bool:
        if self.at != at or self.times == 0 or not re.search(self.match, address):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(frozen=True)
class Kept:
    """One mail as it arrived."""

    name: str
    at: datetime
    mail: EmailMessage
    raw: bytes

    @property
    def sender(self) -> str:
        return self.header("From")

    @property
    def recipient(self) -> str:
        return self.header("To")

    @property
    def subject(self) -> str:
        return self.header("Subject") or "(không có tiêu đề)"

    def header(self, name: str) -> str:
        """One header in plain letters. Joins encoded words as RFC 2047 asks; the parsed names of Python leave a gap."""
        return " ".join(decoded(self._raw(name)).split())

    def address(self, name: str) -> str:
        """The first address in a header, taken apart before its words are decoded; empty where it names none."""
        return next((address for _, address in getaddresses([self._raw(name)]) if "@" in address), "")

    def _raw(self, name: str) -> str:
        found = str(dict(self.mail.raw_items()).get(name, "")).replace("\r", "").replace("\n", "")
        return found.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def body(self, kind: str) -> str:
        """The text (`plain`) or HTML (`html`) of the mail; empty where it has none."""
        part = self.mail.get_body((kind,))
        data = part.get_payload(decode=True) if part is not None else b""
        charset = str(part.get_content_charset("utf-8")) if part is not None else "utf-8"
        return decode_value(data if isinstance(data, bytes) else b"", charset).replace("\r\n", "\n")

    def files(self) -> list[Attached]:
        """The files of the mail, under the names a reader sees."""
        found = []
        for part in self.mail.iter_attachments():
            data = part.get_payload(decode=True)
            if (name := part.get_filename()) and isinstance(data, bytes):
                found.append(Attached(name, part.get_content_type(), data))
        return found


@dataclass
class Mailbox:
    """The folder, and the handler aiosmtpd talks to."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := await self._refusal("sender", address):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := await self._refusal("recipient", address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        fault = next((f for f in self.faults if f.strikes("data", address)), None)
        if fault is not None and fault.reply and not fault.drop:
            await asyncio.sleep(fault.seconds)
            return fault.reply
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        name = await asyncio.get_running_loop().run_in_executor(None, self.keep, content)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
            if fault.drop and isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
        return f"250 OK queued as {name}"

    async def _refusal(self, at: str, address: str) -> str:
        """What a fault ordered for this address answers, after its wait; empty: nothing is wrong."""
        for fault in self.faults:
            if fault.strikes(at, address):
                await asyncio.sleep(fault.seconds)
                if fault.reply:
                    return fault.reply
        return ""

    def keep(self, content: bytes) -> str:
        """Write one mail; returns its name."""
        name = f"{time.time_ns():019}-{secrets.token_hex(4)}"
        draft = self.folder / f"{name}.part"
        draft.write_bytes(content)
        draft.replace(self.folder / f"{name}.eml")
        return name

    def names(self) -> list[str]:
        """Newest first."""
        return sorted((p.stem for p in self.folder.glob("*.eml") if _NAME.fullmatch(p.stem)), reverse=True)

    def read(self, name: str) -> Kept | None:
        if not _NAME.fullmatch(name):
            return None
        try:
            content = (self.folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        try:
            mail = email.message_from_bytes(content, policy=email.policy.default)
        except RecursionError:  # parts in parts without end: its headers can still be shown
            mail = BytesHeaderParser(policy=email.policy.default).parsebytes(content)
        at = datetime.fromtimestamp(int(name[:19]) / 1e9, UTC)
        return Kept(name, at, mail, content)

    def mails(self, search: str = "", most: int = 200) -> Iterator[Kept]:
        """Newest first; `search` looks at recipient and subject, whatever the case."""
        wanted, found = search.casefold().strip(), 0
        for name in self.names():
            kept = self.read(name)
            if kept and wanted in f"{kept.recipient} {kept.subject}".casefold():
                yield kept
                found += 1
                if found >= most:
                    return


def smtp_server(
    mailbox: Mailbox, host: str, port: int, *, tls: ssl.SSLContext | None = None, **options: Any
) -> Controller:
    """The SMTP server in a thread of its own: `.start()`, `.stop()`. With `tls` it offers STARTTLS."""
    return Controller(mailbox, hostname=host, port=port, tls_context=tls, decode_data=False, **options)
