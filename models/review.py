"""Xử lý bài nộp: a named officer accepts or returns a filing, extends a deadline for one unit, or waives it.

Each word is a row of its own with its reason; the first of two officers is heard, the second is told. A returned filing
counts as not reported until a new version comes; returning an accepted one reopens it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col, update

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import Decision, Extension, Submission, Waiver
from models.filing import owed_by, refuse_if_ended
from models.obligations import REPORTED, find_deadline
from models.quiet_hours import day_in_hanoi
from models.vocabulary import SubmissionState

ACTIONS = {"accept": SubmissionState.ACCEPTED, "return": SubmissionState.RETURNED}
OPEN_TO = {
    "accept": (SubmissionState.FILED,),
    "return": (SubmissionState.FILED, SubmissionState.ACCEPTED),
}


def decide(session: Session, submission_id: int, action: str, note: str, by: str, now: datetime) -> Decision:
    """`accept` or `return` (with a reason) one version; the same word twice is one word.

    Errors: `Refused` for an unknown action or filing, a return without a reason, or a version that has been replaced.
    """
    if action not in ACTIONS:
        raise Refused(f"Không có cách xử lý “{action}”. Các cách: {', '.join(ACTIONS)}.")
    note = note.strip()
    if action == "return" and not note:
        raise Refused("Trả lại báo cáo phải ghi rõ nội dung cần bổ sung để đơn vị hoàn thiện.")
    wanted, before = ACTIONS[action], OPEN_TO[action]
    claim = (
        update(Submission)
        .where(col(Submission.id) == submission_id, col(Submission.state).in_([str(state) for state in before]))
        .values(state=str(wanted))
    )
    if session.exec(claim).rowcount != 1:
        return _already(session, submission_id, action)
    decision = Decision(submission_id=submission_id, action=action, note=note, by=by, at=now)
    session.add(decision)
    record(session, by, action, f"submission:{submission_id}", note, now=now)
    session.flush()
    return decision


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
    """Gia hạn one unit's deadline for this period only, to the end of `until`. The latest grant counts."""
    deadline = find_deadline(session, catalogue, programme, duty, period)
    today = day_in_hanoi(now)
    obligation = owed_by(session, catalogue, deadline, unit_id, today)
    refuse_if_ended(session, obligation, today)
    if obligation.state in REPORTED:
        raise Refused(f"{obligation.unit_name} đã nộp báo cáo {deadline.label}, không cần gia hạn.")
    if until <= deadline.due_on or until < today:
        earliest = day_text(max(deadline.due_on, today))
        raise Refused(f"Ngày gia hạn {day_text(until)} không hợp lệ; phải sau hạn cũ và không trước ngày {earliest}.")
    _reason(reason, "Gia hạn")
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
    by: str,
    now: datetime,
) -> Waiver:
    """Miễn: this unit owes nothing for this period. Waiving twice is waiving once."""
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
    _reason(reason, "Miễn báo cáo")
    waiver = Waiver(
        programme=programme,
        duty=duty,
        period=period,
        unit_id=unit_id,
        reason=reason.strip(),
        granted_by=by,
        granted_at=now,
    )
    session.add(waiver)
    record(session, by, "waive", _subject(programme, duty, period, unit_id), reason.strip(), now=now)
    session.flush()
    return waiver


def _already(session: Session, submission_id: int, action: str) -> Decision:
    """The same word said before, or why it cannot be said now."""
    submission = session.get(Submission, submission_id, populate_existing=True)
    if submission is None:
        raise Refused(f"Không có bài nộp số {submission_id}. Đề nghị mở lại từ danh sách.")
    if submission.state == ACTIONS[action]:
        query = select(Decision).where(col(Decision.submission_id) == submission_id)
        if said := session.scalars(query.order_by(col(Decision.at).desc(), col(Decision.id).desc())).first():
            return said
    label = SubmissionState(submission.state).label
    raise Refused(
        f"Bài nộp {submission.receipt} đang ở tình trạng “{label}”. Đề nghị tải lại trang để xem bản mới nhất."
    )


def _reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise Refused(f"{what} phải ghi rõ lý do.")


def _subject(programme: str, duty: str, period: str, unit_id: str) -> str:
    return f"{programme}/{duty}/{period}/{unit_id}"
