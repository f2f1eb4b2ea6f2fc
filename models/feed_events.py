"""One event of a calendar feed: a deadline on the day held to, an extension included, or at the hour the words name.

Its id follows from the key of what is owed, so a date that moves stays the same event; a duty with one period keeps it
even when that period is named after its day. Says deadlines, clauses and where to send; never a figure. Does not write
iCalendar and does not know which events a feed holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from models.catalogue import Catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadline import Deadline
from models.deadlines import deadline_sentence
from models.quiet_hours import HANOI, day_in_hanoi
from models.vocabulary import DutyKind, Mode, ObligationState
from models.workdays import WorkCalendar

S = ObligationState
NAMESPACE = UUID("6f0d0c5e-6a52-5f0e-9d0c-1b6a3f1d2033")  # ours, for ever: event ids are made below it
RINGS_AT = time(8)  # in the morning of a working day
WORKING_DAYS_AHEAD = 3
OFF = (S.WAIVED, S.ENDED)
SETTLED = (S.ACCEPTED, S.FILED, *OFF)
OPENINGS = {
    S.ACCEPTED: "Đã tiếp nhận",
    S.FILED: "Đã nộp",
    S.RETURNED: "Đề nghị bổ sung",
    S.WAIVED: "Được miễn",
    S.ENDED: "Đã kết thúc",
    S.WAITING: "Chờ xác nhận",
    S.EXTENDED: "Hạn (đã gia hạn)",
}


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event. `starts` is a whole day, or an aware instant; `rings` are instants with the words said then."""

    uid: str
    starts: date | datetime
    status: str  # CONFIRMED, TENTATIVE or CANCELLED, the words of RFC 5545
    summary: str
    description: str
    category: str
    path: str  # the officers' page of it; empty for units, who come by the link in their reminder
    rings: tuple[tuple[datetime, str], ...]


def deadline_event(
    catalogue: Catalogue,
    deadline: Deadline,
    uid: str,
    title: str,
    held_on: date,
    state: ObligationState,
    *,
    more: Sequence[str] = (),
    path: str = "",
) -> FeedEvent:
    """The event of a deadline in its state; `more` are sentences between the deadline and its basis."""
    calendar, clock = catalogue.calendar, clock_time(deadline)
    starts: date | datetime = held_on
    if clock is not None and held_on == deadline.due_on == day_in_hanoi(clock):
        starts = clock
    what = f"{title} – {deadline.label}"
    lines = [f"Hạn: {deadline_sentence(deadline, calendar)}.", *more, *_basis_lines(catalogue, deadline)]
    if deadline.provisional:
        lines.append("Dự kiến: lịch nghỉ của năm ấy chưa được công bố, ngày có thể dời.")
    rings = () if state in (*SETTLED, S.WAITING) else _rings(calendar, held_on, what)
    return FeedEvent(
        uid=uid,
        starts=starts,
        status="CANCELLED" if state in OFF else "TENTATIVE" if state is S.WAITING else "CONFIRMED",
        summary=f"{_opening(deadline, state)}: {what}",
        description="\n".join(lines),
        category=catalogue.programme(deadline.programme).short_title,
        path=path,
        rings=tuple(ring for ring in rings if not isinstance(starts, datetime) or ring[0] < starts),
    )


def agreed_event(
    catalogue: Catalogue, deadline: Deadline, uid: str, title: str, agreed_on: date, *, path: str = ""
) -> FeedEvent:
    """A day people agreed on for a period without a day of its own: a meeting to go to, no legal deadline."""
    what = f"{title} – {deadline.label}"
    said = f"Ngày đã thống nhất: {full_day_text(agreed_on)}; không phải hạn theo văn bản."
    return FeedEvent(
        uid=uid,
        starts=agreed_on,
        status="CONFIRMED",
        summary=f"Ngày đã thống nhất: {what}",
        description="\n".join([said, *_basis_lines(catalogue, deadline)]),
        category=catalogue.programme(deadline.programme).short_title,
        path=path,
        rings=_rings(catalogue.calendar, agreed_on, what),
    )


def event_id(catalogue: Catalogue, deadline: Deadline, *whose: str) -> str:
    """The UID of a deadline in one kind of feed: the same in every installation and for ever."""
    duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
    comes_once = duty is None or duty.rule.mode is Mode.ONCE  # a request, too, has one period
    key = (deadline.programme, deadline.duty, "" if comes_once else deadline.period, *whose)
    return f"{uuid5(NAMESPACE, '|'.join(key))}@dondoc"


def clock_time(deadline: Deadline) -> datetime | None:
    """The instant a deadline with an hour ends at ("trước 16h00" and "chậm nhất 16h00" alike: 16:00); else None."""
    if not deadline.has_hour:
        return None
    last = deadline.due_at
    return last + timedelta(microseconds=1) if last.microsecond == 999_999 else last


def _opening(deadline: Deadline, state: ObligationState) -> str:
    if state in OPENINGS:
        return OPENINGS[state]
    if deadline.kind is DutyKind.EVENT:
        return "Ngày hội, ngày truyền thống"
    return "Hạn" if deadline.has_day else "Hết kỳ"


def _basis_lines(catalogue: Catalogue, deadline: Deadline) -> list[str]:
    document = f"văn bản số {deadline.basis.document}" if deadline.basis.document else "văn bản chưa có số"
    clause = f"{deadline.basis.clause}, " if deadline.basis.clause else ""
    return [f"Căn cứ: {clause}{document}.", f"Chương trình: {catalogue.programme(deadline.programme).short_title}."]


def _rings(calendar: WorkCalendar, held_on: date, what: str) -> tuple[tuple[datetime, str], ...]:
    """Three working days ahead of the last working day up to the day held to, and on that day."""
    target = calendar.last_working_on_or_before(held_on)
    ahead = calendar.add_working_days(target, -WORKING_DAYS_AHEAD)
    last = "Hôm nay là ngày cuối" if target == held_on else f"Ngày làm việc cuối cùng trước hạn {day_text(held_on)}"
    said = ((ahead, f"Còn {WORKING_DAYS_AHEAD:02} ngày làm việc: {what}"), (target, f"{last}: {what}"))
    return tuple((datetime.combine(day, RINGS_AT, HANOI), words) for day, words in said)
