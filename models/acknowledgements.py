"""Đã nhận, hẹn lại: what a unit says through its link. Which rungs fall silent for it stands in `models.rests`.

A hold-off (hẹn lại) reaches at most the day before the target; late or sent back at most five working days, twice.
Late, “đã nhận” counts once a stage: whoever is chased cannot put off the chase for ever by pressing it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import Acknowledgement
from models.free_words import refuse_personal
from models.ladder import REMINDED, rung_on
from models.obligations import Obligation
from models.quiet_hours import day_in_hanoi
from models.rests import CHASING, LATE, said_of_an_earlier_return
from models.secrecy import refuse_words
from models.vocabulary import ObligationState, Stage
from models.workdays import WorkCalendar

LATE_SNOOZE = 5  # working days at most
LATE_SNOOZES = 2


def acknowledge(
    session: Session, catalogue: Catalogue, owed: Obligation, *, by: str, now: datetime, link_id: str | None = None
) -> Acknowledgement:
    """“Đã nhận”: the unit knows. Said twice of one stage in a day, or at all once it is late, it is one.

    Errors: `Refused` where nothing is owed.
    """
    stage = stage_answered(catalogue, owed, now)
    if known := acknowledged(_of(session, owed, now), owed, stage, now):
        return known
    return _written(session, owed, stage, None, "", by, now, link_id)


def snooze(
    session: Session,
    catalogue: Catalogue,
    owed: Obligation,
    *,
    until: date,
    reason: str,
    by: str,
    now: datetime,
    link_id: str | None = None,
) -> Acknowledgement:
    """“Hẹn lại”: nothing is said through `until`, a working day. Errors: `Refused` with the last day there may be."""
    stage, reason = stage_answered(catalogue, owed, now), reason.strip()
    known = [row for row in _of(session, owed, now) if row.until is not None]
    for same in known:
        if same.until == until and same.stage == stage:
            return same
    if not reason:
        raise Refused("Hẹn lại cần ghi lý do, ví dụ: đang chờ số liệu của các tổ.")
    refuse_personal(reason, named="Lý do")
    refuse_words(catalogue, owed.programme, owed.duty, reason)
    last = last_snooze(catalogue.calendar, owed, stage, known, day_in_hanoi(now))
    if last is None:
        raise Refused("Việc này không hẹn lại được nữa. Đề nghị nộp, bấm “Đã nhận” hoặc trao đổi với đầu mối theo dõi.")
    if not (day_in_hanoi(now) <= until <= last and catalogue.calendar.is_working(until)):
        raise Refused(f"Đề nghị chọn một ngày làm việc từ hôm nay đến {day_text(last)}.")
    return _written(session, owed, stage, until, reason, by, now, link_id)


def acknowledged(
    said: Sequence[Acknowledgement], owed: Obligation, stage: Stage, now: datetime
) -> Acknowledgement | None:
    """The word among these that a further “đã nhận” of this stage would only repeat; an extension begins anew."""
    today = day_in_hanoi(now)
    same = (row for row in said if row.until is None and row.stage == stage)
    if stage in CHASING:
        return next((row for row in same if row.at > owed.due_at), None)
    return next((row for row in same if stage in LATE or day_in_hanoi(row.at) == today), None)


def stage_answered(catalogue: Catalogue, owed: Obligation, now: datetime) -> Stage:
    """What a word of the unit answers: the rung it stands on, or what its state comes to where none stands.

    Errors: `Refused` when the obligation is settled or has not begun.
    """
    if owed.state not in REMINDED:
        raise Refused(f"Việc này {owed.state.label}; không cần xác nhận đã nhận.")
    if owed.state is ObligationState.RETURNED:
        return Stage.RETURNED
    rung = rung_on(catalogue, owed, day_in_hanoi(now), at=now)
    if now > owed.due_at:
        return rung.stage if rung and rung.stage in LATE else Stage.CHASER_1
    return rung.stage if rung else Stage.OPENED


def last_snooze(
    calendar: WorkCalendar, owed: Obligation, stage: Stage, known: Sequence[Acknowledgement], today: date
) -> date | None:
    """The last day a hold-off may reach; None when there may be none (any more)."""
    if stage in LATE:
        late = [row for row in known if row.until is not None and row.stage in LATE]
        return calendar.add_working_days(today, LATE_SNOOZE) if len(late) < LATE_SNOOZES else None
    target = calendar.last_working_on_or_before(owed.extended_until) if owed.extended_until else owed.deadline.target_on
    last = calendar.add_working_days(target, -1)
    return last if last >= calendar.last_working_on_or_before(today) and last >= today else None


def words_on(session: Session, unit_id: str, now: datetime) -> list[Acknowledgement]:
    """What one unit said that still counts, oldest first; a word on an earlier return does not."""
    query = select(Acknowledgement).where(Acknowledgement.unit_id == unit_id, ~said_of_an_earlier_return(now))
    return list(session.exec(query.order_by(col(Acknowledgement.at), col(Acknowledgement.id))))


def _of(session: Session, owed: Obligation, now: datetime) -> list[Acknowledgement]:
    said = select(Acknowledgement).filter_by(**_key(owed)).where(~said_of_an_earlier_return(now))
    return list(session.exec(said.order_by(col(Acknowledgement.id))))


def _key(owed: Obligation) -> dict[str, Any]:
    return dict(zip(("programme", "duty", "period", "unit_id"), owed.key, strict=True))


def _written(
    session: Session,
    owed: Obligation,
    stage: Stage,
    until: date | None,
    reason: str,
    by: str,
    now: datetime,
    link_id: str | None,
) -> Acknowledgement:
    row = Acknowledgement(**_key(owed), stage=str(stage), until=until, reason=reason, by=by, link_id=link_id, at=now)
    session.add(row)
    session.flush()
    action, detail = ("snooze", until.isoformat()) if until else ("acknowledge", str(stage))
    record(session, by, action, "/".join(owed.key), detail, now=now)
    return row
