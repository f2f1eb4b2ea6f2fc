"""Ủy quyền xử lý: between two days one account speaks for another, while that one is away; both names are kept.

Only what the absent officer may say themselves, and only within one unit or within the agency; it is not handed on.
Revoked at once or over by itself on its last day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.access import Officer
from models.audit import record
from models.dates_in_words import day_text
from models.errors import Refused
from models.filing_facts import Delegation
from models.free_words import refuse_personal
from models.officers import find_officer, is_of_unit, may_review
from models.quiet_hours import day_in_hanoi
from models.vocabulary import Role

LONGEST = timedelta(days=184)  # a leave, a course; longer is another appointment


def delegate(
    session: Session,
    *,
    from_username: str,
    to_username: str,
    from_on: date,
    until: date,
    reason: str,
    by: str,
    now: datetime,
) -> Delegation:
    """One officer's say is another's as well, from day to day, both inclusive.

    Errors: `Refused` for accounts closed, alike, without a say, of different units; days past, upside down or too many;
    a reason missing or pointing to a person.
    """
    giver, taker = find_officer(session, from_username), find_officer(session, to_username)
    _refuse_pair(giver, taker)
    today = day_in_hanoi(now)
    if until < from_on or until < today:
        raise Refused("Ngày kết thúc ủy quyền không được trước ngày bắt đầu và không được trước ngày hôm nay.")
    if until - max(from_on, today) > LONGEST:
        raise Refused(f"Mỗi lần ủy quyền nhiều nhất {LONGEST.days} ngày. Đề nghị chọn ngày kết thúc sớm hơn.")
    if not reason.strip():
        raise Refused("Ủy quyền phải ghi rõ lý do.")
    refuse_personal(reason, named="Lý do")
    given = Delegation(
        from_username=giver.username,
        to_username=taker.username,
        from_on=from_on,
        until=until,
        reason=reason.strip()[:300],
        by=by,
        at=now,
    )
    session.add(given)
    session.flush()
    days = f"{giver.username} → {taker.username}, {day_text(from_on)} – {day_text(until)}"
    record(session, by, "delegate", f"delegation:{given.id}", days, now=now)
    return given


def revoke_delegation(session: Session, delegation_id: int, by: str, now: datetime) -> Delegation:
    """End it at once; ending it again changes nothing. Errors: `Refused` for one that never was."""
    given = session.get(Delegation, delegation_id)
    if given is None:
        raise Refused(f"Không có ủy quyền số {delegation_id}. Đề nghị mở lại từ danh sách.")
    if given.revoked_at is None:
        given.revoked_by, given.revoked_at = by, now
        session.add(given)
        record(session, by, "revoke_delegation", f"delegation:{given.id}", now=now)
        session.flush()
    return given


def delegations_to(session: Session, username: str, on: date) -> list[Delegation]:
    """What an account may say for others on a day; of accounts still open on both sides."""
    giver = select(Officer.username).where(Officer.username == Delegation.from_username, col(Officer.is_active))
    query = select(Delegation).where(
        Delegation.to_username == username,
        Delegation.from_on <= on,
        Delegation.until >= on,
        col(Delegation.revoked_at).is_(None),
        giver.exists(),
    )
    return list(session.exec(query.order_by(col(Delegation.id))))


def delegations_known(session: Session, usernames: set[str] | None = None) -> list[Delegation]:
    """Every delegation, the newest first; those from or to these accounts only, where asked."""
    query = select(Delegation).order_by(col(Delegation.id).desc())
    if usernames is not None:
        names = sorted(usernames)
        query = query.where(col(Delegation.from_username).in_(names) | col(Delegation.to_username).in_(names))
    return list(session.exec(query))


def speaks_for_head(session: Session, account: Officer, on: date) -> bool:
    """Whether an account has the say of its unit's head on that day: its own or an absent head's."""
    if account.role == Role.HEAD:
        return True
    givers = (session.get(Officer, given.from_username) for given in delegations_to(session, account.username, on))
    return any(g is not None and g.role == Role.HEAD and g.unit_id == account.unit_id for g in givers)


def _refuse_pair(giver: Officer, taker: Officer) -> None:
    for officer in (giver, taker):
        if not officer.is_active:
            raise Refused(f"Tài khoản {officer.username} đã đóng. Đề nghị chọn cán bộ khác.")
    if giver.username == taker.username:
        raise Refused("Không thể tự ủy quyền cho chính mình. Đề nghị chọn cán bộ khác.")
    if not (may_review(giver) or giver.role == Role.HEAD):
        raise Refused(f"{giver.username} không có quyền duyệt nên không có việc để ủy quyền.")
    if giver.unit_id != taker.unit_id:
        raise Refused("Chỉ ủy quyền cho cán bộ của cùng đơn vị. Đề nghị chọn cán bộ khác.")
    if not (may_review(taker) or is_of_unit(taker)):
        raise Refused(f"{taker.username} chỉ có quyền xem. Đề nghị chọn cán bộ tham mưu.")
