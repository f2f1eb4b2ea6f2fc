"""Các bước tính hạn: how a deadline came about, in order, for a person to read and for a machine to compute again.

clause → words → period → reading → calendar and its version → roll → policy. Each step is a dictionary: `step`, a
Vietnamese `text`, and its inputs and outputs as ISO dates. The steps alone suffice to recompute every day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from models.dates_in_words import clock_text, day_text, full_day_text, instant_text
from models.programmes import Document
from models.quiet_hours import HANOI
from models.readings import Reading
from models.rules import Rule
from models.shapes import LAST, LAST_WORKING, DayInMonth, Occurrence
from models.spans import span_label
from models.terms import Event, Term, rest_around
from models.vocabulary import Bound, OffDayPolicy, TableStatus, TermUnit
from models.workdays import DAY, WorkCalendar

Step = dict[str, Any]


def basis_steps(citation: str, document: str | None, clause: str, wording: str) -> list[Step]:
    """Where it stands, and the words that carry the date."""
    return [
        {
            "step": "clause",
            "document": document,
            "clause": clause,
            "text": f"Mục {clause}, {citation}".removeprefix("Mục , "),
        },
        {"step": "words", "wording": wording, "text": f"Câu chữ: “{wording}”"},
    ]


def period_step(
    rule: Rule,
    occurrence: Occurrence,
    begins_on: date,
    window: tuple[date, date] | None,
    source: Document,
    calendar: WorkCalendar,
) -> Step:
    """Which period, from when, and how the named day follows from it; the window only where the text states one."""
    span, named_by = occurrence.span, occurrence.named_by
    text = f"Quy tắc: {rule.words}; kỳ: {span_label(span.code)}"
    if window and rule.window:
        by = "" if rule.window.code == "stated" else f" ({rule.window.words})"
        text += f"; số liệu từ ngày {day_text(window[0])} đến hết ngày {day_text(window[1])}{by}"
    elif rule.bound not in (Bound.WITHIN, Bound.EXACT):
        text += "; văn bản không nêu khoảng số liệu"
    return {
        "step": "period",
        "rule": rule.words,
        "period": span.code,
        "span": [span.first.isoformat(), span.last.isoformat()],
        "begins_on": begins_on.isoformat(),
        "ordered_on": source.certain_on.isoformat() if source.certain_on else None,
        "named_by": _named_by(named_by, calendar) if named_by else None,
        "window": [day.isoformat() for day in window] if window else None,
        "window_by": rule.window.code if rule.window else None,
        "text": text,
    }


def _named_by(named_by: DayInMonth, calendar: WorkCalendar) -> dict[str, Any]:
    """The month and the day of it; for its last working day, the days off passed over from its end."""
    found: dict[str, Any] = {"month": f"{named_by.year}-{named_by.month:02}", "day": named_by.day}
    if named_by.day == LAST_WORKING:
        last = replace(named_by, day=LAST).on(calendar)
        found["off_days"] = _off_days(_back(last, named_by.on(calendar)), calendar)
    return found


def reading_step(reading: Reading, calendar: WorkCalendar) -> Step:
    """How the words are read (docs/decisions: how "trước ngày" is read, how terms are counted)."""
    if reading.event and reading.term:
        return _term_step(reading, reading.event, reading.term, calendar)
    bound, named_on, clock = reading.bound, reading.named_on, reading.clock
    day = full_day_text(reading.last_valid_on)
    if clock and bound is Bound.BEFORE:
        text = f"Trước {clock_text(clock)} ngày được nêu: còn đúng hạn đến sát {clock_text(clock)}, {day}"
    elif clock:
        text = f"Đến {clock_text(clock)} ngày được nêu: còn đúng hạn đến {clock_text(clock)}, {day}"
    else:
        text = {
            Bound.BEFORE: f"“Trước ngày” không gồm chính ngày được nêu: ngày cuối còn đúng hạn là {day}",
            Bound.BY: f"Hạn gồm trọn ngày được nêu: ngày cuối còn đúng hạn là {day}",
            Bound.EXACT: f"Đúng ngày được nêu: {day}",
            Bound.WITHIN: f"Văn bản chỉ nêu kỳ: làm trong kỳ, chậm nhất hết ngày cuối kỳ là {day}",
        }[bound]
    operation = {Bound.BEFORE: "named_on - 1 day", Bound.WITHIN: "last day of span"}.get(bound, "named_on")
    if clock:
        operation = "until just before clock on named_on" if bound is Bound.BEFORE else "until clock on named_on"
    return {
        "step": "reading",
        "bound": str(bound),
        "named_on": named_on.isoformat() if named_on else None,
        "clock": f"{clock:%H:%M}" if clock else None,
        "operation": operation,
        "last_valid_on": reading.last_valid_on.isoformat(),
        "last_valid_at": reading.last_valid_at.isoformat(),
        "text": text,
    }


def _term_step(reading: Reading, event: Event, term: Term, calendar: WorkCalendar) -> Step:
    """A term counted from its event: the first day is not counted, hours run through (Civil Code, art. 147, 148)."""
    is_after, in_hours = reading.bound is Bound.AFTER, term.unit is TermUnit.HOURS
    sign, start = ("+" if is_after else "-"), ("event_at" if in_hours else "event_on")
    days = abs((reading.unrolled_on - event.on).days)
    between = [event.on + (n if is_after else -n) * DAY for n in range(1, days + 1)]
    skipped = between if term.unit is TermUnit.WORKING_DAYS else []
    rolls = "; to the next working day" if reading.is_rolled else ""
    return {
        "step": "reading",
        "bound": str(reading.bound),
        "named_on": None,
        "event": event.words,
        "event_duty": event.of_duty or None,
        "event_on": event.on.isoformat(),
        "event_at": event.at.isoformat() if event.at and in_hours else None,
        "count": term.count,
        "unit": str(term.unit),
        "operation": f"{start} {sign} {term.count} {term.unit}{'' if in_hours else ', first day not counted'}{rolls}",
        "skipped": [day.isoformat() for day in skipped if not calendar.is_working(day)],
        "unrolled_on": reading.unrolled_on.isoformat(),
        "off_days": _off_days(rest_around(reading.unrolled_on, calendar), calendar),
        "rolled_by": "Bộ luật Dân sự 2015, Điều 148 khoản 5" if reading.is_rolled else None,
        "last_valid_on": reading.last_valid_on.isoformat(),
        "last_valid_at": reading.last_valid_at.isoformat(),
        "text": _term_text(reading, event, term),
    }


def _term_text(reading: Reading, event: Event, term: Term) -> str:
    last, unrolled = full_day_text(reading.last_valid_on), full_day_text(reading.unrolled_on)
    if term.unit is TermUnit.HOURS and event.at:
        start, end = (moment.astimezone(HANOI) for moment in (event.at, reading.last_valid_at))
        counted = "trước" if reading.bound is Bound.BEFORE_EVENT else "kể từ"
        return f"{term.words} {counted} {instant_text(start)} ({event.words}), tính liên tục: đến {instant_text(end)}"
    if reading.bound is Bound.BEFORE_EVENT:
        return (
            f"Trước {event.words} ({day_text(event.on)}) {term.words}, không tính ngày của sự kiện: "
            f"ngày cuối còn đúng hạn là {last}"
        )
    text = f"{term.words} kể từ {event.words} ({day_text(event.on)}), không tính ngày đầu"
    if reading.is_rolled:
        return (
            f"{text}: ngày cuối của thời hạn là {unrolled}, ngày nghỉ, nên thời hạn kết thúc vào cuối ngày làm việc "
            f"tiếp theo là {last} (Điều 148 khoản 5 Bộ luật Dân sự 2015)"
        )
    return f"{text}: ngày cuối còn đúng hạn là {last}"


def hour_text(clock: time | None, term: Term | None, ends_at: datetime) -> str:
    """The hour a deadline ends at on its day, `16h00`; empty where it ends with the day."""
    if clock:
        return clock_text(clock)
    end = ends_at.astimezone(HANOI).time()
    return clock_text(end) if term and term.unit is TermUnit.HOURS and end != time.max else ""


def _off_days(days: Iterable[date], calendar: WorkCalendar) -> list[dict[str, str]]:
    return [{"date": day.isoformat(), "why": calendar.why(day).why} for day in days]


def _back(day: date, until: date) -> list[date]:
    """The days from one back to another, that one left out."""
    return [day - n * DAY for n in range((day - until).days)]


def calendar_step(day: date, years: Iterable[int], calendar: WorkCalendar) -> Step:
    """Which years' tables were consulted, and the days off from this day up to the next working day."""
    tables = {year: _table(year, calendar) for year in years}
    ahead = [off for off in rest_around(day, calendar) if off >= day]
    said = [f"{year} ({TableStatus.of(table['status']).label}): {table['source']}" for year, table in tables.items()]
    return {
        "step": "calendar",
        **tables[day.year],
        "tables": list(tables.values()),
        "off_days": _off_days(ahead, calendar),
        "text": f"Lịch ngày nghỉ năm {'; năm '.join(said)}",
    }


