"""Kênh gửi: the one door through which a message leaves this machine.

`PostOffice` is opened for a batch, keeps one connection a channel, and hands each letter to the Apprise plugin of its
channel. A home that is not live can deliver to this machine only: the door itself refuses anything else.
Passwords and tokens live in the connections, never in an Apprise address, a log line or a `repr`.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from apprise import Apprise, NotificationManager

from models.errors import Refused
from models.outcomes import Outcome
from models.settings import Settings
from models.vocabulary import Channel
from notifications.channels.email import MailLine, NotifyDonDocMail
from notifications.channels.letter import Letter
from notifications.channels.smtp import SmtpLine, mail_server
from notifications.channels.zalo import NotifyDonDocZalo, ZaloLine, zalo_service

__all__ = ["Letter", "PostOffice", "deliver", "open_channels"]

_PLUGINS = {"dondocmail": NotifyDonDocMail, "dondoczalo": NotifyDonDocZalo}
_LOCAL_NAMES = {"localhost", "localhost."}
MANY = 500


class PostOffice:
    """The channels of one home, open for one batch."""

    def __init__(self, settings: Settings, *, tls: ssl.SSLContext | None = None):
        register()
        self._settings = settings
        nobody = settings.is_rehearsal
        mail, zalo = (None, None) if nobody else (mail_server(settings), zalo_service(settings))
        self._mail = MailLine(SmtpLine(mail, tls), settings) if mail else None
        self._zalo = ZaloLine(zalo) if zalo else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in (self._mail, self._zalo):
            if line is not None:
                line.close()

    @property
    def at_once(self) -> int:
        """Letters in one hand-over: a crash during it leaves the fate of so many unknown. Real channels take one."""
        return MANY if self._settings.is_rehearsal else 1

    def deliver_all(self, letters: Sequence[Letter]) -> list[Outcome]:
        """One hand-over; what the channel said, letter by letter."""
        return [self.deliver(letter) for letter in letters]

    def deliver(self, letter: Letter) -> Outcome:
        """Hand one letter to its channel. Errors: `Refused` where it would leave the machine of a demo."""
        if self._settings.is_rehearsal:
            return Outcome("sent", provider_id="rehearsal")
        line = {Channel.EMAIL: self._mail, Channel.ZALO: self._zalo}.get(Channel.of(letter.channel))
        if line is None:
            return Outcome("fallback", "no-channel", "Kênh này chưa được thiết lập.")
        refuse_outside(self._settings, line.host)
        schema = "dondocmail" if letter.channel == Channel.EMAIL else "dondoczalo"
        parts = {"schema": schema, "line": line, "letter": letter}
        plugin: Any = Apprise.instantiate(parts, suppress_exceptions=False)
        # Apprise drops the title into the body of a channel without titles, so a short message has none
        title = letter.subject if letter.channel == Channel.EMAIL else ""
        try:
            plugin.notify(body=letter.body(), title=title, body_format=plugin.notify_format)
        except Exception as e:  # no channel should; its words may name whom the letter was for
            return Outcome("unknown", type(e).__name__, "kênh gửi bị lỗi giữa chừng", stage="broken")
        return plugin.outcome


def deliver(settings: Settings, letter: Letter, *, tls: ssl.SSLContext | None = None) -> Outcome:
    """Deliver one letter on its own."""
    with PostOffice(settings, tls=tls) as office:
        return office.deliver(letter)


def open_channels(settings: Settings) -> set[Channel]:
    """The channels this home has set up; the hand is always there. Errors: `Refused` for a demo pointed outside."""
    channels = {Channel.HAND}
    if settings.is_rehearsal:
        return {*Channel}
    if mail := mail_server(settings):
        refuse_outside(settings, mail.host)
        channels.add(Channel.EMAIL)
    if zalo := zalo_service(settings):
        refuse_outside(settings, urlsplit(zalo.url).hostname or "")
        channels.add(Channel.ZALO)
    return channels


def refuse_outside(settings: Settings, host: str) -> None:
    """Only a live home reaches beyond this machine."""
    if settings.mode != "live" and not is_local(host):
        raise Refused(
            f"Bản demo chỉ gửi trong máy, không gửi tới “{host}”. "
            "Muốn gửi thật, đề nghị khởi tạo một bản chính thức bằng lệnh dondoc init."
        )


def is_local(host: str) -> bool:
    """Whether a host name can only be this machine. Names other than localhost are not trusted to be."""
    if host.lower() in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def register() -> None:
    """Make the two plugins known to Apprise; doing it again changes nothing."""
    known = NotificationManager()
    for schema, plugin in _PLUGINS.items():
        if schema not in known:
            known[schema] = plugin
