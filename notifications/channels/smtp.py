"""Đường SMTP: one kept connection, and at every step the knowledge of how far a mail came.

Before the closing dot nothing was delivered and trying again is safe. After it, a lost answer means nobody knows.
STARTTLS is never skipped and certificates are always checked; plain connections exist to this machine only.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from functools import lru_cache

from models.errors import Refused
from models.outcomes import Outcome
from models.settings import Settings
from notifications.channels.bounces import enhanced, is_about_the_address
from notifications.channels.mail_trouble import NOT_SAYABLE, STRANGE, refusal_text, trouble_text, with_answer

TIMEOUT = 20.0  # seconds for one answer of the server
TAKING_IT = 120.0  # seconds for the last answer: a busy server looks through the mail first; below models.sending.LEASE
UNREACHABLE = 5 * 60.0  # seconds until a server that does not answer is tried again
OUR_SIDE = 15 * 60.0  # seconds until a wrong password or certificate of ours is tried again
_LINE_DOT = re.compile(rb"^\.", re.MULTILINE)
_STEPS, _GOOD = ("mail", "recipient", "data"), ((250,), (250, 251), (354,))
_BEFORE_THE_LETTER = ("connect", "tls", "auth")
_RECIPIENT_IS_GONE = {550, 551, 553, 556}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    security: str  # starttls, ssl, none
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(settings: Settings) -> MailServer | None:
    """The home's SMTP server; a demo without one of its own uses its inbox. None: no mail from this home."""
    if settings.smtp_host:
        return MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            settings.smtp_password,
        )
    return MailServer("127.0.0.1", settings.smtp_demo_port, "none") if settings.is_demo else None


