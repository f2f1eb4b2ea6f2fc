"""Tạm ngừng nhắc: an officer's word that a unit, a programme or one duty hears nothing until a day, with a reason.

Time-boxed, lifted by name, kept in the audit. Stopping everything at once is the kill switch's work, not a mute's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import Mute
from models.facts import Request as AskedFor
from models.free_words import refuse_personal
from models.quiet_hours import day_in_hanoi
from models.secrecy import refuse_words
from models.units import Unit

LONGEST = timedelta(days=90)
Scope = tuple[str, str, str]  # programme, duty, unit; empty: all


def mute(
    session: Session,
    catalogue: Catalogue,
    *,
    programme: str = "",
    duty: str = "",
    unit_id: str = "",
    until: date,
    reason: str,
    by: str,
    now: datetime,
) -> Mute:
    """Nothing is said of this scope through `until`. The same word given twice is one mute.

    Errors: `Refused` for a scope without unit and programme, unknown names, a day gone by or too far, a reason missing
    or pointing to a person.
    """
    today, reason = day_in_hanoi(now), reason.strip()
    _refuse_scope(session, catalogue, programme, duty, unit_id)
    if not reason:
        raise Refused("Tạm ngừng nhắc cần ghi lý do.")
    refuse_personal(reason, named="Lý do")
    refuse_words(catalogue, programme, duty, reason)
    if not today <= until <= today + LONGEST:
        last = day_text(today + LONGEST)
        raise Refused(f"Đề nghị chọn ngày từ hôm nay đến {last}: mỗi lần tạm ngừng nhắc không quá {LONGEST.days} ngày.")
    same: dict[str, Any] = {"programme": programme, "duty": duty, "unit_id": unit_id, "until": until}
    for known in session.exec(select(Mute).filter_by(**same).where(col(Mute.lifted_at).is_(None))):
        return known
    row = Mute(**same, reason=reason, by=by, at=now)
    session.add(row)
    session.flush()
    record(session, by, "mute", f"mute:{row.id}", f"{scope_key(row)} đến {until.isoformat()}", now=now)
    return row


def unmute(session: Session, id: int, *, by: str, now: datetime) -> Mute:
    """Let a scope hear again. Errors: `Refused` for an unknown number; a mute lifted already stays as it was."""
    row = session.get(Mute, id)
    if row is None:
        raise Refused(f"Không có lệnh tạm ngừng nhắc số {id}. Đề nghị xem danh sách đang có hiệu lực.")
    if row.lifted_at is None:
        row.lifted_by, row.lifted_at = by, now
        session.add(row)
        record(session, by, "unmute", f"mute:{row.id}", scope_key(row), now=now)
        session.flush()
    return row


def mutes_on(session: Session, on: date, now: datetime) -> list[Mute]:
    """The mutes that hold on a day, as far as they are known by an instant; the one that ends first comes first."""
    known = select(Mute).where(
        col(Mute.at) <= now,
        col(Mute.until) >= on,
        or_(col(Mute.lifted_at).is_(None), col(Mute.lifted_at) > now),
    )
    rows = session.exec(known.order_by(col(Mute.until), col(Mute.id)))
    return [row for row in rows if day_in_hanoi(row.at) <= on]


def scopes_muted(session: Session, on: date, now: datetime) -> Mapping[Scope, str]:
    """The scopes that hear nothing that day, each with the reason a preview shows."""
    return {
        (row.programme, row.duty, row.unit_id): f"tạm ngừng nhắc đến hết ngày {day_text(row.until)} ({row.reason})"
        for row in mutes_on(session, on, now)
    }


def scope_key(row: Mute) -> str:
    """`05-ctrph-cat-mttq/S000-16 police/2025-07/82`, for the audit; an asterisk stands for all."""
    return f"{row.programme or '*'}/{row.duty or '*'} {row.unit_id or '*'}"


def _refuse_scope(session: Session, catalogue: Catalogue, programme: str, duty: str, unit_id: str) -> None:
    if not (programme or unit_id):
        raise Refused("Đề nghị chọn đơn vị hoặc chương trình; để dừng toàn bộ việc gửi, dùng công tắc dừng gửi.")
    if duty and not programme:
        raise Refused("Đề nghị chọn chương trình của nhiệm vụ này.")
    if programme:
        duties = catalogue.programme(programme).duties
        asked = select(AskedFor.id).where(AskedFor.programme == programme, AskedFor.code == duty)
        if duty and duty not in duties and session.exec(asked).first() is None:
            raise Refused(f"Chương trình {programme} không có nhiệm vụ hoặc yêu cầu “{duty}”.")
    if unit_id and session.get(Unit, unit_id) is None:
        raise Refused(f"Không có đơn vị mang mã “{unit_id}”. Đề nghị kiểm tra lại mã đơn vị.")
