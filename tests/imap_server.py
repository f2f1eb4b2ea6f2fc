"""A real IMAP server (pymap) on a free port of this machine, for the mailbox units answer to."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trustme
from imap_tools import AND, MailBoxUnencrypted

from models.settings import Settings

USER, PASSWORD = "tra-loi", "mat khau ++"  # a password with signs that a line of IMAP must quote


@dataclass
class ImapServer:
    """pymap in a process of its own, with STARTTLS offered."""

    port: int
    authority: trustme.CA

    def given(self) -> dict[str, object]:
        """The settings that lead to it."""
        return {
            "imap_host": "127.0.0.1", "imap_port": self.port, "imap_security": "starttls",
            "imap_user": USER, "imap_password": PASSWORD,
        }  # fmt: skip

    def settings(self, **kw) -> Settings:
        return Settings(mode="demo", **{**self.given(), **kw})

    def trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def put(self, *mails: bytes) -> None:
        with self.raw() as box:
            for mail in mails:
                box.append(mail, "INBOX", dt=datetime(2026, 11, 23, 2, 0, tzinfo=UTC))

    def unseen(self) -> int:
        with self.raw() as box:
            return len(box.uids(AND(seen=False)))

    def empty(self) -> None:
        with self.raw() as box:
            if uids := box.uids():
                box.delete(uids)

    @contextlib.contextmanager
    def raw(self) -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD) as box:
            yield box


def imap_server(folder: Path) -> Iterator[ImapServer]:
    """The server while the generator is open."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port),
        "--cert", str(folder / "cert.pem"), "--key", str(folder / "key.pem"),
        "--no-service", "managesieve", "--no-service", "admin",
        "dict", "--demo-user", USER, "--demo-password", PASSWORD,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, process.stderr and process.stderr.read()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            break
        assert time.monotonic() < until, "the IMAP server does not answer"
    yield ImapServer(port, authority)
    process.terminate()
    process.communicate(timeout=20)
