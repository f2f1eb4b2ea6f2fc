"""Đơn vị: organisations during the days they existed, in one of several trees, and who took over from whom.

A unit's id is stable for ever and is not its administrative code: codes are used again over time.
Territory units (`vn/2025-06/28249`) are the map; every other unit sits on one (`territory_id`) and, in its own
tree, below a parent. Nothing is merged destructively: views walk `Succession`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from models.database import Instant


class Unit(SQLModel, table=True):
    """One organisation from `valid_from` to `valid_to`, both inclusive; None: without a known beginning or end."""

    id: str = Field(primary_key=True)
    tree: str = Field(index=True)  # Tree
    level: str  # Level
    kind: str = ""  # "xã", "phường", "Công an xã", "sở"…
    code: str = ""
    name: str = Field(index=True)
    parent_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    territory_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    generated: bool = False  # made up by rule from the map (police of a commune…), not read from a source
    source: str = ""


class Succession(SQLModel, table=True):
    """`to_id` took over from `from_id` on `takes_over_on`.

    `is_default` marks the one successor of a split unit that carries on its figures.
    """

    id: int | None = Field(default=None, primary_key=True)
    from_id: str = Field(foreign_key="unit.id", index=True)
    to_id: str = Field(foreign_key="unit.id", index=True)
    kind: str  # SuccessionKind
    is_default: bool = True
    takes_over_on: date
    basis: str = ""  # resolution number and date
    confirmed_by: str = ""
    share: float | None = None  # how much of a split unit's figures, 0..1; None: not stated
    change_id: int | None = Field(default=None, foreign_key="unit_change.id", index=True)  # None: came with the map


class UnitChange(SQLModel, table=True):
    """Biến động đơn vị: one act of an authority that makes, ends, joins, splits, renames or moves units.

    Proposed, then confirmed by a named officer, and undoable: `undo` keeps every row it touched as it was before.
    """

    __tablename__ = "unit_change"
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # UnitChangeKind
    title: str
    effective_on: date
    document: str = ""  # number of the resolution or decision
    document_on: date | None = None
    article: str = ""
    issuer: str = ""
    content: str = ""  # canonical JSON of what it does
    sha256: str = ""
    state: str = "proposed"  # ChangeState
    undo: str = ""  # canonical JSON, written when confirmed
    proposed_by: str = ""
    proposed_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    decided_by: str = ""  # who confirmed or dropped it
    decided_at: datetime | None = Field(default=None, sa_column=Column(Instant, nullable=True))
    undone_by: str = ""
    undone_at: datetime | None = Field(default=None, sa_column=Column(Instant, nullable=True))


class UnitPast(SQLModel, table=True):
    """What a unit that lives on was called and stood under until the end of `valid_to`: renamed or moved since."""

    __tablename__ = "unit_past"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    name: str
    kind: str = ""
    code: str = ""
    parent_id: str | None = Field(default=None, foreign_key="unit.id")
    valid_to: date
    change_id: int | None = Field(default=None, foreign_key="unit_change.id", index=True)


class Disposition(SQLModel, table=True):
    """Xử lý nhiệm vụ khi đơn vị kết thúc: a person's word on what becomes of one duty of a unit that is no more.

    Where nobody spoke, `models.dispositions` proposes from the successions. Empty duty: every duty of the programme.
    """

    __table_args__ = (Index("ix_disposition_key", "programme", "duty", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str = ""
    unit_id: str = Field(foreign_key="unit.id", index=True)
    kind: str  # DispositionKind
    to_unit_id: str | None = Field(default=None, foreign_key="unit.id")
    effective_on: date
    basis: str = ""  # the document or reason behind it
    by: str = ""
    at: datetime = Field(sa_column=Column(Instant, nullable=False))


class Contact(SQLModel, table=True):
    """How a unit is reached between two days: a post, an office address; as little about people as will do."""

    __table_args__ = (Index("ix_contact_unit_valid", "unit_id", "valid_from"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id")
    post: str = ""  # chức danh hoặc bộ phận, e.g. "Cán bộ tổng hợp"
    email: str = ""
    zalo: str = ""  # phone number known to Zalo
    phone: str = ""
    by_hand: bool = False  # reached by call or letter only
    is_head: bool = False  # thủ trưởng
    valid_from: date | None = None
    valid_to: date | None = None
    prefers: str = Field(default="", sa_column_kwargs={"server_default": ""})  # Channel it asked to be reached by first


class ContactChannel(SQLModel, table=True):
    """A further way to reach a contact: a channel and an address on it, never an address of a service."""

    __tablename__ = "contact_channel"
    __table_args__ = (Index("ux_contact_channel", "contact_id", "channel", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    channel: str  # Channel: zalo_oa, zalo_bot, extra
    address: str  # user id, chat id, or `<service>:<address>` of a service the operator has set up


class Assignment(SQLModel, table=True):
    """Duty → unit, from–to, why. `duty` is a catalogue duty or the code of an on-demand request."""

    __table_args__ = (Index("ux_assignment", "programme", "duty", "unit_id", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    unit_id: str = Field(foreign_key="unit.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    reason: str = ""  # "catalogue", "succession", "request"
    confirmed_by: str = ""
