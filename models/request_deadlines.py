"""Hạn của yêu cầu đột xuất: ordered by an officer's letter, computed by the same arithmetic as the catalogue's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import steps as step
from models.dates_in_words import day_text
from models.deadline import Basis, Deadline, last_valid_day, readings_of
from models.errors import Refused
from models.vocabulary import Bound, DutyKind
from models.workdays import WorkCalendar

if TYPE_CHECKING:
    from models.facts import Request


def request_deadline(request: Request, calendar: WorkCalendar) -> Deadline:
    """Before, by or exactly a named day, or so many working days after the letter.

    Its period is the ISO date of the named day; of the last valid day where it counts working days, as it was when the
    request was opened: a day off added later moves the day held to and leaves the period, on which filings hang.
    """
    bound, named = Bound(request.bound), request.named_on
    if bound is Bound.AFTER and (request.working_days or 0) > 0:
        last_valid = calendar.add_working_days(request.document_on, request.working_days or 0)
        reading = step.counting_step(request.document_on, request.working_days or 0, last_valid, calendar)
    elif named and bound in (Bound.BEFORE, Bound.BY, Bound.EXACT):
        last_valid = last_valid_day(bound, named, named)
        reading = step.reading_step(bound, named, last_valid)
    else:
        raise Refused("Yêu cầu đột xuất phải có ngày hạn, hoặc số ngày làm việc kể từ ngày của văn bản yêu cầu.")
    if last_valid < request.document_on:
        raise Refused(f"Hạn {day_text(last_valid)} đã qua trước ngày văn bản yêu cầu {day_text(request.document_on)}.")
    target = calendar.last_working_on_or_before(last_valid)
    window = (request.window_from, request.window_to)
    if window[0] and window[1]:
        label = f"từ ngày {day_text(window[0])} đến ngày {day_text(window[1])}"
    else:
        label = f"theo yêu cầu ngày {day_text(request.document_on)}"
    named = named if bound is not Bound.AFTER else None
    citation = f"yêu cầu số {request.document} ngày {day_text(request.document_on)}"
    return Deadline(
        programme=request.programme,
        duty=request.code,
        kind=DutyKind.REPORT,
        levels=(),
        period=request.period or (named or last_valid).isoformat(),
        label=label,
        period_from=request.document_on,
        period_to=last_valid,
        window_from=request.window_from,
        window_to=request.window_to,
        bound=bound,
        named_on=named,
        last_valid_on=last_valid,
        due_on=last_valid,
        target_on=target,
        provisional=any(calendar.is_provisional(y) for y in range(request.document_on.year, last_valid.year + 1)),
        readings=readings_of(bound, named, target),
        steps=(
            *step.basis_steps(citation, request.document, request.clause, request.wording),
            reading,
            step.calendar_step(last_valid, calendar),
            step.roll_step(last_valid, target, calendar),
            step.policy_step(None, "", last_valid),
        ),
        basis=Basis(request.document, request.clause, request.wording),
        has_day=True,
        event_on=request.document_on if bound is Bound.AFTER else None,
        working_days=request.working_days if bound is Bound.AFTER else None,
    )
