"""Giờ yên lặng: at which hours a message may reach an office.

Ordinary messages go out between 07:30 and 20:00 on working days, urgent ones between 06:00 and 22:00 on any day, Hanoi
time. A reminder is never held back past its own deadline: the urgent hours are used before that happens.
Pure arithmetic on instants handed in; does not know messages.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.workdays import WorkCalendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
OPENS, CLOSES = time(7, 30), time(20, 0)
URGENT_OPENS, URGENT_CLOSES = time(6, 0), time(22, 0)


def day_in_hanoi(moment: datetime) -> date:
    """The calendar day in Hanoi at this instant."""
    return moment.astimezone(HANOI).date()


def begin_of_day(day: date) -> datetime:
    """The first instant of a day in Hanoi, as UTC."""
    return datetime.combine(day, time(), HANOI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Hanoi, as UTC."""
    return datetime.combine(day + timedelta(days=1), time(), HANOI).astimezone(UTC) - timedelta(microseconds=1)


def next_allowed(moment: datetime, calendar: WorkCalendar, *, urgent: bool = False) -> datetime:
    """The first instant from `moment` on at which a message may go out, as UTC."""
    opens, closes = (URGENT_OPENS, URGENT_CLOSES) if urgent else (OPENS, CLOSES)
    local = moment.astimezone(HANOI)
    day = local.date()
    if not (urgent or calendar.is_working(day)) or local.time() >= closes:
        day = day + timedelta(days=1) if urgent else calendar.next_working_after(day)
        local = datetime.combine(day, opens, HANOI)
    elif local.time() < opens:
        local = datetime.combine(day, opens, HANOI)
    return local.astimezone(UTC)


def send_at(
    moment: datetime, calendar: WorkCalendar, *, urgent: bool = False, last_useful: datetime | None = None
) -> datetime:
    """When a message wanted at `moment` goes out: in quiet hours later, but not later than it is of use."""
    allowed = next_allowed(moment, calendar, urgent=urgent)
    if last_useful is not None and allowed > last_useful:
        early = next_allowed(moment, calendar, urgent=True)
        if early <= last_useful:
            return early
    return allowed
