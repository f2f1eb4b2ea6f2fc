"""Đơn vị: organisations during the days they existed, in one of several trees, and who took over from whom.

A unit's id is stable for ever and is not its administrative code: codes are used again over time.
Territory units (`vn/2025-06/28249`) are the map; every other unit sits on one (`territory_id`) and, in its own
tree, below a parent. Nothing is merged destructively: views walk `Succession`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


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
