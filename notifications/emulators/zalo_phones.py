"""Máy giả lập: a phone, its owner as the account and the bot know them, and what arrived on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Received:
    """One message on a phone. `way`: zns (template by phone), oa, bot."""

    id: str
    phone: str
    template: str
    tracking_id: str
    data: dict[str, str]
    at: datetime
    way: str = "zns"
    text: str = ""
    button: str = ""  # where the button under it leads


@dataclass
class Person:
    """The owner of a phone, as the account and the bot know them."""

    phone: str
    follows: bool = False
    spoke_at: datetime | None = None  # last word to the account
    has_bot: bool = False  # has written to the bot: it may answer

    @property
    def id(self) -> str:
        """The id under which the account knows the person; the bot's conversation bears it too."""
        return str(2 * 10**18 + int(hashlib.sha256(self.phone.encode()).hexdigest()[:14], 16))
