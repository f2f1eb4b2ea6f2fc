"""Zalo OA: an Apprise plugin of our own for messages of the official account to a person who talks with it.

Such a message carries free text, but only within days of the person's last word to the account; the service refuses
it otherwise and the next channel is tried. The same token speaks here and in template messages.
"""

from __future__ import annotations

from typing import Any

from models.masking import masked
from models.outcomes import Outcome
from notifications.channels.letter import Letter
from notifications.channels.plugin import DonDocPlugin
from notifications.zalo.codes import read_answer
from notifications.zalo.tokens import NoToken, Tokens
from notifications.zalo.wire import NoAnswer, ZaloWire

PATH = "/v3.0/oa/message/cs"
LONGEST = 2000


class AccountLine:
    """A connection to a service that the official account speaks to with its access token."""

    def __init__(self, url: str, setting: str, tokens: Tokens):
        self.wire = ZaloWire(url, setting)
        self.host = self.wire.host
        self._tokens, self._token = tokens, ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.host})"

    def close(self) -> None:
        self.wire.close()

    def post(self, path: str, body: dict[str, Any]) -> Outcome:
        """Post one message; with a token the service calls dead, once more with another one."""
        try:
            token = self._token or self._tokens.current()
            outcome = self._posted(path, body, token)
            if outcome.stage == "auth" and (another := self._tokens.renewed(token)) != token:
                token = another
                outcome = self._posted(path, body, token)
            self._token = "" if outcome.stage == "auth" else token
        except NoToken as e:
            self._token = ""
            return e.outcome
        return outcome

    def _posted(self, path: str, body: dict[str, Any], token: str) -> Outcome:
        try:
            return read_answer(self.wire.ask("POST", path, headers={"access_token": token}, json=body))
        except NoAnswer as e:
            return e.outcome


class NotifyDonDocZaloOA(DonDocPlugin):
    """`dondoczalooa://`: made from a line and a letter only; the address is the person's id with the account."""

    service_name: Any = "Đôn Đốc: Zalo OA"
    secure_protocol: Any = "dondoczalooa"

    def handed_over(self, body: str, notify_type: Any) -> Outcome:
        person = self.letter.address
        if not (person.isascii() and person.isdigit()):
            return Outcome("fallback", "address", f"“{masked(person)}” không phải mã người dùng Zalo")
        message = {"recipient": {"user_id": person}, "message": {"text": free_text(self.letter)}}
        return self.line.post(PATH, message)


def free_text(letter: Letter) -> str:
    """The whole letter where it is short enough for one message, otherwise its short form; the way in comes last."""
    whole, last_line = letter.body_text.rstrip(), f"\n{letter.link}" if letter.link else ""
    room = LONGEST - len(last_line)
    text = whole if 0 < len(whole) <= room else letter.body_short[:room]
    return text if last_line and text.endswith(last_line) else text + last_line
