"""Câu hạn: one deadline as an officer writes it, the words of the document first and then what they mean."""

from __future__ import annotations

from datetime import date

from models.dates_in_words import clock_text, day_text, full_day_text, instant_text
from models.deadline import Deadline
from models.quiet_hours import HANOI
from models.spans import names_its_days
from models.steps import hour_text
from models.vocabulary import Bound
from models.workdays import WorkCalendar


def deadline_sentence(deadline: Deadline, calendar: WorkCalendar) -> str:
    """Câu hạn hai vế: `trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026; ngày làm việc cuối cùng … )`.

    The last part stands only where the last valid day is a day off.
    """
    last = deadline.last_valid_on
    asides = []
    if deadline.bound is Bound.WITHIN:
        silent = "" if names_its_days(deadline.period) else "văn bản không ấn định ngày; "
        asides.append(f"{silent}chậm nhất hết ngày {day_text(last)}")
    elif deadline.bound is Bound.BEFORE and deadline.named_on != last:
        asides.append(f"chậm nhất hết ngày {day_text(last)}")
    elif deadline.term and deadline.event:
        asides.append(term_words(deadline))
    if deadline.is_all_days_off:
        begins = "sự kiện" if deadline.bound is Bound.AFTER else f"ngày {day_text(deadline.period_from)}"
        asides.append(f"từ {begins} đến hạn không có ngày làm việc nào")
    elif not calendar.is_working(last):
        asides.append(last_working_day(calendar, last))
    if deadline.due_on != last:
        asides.append(f"hạn được dời đến {due_words(deadline)}")
    opening = deadline_opening(deadline)
    return f"{opening} ({'; '.join(asides)})" if asides else opening


def last_working_day(calendar: WorkCalendar, last: date) -> str:
    """The third part, said where the last valid day is a day off."""
    return f"ngày làm việc cuối cùng trước hạn là {full_day_text(calendar.last_working_on_or_before(last))}"


def deadline_opening(deadline: Deadline) -> str:
    """The first part alone, as the words of the document bind: `trước 16h00 ngày 15/6/2026`, `trong quý III/2024`."""
    named, last = deadline.named_on or deadline.last_valid_on, deadline.last_valid_on
    clock = f"{clock_text(deadline.clock)} " if deadline.clock else ""
    match deadline.bound:
        case Bound.BEFORE:
            return f"trước {clock}ngày {day_text(named)}"
        case Bound.BY:
            return f"chậm nhất {clock or 'hết '}ngày {day_text(named)}"
        case Bound.EXACT:
            return f"{'lúc' if clock else 'đúng'} {clock}ngày {day_text(named)}"
        case Bound.WITHIN:
            return f"trong {deadline.label}"
        case Bound.AFTER | Bound.BEFORE_EVENT if deadline.has_hour:
            return f"chậm nhất {instant_text(deadline.last_valid_at.astimezone(HANOI))}"
        case Bound.AFTER | Bound.BEFORE_EVENT:
            return f"chậm nhất hết ngày {day_text(last)}"


def term_words(deadline: Deadline) -> str:
    """What the day was counted from: `10 ngày làm việc kể từ ngày 17/4/2026`, `03 ngày trước ngày 18/11/2026`."""
    event, term = deadline.event, deadline.term
    if event is None or term is None:
        return ""
    start = f"ngày {day_text(event.on)}"
    if deadline.has_hour and event.at:
        start = instant_text(event.at.astimezone(HANOI))
    return f"{term.words} {'trước' if deadline.bound is Bound.BEFORE_EVENT else 'kể từ'} {start}"


def lateness_text(days_late: int, is_late: bool) -> str:
    """`đúng hạn`, `quá hạn 02 ngày`, or `quá hạn trong ngày (sau giờ ấn định)` where the deadline has an hour."""
    if days_late > 0:
        return f"quá hạn {days_late:02} ngày"
    return "quá hạn trong ngày (sau giờ ấn định)" if is_late else "đúng hạn"


def due_clock(deadline: Deadline) -> str:
    """The hour it ends at on the day held to, `16h00`; empty where it ends with the day."""
    return hour_text(deadline.clock, deadline.term, deadline.due_at)


def due_words(deadline: Deadline) -> str:
    """The end of the day held to: `hết ngày 16/6/2026`, `16h00 ngày 16/6/2026`."""
    return f"{due_clock(deadline) or 'hết'} ngày {day_text(deadline.due_on)}"
