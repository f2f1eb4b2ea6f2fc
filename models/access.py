"""Who may come in: officers with an account, and units with a signed link from a reminder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.facts import instant


class Officer(SQLModel, table=True):
    """A named account: of the agency, of a superior or of a unit. The password is kept as argon2id."""

    username: str = Field(primary_key=True)
    full_name: str
    post: str = ""
    email: str = ""
    role: str  # Role
    unit_id: str | None = Field(default=None, foreign_key="unit.id")
    password_hash: str = ""
    is_active: bool = True
    failed_logins: int = 0
    locked_until: datetime | None = instant(default=None, nullable=True)
    reach: dict[str, list[str]] = Field(  # `models.rights`: trees, below, programmes; nothing: no limit
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    second_factor: str = Field(default="", repr=False, sa_column_kwargs={"server_default": ""})  # sealed; empty: none
    second_factor_step: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # the last code taken


class Link(SQLModel, table=True):
    """A signed, expiring, revocable way into the portal for one unit and purpose. The token carries only this id."""

    id: str = Field(primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    purpose: str = "file"
    expires_at: datetime = instant()
    revoked_at: datetime | None = instant(default=None, nullable=True, index=True)
    created_at: datetime = instant()


class Switch(SQLModel, table=True):
    """Small named settings that operators turn at run time: the kill switch, the last round's watermark."""

    key: str = Field(primary_key=True)
    value: str
    by: str = ""
    at: datetime = instant()


class CatalogueChange(SQLModel, table=True):
    """A programme imported into a live home: proposed, previewed, then confirmed by a named officer or dropped."""

    id: int | None = Field(default=None, primary_key=True)
    programme: str
    archive: str  # YAML documents as one JSON object {relative path: text}
    sha256: str
    preview: str = ""  # JSON of moved, new and gone deadlines
    state: str = "proposed"  # proposed, confirmed, dropped
    proposed_by: str
    proposed_at: datetime = instant()
    decided_by: str = ""
    decided_at: datetime | None = instant(default=None, nullable=True)
