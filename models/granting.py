"""Gia hạn, miễn: an officer's word that one unit has more time for one period, or owes nothing for it.

Each word is a row of its own with its reason, and nobody says it to themselves: not an account of the unit, nor whoever
asked for it through the unit's link. An answer to a unit's own wish (`models.extension_requests`) is one of
them: granted as asked, granted in part, or refused with a note the unit reads.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models.access import Officer
from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.extension_requests import Key, asked_for, claim, settle, wish_of
from models.facts import Extension, Waiver
from models.filing import owed_by, refuse_if_ended
from models.filing_facts import ExtensionRequest
from models.free_words import blocked_in, refuse_personal
from models.obligations import REPORTED, Obligation, find_deadline
from models.quiet_hours import day_in_hanoi
from models.same_person import is_same_person
from models.secrecy import refuse_words
from models.vocabulary import AskState, ObligationState

LONGEST_NOTE = 500


def answer(
    session: Session,
    catalogue: Catalogue,
    id: int,
    *,
    until: date | None,
    note: str = "",
    by: str,
    now: datetime,
) -> ExtensionRequest:
    """Answer a waiting wish: a day grants that much of it, none refuses it, and then the note says why.

    What was filed or waived meanwhile, or is not owed any more, is only settled. The same answer given twice is one.
    Errors: `Refused` for an unknown wish, one answered otherwise, a day later than was asked for or not after the old
    one, a wish of one's own granted, a refusal without a note, a note that is too long or points to a person.
    """
    row, note = asked_for(session, id), note.strip()
    key: Key = (row.programme, row.duty, row.period, row.unit_id)
    state = _yes(row, until) if until else AskState.REFUSED
    if row.state == state and row.granted_until == until:
        return row
    owed = _still_owed(session, catalogue, key, day_in_hanoi(now))
    if owed is None or owed.state in (*REPORTED, ObligationState.WAIVED):
        settle(session, key, by=by, now=now)
        return asked_for(session, id)
    _refuse_note(note)
    refuse_words(catalogue, row.programme, row.duty, note)
    if until is None:
        if not note:
            raise Refused("Không đồng ý gia hạn thì ghi rõ lý do để đơn vị biết và thực hiện.")
        claimed = claim(session, row, state, by=by, now=now, note=note)
        record(session, by, "extension_refuse", f"extension_request:{id}", now=now)
        return claimed
    if until <= owed.due_on:
        raise Refused(f"Hạn hiện nay đã là hết ngày {day_text(owed.due_on)}. Đề nghị chọn ngày sau ngày ấy.")
    if until > row.until:
        raise Refused(f"Đơn vị chỉ đề nghị đến hết ngày {day_text(row.until)}. Đề nghị chọn ngày không muộn hơn.")
    _refuse_own(session, key, by)
    claimed = claim(session, row, state, by=by, now=now, note=note, granted_until=until)
    granted = extend(
        session,
        catalogue,
        unit_id=row.unit_id,
        programme=row.programme,
        duty=row.duty,
        period=row.period,
        until=until,
        reason=row.reason,
        by=by,
        now=now,
    )
    claimed.extension_id = granted.id
    session.add(claimed)
    session.flush()
    return claimed


def extend(
    session: Session,
    catalogue: Catalogue,
    *,
    unit_id: str,
    programme: str,
    duty: str,
    period: str,
    until: date,
    reason: str,
    by: str,
    now: datetime,
) -> Extension:
    """Gia hạn one unit's deadline for this period only, to the end of `until`. The latest grant counts.

    Errors: `Refused` for what is filed or ended, a day that is no more time, a reason missing or pointing to a person,
    a grant to oneself.
    """
    deadline = find_deadline(session, catalogue, programme, duty, period)
    today = day_in_hanoi(now)
    obligation = owed_by(session, catalogue, deadline, unit_id, today)
    refuse_if_ended(session, obligation, today)
    if obligation.state in REPORTED:
        raise Refused(f"{obligation.unit_name} đã nộp báo cáo {deadline.label}, không cần gia hạn.")
    _refuse_own(session, obligation.key, by)
    if until <= deadline.due_on or until < today:
        earliest = day_text(max(deadline.due_on, today))
        raise Refused(f"Ngày gia hạn {day_text(until)} không hợp lệ; phải sau hạn cũ và không trước ngày {earliest}.")
    _reason(reason, "Gia hạn")
    refuse_words(catalogue, programme, duty, reason)
    granted = Extension(
        programme=programme,
        duty=duty,
        period=period,
        unit_id=unit_id,
        until=until,
        reason=reason.strip(),
        granted_by=by,
        granted_at=now,
    )
    session.add(granted)
    record(session, by, "extend", _subject(programme, duty, period, unit_id), until.isoformat(), now=now)
    session.flush()
    if waiting := wish_of(session, (programme, duty, period, unit_id)):  # the same wish, answered from another page
        said = {"granted_until": until, "extension_id": granted.id}
        claim(session, waiting, _yes(waiting, until), by=by, now=now, **said)
    return granted


def waive(
    session: Session,
    catalogue: Catalogue,
    *,
    unit_id: str,
    programme: str,
    duty: str,
    period: str,
    reason: str,
    approver: str = "",
    by: str,
    now: datetime,
) -> Waiver:
    """Miễn: this unit owes nothing for this period. Waiving twice is waiving once.

    `approver`: the post, and the paper, by which it was approved; `by`: the officer who writes it down, somebody else.
    Errors: `Refused` as `extend`.
    """
    deadline = find_deadline(session, catalogue, programme, duty, period)
    obligation = owed_by(session, catalogue, deadline, unit_id, day_in_hanoi(now))
    if obligation.state in REPORTED:
        raise Refused(f"{obligation.unit_name} đã nộp báo cáo {deadline.label}, không cần miễn.")
    query = select(Waiver).where(
        col(Waiver.programme) == programme,
        col(Waiver.duty) == duty,
        col(Waiver.period) == period,
        col(Waiver.unit_id) == unit_id,
    )
    if earlier := session.scalars(query).first():
        return earlier
    _refuse_own(session, obligation.key, by)
    _reason(reason, "Miễn báo cáo")
    _refuse_approver(session, approver, by)
    refuse_words(catalogue, programme, duty, reason, approver)
    waiver = Waiver(
        programme=programme,
        duty=duty,
        period=period,
        unit_id=unit_id,
        reason=reason.strip(),
        approver=approver.strip(),
        granted_by=by,
        granted_at=now,
    )
    session.add(waiver)
    record(session, by, "waive", _subject(programme, duty, period, unit_id), reason.strip(), now=now)
    settle(session, (programme, duty, period, unit_id), by=by, now=now)
    session.flush()
    return waiver


def _still_owed(session: Session, catalogue: Catalogue, key: Key, on: date) -> Obligation | None:
    """The obligation a wish is about; None where the unit, its assignment or the rule is gone."""
    try:
        return owed_by(session, catalogue, find_deadline(session, catalogue, *key[:3]), key[3], on)
    except Refused:
        return None


def _yes(row: ExtensionRequest, until: date) -> AskState:
    return AskState.GRANTED if until >= row.until else AskState.GRANTED_PART


def _refuse_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Refused(f"Ý kiến trả lời không quá {LONGEST_NOTE} ký tự; đang có {len(note)}. Đề nghị viết gọn lại.")
    if what := blocked_in(note):
        raise Refused(f"Ý kiến có nội dung giống {what}. Đơn vị đọc được nội dung này; đề nghị bỏ đi.")


def _reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise Refused(f"{what} phải ghi rõ lý do.")
    refuse_personal(reason, named="Lý do")


def _refuse_own(session: Session, key: Key, by: str) -> None:
    """Nobody gives their own unit more time, nor answers what they asked for themselves."""
    account, wish = session.get(Officer, by), wish_of(session, key)
    if account is not None and account.unit_id == key[3]:
        raise Refused(f"Tài khoản {by} thuộc chính đơn vị này. Đề nghị cán bộ của cơ quan theo dõi quyết định.")
    if wish is not None and is_same_person(session, by, wish.by):
        raise Refused(
            f"Đề nghị gia hạn này do tài khoản {by} gửi, hoặc gửi qua liên kết đã mở trên cùng máy; "
            "người đề nghị không tự quyết định. Đề nghị cán bộ khác trả lời."
        )


def _refuse_approver(session: Session, approver: str, by: str) -> None:
    """Who approved a waiver is not who writes it down."""
    _refuse_note(approver)
    account = session.get(Officer, by)
    own = {name.casefold() for name in (by, account.full_name if account else "") if name}
    if approver.strip().casefold() in own:
        raise Refused("Người phê duyệt miễn báo cáo phải khác cán bộ ghi nhận. Đề nghị ghi chức vụ hoặc số văn bản.")


def _subject(programme: str, duty: str, period: str, unit_id: str) -> str:
    return f"{programme}/{duty}/{period}/{unit_id}"
