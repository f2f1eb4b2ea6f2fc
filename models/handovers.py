"""Bàn giao: one officer's open matters become another's, once, from a pack whose fingerprint is known.

A pack made in this home is known by its own row; one from elsewhere by the fingerprint on the signed minutes. What was
taken over stays listed until whoever took it says it is done. Never commits; knows no zip.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from sqlalchemy import Index, select, update
from sqlmodel import Field, Session, SQLModel, col

from models.access import Officer
from models.audit import record
from models.desk_matters import Matter
from models.errors import Refused
from models.facts import instant
from models.officers import find_officer, may_review
from models.writing import insert_new


class Handover(SQLModel, table=True):
    """One pack: made here, opened here, or both."""

    id: str = Field(primary_key=True)  # drawn when it was made
    sha256: str  # of its list of contents
    from_username: str
    from_name: str
    on: date
    made_at: datetime | None = instant(default=None, nullable=True)  # None: made in another home
    to_username: str = ""  # empty: not opened here yet
    opened_by: str = ""
    opened_at: datetime | None = instant(default=None, nullable=True)


class HandedMatter(SQLModel, table=True):
    """Việc nhận bàn giao: one matter of a pack that was opened, on the desk of whoever took it over."""

    __tablename__ = "handed_matter"
    __table_args__ = (Index("ux_handed_matter", "handover_id", "ref", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    handover_id: str = Field(foreign_key="handover.id")
    ref: str
    kind: str  # MatterKind
    title: str
    detail: str = ""
    path: str = ""  # its page here; empty for a pack from another home
    to_username: str = Field(foreign_key="officer.username", index=True)
    done_at: datetime | None = instant(default=None, nullable=True)
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a pack did. `is_new`: False where it had been opened before, and nothing was written now."""

    handover: Handover
    matters: int
    is_new: bool


def note_made(session: Session, id: str, sha256: str, officer: Officer, on: date, by: str, now: datetime) -> Handover:
    """Remember a pack that was made, so that an altered one is known by it."""
    made = Handover(
        id=id, sha256=sha256, from_username=officer.username, from_name=officer.full_name, on=on, made_at=now
    )
    session.add(made)
    record(session, by, "handover_pack", f"handover:{id}", f"{officer.username}, sha256 {sha256}", now=now)
    session.flush()
    return made


def take_over(
    session: Session,
    *,
    id: str,
    sha256: str,
    from_username: str,
    from_name: str,
    on: date,
    matters: Sequence[Matter],
    to_username: str,
    by: str,
    now: datetime,
    stated: str = "",
) -> Opened:
    """The matters of a pack become those of an officer. `stated`: the fingerprint the minutes bear.

    Errors: `Refused` for a pack altered or unknown, an officer without a desk, or one who handed over to themselves.
    """
    officer = _taker(session, to_username)
    known = session.get(Handover, id)
    _refuse_unproven(known, sha256, stated.strip().lower().encode())
    if known is not None and known.made_at is not None and officer.username == known.from_username:
        raise Refused("Người nhận trùng với người bàn giao. Đề nghị ghi tài khoản của người nhận.")
    if known is None:
        row = {"id": id, "sha256": sha256, "from_username": from_username, "from_name": from_name, "on": on}
        insert_new(session, Handover, [{**row, "to_username": "", "opened_by": ""}])
    mine = update(Handover).where(col(Handover.id) == id, col(Handover.to_username) == "")
    took = session.connection().execute(mine.values(to_username=officer.username, opened_by=by, opened_at=now)).rowcount
    handover = session.get_one(Handover, id, populate_existing=True)
    if not took:
        if handover.to_username != officer.username:
            raise Refused(f"Gói này đã giao cho {handover.to_username}. Muốn đổi người, đề nghị lập gói bàn giao mới.")
        return Opened(handover, len(handed(session, id)), False)
    is_ours = handover.made_at is not None
    there = _open_from(session, handover.from_username, officer.username)  # an earlier pack of the same desk
    rows = [
        {
            "handover_id": id,
            "ref": matter.ref[:300],
            "kind": str(matter.kind),
            "title": matter.title[:500],
            "detail": matter.detail[:1000],
            "path": matter.path if is_ours else "",
            "to_username": officer.username,
            "done_by": "",
        }
        for matter in matters
        if matter.ref[:300] not in there
    ]
    insert_new(session, HandedMatter, rows)
    words = f"từ {handover.from_username} ngày {on.isoformat()} cho {officer.username}: {len(rows):02} việc"
    record(session, by, "handover_open", f"handover:{id}", words, now=now)
    session.flush()
    return Opened(handover, len(handed(session, id)), True)


