"""What does not fit about the days of one duty: no day at all, a day off, a window that closes after the deadline.

Only reported: no window is filled in, no day invented or moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.catalogue import Catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadline import Deadline
from models.deadlines import deadlines
from models.finding import Finding, about
from models.programmes import Duty, Programme
from models.report_window import DELIVERED, ROOM, window_of
from models.shapes import FromEvent
from models.spans import names_its_days
from models.undecided import open_point
from models.vocabulary import DutyKind, FindingCode, Mode, OpenPoint, TermUnit
from models.workdays import WorkCalendar

# a festival may well fall on a Sunday, and nobody files the law itself or a standing task
_ANY_DAY_WILL_DO = (DutyKind.EVENT, DutyKind.LEGAL, DutyKind.STANDING, DutyKind.TARGET)
_ASK_FOR_A_DAY = "Đề nghị người có thẩm quyền ấn định thời hạn bằng văn bản; hệ thống không tự đặt ngày."
_SHOWN = 4


def about_days(catalogue: Catalogue, duty: Duty) -> Iterator[Finding]:
    """Findings about the days of one duty, over all its periods."""
    found = [d for d in deadlines(catalogue, duty.programme) if d.duty == duty.id]
    yield from _undated(duty, catalogue.programme(duty.programme), found)
    yield from _off_days(duty, found, catalogue.calendar)
    yield from _early(duty, found, catalogue.calendar)


def _undated(duty: Duty, programme: Programme, found: Sequence[Deadline]) -> Iterator[Finding]:
    """Ordered to be delivered, or again and again, or so long after something, and no day anywhere; or a day that is
    none of the programme's, a slip of the pen as a rule.
    """
    rule, shape, advice = duty.rule, duty.rule.shape, _ASK_FOR_A_DAY
    if isinstance(shape, FromEvent) and open_point(duty, programme) is OpenPoint.EVENT:
        message = f"“{duty.wording}”: hạn tính từ {shape.of_duty or f'“{shape.event}”'}, mà mốc ấy chưa có ngày."
        advice = "Đề nghị ghi ngày của mốc vào quy tắc khi đã rõ; trước đó hệ thống không tính hạn."
    elif shape is None and rule.mode is Mode.RECURRING:
        message = f"“{duty.wording}”: nói định kỳ nhưng không nêu chu kỳ và ngày, nên không có kỳ nào."
    elif shape is None and rule.mode is Mode.UNDATED and duty.kind in DELIVERED:
        message = f"“{duty.wording}”: phải có sản phẩm ({duty.kind.label}) nhưng văn bản không nêu ngày, kỳ hạn."
    elif shape and not found and rule.mode is not Mode.ADHOC:
        until = day_text(programme.valid_to)
        message = (
            f"“{duty.wording}” ({rule.words}): không kỳ nào đến hạn sau ngày ký văn bản và trong thời gian thực hiện "
            f"(đến hết ngày {until}), nên không có hạn nào."
        )
        advice = "Đề nghị đối chiếu ngày, kỳ đã ghi với văn bản; đúng như vậy thì việc này không được theo dõi."
    else:
        return
    yield about(duty, FindingCode.UNDATED, message, advice)


def _off_days(duty: Duty, found: Sequence[Deadline], calendar: WorkCalendar) -> Iterator[Finding]:
    """A day off nobody has spoken about: where the rule says what happens then, that is decided."""
    if duty.rule.off_day_policy is not None or duty.kind in _ANY_DAY_WILL_DO:
        return
    said = [words for d in found if (words := _off_day_words(d, calendar))]
    if said:
        yield about(
            duty,
            FindingCode.OFF_DAY,
            f"Văn bản không nói gì về ngày nghỉ, mà: {_some(said)}.",
            "Đề nghị thống nhất giữ nguyên, lùi hay chuyển hạn khi gặp ngày nghỉ và ghi vào quy tắc; trong khi chờ, "
            "hạn giữ nguyên, việc nhắc theo ngày làm việc cuối cùng trong hạn.",
        )


def _off_day_words(deadline: Deadline, calendar: WorkCalendar) -> str:
    """A month or a year ends when it ends; only days that the text itself names are looked at (`từ … đến …`, too).

    Hours run through days off (Civil Code 2015, art. 147.1): there is nothing to settle about them.
    """
    if deadline.term and deadline.term.unit is TermUnit.HOURS:
        return ""
    if not deadline.has_day and not names_its_days(deadline.period):
        return ""
    for name, day in (("ngày cuối còn đúng hạn", deadline.last_valid_on), ("ngày được nêu", deadline.named_on)):
        if day and not calendar.is_working(day):
            off = "" if day.weekday() >= 5 else f" ({calendar.why(day).why})"
            return f"{deadline.label}, {name} là {full_day_text(day)}{off}"
    return ""


def _early(duty: Duty, found: Sequence[Deadline], calendar: WorkCalendar) -> Iterator[Finding]:
    """Due before the figures can exist: less than a working day between the window's end and the deadline."""
    early = [(d, w) for d in found if (w := window_of(d)) and not w.is_closed_for(d.due_on, calendar)]
    if not early:
        return
    deadline, window = early[0]
    others = f" {len(early)}/{len(found)} kỳ như vậy." if len(found) > 1 else ""
    if window.is_stated:
        advice = (
            "Đề nghị cơ quan ban hành lùi hạn ít nhất 01 ngày làm việc sau ngày chốt số liệu "
            f"({ROOM}) hoặc chốt số liệu sớm hơn."
        )
    else:
        advice = (
            "Đề nghị người có thẩm quyền ấn định kỳ số liệu; hệ thống không tự đặt. Nếu dùng kỳ trên thì gửi số ước "
            "trước hạn, gửi số chốt sau khi hết kỳ."
        )
    yield about(
        duty,
        FindingCode.DUE_BEFORE_WINDOW_CLOSES,
        f"{deadline.label[:1].upper()}{deadline.label[1:]}: hạn hết ngày {day_text(deadline.due_on)}, mà kỳ số liệu "
        f"{window.words}; từ khi chốt số liệu đến hạn không còn một ngày làm việc nào.{others}",
        advice,
    )


def _some(said: Sequence[str]) -> str:
    more = f"; và {len(said) - _SHOWN} kỳ nữa" if len(said) > _SHOWN else ""
    return "; ".join(said[:_SHOWN]) + more
