"""Every day of a deadline out of its steps alone: no rule, no calendar and no line of the product's own."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ONE = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
Steps = list[dict[str, Any]]
NO_PERIOD: dict[str, Any] = {"named_by": None, "window_by": None}  # a request has its day from the letter alone


def recomputed(steps: Steps) -> dict[str, Any]:
    """`named_on`, `last_valid_on`, `last_valid_at`, `target_on`, `due_on`, `readings`, `window`, as the steps imply."""
    by_name = {step["step"]: step for step in steps}
    period, reading = by_name.get("period", NO_PERIOD), by_name["reading"]
    policy = by_name["policy"]["policy"]
    passed_back, ahead = _days(by_name["roll"]["off_days"]), _days(by_name["calendar"]["off_days"])
    around = _days(reading.get("off_days", ()))
    named = _named(period, reading)
    unrolled, last, at = _read(period, reading, named, policy)
    is_term = "unit" in reading
    target = _pass(last, passed_back, -ONE)
    earlier = _pass(unrolled, around, -ONE) if is_term else target
    due = {"later": _pass(last, ahead, ONE), "earlier": last if _is_too_soon(reading, earlier) else earlier}
    granted = by_name.get("extension")
    held_to = date.fromisoformat(granted["until"]) if granted else due.get(policy, last)
    return {
        "named_on": named,
        "last_valid_on": last,
        "last_valid_at": at,
        "target_on": target,
        "due_on": held_to,
        "readings": _readings(reading, named, unrolled, last, target, around, ahead),
        "window": _window(period),
    }


def _is_too_soon(reading: dict[str, Any], day: date) -> bool:
    """What is asked after an event cannot be done before its day."""
    return reading["bound"] == "after" and day < date.fromisoformat(reading["event_on"])


def _days(entries: Iterable[dict[str, str]]) -> set[date]:
    return {date.fromisoformat(entry["date"]) for entry in entries}


def _pass(day: date, off: set[date], step: timedelta) -> date:
    while day in off:
        day += step
    return day


def _end_of(day: date) -> datetime:
    return (datetime.combine(day + ONE, time(), HANOI) - INSTANT).astimezone(UTC)


def _named(period: dict[str, Any], reading: dict[str, Any]) -> date | None:
    if not period["named_by"]:
        return date.fromisoformat(reading["named_on"]) if reading["named_on"] else None
    year, month = map(int, period["named_by"]["month"].split("-"))
    day, last = period["named_by"]["day"], calendar.monthrange(year, month)[1]
    if isinstance(day, int):
        return date(year, month, min(day, last))
    return _pass(date(year, month, last), _days(period["named_by"].get("off_days", ())), -ONE)


def _read(period: dict[str, Any], reading: dict[str, Any], named: date | None, policy: str | None) -> tuple[Any, ...]:
    """The day before any rolling, the last valid day, the last valid instant."""
    if "unit" in reading:
        return _term(reading, policy)
    if reading["bound"] == "within":
        last = date.fromisoformat(period["span"][1])
        return last, last, _end_of(last)
    assert named is not None
    if reading["clock"]:
        at = datetime.combine(named, time.fromisoformat(reading["clock"]), HANOI)
        at -= INSTANT if reading["bound"] == "before" else timedelta()
        return at.date(), at.date(), at.astimezone(UTC)
    last = named - ONE if reading["bound"] == "before" else named
    return last, last, _end_of(last)


def _term(reading: dict[str, Any], policy: str | None) -> tuple[date, date, datetime]:
    sign = -1 if reading["bound"] == "before_event" else 1
    if reading["unit"] == "hours":
        at = datetime.fromisoformat(reading["event_at"]) + timedelta(hours=sign * reading["count"])
        last = at.astimezone(HANOI).date()
        return last, last, at
    event, count = date.fromisoformat(reading["event_on"]), sign * reading["count"]
    match reading["unit"]:
        case "days":
            end = event + count * ONE
        case "weeks":
            end = event + 7 * count * ONE
        case "months" | "years":
            months = event.year * 12 + event.month - 1 + count * (12 if reading["unit"] == "years" else 1)
            year, month = divmod(months, 12)
            end = date(year, month + 1, min(event.day, calendar.monthrange(year, month + 1)[1]))
        case _:
            end, skipped = event, {date.fromisoformat(day) for day in reading["skipped"]}
            for _ in range(abs(count)):
                end = _pass(end + sign * ONE, skipped, sign * ONE)
    rolls = sign > 0 and policy != "keep"
    last = _pass(end, _days(reading["off_days"]), ONE) if rolls else end
    return end, last, _end_of(last)


def _readings(
    reading: dict[str, Any],
    named: date | None,
    unrolled: date,
    last: date,
    target: date,
    around: set[date],
    ahead: set[date],
) -> dict[str, date] | None:
    bound, in_hours = reading["bound"], reading.get("unit") == "hours"
    if in_hours or bound in ("within", "exact"):
        return None
    safest, latest = {
        "before": (target, named),
        "by": (target, _pass(last, ahead, ONE)),
        "after": (_pass(unrolled, around, -ONE), _pass(unrolled, around, ONE)),
        "before_event": (_pass(unrolled, around, -ONE), last),
    }[bound]
    return {"safest": safest, "latest": latest} if safest != latest and not _is_too_soon(reading, safest) else None


def _window(period: dict[str, Any]) -> tuple[date, date] | None:
    """As stated; the period itself; or by article 12 of Decree 09/2019: from the 15th before it to its last 14th."""
    if period["window_by"] is None:
        return None
    first, last = map(date.fromisoformat, period["span"])
    match period["window_by"]:
        case "period":
            return first, last
        case "nd09":
            return (first - ONE).replace(day=15), last.replace(day=14)
        case _:
            start, end = map(date.fromisoformat, period["window"])
            return start, end
