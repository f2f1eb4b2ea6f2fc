"""Thư: one finished message on its way to one address, and how an address is shown without giving it away."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.masking import masked
from models.vocabulary import Channel


@dataclass(frozen=True)
class Attached:
    """A file that travels with a mail. `name` is what the reader sees, in Vietnamese."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """What a channel needs to know. `key` is its stable name: Message-ID of the mail, tracking id of Zalo.

    Only mail knows the rest: `reply_to` (empty: the home's reply box, by its plus-address), `in_reply_to` (the
    Message-ID this one answers), `preferences_url` (where the unit chooses how it is reached), `attachments`.
    """

    channel: str
    address: str
    subject: str
    body_text: str
    key: str
    body_html: str = ""
    body_short: str = ""
    recipient_name: str = ""
    link: str = ""  # the way in; the long words hold it, the short ones do not
    reply_to: str = ""
    in_reply_to: str = ""
    preferences_url: str = ""
    attachments: tuple[Attached, ...] = ()

    def body(self) -> str:
        return self.body_text if self.channel == Channel.EMAIL else self.body_short

    def __repr__(self) -> str:
        return f"Letter({self.channel}, {masked(self.address)}, {self.key})"
