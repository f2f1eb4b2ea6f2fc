"""Dịch vụ Zalo của một bản cài đặt: which services it speaks to, at which address, as which application.

A demo without addresses of its own speaks to its emulator, which answers for all four hosts of the real service.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from models.errors import Refused
from models.settings import Home, Settings
from models.vocabulary import Channel
from notifications.this_machine import is_local, refuse_outside

DEMO_TEMPLATE, DEMO_TOKEN = "demo-nhac-viec", "demo"  # open nothing but the emulator
DEMO_APP, DEMO_APP_SECRET, DEMO_OA = "1000000000000000001", "ung-dung-demo", "4000000000000000001"
DEMO_BOT = "1000000001:bot-demo"
CALLBACK = "/can-bo/zalo/tro-ve"  # where the browser comes back to after consent
EVENTS = "/zalo/su-kien"  # where the service posts its events


@dataclass(frozen=True)
class Application:
    """The application that speaks for the official account, and where consent is given and keys are renewed."""

    url: str
    app_id: str
    secret: str = field(default="", repr=False)


def zalo_addresses(settings: Settings) -> dict[Channel, str]:
    """The base address of each Zalo channel this home has set up; a demo has them all. Empty: no Zalo from here."""
    own = {
        Channel.ZALO: settings.zalo_url,
        Channel.ZALO_OA: settings.zalo_oa_url,
        Channel.ZALO_BOT: settings.zalo_bot_url,
    }
    if settings.is_demo:
        return {channel: url or emulator(settings) for channel, url in own.items()}
    return {} if settings.is_rehearsal else {channel: url for channel, url in own.items() if url}


def application(settings: Settings) -> Application | None:
    """The application whose keys are kept by this home. None: it has none, and speaks with a fixed token if at all.

    Errors: `Refused` for a demo pointed outside, or an address without TLS.
    """
    if settings.is_rehearsal or not (settings.is_demo or settings.zalo_app_id):
        return None
    if settings.is_demo:
        found = Application(
            settings.zalo_oauth_url or emulator(settings),
            settings.zalo_app_id or DEMO_APP,
            settings.zalo_app_secret or DEMO_APP_SECRET,
        )
    else:
        url = settings.zalo_oauth_url or "https://oauth.zaloapp.com"
        found = Application(url, settings.zalo_app_id, settings.zalo_app_secret)
    refuse_outside(settings, secure_host(found.url, "zalo_oauth_url"))
    return found


def event_secret(home: Home) -> str:
    """What the service signs its events with; a demo shares one of its own with its emulator. Empty: none is taken."""
    settings = home.settings()
    if settings.zalo_oa_secret or not settings.is_demo:
        return settings.zalo_oa_secret
    return hmac.new(home.secret().encode(), b"dondoc.zalo.su-kien", hashlib.sha256).hexdigest()


def emulator(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.zalo_demo_port}"


def secure_host(url: str, setting: str) -> str:
    """The host of a service address. Errors: `Refused` where it is not reached over TLS and not this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local(host)):
        raise Refused(f"Thiết lập “{setting}” phải bắt đầu bằng https:// (http:// chỉ dùng trong máy này).")
    return host
