"""Zalo Bot: an Apprise plugin of our own for the bot platform: a pilot's channel, fifty people a bot.

The bot's token is part of every address it posts to, so nothing here ever shows an address.
"""

from __future__ import annotations

from typing import Any

import httpx

from models.outcomes import Outcome
from models.vocabulary import AlarmCode
from notifications.channels.plugin import DonDocPlugin
from notifications.channels.zalo_oa import free_text
from notifications.zalo.codes import retry_after
from notifications.zalo.wire import OUR_SIDE, NoAnswer, ZaloWire


class BotLine:
    """One HTTP connection to the bot platform."""

    def __init__(self, url: str, token: str):
        self.wire, self._token = ZaloWire(url, "zalo_bot_url"), token
        self.host = self.wire.host

    def __repr__(self) -> str:
        return f"BotLine({self.host})"

    def close(self) -> None:
        self.wire.close()

    def send(self, chat_id: str, text: str) -> Outcome:
        """Post one message and read the answer."""
        try:
            answer = self.wire.ask("POST", f"/bot{self._token}/sendMessage", json={"chat_id": chat_id, "text": text})
        except NoAnswer as e:
            return e.outcome
        return read_bot_answer(answer)


def read_bot_answer(answer: httpx.Response) -> Outcome:
    """What the platform said: `{"ok": true, "result": {"message_id"}}`, or an HTTP status that says why not."""
    status = str(answer.status_code)
    try:
        said = answer.json()
        if answer.status_code == 200 and said["ok"]:
            provider_id = str((said.get("result") or {}).get("message_id") or "")
            return Outcome("sent", "0", "", provider_id=provider_id, stage="done")
        status, words = str(said.get("error_code") or status), str(said.get("description", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        words = ""
    if status == "400":  # no such conversation, or the person has closed it
        return Outcome("fallback", status, words or "không có cuộc trò chuyện này", stage="answer")
    if status == "401":
        return Outcome("defer", status, words, retry_after=OUR_SIDE, stage="auth", alarm=AlarmCode.CHANNEL_DOWN)
    if status == "429":
        return Outcome("defer", status, words, retry_after=retry_after(answer), stage="busy", alarm=AlarmCode.QUOTA)
    if status in ("403", "404", "405", "413"):
        return Outcome("permanent", status, words, stage="answer", alarm=AlarmCode.CHANNEL_DOWN)
    return Outcome("unknown", status, words or "trả lời không đọc được", stage="answer")


class NotifyDonDocZaloBot(DonDocPlugin):
    """`dondoczalobot://`: made from a line and a letter only; the address is the conversation with the bot."""

    service_name: Any = "Đôn Đốc: Zalo Bot"
    secure_protocol: Any = "dondoczalobot"

    def handed_over(self, body: str, notify_type: Any) -> Outcome:
        return self.line.send(self.letter.address, free_text(self.letter))
