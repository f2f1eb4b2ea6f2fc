"""Việc của một đơn vị đứng ở đâu: what people decided about one obligation, and how it stands on a day, in sentences.

Only what was known by the end of that day counts. Decides nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadline_words import due_clock, lateness_text
from models.deadlines import Deadline
from models.facts import Decision, Extension, Hold, Submission, Waiver
from models.obligations import Obligation
from models.quiet_hours import day_in_hanoi, end_of_day
from models.steps import Step, roll_step
from models.units import Unit
from models.vocabulary import ObligationState
from models.workdays import WorkCalendar

S = ObligationState


def extension_step(granted: Extension, calendar: WorkCalendar) -> Step:
    """Gia hạn: the day one unit was granted instead; a person's word, so no calendar moves it."""
    target = calendar.last_working_on_or_before(granted.until)
    rolled = roll_step(granted.until, target, calendar)
    return {
        "step": "extension",
        "until": granted.until.isoformat(),
        "granted_by": granted.granted_by,
        "granted_on": day_in_hanoi(granted.granted_at).isoformat(),
        "reason": granted.reason,
        "due_on": granted.until.isoformat(),
        "off_days": rolled["off_days"],
        "target_on": rolled["target_on"],
        "text": f"Gia hạn cho riêng đơn vị đến hết ngày {day_text(granted.until)} ({granted.granted_by} ghi ngày "
        f"{day_text(day_in_hanoi(granted.granted_at))}; lý do: {granted.reason.rstrip('.')})",
    }


def decided(
    session: Session, catalogue: Catalogue, deadline: Deadline, unit: Unit, on: date, granted: Extension | None
) -> list[str]:
    """The words of people about this unit and period, known by the end of that day."""
    said = [str(extension_step(granted, catalogue.calendar)["text"])] if granted is not None else []
    if granted is not None:
        said.append("Ngày gia hạn không tự dời theo lịch nghỉ hay quy tắc mới")
    waived = newest(session, Waiver, deadline, unit, on, "granted_at")
    if waived is not None:
        said.append(f"Được miễn kỳ này ({waived.granted_by}; lý do: {waived.reason.rstrip('.')})")
    for hold in session.exec(select(Hold).where(Hold.programme == deadline.programme).order_by(col(Hold.id))):
        concerns = hold.duty in ("", deadline.duty) and hold.unit_id in ("", unit.id)
        if concerns and hold.from_on <= on and (hold.until is None or hold.until >= on):
            said.append(f"Chờ xác nhận từ ngày {day_text(hold.from_on)}: {hold.reason}")
    return said


def standing(session: Session, owed: Obligation, on: date) -> list[str]:
    """State, day held to, and what was filed."""
    state = owed.state
    said = [state.label]
    if state in (S.OPEN, S.DUE, S.EXTENDED, S.UPCOMING):
        left = (owed.due_on - on).days
        rest = "hôm nay là ngày cuối" if left == 0 else f"còn {left:02} ngày"
        clock = "" if owed.extended_until else due_clock(owed.deadline)
        said.append(f"Đơn vị hoàn thành chậm nhất {clock or 'hết'} {full_day_text(owed.due_on)} ({rest})")
    elif state is S.OVERDUE:
        said.append(
            f"Hạn của đơn vị là {owed.due_words}, đã qua {(on - owed.due_on).days:02} ngày; "
            "gửi muộn vẫn được nhận và ghi rõ thời điểm"
        )
    elif state is S.WAITING:
        said.append("Trong khi chờ xác nhận, hệ thống không tính quá hạn")
    elif state is S.ENDED and owed.ended_on:
        said.append(f"Đơn vị hoặc nhiệm vụ kết thúc ngày {day_text(owed.ended_on)} nên không tính quá hạn")
    if owed.submission_id:
        filed = session.get_one(Submission, owed.submission_id)
        punctual = lateness_text(owed.days_late or 0, owed.is_late)
        receipt = f", mã tiếp nhận {filed.receipt}" if filed.receipt else ""
        said.append(f"Đã gửi ngày {day_text(day_in_hanoi(filed.filed_at))}{receipt}; lần gửi đầu {punctual}")
        if state is S.RETURNED:
            said.append(f"Nội dung đề nghị bổ sung: {_return_note(session, owed.submission_id, on)}")
    return said


def newest(session: Session, fact: Any, deadline: Deadline, unit: Unit, on: date, when: str) -> Any:
    key = (fact.programme, fact.duty, fact.period, fact.unit_id)
    same = [col(column) == value for column, value in zip(key, (*deadline.key, unit.id), strict=True)]
    known = select(fact).where(*same, col(getattr(fact, when)) <= end_of_day(on))
    return session.exec(known.order_by(col(fact.id).desc())).first()


def _return_note(session: Session, submission_id: int, on: date) -> str:
    returned = select(Decision.note).where(
        Decision.submission_id == submission_id, Decision.action == "return", col(Decision.at) <= end_of_day(on)
    )
    return session.exec(returned.order_by(col(Decision.at).desc(), col(Decision.id).desc())).first() or ""
