"""Các bước tính hạn: how a deadline came about, in order, for a person to read and for a machine to compute again.

clause → words → period → reading → calendar and its version → roll → policy. Each step is a dictionary: `step`, a
Vietnamese `text`, and its inputs and outputs as ISO dates. The steps alone suffice to recompute every day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from models.dates_in_words import day_text, full_day_text
from models.programmes import Document
from models.rules import Rule
from models.spans import Span, span_label
from models.vocabulary import Bound, OffDayPolicy
from models.workdays import WorkCalendar

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


def period_step(rule: Rule, span: Span, begins_on: date, window: tuple[date, date] | None, source: Document) -> Step:
    """Which period, from when; the window only where the text states one."""
    text = f"Quy tắc: {rule.words}; kỳ: {span_label(span.code)}"
    if window:
        text += f"; số liệu từ ngày {day_text(window[0])} đến hết ngày {day_text(window[1])}"
    elif rule.bound is not Bound.WITHIN and rule.bound is not Bound.EXACT:
        text += "; văn bản không nêu khoảng số liệu"
    return {
        "step": "period",
        "rule": rule.words,
        "period": span.code,
        "span": [span.first.isoformat(), span.last.isoformat()],
        "begins_on": begins_on.isoformat(),
        "ordered_on": source.certain_on.isoformat() if source.certain_on else None,
        "window": [day.isoformat() for day in window] if window else None,
        "text": text,
    }


def reading_step(bound: Bound, named_on: date | None, last_valid_on: date) -> Step:
    """How the bound is read (docs/decisions: how "trước ngày" is read)."""
    day = full_day_text(last_valid_on)
    texts = {
        Bound.BEFORE: f"“Trước ngày” không gồm chính ngày được nêu: ngày cuối còn đúng hạn là {day}",
        Bound.BY: f"Hạn gồm trọn ngày được nêu: ngày cuối còn đúng hạn là {day}",
        Bound.EXACT: f"Đúng ngày được nêu: {day}",
        Bound.WITHIN: f"Văn bản không ấn định ngày: làm trong kỳ, chậm nhất hết ngày cuối kỳ là {day}",
    }
    operation = {Bound.BEFORE: "named_on - 1 day", Bound.WITHIN: "last day of span"}.get(bound, "named_on")
    return {
        "step": "reading",
        "bound": str(bound),
        "named_on": named_on.isoformat() if named_on else None,
        "operation": operation,
        "last_valid_on": last_valid_on.isoformat(),
        "text": texts[bound],
    }


def counting_step(event_on: date, working_days: int, last_valid_on: date, calendar: WorkCalendar) -> Step:
    """So many working days after an event; the first day is not counted (Civil Code 2015, art. 147)."""
    between = (event_on + timedelta(n) for n in range(1, (last_valid_on - event_on).days + 1))
    return {
        "step": "reading",
        "bound": str(Bound.AFTER),
        "event_on": event_on.isoformat(),
        "working_days": working_days,
        "operation": "event_on + working_days, first day not counted",
        "skipped": [day.isoformat() for day in between if not calendar.is_working(day)],
        "last_valid_on": last_valid_on.isoformat(),
        "text": f"{working_days:02} ngày làm việc kể từ ngày {day_text(event_on)}, không tính ngày đầu: "
        f"ngày cuối còn đúng hạn là {full_day_text(last_valid_on)}",
    }


def calendar_step(day: date, calendar: WorkCalendar) -> Step:
    """Which year's table was consulted."""
    table = calendar.tables.get(day.year)
    status = str(table.status) if table else "provisional"
    source = table.source if table else "chưa có bảng ngày nghỉ; chỉ trừ thứ Bảy, Chủ nhật"
    label = table.status.label if table else "dự kiến"
    return {
        "step": "calendar",
        "year": day.year,
        "status": status,
        "source": source,
        "version": table.version if table else None,
        "text": f"Lịch ngày nghỉ năm {day.year} ({label}): {source}",
    }


def roll_step(last_valid_on: date, target_on: date, calendar: WorkCalendar) -> Step:
    """The working-day target: the last working day on or before the last valid day."""
    passed = [last_valid_on - timedelta(n) for n in range((last_valid_on - target_on).days)]
    off = [{"date": day.isoformat(), "why": calendar.why(day).why} for day in passed]
    if off:
        reasons = "; ".join(f"{day_text(day)}: {entry['why']}" for day, entry in zip(passed, off, strict=True))
        text = f"Ngày làm việc cuối cùng trong hạn là {full_day_text(target_on)} ({reasons})"
    else:
        text = f"{full_day_text(last_valid_on)} là ngày làm việc"
    return {"step": "roll", "off_days": off, "target_on": target_on.isoformat(), "text": text}


def policy_step(policy: OffDayPolicy | None, set_by: str, due_on: date) -> Step:
    """What the rule says about a last valid day that is a day off. The law's silence leaves it where it is."""
    if policy is None:
        text = f"Văn bản không nói về ngày nghỉ: giữ nguyên hạn, hết ngày {day_text(due_on)}"
    else:
        text = f"Khi gặp ngày nghỉ: {policy.label} ({set_by}); hạn tính đến hết ngày {day_text(due_on)}"
    return {
        "step": "policy",
        "policy": str(policy) if policy else None,
        "set_by": set_by or None,
        "due_on": due_on.isoformat(),
        "text": text,
    }
