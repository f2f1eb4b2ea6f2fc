"""Các kênh Zalo của một bản cài đặt: its lines and the Apprise plugins that speak on them."""

from __future__ import annotations

from typing import Any

from models.settings import Settings
from models.vocabulary import Channel
from notifications.channels.zalo import NotifyDonDocZalo, ZaloLine
from notifications.channels.zalo_bot import BotLine, NotifyDonDocZaloBot
from notifications.channels.zalo_oa import AccountLine, NotifyDonDocZaloOA
from notifications.zalo.addresses import DEMO_BOT, DEMO_TEMPLATE, DEMO_TOKEN, zalo_addresses
from notifications.zalo.forms import form_of
from notifications.zalo.tokens import FixedToken, Tokens

ZALO_SCHEMAS = {Channel.ZALO: "dondoczalo", Channel.ZALO_OA: "dondoczalooa", Channel.ZALO_BOT: "dondoczalobot"}
ZALO_PLUGINS: dict[str, Any] = {
    "dondoczalo": NotifyDonDocZalo,
    "dondoczalooa": NotifyDonDocZaloOA,
    "dondoczalobot": NotifyDonDocZaloBot,
}


def zalo_lines(settings: Settings, tokens: Tokens | None = None) -> dict[Channel, ZaloLine | AccountLine | BotLine]:
    """A line for each Zalo channel this home has set up. Without `tokens`: the fixed one of the settings.

    Errors: `Refused` for an address without TLS outside this machine, or a form the house does not have.
    """
    known, demo = zalo_addresses(settings), settings.is_demo
    keys = tokens or FixedToken(settings.zalo_token or (DEMO_TOKEN if demo else ""))
    lines: dict[Channel, ZaloLine | AccountLine | BotLine] = {}
    if url := known.get(Channel.ZALO):
        template = settings.zalo_template or (DEMO_TEMPLATE if demo else "")
        lines[Channel.ZALO] = ZaloLine(url, template, form_of(settings.zalo_form), keys)
    if url := known.get(Channel.ZALO_OA):
        lines[Channel.ZALO_OA] = AccountLine(url, "zalo_oa_url", keys)
    if url := known.get(Channel.ZALO_BOT):
        lines[Channel.ZALO_BOT] = BotLine(url, settings.zalo_bot_token or (DEMO_BOT if demo else ""))
    return lines
