"""Hộp thư nhận trả lời: mails nobody has dealt with yet, oldest first, each marked only when its caller says so.

A mail too large to take is handed over with its headers alone. Nothing is ever deleted or moved in the mailbox.
"""

from __future__ import annotations

import contextlib
import imaplib
import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path
from typing import Protocol, Self

from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags

from models.errors import Refused
from models.settings import Settings
from notifications.channels import is_local, refuse_outside
from notifications.channels.mail_trouble import trouble_text

TIMEOUT = 30.0  # seconds for one answer of the server
OVERLAP = 10 * 10**9  # nanoseconds the demo's box looks back: a mail may come to its place after a later one
HEAD = 16 * 1024  # bytes in which the headers of a mail in the demo's box end
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class BoxClosed(RuntimeError):
    """The mailbox cannot be read now; the words are for the operator and name no password."""


@dataclass(frozen=True)
class Arrived:
    """One mail of the box. `at`: when it came there, by the server's clock."""

    handle: str
    at: datetime
    raw: bytes
    is_whole: bool = True


class ReplyBox(Protocol):
    """What is read from; `host` is empty for this machine."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def waiting(self, most: int, largest: int) -> Iterator[Arrived]:
        """Up to so many mails not dealt with; one of more than `largest` bytes comes without its body."""
        ...

    def done(self, handle: str) -> None:
        """This mail was dealt with, durably: it is not handed over again."""
        ...


class ImapBox:
    """A folder on an IMAP server; dealt with means \\Seen. Errors: `BoxClosed`; `Refused` for settings that may not be.

    `Refused`: a demo never reads a mailbox elsewhere, and no password goes over a plain line to another machine.
    """

    def __init__(self, settings: Settings, tls: ssl.SSLContext | None = None):
        refuse_outside(settings, settings.imap_host)
        if settings.imap_security not in ("ssl", "starttls", "none"):
            raise Refused("Thiết lập “imap_security” nhận một trong: ssl, starttls, none.")
        if settings.imap_security == "none" and not is_local(settings.imap_host):
            raise Refused("Thiết lập “imap_security” chỉ được là none khi máy chủ IMAP ở ngay trong máy này.")
        self._settings, self._tls = settings, tls
        self._box: BaseMailBox | None = None

    def __repr__(self) -> str:
        return f"ImapBox({self._settings.imap_host}:{self._settings.imap_port})"

    def __enter__(self) -> Self:
        with _as_closed("không kết nối hoặc đăng nhập được"):
            self._box = self._connect()
        return self

    def __exit__(self, *_: object) -> None:
        if self._box is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                self._box.logout()
            self._box = None

    def waiting(self, most: int, largest: int) -> Iterator[Arrived]:
        box = self._open()
        with _as_closed("không xem được danh sách thư"):
            uids = box.uids(AND(seen=False))[:most]
        for uid in uids:
            with _as_closed("không tải được thư"):
                said = _fetched(box, uid, "(INTERNALDATE RFC822.SIZE)")
                is_whole = _size(said) <= largest
                data = _fetched(box, uid, "(BODY.PEEK[])" if is_whole else "(BODY.PEEK[HEADER])")
            if raw := next((part[1] for part in data if isinstance(part, tuple)), b""):  # else: taken away meanwhile
                yield Arrived(uid, _arrival(said), raw, is_whole)

    def done(self, handle: str) -> None:
        with _as_closed("không đánh dấu được thư đã đọc"):
            self._open().flag([handle], [MailMessageFlags.SEEN], True)

    def _open(self) -> BaseMailBox:
        if self._box is None:
            raise BoxClosed("chưa mở hộp thư")
        return self._box

    def _connect(self) -> BaseMailBox:
        s, tls = self._settings, self._tls or ssl.create_default_context()
        box: BaseMailBox
        if s.imap_security == "ssl":
            box = MailBox(s.imap_host, s.imap_port, timeout=TIMEOUT, ssl_context=tls)
        elif s.imap_security == "starttls":
            box = MailBoxStartTls(s.imap_host, s.imap_port, timeout=TIMEOUT, ssl_context=tls)
        else:
            box = MailBoxUnencrypted(s.imap_host, s.imap_port, timeout=TIMEOUT)
        try:
            return (
                box.login_utf8(s.imap_user, s.imap_password, s.imap_folder)
                if _beyond_ascii(s)
                else box.login(s.imap_user, s.imap_password, s.imap_folder)
            )
        except BaseException:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                box.client.shutdown()
            raise


class DemoBox:
    """The answers in the demo's mailbox folder. Its mark there names what was dealt with in the last moments.

    What is older than those moments was dealt with, too.
    """

    def __init__(self, folder: Path, box: str):
        self._folder, self._box = folder, box.lower()
        self._mark = folder / "da-doc"
        self._shown = set[str]()  # and not yet dealt with

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def waiting(self, most: int, largest: int) -> Iterator[Arrived]:
        since, known = self._marked()
        names = sorted(p.stem for p in self._folder.glob("*.eml") if p.stem[:19].isdecimal())
        for name in [n for n in names if n > since and n not in known]:
            with _as_closed("không đọc được thư"), (self._folder / f"{name}.eml").open("rb") as content:
                head = content.read(HEAD)
                if not self._is_answer(head):
                    continue
                is_whole = os.fstat(content.fileno()).st_size <= largest
                raw = head + content.read() if is_whole else head
            self._shown.add(name)
            yield Arrived(name, datetime.fromtimestamp(int(name[:19]) / 1e9, UTC), raw, is_whole)
            most -= 1
            if not most:
                return
        if names and not self._shown:
            self.done(names[-1])  # reminders themselves are not looked at again

    def done(self, handle: str) -> None:
        self._shown.discard(handle)
        _, known = self._marked()
        newest = max([handle, *known])
        kept = [name for name in sorted({handle, *known}) if name > _moments_before(newest)]
        draft = self._mark.with_suffix(".moi")
        draft.write_text("\n".join(kept), "ascii")
        draft.replace(self._mark)

    def _marked(self) -> tuple[str, set[str]]:
        """The moment everything before which was dealt with, and the names dealt with since."""
        try:
            known = set(self._mark.read_text("ascii").split())
        except FileNotFoundError:
            return "", set()
        return _moments_before(max(known)), known

    def _is_answer(self, head: bytes) -> bool:
        mail = BytesParser().parsebytes(head, headersonly=True)
        for _, address in getaddresses([str(value) for value in mail.get_all("To", [])]):
            name, _, domain = address.lower().rpartition("@")
            if f"{name.partition('+')[0]}@{domain}" == self._box:
                return True
        return False


def _moments_before(name: str) -> str:
    return f"{max(int(name[:19]) - OVERLAP, 0):019}"


@contextlib.contextmanager
def _as_closed(what: str) -> Iterator[None]:
    """Whatever the line or the server says wrong, as one kind of error; its own words could name the account."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError) as e:
        raise BoxClosed(f"{what}: {trouble_text(e)}") from e


def _fetched(box: BaseMailBox, uid: str, parts: str) -> list[bytes | tuple[bytes, bytes]]:
    _, data = box.client.uid("fetch", uid, parts)
    return [part for part in data if part]


def _size(said: list[bytes | tuple[bytes, bytes]]) -> int:
    found = next((m for part in said if isinstance(part, bytes) and (m := _SIZE.search(part))), None)
    return int(found[1]) if found else 0


def _arrival(said: list[bytes | tuple[bytes, bytes]]) -> datetime:
    """INTERNALDATE as an aware instant. `imaplib.Internaldate2tuple` would give this machine's local time."""
    for part in said:
        found = re.search(rb'INTERNALDATE "([^"]+)"', part) if isinstance(part, bytes) else None
        with contextlib.suppress(ValueError):  # an instant nobody can read must not hold up the mails behind it
            if found:
                return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    return datetime.now(UTC)


def _beyond_ascii(settings: Settings) -> bool:
    return not (settings.imap_user + settings.imap_password).isascii()
