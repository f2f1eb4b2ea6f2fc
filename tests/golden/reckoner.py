"""A second reckoning of days and terms, by the Labour Code and the Civil Code, that shares no line with the product.

The days off are typed here anew: 2023–2026 from the yearly notices, 2021–2022 and 2027–2033 from the Labour Code,
articles 111.3 and 112, Resolution 28/2026/QH16 and the lunar calendar at UTC+7. Only weekdays off are listed.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
ONE = timedelta(days=1)

OFF = {
    2021: "01/01 10/02-16/02 21/04 30/04 03/05 02/09-03/09",
    2022: "03/01 31/01-04/02 11/04 02/05-03/05 01/09-02/09",
    2023: "02/01 20/01-26/01 01/05-03/05 01/09-04/09",
    2024: "01/01 08/02-14/02 18/04 29/04-01/05 02/09-03/09",
    2025: "01/01 27/01-31/01 07/04 30/04-02/05 01/09-02/09",
    2026: "01/01-02/01 16/02-20/02 27/04 30/04-01/05 31/08-02/09 24/11",
    2027: "01/01 04/02-10/02 16/04 30/04 03/05 02/09-03/09 24/11",
    2028: "03/01 24/01-28/01 04/04 01/05-02/05 01/09 04/09 24/11",
    2029: "01/01 12/02-16/02 23/04 30/04-01/05 03/09-04/09",
    2030: "01/01 31/01-06/02 12/04 30/04-01/05 02/09-03/09",
    2031: "01/01 21/01-27/01 01/04 30/04-01/05 01/09-02/09 24/11",
    2032: "01/01 09/02-13/02 19/04 30/04 03/05 02/09-03/09 24/11",
    2033: "03/01 31/01-04/02 11/04 02/05-03/05 01/09-02/09 24/11",
}
WORKED_SATURDAYS = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}
FIRST_PROVISIONAL_YEAR = 2027


def _days(year: int, text: str) -> set[date]:
    found: set[date] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        day, end = (date(year, int(p[3:]), int(p[:2])) for p in (first, last or first))
        while day <= end:
            found.add(day)
            day += ONE
    return found


DAYS_OFF = {day for year, text in OFF.items() for day in _days(year, text)}


def read(text: str) -> date:
    """`T6 15/03/2024` as a date; a weekday that does not belong to it is an error."""
    weekday, day, month, year = re.fullmatch(r"(T[2-7]|CN) (\d\d)/(\d\d)/(\d{4})", text).groups()  # type: ignore[union-attr]
    found = date(int(year), int(month), int(day))
    if WEEKDAYS[found.weekday()] != weekday:
        raise ValueError(f"{text}: that day is {WEEKDAYS[found.weekday()]}")
    return found


def write(day: date) -> str:
    """The date with its weekday, as `read` takes it."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def works(day: date) -> bool:
    """Whether offices work on that day."""
    return day in WORKED_SATURDAYS or (day.weekday() < 5 and day not in DAYS_OFF)


def back(day: date) -> date:
    """The last working day on or before it."""
    while not works(day):
        day -= ONE
    return day


def on(day: date) -> date:
    """The first working day on or after it: where article 148.5 ends a term."""
    while not works(day):
        day += ONE
    return day


def months_on(day: date, months: int) -> date:
    """The corresponding day n months on (or back), the month's last day where there is none: article 148.3."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def unrolled(event: date, unit: str, count: int) -> date:
    """The last day of a term as the count alone gives it; the day of the event is not counted: article 147."""
    match unit:
        case "days":
            return event + count * ONE
        case "weeks":
            return event + count * 7 * ONE
        case "months":
            return months_on(event, count)
        case "years":
            return months_on(event, 12 * count)
        case "working_days":
            day = event
            for _ in range(count):
                day = on(day + ONE)
            return day
        case _:
            raise ValueError(unit)


def term(event: date, unit: str, count: int) -> date:
    """The last day of a term counted from an event, days off at its end passed over: articles 147 and 148."""
    return on(unrolled(event, unit, count))


def hours_on(moment: datetime, hours: int) -> datetime:
    """A term in hours runs through nights and days off alike."""
    return moment + timedelta(hours=hours)
