"""Whether a report can climb: the working days between the deadline of one level and that of the next one up.

A duty feeds another where both are reports of one programme on the same period and form, the other stands on a higher
level, and the first is sent there or the two share a tree. Where the text leaves room for doubt nothing is said. Knows
nothing of single units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from models.cascade import UPWARD, levels_bound, working_days_between
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline import Deadline
from models.deadlines import deadlines
from models.finding import Finding, about
from models.programmes import Duty, Programme
from models.report_window import REPORTS, span_meant
from models.spans import Span
from models.vocabulary import FindingCode, Level


def about_levels(catalogue: Catalogue, programme: Programme, working_days: int) -> list[Finding]:
    """One finding a duty whose work comes too late for the level above to add it up."""
    by_period: dict[Span | None, list[Deadline]] = defaultdict(list)
    for deadline in deadlines(catalogue, programme.slug):
        if deadline.kind in REPORTS and deadline.has_day:
            by_period[span_meant(deadline)].append(deadline)
    tight: dict[str, list[str]] = defaultdict(list)
    for span, together in by_period.items():
        for lower in together:
            near = together if span else [d for d in together if _goes_with(lower, d, programme)]
            if said := _too_close(catalogue, programme, lower, near, working_days):
                tight[lower.duty].append(said)
    return [
        about(
            programme.duties[duty],
            FindingCode.TOO_FEW_WORKING_DAYS,
            f"{said[0]}.{f' {len(said)} kỳ như vậy.' if len(said) > 1 else ''}",
            f"Đề nghị để ít nhất {working_days:02} ngày làm việc giữa hai cấp, đưa hạn cấp dưới lên sớm hơn.",
        )
        for duty, said in tight.items()
    ]


def _too_close(
    catalogue: Catalogue, programme: Programme, lower: Deadline, together: Sequence[Deadline], working_days: int
) -> str:
    """What is wrong between one deadline and the next one up that it feeds; empty where nothing is."""
    own = programme.duties[lower.duty]
    for level in reversed(levels_bound(own, catalogue.endings, lower.due_on)):
        above = [
            (UPWARD.index(up), upper)
            for upper in together
            for up in levels_bound(programme.duties[upper.duty], catalogue.endings, upper.due_on)
            if UPWARD.index(up) > UPWARD.index(level) and _feeds(own, level, programme.duties[upper.duty], up)
        ]
        if not above:
            continue
        rank = min(rank for rank, _ in above)
        upper = max((d for each, d in above if each == rank), key=lambda d: d.due_on)  # the one with the most room
        left = working_days_between(lower.due_on, upper.due_on, catalogue.calendar)
        if left < working_days:
            up = UPWARD[rank].label
            return (
                f"{lower.label[:1].upper()}{lower.label[1:]}: {level.label} gửi hết ngày {day_text(lower.due_on)}, "
                f"{up} gửi hết ngày {day_text(upper.due_on)} ({upper.duty}); giữa hai hạn chỉ có {left} ngày làm việc"
            )
    return ""


def _goes_with(lower: Deadline, upper: Deadline, programme: Programme) -> bool:
    """Whether two reports of one day each, about no period with a name, are one: the same title, and not earlier."""
    return (
        lower.due_on <= upper.due_on
        and programme.duties[lower.duty].title.casefold() == programme.duties[upper.duty].title.casefold()
    )


def _feeds(lower: Duty, level: Level, upper: Duty, up: Level) -> bool:
    """Whether the work of one level in one duty is added up by a higher level in the other.

    Reports that bind both levels alike stand side by side; within one duty a level adds up only where it is itself the
    receiver.
    """
    if lower.id == upper.id:
        if up not in lower.route.own_step_at:
            return False
    elif level in upper.levels or up in lower.levels:
        return False
    if lower.form and upper.form and lower.form != upper.form:
        return False
    receivers = [stop.receiver for stop in lower.route.stops if stop.receiver]
    holders = {tree for a in upper.addressees for tree in a.trees}
    if receivers:
        return any(receiver.level is up and receiver.tree in holders for receiver in receivers)
    return bool(holders & {tree for a in lower.addressees for tree in a.trees})
