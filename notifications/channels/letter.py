"""Thư: one finished message on its way to one address, and how an address is shown without giving it away."""

from __future__ import annotations

from dataclasses import dataclass

from models.vocabulary import Channel


@dataclass(frozen=True)
class Letter:
    """What a channel needs to know. `key` is its stable name: Message-ID of the mail, tracking id of Zalo."""

    channel: str
    address: str
    subject: str
    body_text: str
    key: str
    body_html: str = ""
    body_short: str = ""
    recipient_name: str = ""

    def body(self) -> str:
        return self.body_short if self.channel == Channel.ZALO else self.body_text

    def __repr__(self) -> str:
        return f"Letter({self.channel}, {masked(self.address)}, {self.key})"


def masked(address: str) -> str:
    """`c***@dongthap.example`, `849****567`: enough to recognise, too little to use."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{address[:3]}****{address[-3:]}" if len(address) > 6 else "****" if address else ""
