"""Kênh gửi: the one door through which a message leaves this machine.

`PostOffice` is opened for a batch, keeps one line a channel (one a service of the extra ones), and hands each letter to
the Apprise plugin of its channel. A home that is not live can deliver to this machine only: the door itself refuses
anything else. Of Apprise's own plugins those of `notifications.channels.extra` can be used, no others.
Passwords and tokens live in the lines, never in a log line or a `repr`.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Sequence
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from apprise import Apprise, NotificationManager

from models.further_channels import service_and_address
from models.outcomes import Outcome
from models.settings import Settings
from models.vocabulary import Channel
from notifications.channels.email import MailLine, NotifyDonDocMail
from notifications.channels.extra import SCHEMES, ExtraLine, NotifyDonDocExtra, extra_services
from notifications.channels.letter import Letter
from notifications.channels.smtp import SmtpLine, mail_server
from notifications.channels.zalo_lines import ZALO_PLUGINS, ZALO_SCHEMAS, zalo_lines
from notifications.this_machine import is_local, refuse_outside
from notifications.zalo.addresses import zalo_addresses
from notifications.zalo.tokens import Tokens

__all__ = ["Letter", "PostOffice", "deliver", "is_local", "open_channels", "refuse_outside"]

_PLUGINS = {"dondocmail": NotifyDonDocMail, **ZALO_PLUGINS, "dondocextra": NotifyDonDocExtra}
_SCHEMAS = {Channel.EMAIL: "dondocmail", **ZALO_SCHEMAS, Channel.EXTRA: "dondocextra"}
MANY = 500
_REGISTERING = threading.Lock()  # a worker a thread: the second to come would be told of a conflict


class Line(Protocol):
    """An open way to one service: a plugin speaks over it, and it leads to one host."""

    @property
    def host(self) -> str: ...

    def close(self) -> None: ...


class PostOffice:
    """The channels of one home, open for one batch."""

    def __init__(self, settings: Settings, *, tls: ssl.SSLContext | None = None, tokens: Tokens | None = None):
        register()
        self._settings = settings
        self._lines = {} if settings.is_rehearsal else _lines(settings, tls, tokens)
        self._plugins: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines.values():
            line.close()

    @property
    def at_once(self) -> int:
        """Letters in the first hand-over of a worker: many in a rehearsal, one where a channel is real."""
        return MANY if self._settings.is_rehearsal else 1

    def deliver_all(self, letters: Sequence[Letter]) -> list[Outcome]:
        """One hand-over; what the channel said, letter by letter."""
        return [self.deliver(letter) for letter in letters]

    def deliver(self, letter: Letter) -> Outcome:
        """Hand one letter to its channel. Errors: `Refused` where it would leave the machine of a demo."""
        if self._settings.is_rehearsal:
            return Outcome("sent", provider_id="rehearsal")
        plugin = self._plugin(letter)
        if plugin is None:
            return Outcome("fallback", "no-channel", "Kênh này chưa được thiết lập.")
        # Apprise drops the title into the body of a channel without titles, so a short message has none
        title = letter.subject if letter.channel == Channel.EMAIL else ""
        try:
            plugin.notify(body=letter.body(), title=title, body_format=plugin.notify_format)
        except Exception as e:  # no channel should; its words may name whom the letter was for
            return Outcome("unknown", type(e).__name__, "kênh gửi bị lỗi giữa chừng", stage="broken")
        return plugin.outcome

    def _plugin(self, letter: Letter) -> Any:
        """The plugin of its line, with the letter in hand: made once. None: no such line."""
        name = _line_of(letter.channel, letter.address)
        if name in self._plugins:
            self._plugins[name].take(letter)
        elif (line := self._lines.get(name)) is not None:
            refuse_outside(self._settings, line.host)
            parts = {"schema": _SCHEMAS[Channel.of(letter.channel)], "line": line, "letter": letter}
            self._plugins[name] = Apprise.instantiate(parts, suppress_exceptions=False)
        return self._plugins.get(name)


def deliver(settings: Settings, letter: Letter, *, tls: ssl.SSLContext | None = None) -> Outcome:
    """Deliver one letter on its own."""
    with PostOffice(settings, tls=tls) as office:
        return office.deliver(letter)


def open_channels(settings: Settings) -> set[Channel]:
    """The channels this home has set up; the hand is always there.

    Errors: `Refused` for a demo pointed outside, or an extra service that is not safe.
    """
    channels = {Channel.HAND}
    if settings.is_rehearsal:
        return {*Channel}
    if mail := mail_server(settings):
        refuse_outside(settings, mail.host)
        channels.add(Channel.EMAIL)
    for channel, url in zalo_addresses(settings).items():
        refuse_outside(settings, urlsplit(url).hostname or "")
        channels.add(channel)
    for service in extra_services(settings).values():
        refuse_outside(settings, service.host)
        channels.add(Channel.EXTRA)
    return channels


def register() -> None:
    """Make our plugins known to Apprise and shut all of its own but the extra ones; doing it again changes nothing."""
    with _REGISTERING:
        known = NotificationManager()
        if all(schema in known for schema in _PLUGINS):
            return
        for schema, plugin in _PLUGINS.items():
            if schema not in known:
                known[schema] = plugin
        known.enable_only(*_PLUGINS, *SCHEMES)


def _lines(settings: Settings, tls: ssl.SSLContext | None, tokens: Tokens | None) -> dict[str, Line]:
    """The lines of a home, not yet connected. Errors: `Refused` for settings no line can be made from."""
    found: dict[str, Line] = {channel: line for channel, line in zalo_lines(settings, tokens).items()}
    if mail := mail_server(settings):
        found[Channel.EMAIL] = MailLine(SmtpLine(mail, tls), settings)
    for name, service in extra_services(settings).items():
        found[f"{Channel.EXTRA}:{name}"] = ExtraLine(service)
    return found


def _line_of(channel: str, address: str) -> str:
    """Which line a letter takes: one a channel, of the extra ones one a service."""
    return f"{channel}:{service_and_address(address)[0]}" if channel == Channel.EXTRA else channel
