"""Việc cần người quyết định: what only a person can settle, in one list for the pages, the digests and the leader.

Proposed rules and changes of units, programmes on hold, duties whose unit has ended, days read from a provisional
calendar. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from sqlmodel import Session, select

from models.access import CatalogueChange, Officer
from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.dispositions import orphans
from models.units import UnitChange
from models.vocabulary import ChangeState, DispositionKind

NEAR = timedelta(days=60)


@dataclass(frozen=True)
class Question:
    """Something only a person can settle; `path` of the page where it is done."""

    text: str
    path: str = ""
    link: str = ""


class Owed(Protocol):
    """An obligation, or many of one deadline together."""

    @property
    def title(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def deadline(self) -> Deadline: ...


def questions(session: Session, law: Catalogue, today: date, owed: Iterable[Owed]) -> list[Question]:
    """What waits for a decision. `owed`: the unfinished work that is looked through for provisional days."""
    found = []
    proposed = session.exec(select(CatalogueChange).where(CatalogueChange.state == "proposed")).all()
    for change in proposed:
        by = _who(session, change.proposed_by)
        found.append(
            Question(
                f"Đề xuất thay đổi quy tắc của {law.called(change.programme)}, do {by} lập.",
                f"/can-bo/thay-doi/{change.id}",
                "Xem những hạn thay đổi",
            )
        )
    for moved in session.exec(select(UnitChange).where(UnitChange.state == ChangeState.PROPOSED)).all():
        found.append(
            Question(
                f"Đề xuất biến động đơn vị: {moved.title}, do {_who(session, moved.proposed_by)} lập.",
                f"/can-bo/don-vi-bien-dong/{moved.id}",
                "Xem căn cứ và tác động",
            )
        )
    if waiting := sum(d.kind is DispositionKind.WAITING for d in orphans(session, law, today)):
        found.append(
            Question(
                f"{waiting:02d} nhiệm vụ của đơn vị đã kết thúc chưa rõ ai nhận; trong khi chờ, không tính quá hạn.",
                "/can-bo/don-vi-cu",
                "Xem và ghi quyết định",
            )
        )
    for programme in law.programmes.values():
        if programme.waiting_from and programme.waiting_from <= today <= programme.valid_to:
            found.append(
                Question(
                    f"{programme.number}: {programme.waiting_reason.rstrip('.')}.",
                    f"/can-bo/chuong-trinh/{programme.slug}",
                    "Mở trang chương trình",
                )
            )
    unsure = {o.deadline.key: o for o in owed if o.deadline.provisional and o.due_on <= today + NEAR}
    for (programme_slug, duty, period), o in unsure.items():
        title = o.title[:1].upper() + o.title[1:]
        found.append(
            Question(
                f"{title} – {o.deadline.label}: hạn tính theo lịch nghỉ dự kiến.",
                f"/can-bo/han/{programme_slug}/{duty}/{period}",
                "Xem cách tính",
            )
        )
    return found


def _who(session: Session, username: str) -> str:
    """An officer's name, not the name the officer signs in with."""
    officer = session.get(Officer, username)
    return officer.full_name if officer else username