class SmtpLine:
    """A connection that is opened when first needed and kept until closed."""

    def __init__(self, server: MailServer, tls: ssl.SSLContext | None = None):
        if server.security not in ("starttls", "ssl", "none"):
            raise Refused("Thiết lập “smtp_security” nhận một trong: starttls, ssl, none.")
        if server.security == "none" and server.host not in ("127.0.0.1", "::1", "localhost"):
            raise Refused("Thiết lập “smtp_security” chỉ được là none khi máy chủ thư ở ngay trong máy này.")
        self.host = server.host
        self._server, self._tls = server, tls
        self._smtp: smtplib.SMTP | None = None
        self._stage = ""

    def __repr__(self) -> str:
        return f"SmtpLine({self._server.host}:{self._server.port})"

    def send(self, sender: str, recipient: str, data: bytes) -> Outcome:
        """Hand over one mail to one recipient and tell what became of it."""
        kept = self._smtp is not None
        outcome = self._try(sender, recipient, data)
        line_was_idle = outcome.code == "421" or not outcome.code.isdigit()
        if kept and outcome.stage == "mail" and line_was_idle:
            self._drop()  # the server had closed the line meanwhile; nothing was said on it
            outcome = self._try(sender, recipient, data)
        if outcome.status != "sent":
            self.close()
        return outcome

    def close(self) -> None:
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None

    def _try(self, sender: str, recipient: str, data: bytes) -> Outcome:
        try:
            return self._conversation(sender, recipient, data)
        except ssl.SSLCertVerificationError as e:
            return Outcome("defer", "certificate", trouble_text(e), retry_after=OUR_SIDE, stage=self._stage)
        except smtplib.SMTPNotSupportedError as e:
            return Outcome("defer", "unsupported", trouble_text(e), retry_after=OUR_SIDE, stage=self._stage)
        except smtplib.SMTPResponseException as e:
            said = e.smtp_error if isinstance(e.smtp_error, bytes) else str(e.smtp_error).encode()
            return self._refusal(e.smtp_code, said)
        except ValueError as e:  # its own words would show a piece of the password
            self._drop()
            if self._stage in _BEFORE_THE_LETTER:
                return Outcome("defer", type(e).__name__, NOT_SAYABLE, retry_after=OUR_SIDE, stage=self._stage)
            status = "unknown" if self._stage == "handed_over" else "permanent"
            return Outcome(status, type(e).__name__, NOT_SAYABLE, stage=self._stage)
        except (OSError, smtplib.SMTPException) as e:
            self._drop()
            if self._stage in _BEFORE_THE_LETTER:
                return Outcome("defer", type(e).__name__, trouble_text(e), retry_after=UNREACHABLE, stage=self._stage)
            status = "unknown" if self._stage == "handed_over" else "retry"
            return Outcome(status, type(e).__name__, trouble_text(e), stage=self._stage)

    def _conversation(self, sender: str, recipient: str, data: bytes) -> Outcome:
        smtp = self._smtp or self._connect()
        self._stage = "mail"
        envelope = (f"MAIL FROM:{_bracketed(sender)}", f"RCPT TO:<{recipient}>", "DATA")
        if any(c in line for line in envelope for c in "\r\n"):
            raise ValueError("một địa chỉ có dấu xuống dòng")
        at_once = smtp.has_extn("pipelining")  # RFC 2920: one round trip where the server can, else three
        if at_once:
            smtp.send("".join(f"{line}\r\n" for line in envelope).encode("ascii"))
        for stage, line, good in zip(_STEPS, envelope, _GOOD, strict=True):
            self._stage = stage
            code, said = smtp.getreply() if at_once else smtp.docmd(line)
            if code not in good:
                if at_once:
                    self._drop()  # a server may wait for the text of a mail now: none comes, so nothing is delivered
                return self._refusal(code, said)
        smtp.send(_stuffed(data.rstrip(b"\r\n")))
        self._stage = "handed_over"
        smtp.send(b"\r\n.\r\n")
        code, said = _last_answer(smtp)
        if 200 <= code < 300:
            return Outcome("sent", str(code), "", provider_id=_words(said)[-120:], stage="done")
        if 400 <= code < 600:
            return self._refusal(code, said)
        self._drop()  # an answer outside the protocol is none: nobody knows whether the mail was taken
        return Outcome("unknown", str(code), with_answer(STRANGE, _words(said)), stage=self._stage)

    def _connect(self) -> smtplib.SMTP:
        server, self._stage = self._server, "connect"
        context = self._tls or ssl.create_default_context()
        if server.security == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        self._smtp = smtp
        if smtp.sock is not None:  # else the closing dot waits 40 ms for the acknowledgement of the text before it
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            self._stage = "tls"
            smtp.starttls(context=context)
            smtp.ehlo()
        if server.user:
            self._stage = "auth"
            smtp.login(server.user, server.password)
        return smtp

    def _refusal(self, code: int, said: bytes) -> Outcome:
        """An explicit answer is certain: nothing was taken."""
        answer = _words(said)
        words = refusal_text(self._stage, code, answer)
        if self._stage in _BEFORE_THE_LETTER:
            return Outcome("defer", str(code), words, retry_after=OUR_SIDE, stage=self._stage)
        if self._stage == "mail":  # of the recipient nothing was said yet: too busy, or our address is not wanted
            later = UNREACHABLE if code < 500 else OUR_SIDE
            return Outcome("defer", str(code), words, retry_after=later, stage=self._stage)
        if 400 <= code < 500:
            return Outcome("retry", str(code), words, stage=self._stage)
        if self._stage != "recipient" or code not in _RECIPIENT_IS_GONE:
            return Outcome("permanent", str(code), words, stage=self._stage)
        # not taken for this recipient; only a word about the address itself makes the address a dead one
        told = str(code) if is_about_the_address(answer) else enhanced(answer)
        return Outcome("fallback", told, words, stage=self._stage)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


@lru_cache
def _bracketed(sender: str) -> str:
    return smtplib.quoteaddr(sender)


def _stuffed(data: bytes) -> bytes:
    """Lines that begin with a dot get a second one; nearly no mail has such a line."""
    return _LINE_DOT.sub(b"..", data) if b"\n." in data or data.startswith(b".") else data


def _last_answer(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """The one answer worth waiting for: without it nobody knows whether the mail was taken."""
    if smtp.sock is not None:
        smtp.sock.settimeout(TAKING_IT)
    answer = smtp.getreply()
    if smtp.sock is not None:
        smtp.sock.settimeout(TIMEOUT)
    return answer


def _words(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())
