"""Dòng việc: one obligation as a letter needs to know it, taken from the catalogue and the calendar.

Many units share one line: it holds nothing of the unit itself, so a text is rendered once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline_words import deadline_opening, due_clock, last_working_day
from models.deadlines import Deadline, deadline_sentence
from models.final_figures import final_call
from models.obligations import Obligation
from models.vocabulary import Bound, DutyKind, Stage
from models.workdays import WorkCalendar

NEW_DAY = {Stage.CHASER_1: 2, Stage.CHASER_2: 3, Stage.RESULT: 5, Stage.RETURNED: 5}  # working days from the message
PRESSING = (
    Stage.CHASER_2,
    Stage.CHASER_1,
    Stage.LAST_DAY,
    Stage.RETURNED,
    Stage.FINAL,
    Stage.SOON,
    Stage.RESULT,
    Stage.EVENT_AHEAD,
    Stage.OPENED,
    Stage.REVIEW_AHEAD,
)
_NOUN = {
    DutyKind.REPORT: "báo cáo",
    DutyKind.PLAN: "kế hoạch",
    DutyKind.JOINT_PROGRAM: "văn bản ký kết",
    DutyKind.MEETING: "biên bản",
    DutyKind.AGGREGATE: "báo cáo",
}


@dataclass(frozen=True)
class Line:
    """One duty of one period at one rung, in words and days."""

    stage: Stage
    kind: DutyKind
    title: str
    period: str
    deadline: str  # two parts, a third where the last day is off
    deadline_short: str
    deadline_subject: str
    route: str
    citation: str
    clause: str
    tracker: str
    heading: str
    due_on: date
    working_days_left: int
    days_late: int
    months_left: int
    new_day: date | None
    first_chased_on: date | None
    received_on: date | None
    window: str
    has_day: bool
    is_request: bool
    final_on: date | None = None  # the working day final figures are asked for by, of estimates
    due_clock: str = ""  # `16h00`: the hour it ends at on `due_on`; empty: with the day

    @property
    def what(self) -> str:
        """`Báo cáo 6 tháng … (6 tháng đầu năm 2025)`."""
        return f"{self.title}, {self.period}" if self.title.endswith(")") else f"{self.title} ({self.period})"

    @property
    def is_sent(self) -> bool:
        """Whether the deliverable is something one sends."""
        return self.kind in _NOUN and self.kind is not DutyKind.MEETING

    @property
    def noun(self) -> str:
        return _NOUN.get(self.kind, "kết quả")

    @property
    def is_late_by_hours(self) -> bool:
        """Whether the hour it ended at lies on the day of the message."""
        return bool(self.due_clock) and self.days_late == 0

    @property
    def by_when(self) -> str:
        """Until when what is late is asked for."""
        if self.is_late_by_hours or self.new_day is None:
            return "ngay sau khi nhận được tin này"
        return f"chậm nhất hết ngày {day_text(self.new_day)}"

    @property
    def order(self) -> tuple[int, date, str]:
        """The most pressing first; a new request stands before the reminders of regular work."""
        new_request = self.is_request and self.stage is Stage.OPENED
        return PRESSING.index(Stage.RETURNED if new_request else self.stage), self.due_on, self.title


def line_of(
    catalogue: Catalogue,
    obligation: Obligation,
    stage: Stage,
    on: date,
    *,
    first_chased_on: date | None = None,
    received_on: date | None = None,
) -> Line:
    """The line of an obligation as it reads on a day."""
    deadline, calendar = obligation.deadline, catalogue.calendar
    programme = catalogue.programme(obligation.programme)
    duty = programme.duties.get(obligation.duty)
    due = obligation.due_on
    if duty is not None:
        citation = duty.source.citation
    else:
        citation = f"văn bản số {deadline.basis.document} ngày {day_text(deadline.period_from)}"
    if obligation.extended_until:
        subject = f"chậm nhất hết ngày {day_text(due)}"
        short = f"{subject} (đã được gia hạn)"
        day_off = "" if calendar.is_working(due) else f"; {last_working_day(calendar, due)}"
        sentence = f"{subject} (đã được gia hạn{day_off})"
    else:
        sentence = deadline_sentence(deadline, calendar)
        subject = deadline_subject(deadline)
        whole_day = deadline.bound is Bound.BEFORE and not deadline.has_hour
        short = f"{subject} (chậm nhất hết ngày {day_text(due)})" if whole_day else subject
        if deadline.bound is Bound.EXACT and deadline.kind is not DutyKind.EVENT:
            short = deadline_opening(deadline)
    target = calendar.last_working_on_or_before(due)
    window = ""
    if deadline.window_from and deadline.window_to:
        days = f"từ ngày {day_text(deadline.window_from)} đến hết ngày {day_text(deadline.window_to)}"
        window = f"Số liệu lấy {days}."
    return Line(
        stage=stage,
        kind=deadline.kind,
        title=obligation.title,
        period=deadline.label,
        deadline=sentence,
        deadline_short=short,
        deadline_subject=subject,
        route=obligation.route,
        citation=citation,
        clause=deadline.basis.clause,
        tracker=programme.tracker,
        heading=programme.short_title,
        due_on=due,
        due_clock="" if obligation.extended_until else due_clock(deadline),
        working_days_left=working_days_between(on, target, calendar),
        days_late=max(0, (on - due).days),
        months_left=max(0, round((due - on).days / 30.4)),
        new_day=max(due, calendar.add_working_days(on, NEW_DAY[stage])) if stage in NEW_DAY else None,
        first_chased_on=first_chased_on,
        received_on=received_on,
        window=window,
        has_day=deadline.has_day,
        is_request=duty is None,
        final_on=_final_day(deadline, on, calendar) if stage is Stage.FINAL else None,
    )


def _final_day(deadline: Deadline, on: date, calendar: WorkCalendar) -> date:
    """The day named for the final figures; once it is past, two working days from now."""
    named = final_call(deadline, calendar).due_on
    return named if on <= named else calendar.add_working_days(on, 2)


def working_days_between(on: date, target: date, calendar: WorkCalendar) -> int:
    """Working days after `on`, up to and with `target`."""
    return sum(calendar.is_working(on + timedelta(n)) for n in range(1, (target - on).days + 1))


def deadline_subject(deadline: Deadline) -> str:
    """The day as a subject line says it: the words of the document, or the end of the day held to."""
    if deadline.bound is Bound.EXACT and not deadline.has_hour:
        return f"ngày {day_text(deadline.due_on)}"
    if deadline.has_hour or deadline.bound is Bound.BEFORE:
        return deadline_opening(deadline)
    return f"chậm nhất hết ngày {day_text(deadline.due_on)}"
