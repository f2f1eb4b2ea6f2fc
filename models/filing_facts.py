"""What surrounds a filing, as rows on the key of an obligation: drafts, answers to queries, wishes for more time.

Also here: what a meeting decided, delegations among officers, and which figures somebody read. Rows are added; a draft
alone is overwritten and goes once its filing stands.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

import models.access  # noqa: F401 - the tables these rows point at must be known wherever they are
from models.facts import instant


class Draft(SQLModel, table=True):
    """Bản nhập dở: what stands in the boxes of one open page, as typed; each tab keeps its own, so none is lost."""

    __table_args__ = (
        Index("ux_draft_tab", "programme", "duty", "period", "unit_id", "tab", unique=True),
        Index("ix_draft_unit", "unit_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    tab: str
    typed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # field name → text
    saves: int = 1  # how often this tab saved: a later save of fewer is an older one
    over_version: int = 0  # version of the filing it corrects; 0: the first
    by: str  # link:<id> or an account's name
    saved_at: datetime = instant()


class QueryAnswer(SQLModel, table=True):
    """Giải trình: a unit's answer to one query about its figures; the newest counts while the figures are those."""

    __table_args__ = (Index("ix_query_answer_key", "programme", "duty", "period", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    query: str  # id of the check that asked
    stated: str  # canonical JSON of the figures it was asked about: other figures, another question
    text: str
    by: str
    at: datetime = instant()


class MeetingDecision(SQLModel, table=True):
    """Kết luận cuộc họp: what the minutes order of whom by when; becomes a duty of its own (a `Request`)."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    n: int
    text: str
    unit_id: str = Field(foreign_key="unit.id")
    due_on: date
    request_code: str = ""  # the duty id it became


class ExtensionRequest(SQLModel, table=True):
    """Đề nghị gia hạn: what a unit asked, and the answer. A grant is an `Extension` row of its own."""

    __table_args__ = (
        Index("ix_extension_request_key", "programme", "duty", "period", "unit_id"),
        Index(  # one may wait at a time
            "ux_extension_request_waiting",
            *("programme", "duty", "period", "unit_id"),
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    until: date  # asked for
    reason: str
    by: str  # link:<id> or an account's name
    at: datetime = instant()
    state: str = "asked"  # AskState
    granted_until: date | None = None
    note: str = ""  # of the answer
    extension_id: int | None = Field(default=None, foreign_key="extension.id")
    decided_by: str = ""
    decided_at: datetime | None = instant(default=None, nullable=True)


class Delegation(SQLModel, table=True):
    """Ủy quyền xử lý: between two days one officer speaks for another; what is done says both names."""

    id: int | None = Field(default=None, primary_key=True)
    from_username: str = Field(foreign_key="officer.username", index=True)
    to_username: str = Field(foreign_key="officer.username", index=True)
    from_on: date
    until: date
    reason: str
    by: str
    at: datetime = instant()
    revoked_by: str = ""
    revoked_at: datetime | None = instant(default=None, nullable=True)


class FigureUse(SQLModel, table=True):
    """Where an indicator has been read since: a document, an export, a board; what nobody reads is a burden."""

    __table_args__ = (Index("ux_figure_use", "form", "indicator", "place", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    form: str
    indicator: str
    place: str  # what read it: consolidated, review, leader, export, board
    first_at: datetime = instant()
    last_at: datetime = instant()
    times: int = 1
