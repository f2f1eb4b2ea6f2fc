"""Tin: the outbox. One row a message, the obligations inside as child rows, an attempt row before the network.

The unique key makes a second plan of the same day write nothing. A claim is one UPDATE whose row count is looked at.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.facts import instant

_HAS_LEFT = "message_id != ''"  # a planned one has no Message-ID yet


def _where(on_sqlite: str, on_postgresql: str) -> dict[str, Any]:
    """What an index is kept for; the same condition, as each database has it."""
    return {"sqlite_where": text(on_sqlite), "postgresql_where": text(on_postgresql)}


class Content(SQLModel, table=True):
    """The words of messages, each text once, with marks for the unit's name and its link (models.contents)."""

    id: str = Field(primary_key=True)  # sha256 of the words
    subject: str
    text: str
    html: str = ""
    short: str = ""  # ≤ 300 characters, for Zalo


class Message(SQLModel, table=True):
    """One message to one recipient over one channel.

    `slot` is the digest day (`2026-11-22`) or the urgent obligation and stage.
    """

    __table_args__ = (
        Index("ux_message", "recipient", "channel", "slot", "resend", unique=True),
        Index("ix_message_state", "state", "not_before"),
        Index("ix_message_as_of", "as_of"),
        # all are urgent there, and saying so tells SQLite's planner this one from ix_message_state
        Index("ix_message_urgent", "is_urgent", "state", "not_before", **_where("is_urgent = 1", "is_urgent")),
        Index("ix_message_message_id", "message_id", **_where(_HAS_LEFT, _HAS_LEFT)),
    )
    id: int | None = Field(default=None, primary_key=True)
    recipient: str  # unit id, or "officer:<username>" for digests to officers
    channel: str  # Channel
    slot: str
    resend: int = 0
    state: str = "planned"  # MessageState
    reason: str = ""  # why skipped, failed, unknown or expired; words for the operator
    address: str  # where it goes: e-mail address, Zalo phone, or "" by hand
    subject: str
    content_id: str | None = Field(default=None, foreign_key="content.id")  # its words
    message_id: str = ""  # stable Message-ID, made from the unique key when it first leaves
    link_id: str | None = None  # the way in that it carried when it left
    fallback_of: int | None = Field(default=None, foreign_key="message.id")
    as_of: date  # the day it was planned for
    is_urgent: bool = False
    planned_at: datetime = instant()
    not_before: datetime = instant()
    expires_at: datetime = instant()
    lease_owner: str | None = None
    lease_until: datetime | None = instant(default=None, nullable=True)
    attempts: int = 0
    sent_at: datetime | None = instant(default=None, nullable=True)
    provider_id: str = ""
    repeats: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # sent again under the same Message-ID


class MessageItem(SQLModel, table=True):
    """One obligation inside a message, and the rung of the ladder it stood on. Unique per message."""

    __table_args__ = (
        Index("ux_message_item", "message_id", "programme", "duty", "period", "stage", unique=True),
        Index("ix_message_item_key", "programme", "duty", "period", "unit_id", "stage"),
    )
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    programme: str
    duty: str
    period: str
    unit_id: str
    stage: str  # Stage


class Attempt(SQLModel, table=True):
    """Written before the network is touched. No `finished_at` after the lease ran out means: nobody knows."""

    __table_args__ = (Index("ux_attempt", "message_id", "number", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    number: int
    owner: str
    started_at: datetime = instant()
    finished_at: datetime | None = instant(default=None, nullable=True)
    outcome: str = ""  # sent, retry, defer, fallback, permanent, unknown
    code: str = ""
    detail: str = ""


class Suppression(SQLModel, table=True):
    """An address that a channel said is dead (hard bounce, no Zalo): skipped until `until`."""

    __table_args__ = (Index("ux_suppression", "channel", "address", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str
    reason: str
    since: datetime = instant()
    until: date | None = None


class DeliveryReceipt(SQLModel, table=True):
    """Xác nhận của nhà cung cấp: what a channel said later about a message it took. Each event is kept once."""

    __tablename__ = "delivery_receipt"
    __table_args__ = (
        Index("ux_delivery_receipt", "channel", "provider_id", "tracking_id", "event", unique=True),
        Index("ix_delivery_receipt_tracking", "tracking_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    provider_id: str = ""
    tracking_id: str = ""  # the name of ours that travelled with the message
    event: str  # delivered, seen, bounced
    at: datetime = instant()  # as the provider says
    received_at: datetime = instant()