def _table(year: int, calendar: WorkCalendar) -> dict[str, Any]:
    table = calendar.tables.get(year)
    return {
        "year": year,
        "status": str(table.status if table else TableStatus.PROVISIONAL),
        "source": table.source if table else "chưa có bảng ngày nghỉ; chỉ trừ thứ Bảy, Chủ nhật",
        "version": table.version if table else None,
    }


def roll_step(last_valid_on: date, target_on: date, calendar: WorkCalendar, reading: Reading | None = None) -> Step:
    """The working-day target: the last working day on or before the last valid day, even where the whole term that was
    read lies in days off.
    """
    passed = _back(last_valid_on, target_on)
    off = _off_days(passed, calendar)
    if off:
        reasons = "; ".join(f"{day_text(day)}: {entry['why']}" for day, entry in zip(passed, off, strict=True))
        text = f"Ngày làm việc cuối cùng trong hạn là {full_day_text(target_on)} ({reasons})"
        if reading and not reading.can_be_met_on(target_on):
            text = f"Từ sự kiện đến hạn không có ngày làm việc nào ({reasons})"
    else:
        text = f"{full_day_text(last_valid_on)} là ngày làm việc"
    return {"step": "roll", "off_days": off, "target_on": target_on.isoformat(), "text": text}


def policy_step(policy: OffDayPolicy | None, set_by: str, due_on: date, reading: Reading) -> Step:
    """What the rule says about a last valid day that is a day off. Its silence leaves the day where the law puts it."""
    end = f"{hour_text(reading.clock, reading.term, reading.last_valid_at) or 'hết'} ngày {day_text(due_on)}"
    if policy is not None:
        text = f"Ngày cuối là ngày nghỉ thì {policy.label} ({set_by}); hạn tính đến {end}"
    elif reading.is_rolled:
        text = f"Văn bản không nói về ngày nghỉ: theo Bộ luật Dân sự, hạn đến {end}"
    else:
        text = f"Văn bản không nói về ngày nghỉ: giữ nguyên hạn, {end}"
    return {
        "step": "policy",
        "policy": str(policy) if policy else None,
        "set_by": set_by or None,
        "due_on": due_on.isoformat(),
        "text": text,
    }
