"""What happened, as rows that hang on the key of an obligation: (programme, duty, period, unit).

An obligation itself is never stored. Rows here are added, never deleted: a returned filing stays and a new
version follows.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

import models.units  # noqa: F401 - the table these rows point at must be known wherever they are
from models.database import Instant


def instant(**kw: Any) -> Any:
    """A column holding an aware UTC instant."""
    nullable = kw.pop("nullable", False)
    index = kw.pop("index", False)
    return Field(sa_column=Column(Instant, nullable=nullable, index=index), **kw)


class Submission(SQLModel, table=True):
    """One version of what a unit filed.

    `figures` maps an indicator code (or `code.part`) to a number, bool or text; absent means not reported.
    """

    __table_args__ = (
        Index("ux_submission_version", "programme", "duty", "period", "unit_id", "version", unique=True),
        Index("ix_submission_unit", "unit_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    version: int = 1
    kind: str  # SubmissionKind
    state: str = "filed"  # SubmissionState
    form: str = ""  # form id, "" where the duty has no figures
    form_version: str = ""
    figures: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    fields: dict[str, Any] = Field(  # of a plan, minutes, an event: field code → text, number or ISO date
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    note: str = ""  # narrative, or number/date of a paper document
    document_number: str = ""
    document_on: date | None = None
    is_provisional: bool = False  # số ước
    receipt: str = Field(default="", index=True)  # mã tiếp nhận, shown to the unit
    token: str | None = Field(default=None, unique=True)  # form token: a resubmitted form makes no second version
    filed_via: str = "portal"  # portal, workbook, officer, demo
    filed_by: str = ""
    filed_at: datetime = instant()


class Attachment(SQLModel, table=True):
    """A document filed with a submission; its bytes are kept under their SHA-256 in the home's files folder."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    name: str
    media_type: str
    size: int
    sha256: str


class Decision(SQLModel, table=True):
    """A reviewer's word on one submission, said at one step of its way up."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    action: str  # ReviewAction
    note: str = ""
    step: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # 1 nearest the unit; 0: said before steps
    as_unit: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the unit that speaks; empty: the agency
    on_behalf_of: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the officer who delegated it
    cells: list[dict[str, str]] = Field(  # of a return: {code, message}, to the exact cell
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    by: str
    at: datetime = instant()


class Extension(SQLModel, table=True):
    """Gia hạn: this unit may file until the end of `until` for this period only."""

    __table_args__ = (Index("ix_extension_key", "programme", "duty", "period", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    until: date
    reason: str
    granted_by: str
    granted_at: datetime = instant()


class Waiver(SQLModel, table=True):
    """Miễn: this unit owes nothing for this period."""

    __table_args__ = (Index("ux_waiver_key", "programme", "duty", "period", "unit_id", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    reason: str
    approver: str = Field(default="", sa_column_kwargs={"server_default": ""})  # post and paper that approved it
    granted_by: str  # the officer who wrote it down
    granted_at: datetime = instant()


class Hold(SQLModel, table=True):
    """Chờ xác nhận: nothing of this scope is overdue while a human decision is awaited. Empty duty or unit: all."""

    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str = ""
    unit_id: str = ""
    from_on: date
    until: date | None = None
    reason: str
    by: str = ""


class Acknowledgement(SQLModel, table=True):
    """Đã nhận, hẹn lại: a unit says through its link that it knows; with `until` it asks to be left alone so long."""

    __table_args__ = (
        Index("ix_acknowledgement_key", "programme", "duty", "period", "unit_id"),
        Index("ix_acknowledgement_unit", "unit_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    unit_id: str = Field(foreign_key="unit.id")
    stage: str  # Stage it answers
    until: date | None = None  # last silent day of a snooze; None: acknowledged only
    reason: str = ""
    by: str  # "unit", or an officer's name who was told by telephone
    link_id: str | None = None
    at: datetime = instant(index=True)


class Mute(SQLModel, table=True):
    """Tạm ngừng nhắc: an officer's word that a scope hears nothing until a day. Empty programme, duty or unit: all."""

    id: int | None = Field(default=None, primary_key=True)
    programme: str = ""
    duty: str = ""
    unit_id: str = ""
    until: date  # last silent day
    reason: str
    by: str
    at: datetime = instant()
    lifted_by: str = ""
    lifted_at: datetime | None = instant(default=None, nullable=True)


class Request(SQLModel, table=True):
    """Yêu cầu báo cáo đột xuất: a duty ordered by an officer, not by the catalogue. Its code is its duty id."""

    __table_args__ = (Index("ux_request_code", "programme", "code", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    code: str  # e.g. "DX-2026-01"
    title: str
    period: str = ""  # set when opened and kept: a changed day-off table moves the day, never the key of its filings
    document: str  # number of the letter that asks
    document_on: date
    clause: str = ""
    wording: str = ""
    bound: str  # Bound: before | by | exact | after
    named_on: date | None = None
    clock: time | None = None  # time of day of named_on, in Hanoi
    working_days: int | None = None  # with bound "after": so many working days after document_on
    term_count: int | None = None  # with bound "after": so many of term_unit after document_on
    term_unit: str | None = None  # TermUnit
    counts_from_at: datetime | None = instant(default=None, nullable=True)  # with a term in hours
    window_from: date | None = None
    window_to: date | None = None
    form: str = ""
    route_to: str = ""
    route_via: str = ""
    is_urgent: bool = False
    is_demo: bool = False
    by: str
    at: datetime = instant()


class PeriodClose(SQLModel, table=True):
    """A period was closed and totalled. `snapshot` is what was known then, byte for byte, for ever."""

    __table_args__ = (Index("ux_period_close", "programme", "duty", "period", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    by: str
    at: datetime = instant()
    reported: int
    expected: int
    snapshot: str = ""  # canonical JSON of the totals
    sha256: str = ""


class Ruling(SQLModel, table=True):
    """A day people agreed on for a duty that has none ("chưa ấn định ngày"); never a legal deadline."""

    __table_args__ = (Index("ux_ruling", "programme", "duty", "period", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    held_on: date
    note: str = ""
    by: str
    at: datetime = instant()


class Audit(SQLModel, table=True):
    """Append-only: who did what to which object, when. No figures, no contents."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant(index=True)
    actor: str
    action: str
    subject: str
    detail: str = ""
