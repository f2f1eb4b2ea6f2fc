"""Tổng của nhiều kỳ: one duty's figures over several periods, each indicator in its own way over time (`over_time`).

What happens in a period (sum) adds up, n and N counting returns; what stands at an end (last) is that of the last
period alone; a yes that holds once given (max) is the unit's largest, of the units expected in the last period.
Periods that overlap are refused: the year has the half-year in it already. Everything stands on the last period's map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.errors import Refused
from models.forms import Form
from models.lines import Leaf, lines_of
from models.map_views import map_for
from models.obligations import find_deadline
from models.report_window import span_meant, window_of
from models.rollup import Total, roll_up
from models.totals import form_of, leaves_of
from models.vocabulary import MapView

SUM, LAST, MAX = "sum", "last", "max"


def span_total(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    parts: Sequence[tuple[str, str]],
    *,
    node: str | None = None,
    as_of: date,
) -> list[Total]:
    """Totals over (duty, period) parts that follow each other, the top first; of one node where asked.

    `provisional` says that an estimate is inside; that a part is still open is for whoever chose the parts to say.
    Errors: `Refused` for no parts, parts of different forms or without one, and windows that overlap.
    """
    asked = [find_deadline(session, catalogue, programme, duty, period) for duty, period in parts]
    if not asked:
        raise Refused("Đề nghị chọn ít nhất một kỳ để cộng.")
    asked.sort(key=lambda deadline: _window(deadline))
    form = _one_form(session, catalogue, asked)
    _refuse_overlap(asked)
    last = asked[-1]
    shown = map_for(session, MapView.TODAY, day=asked[0].last_valid_on, on=last.last_valid_on)
    each = [_on_last_map(session, catalogue, form, deadline, last, as_of) for deadline in asked]
    only = shown.main(node) if node else None
    ways = {
        SUM: roll_up(form, [leaf for leaves in each for leaf in leaves], shown.nodes, only=only),
        LAST: roll_up(form, each[-1], shown.nodes, only=only),
        MAX: roll_up(form, _largest(form, each), shown.nodes, only=only),
    }
    over_time = {line.code: line.indicator.over_time for line in lines_of(form)}
    known = {way: {(row.node, row.indicator): row for row in rows} for way, rows in ways.items()}
    found = []
    for row in ways[SUM]:
        way = over_time[row.indicator]
        if chosen := known[way].get((row.node, row.indicator)):
            missing = tuple(dict.fromkeys(chosen.missing))  # a unit silent twice is named once
            found.append(chosen._replace(missing=missing, duty=last.duty))
    return found


def _window(deadline: Deadline) -> tuple[date, date]:
    """What the figures of a period are about: its stated window, the decree's, or the period itself."""
    if found := window_of(deadline):
        return found.first, found.last
    span = span_meant(deadline)
    return (span.first, span.last) if span else (deadline.period_from, deadline.period_to)


def _one_form(session: Session, catalogue: Catalogue, asked: Sequence[Deadline]) -> Form:
    forms = {form.id: form for deadline in asked if (form := form_of(session, catalogue, deadline))}
    without = [deadline.label for deadline in asked if form_of(session, catalogue, deadline) is None]
    if without or len(forms) != 1:
        raise Refused(
            f"Kỳ {', '.join(without)} không có biểu số liệu để cộng."
            if without
            else f"Các kỳ dùng biểu khác nhau ({', '.join(form.title for form in forms.values())}), không cộng được."
        )
    return next(iter(forms.values()))


def _refuse_overlap(asked: Sequence[Deadline]) -> None:
    for one, other in pairwise(asked):
        if _window(other)[0] <= _window(one)[1]:
            first, last = max(_window(one)[0], _window(other)[0]), min(_window(one)[1], _window(other)[1])
            raise Refused(
                f"Kỳ {one.label} và kỳ {other.label} cùng tính từ ngày {day_text(first)} đến ngày {day_text(last)}; "
                "cộng lại sẽ tính trùng. Kỳ năm đã gồm kỳ 6 tháng: đề nghị chỉ chọn các kỳ không chồng nhau."
            )


def _on_last_map(
    session: Session, catalogue: Catalogue, form: Form, deadline: Deadline, last: Deadline, as_of: date
) -> list[Leaf]:
    """The units of a period, standing where their places had gone by the last one."""
    leaves = leaves_of(session, catalogue, deadline, as_of)
    if deadline.last_valid_on == last.last_valid_on:
        return leaves
    moved = map_for(session, MapView.TODAY, day=deadline.last_valid_on, on=last.last_valid_on)
    return moved.leaves(form, leaves)


def _largest(form: Form, each: Sequence[Sequence[Leaf]]) -> list[Leaf]:
    """The units expected in the last period, each with the largest it gave of every box in any of them."""
    codes = {box for line in lines_of(form) if line.indicator.over_time == MAX for box in line.boxes}
    best: dict[str, dict[str, Any]] = {}
    for leaf in (leaf for leaves in each for leaf in leaves if not leaf.is_part):
        given: Mapping[str, Any] = leaf.figures
        mine = best.setdefault(leaf.unit_id, {})
        for code in codes & given.keys():
            mine[code] = max(mine.get(code, given[code]), given[code])
    return [
        leaf._replace(figures=best[leaf.unit_id], is_reported=leaf.is_reported or bool(best[leaf.unit_id]))
        for leaf in each[-1]
        if not leaf.is_part
    ]
