"""The `rule:` part of a duty read into `Rule`: one mode, one bound, one shape, and they must fit each other.

Single values are read by `models.rule_words`. A duty may hang on another one of its programme (`on: <duty id>`); that
no chain of such duties bites its own tail is checked where all of them are known, in `refuse_circles`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from models.rule_files import REQUIRED, RuleFile, Section, one_among, read_month_day
from models.rule_words import (
    PERIOD_END,
    read_clock,
    read_count,
    read_day_of_month,
    read_event_day,
    read_month_and_day,
    read_span,
    read_window_end,
)
from models.rules import Rule
from models.shapes import EveryMonths, EveryPart, EveryYear, EveryYearBetween, FromEvent, InSpan, OnDay, Shape
from models.terms import LONGEST, Term
from models.vocabulary import Bound, Mode, OffDayPolicy, TermUnit
from models.windows import DataWindow, DecreeWindow, PeriodWindow, Window

RULE_KEYS = [
    *("mode", "bound", "date", "span", "yearly", "covers", "in_year", "every_months", "day", "in_month", "quarter"),
    *("half", "month", "days", "after", "before_event", "at", "window"),
    *("off_day_policy", "policy_set_by", "first", "last", "trigger"),
]
EVENT_KEYS = ["event", "on", "at", *(str(unit) for unit in TermUnit)]
_ONCE, _RECURRING = ("date", "span"), ("yearly", "every_months", "quarter", "half", "month", "days")
_EVENTS = ("after", "before_event")
_ALLOWED = {
    Mode.ONCE: (*_ONCE, *_EVENTS),
    Mode.RECURRING: (*_RECURRING, *_EVENTS),
    Mode.ADHOC: _EVENTS,
}
_ONLY_WITH = {
    "covers": "yearly",
    "in_year": "yearly",
    "day": "every_months",
    "in_month": "day",
    "policy_set_by": "off_day_policy",
}
_WHOLE = ("span", *_RECURRING[1:])  # shapes whose occurrences may be periods without a day


def read_rule(s: Section | None, duties: Collection[str] = ()) -> Rule:
    """The rule; of a missing section an undated one, already complained about. `duties`: those it may hang on."""
    if s is None:
        return Rule(Mode.UNDATED)
    mode, bound = s.choice("mode", Mode), s.choice("bound", Bound, None)
    _check_shape(s, mode)
    _check_bound(s, bound)
    shape = _shape(s, duties)
    if "at" in s and not _has_a_day(s):
        s.complain("at", "chỉ đi với quy tắc có ngày", ["date", "yearly", "every_months + day"])
    first_on, last_on = s.day("first", None), s.day("last", None)
    if first_on and last_on and last_on < first_on:
        s.complain("last", "lần cuối trước lần đầu (first)")
    return Rule(
        mode=mode,
        bound=bound,
        shape=shape,
        window=_window(s, shape),
        off_day_policy=s.choice("off_day_policy", OffDayPolicy, None),
        policy_set_by=s.text("policy_set_by", REQUIRED if "off_day_policy" in s else ""),
        first_on=first_on,
        last_on=last_on,
        trigger=s.text("trigger", ""),
        clock=s.read("at", read_clock, None),
    )


def refuse_circles(files: Mapping[str, RuleFile], rules: Mapping[str, Rule]) -> None:
    """Complain in the file of every duty whose term is counted, by way of others, from itself."""
    for duty, file in files.items():
        if (chain := _circle(duty, rules)) and (root := file.root(None)) and (rule := root.section("rule", None)):
            message = f"thời hạn tính vòng quanh: {' → '.join(chain)}"
            event = rule.section(next(key for key in _EVENTS if key in rule), None)
            (event or rule).complain("on", message, ["một sự kiện có ngày"])


def _circle(duty: str, rules: Mapping[str, Rule]) -> list[str]:
    """The chain of duties that leads from this one back to itself; empty where there is none."""
    chain = [duty]
    while (rule := rules.get(chain[-1])) and isinstance(rule.shape, FromEvent) and rule.shape.of_duty:
        chain.append(rule.shape.of_duty)
        if chain[-1] in chain[:-1]:
            return chain if chain[-1] == duty else []
    return []


def _stated(s: Section) -> list[str]:
    """The shape stated: an event first, since a period beside it only says which ends it counts from."""
    return [key for key in (*_EVENTS, *_ONCE, *_RECURRING) if key in s]


def _has_a_day(s: Section) -> bool:
    return not any(key in s for key in _EVENTS) and ("date" in s or "yearly" in s or "day" in s)


def _check_shape(s: Section, mode: Mode | None) -> None:
    """At most one shape, and one that the mode can have."""
    for key, other in _ONLY_WITH.items():
        if key in s and other not in s:
            s.complain(key, f"chỉ đi với {other}", [other])
    if mode is None:
        return
    stated, allowed = _stated(s), _ALLOWED.get(mode, ())
    for key in stated:
        if key not in allowed and not (mode is Mode.ADHOC and stated[0] in _EVENTS):
            s.complain(key, f"không đi với mode: {mode}", allowed)
    shapes = [key for key in stated if key not in _EVENTS]
    events = [key for key in stated if key in _EVENTS]
    if len(events) > 1 or len(shapes) > 1:
        s.complain((events if len(events) > 1 else shapes)[1], "chỉ được ghi một dạng thời hạn", allowed)
    if mode is Mode.ONCE and not stated:
        s.complain("mode", "việc một lần phải có một dạng thời hạn", allowed)


def _check_bound(s: Section, bound: Bound | None) -> None:
    """A named day is bound by before, by or exact; a period by within; an event by its own; no shape, no bound."""
    stated = _stated(s)
    if not stated:
        if bound is not None:
            s.complain("bound", "chỉ đi với một dạng thời hạn", (*_ONCE, *_RECURRING, *_EVENTS))
        return
    fitting: tuple[Bound, ...]
    if stated[0] in _EVENTS:
        fitting = (Bound.of(stated[0]),)
    elif _has_a_day(s):
        fitting = (Bound.BEFORE, Bound.BY, Bound.EXACT)
    else:
        fitting = (Bound.WITHIN,)
    if bound not in fitting and (bound is not None or "bound" not in s):
        s.complain("bound", f"phải hợp với {stated[0]}", fitting)


def _shape(s: Section, duties: Collection[str]) -> Shape | None:
    for key in _EVENTS:
        if key in s:
            return _from_event(s, key, duties)
    return _on_the_calendar(s)


def _on_the_calendar(s: Section) -> Shape | None:
    if "date" in s:
        return OnDay(day) if (day := s.day("date")) else None
    if "span" in s:
        return InSpan(span) if (span := s.read("span", read_span)) else None
    if "yearly" in s:
        covers = s.read("covers", one_among(["H1", "H2"]), "")
        next_year = s.read("in_year", one_among(["next"]), "") == "next"
        found = s.read("yearly", read_month_and_day)
        return EveryYear(found[0], found[1], covers, next_year) if found else None
    if "every_months" in s:
        months, day = s.read("every_months", one_among(["1", "3", "6", "12"])), s.read("day", read_day_of_month, None)
        next_month = s.read("in_month", one_among(["last", "next"]), "last") == "next"
        return EveryMonths(int(months), day, next_month) if months else None
    for key, mark, numbers in (("quarter", "Q", range(1, 5)), ("half", "H", range(1, 3)), ("month", "", range(1, 13))):
        if key in s:
            number = s.read(key, one_among(str(n) for n in numbers))
            return EveryPart(mark + number if mark else number.zfill(2)) if number else None
    if days := s.section("days", ["from", "to"]):
        first, last = days.read("from", read_month_day), days.read("to", read_month_day)
        if first and first == last:
            days.complain("to", "kết thúc ngay ngày bắt đầu; việc của một ngày ghi bằng yearly")
        return EveryYearBetween(first, last) if first and last and first != last else None
    return None


def _from_event(s: Section, key: str, duties: Collection[str]) -> FromEvent | None:
    """`after: {event: …, on: …, days: 10}` and its mirror."""
    event = s.section(key, EVENT_KEYS)
    if event is None:
        return None
    term = _term(event)
    on = event.read("on", read_event_day(duties), None)
    at_end = on == PERIOD_END
    beside = [name for name in (*_ONCE, *_RECURRING) if name in s]
    if at_end and (not beside or beside[0] not in _WHOLE or "day" in s):
        event.complain("on", "period_end phải đi với một kỳ không có ngày riêng", _WHOLE)
    if beside and not at_end:
        s.complain(beside[0], f"chỉ đi cùng {key} khi {key}.on là period_end", [PERIOD_END])
    in_hours, has_day = term is not None and term.unit is TermUnit.HOURS, on is not None and not isinstance(on, str)
    if in_hours and has_day and "at" not in event:
        event.complain("at", "thời hạn theo giờ phải ghi giờ của sự kiện, tính từ thời điểm xác định", ['"08:30"'])
    if "at" in event and not (in_hours and has_day):
        event.complain("at", "chỉ ghi giờ của sự kiện khi thời hạn tính bằng giờ và sự kiện có ngày", ["hours", "on"])
    words, clock = event.text("event"), event.read("at", read_clock, None)
    periods = _on_the_calendar(s) if at_end else None
    if term is None or words is None:
        return None
    return FromEvent(
        event=words,
        term=term,
        is_before=key == "before_event",
        on=on if has_day else None,
        at=clock,
        periods=periods,
        of_duty=on if isinstance(on, str) and not at_end else "",
    )


def _term(event: Section) -> Term | None:
    """The one count among days, working_days, weeks, months, years, hours."""
    units = [unit for unit in TermUnit if str(unit) in event]
    if len(units) != 1:
        message = "chỉ được ghi một thời hạn" if units else "thiếu thời hạn"
        event.complain(str(units[1] if units else TermUnit.DAYS), message, [str(unit) for unit in TermUnit])
        return None
    count = event.read(str(units[0]), read_count(LONGEST[units[0]]))
    return Term(count, units[0]) if count else None


def _window(s: Section, shape: Shape | None) -> DataWindow | None:
    """`period`, `nd09`, or `{from, to}`; never made up."""
    if "window" not in s:
        return None
    if isinstance(shape, FromEvent) and not shape.periods:
        s.complain("window", "chỉ đi với quy tắc có kỳ", (*_ONCE, *_RECURRING))
        return None
    if s.is_scalar("window"):
        word = s.read("window", one_among(["period", "nd09"]))
        if isinstance(shape, OnDay) or (word == "nd09" and not _is_usual(shape)):
            s.complain("window", f"{word} chỉ đi với kỳ tháng, quý, 6 tháng, năm", ["{from: …, to: …}"])
        return PeriodWindow() if word == "period" else DecreeWindow() if word else None
    section = s.section("window", ["from", "to"])
    if section is None:
        return None
    window = Window(section.read("from", read_window_end), section.read("to", read_window_end))
    if window.first and window.last:
        first, last = window.of(read_span("2023"))
        if last < first:
            section.complain("to", "kỳ số liệu kết thúc trước khi bắt đầu")
    return window


def _is_usual(shape: Shape | None) -> bool:
    """Whether its periods are months, quarters, half-years or years."""
    if isinstance(shape, FromEvent):
        return _is_usual(shape.periods)
    irregular = isinstance(shape, InSpan) and re.search(r"/|\.\.", shape.span.code)
    return not (irregular or isinstance(shape, EveryYearBetween))
