"""The `rule:` part of a duty read into `Rule`: one mode, one bound, one shape, and they must fit each other."""

from __future__ import annotations

import re

from models.rule_files import REQUIRED, Section, Unreadable, one_among, read_month_day
from models.rules import EveryMonths, EveryQuarter, EveryYear, InSpan, OnDay, Rule, Shape, Window, WindowEnd
from models.spans import Span, span_of
from models.vocabulary import Bound, Mode, OffDayPolicy

RULE_KEYS = [
    *("mode", "bound", "date", "span", "yearly", "covers", "every_months", "quarter", "window"),
    *("off_day_policy", "policy_set_by", "first", "last", "trigger"),
]
_ONCE, _RECURRING = ("date", "span"), ("yearly", "every_months", "quarter")
_WITH_A_DAY = ("date", "yearly")


def read_rule(s: Section | None) -> Rule:
    """The rule; of a missing section an undated one, already complained about."""
    if s is None:
        return Rule(Mode.UNDATED)
    mode, bound = s.choice("mode", Mode), s.choice("bound", Bound, None)
    _check_shape(s, mode)
    _check_bound(s, bound)
    shape = _shape(s)
    window = s.section("window", ["from", "to"])
    if window and not any(key in s for key in _WITH_A_DAY):
        s.complain("window", "chỉ đi với quy tắc có ngày", _WITH_A_DAY)
    return Rule(
        mode=mode,
        bound=bound,
        shape=shape,
        window=Window(window.read("from", _window_end), window.read("to", _window_end)) if window else None,
        off_day_policy=s.choice("off_day_policy", OffDayPolicy, None),
        policy_set_by=s.text("policy_set_by", REQUIRED if "off_day_policy" in s else ""),
        first_on=s.day("first", None),
        last_on=s.day("last", None),
        trigger=s.text("trigger", ""),
    )


def _stated(s: Section) -> list[str]:
    return [key for key in (*_ONCE, *_RECURRING) if key in s]


def _check_shape(s: Section, mode: Mode | None) -> None:
    """At most one shape, and one that the mode can have."""
    if mode is None:
        return
    stated, allowed = _stated(s), {Mode.ONCE: _ONCE, Mode.RECURRING: _RECURRING}.get(mode, ())
    for key in stated:
        if key not in allowed:
            s.complain(key, f"không đi với mode: {mode}", allowed)
    if len(stated) > 1:
        s.complain(stated[1], "chỉ được ghi một dạng thời hạn", allowed)
    if mode is Mode.ONCE and not stated:
        s.complain("mode", "việc một lần phải có một dạng thời hạn", allowed)
    if "covers" in s and "yearly" not in s:
        s.complain("covers", "chỉ đi với yearly", ["yearly"])


def _check_bound(s: Section, bound: Bound | None) -> None:
    """A named day is bound by before, by or exact; a period by within; no shape, no bound."""
    stated = _stated(s)
    if not stated:
        if bound is not None:
            s.complain("bound", "chỉ đi với một dạng thời hạn", (*_ONCE, *_RECURRING))
        return
    fitting = (Bound.BEFORE, Bound.BY, Bound.EXACT) if stated[0] in _WITH_A_DAY else (Bound.WITHIN,)
    if bound not in fitting and (bound is not None or "bound" not in s):
        s.complain("bound", f"phải hợp với {stated[0]}", fitting)


def _shape(s: Section) -> Shape | None:
    if "date" in s:
        return OnDay(day) if (day := s.day("date")) else None
    if "span" in s:
        return InSpan(span) if (span := s.read("span", _span)) else None
    if "yearly" in s:
        covers = s.read("covers", one_among(["H1", "H2"]), "")
        return EveryYear(found[0], found[1], covers) if (found := s.read("yearly", read_month_day)) else None
    if "every_months" in s:
        months = s.read("every_months", one_among(["1", "3", "6", "12"]))
        return EveryMonths(int(months)) if months else None
    if "quarter" in s:
        quarter = s.read("quarter", one_among("1234"))
        return EveryQuarter(int(quarter)) if quarter else None
    return None


def _span(text: str) -> Span:
    try:
        return span_of(text)
    except ValueError:
        raise Unreadable(f"“{text}” không phải kỳ", ["2028", "2024-H1", "2021-Q3", "2024-06", "2021/2023"]) from None


def _window_end(text: str) -> WindowEnd:
    """`Y-06-14` or `(Y-1)-12-15`, Y being the report's year."""
    found = re.fullmatch(r"(Y|\(Y-1\))-(\d{2}-\d{2})", text)
    if not found:
        raise Unreadable(f"“{text}” không phải mốc của kỳ số liệu", ["Y-06-14", "(Y-1)-12-15"])
    month, day = read_month_day(found[2])
    return WindowEnd(0 if found[1] == "Y" else -1, month, day)