def handed(session: Session, handover_id: str) -> list[HandedMatter]:
    """The matters of one pack that was opened here."""
    query = select(HandedMatter).where(col(HandedMatter.handover_id) == handover_id).order_by(col(HandedMatter.id))
    return list(session.scalars(query))


def handed_to(session: Session, username: str) -> list[tuple[HandedMatter, Handover]]:
    """What an officer took over, the open ones first, newest pack first."""
    query = (
        select(HandedMatter, Handover)
        .join(Handover, col(Handover.id) == col(HandedMatter.handover_id))
        .where(col(HandedMatter.to_username) == username)
        .order_by(col(HandedMatter.done_at).is_not(None), col(Handover.opened_at).desc(), col(HandedMatter.id))
    )
    return [(matter, handover) for matter, handover in session.execute(query)]


def settle(session: Session, matter_id: int, username: str, now: datetime) -> None:
    """It is done, says whoever took it over; a second time changes nothing. Errors: `Refused` for another's."""
    matter = session.get(HandedMatter, matter_id)
    if matter is None or matter.to_username != username:
        raise Refused("Không có việc nhận bàn giao này của tài khoản này.")
    open_one = update(HandedMatter).where(col(HandedMatter.id) == matter_id, col(HandedMatter.done_at).is_(None))
    if session.connection().execute(open_one.values(done_at=now, done_by=username)).rowcount:
        record(session, username, "handover_done", f"handed_matter:{matter_id}", matter.ref, now=now)
    session.refresh(matter)


def settle_gone(session: Session, username: str, waiting: Collection[str], now: datetime) -> int:
    """What waits no more, whoever settled it, is done. `waiting`: refs of what still waits in this home; how many."""
    gone = [matter for matter, _ in handed_to(session, username) if no_longer_waits(matter, waiting)]
    for matter in gone:
        settle(session, matter.id or 0, username, now)
    return len(gone)


def no_longer_waits(matter: HandedMatter, waiting: Collection[str]) -> bool:
    """Whether an open matter of this home was settled meanwhile; of another home's nobody here can know."""
    return matter.done_at is None and bool(matter.path) and matter.ref not in waiting


def _open_from(session: Session, giver: str, taker: str) -> set[str]:
    taken = handed_to(session, taker)
    return {matter.ref for matter, of in taken if matter.done_at is None and of.from_username == giver}


def _taker(session: Session, username: str) -> Officer:
    officer = find_officer(session, username)
    if not officer.is_active or not may_review(officer):
        raise Refused(f"{officer.username} không nhận được bàn giao: tài khoản đã đóng hoặc chỉ có quyền xem.")
    return officer


def _refuse_unproven(known: Handover | None, sha256: str, stated: bytes) -> None:
    if known is not None and not compare_digest(known.sha256, sha256):
        raise Refused("Gói bàn giao không còn nguyên vẹn: nội dung khác với gói đã lập. Đề nghị lấy lại gói gốc.")
    if stated and not compare_digest(stated, sha256.encode()):
        raise Refused("Mã kiểm tra của gói khác với mã đã nêu: gói đã bị sửa hoặc nhầm gói. Đề nghị lấy lại gói gốc.")
    if known is None and not stated:
        raise Refused("Gói lập ở hệ thống khác. Đề nghị nêu mã kiểm tra ghi trong biên bản bàn giao: thêm --sha256.")
