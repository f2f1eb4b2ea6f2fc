"""Câu hạn: one deadline as an officer writes it, the words of the document first and then what they mean."""

from __future__ import annotations

from models.dates_in_words import day_text, full_day_text
from models.deadline import Deadline
from models.vocabulary import Bound
from models.workdays import WorkCalendar


def deadline_sentence(deadline: Deadline, calendar: WorkCalendar) -> str:
    """Câu hạn hai vế: `trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026; ngày làm việc cuối cùng … )`.

    The last part stands only where the last valid day is a day off.
    """
    last = deadline.last_valid_on
    asides = []
    match deadline.bound:
        case Bound.BEFORE:
            opening = f"trước ngày {day_text(deadline.named_on or last)}"
            asides.append(f"chậm nhất hết ngày {day_text(last)}")
        case Bound.BY:
            opening = f"chậm nhất hết ngày {day_text(last)}"
        case Bound.EXACT:
            opening = f"đúng ngày {day_text(last)}"
        case Bound.WITHIN:
            opening = f"trong {deadline.label}"
            asides.append(f"văn bản không ấn định ngày; chậm nhất hết ngày {day_text(last)}")
        case Bound.AFTER:
            opening = f"chậm nhất hết ngày {day_text(last)}"
            if deadline.event_on and deadline.working_days:
                asides.append(f"{deadline.working_days:02} ngày làm việc kể từ ngày {day_text(deadline.event_on)}")
    if not calendar.is_working(last):
        day = full_day_text(calendar.last_working_on_or_before(last))
        asides.append(f"ngày làm việc cuối cùng trước hạn là {day}")
    if deadline.due_on != last:
        asides.append(f"hạn được dời đến hết ngày {day_text(deadline.due_on)}")
    return f"{opening} ({'; '.join(asides)})" if asides else opening
