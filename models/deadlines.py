"""Which deadlines there are: every occurrence of every duty, each with its days and the steps that led there.

Pure: the catalogue goes in, deadlines come out; no clock, no units, no facts. An occurrence that fell due on or before
the day its document was signed was never owed and is not listed; a duty without a day or a period has no deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models import steps as step
from models.catalogue import Catalogue
from models.deadline import Basis, Deadline, held_to, last_valid_day, readings_of
from models.deadline_words import deadline_sentence
from models.errors import Refused
from models.programmes import Duty, Programme
from models.request_deadlines import request_deadline
from models.rules import Occurrence, OnDay
from models.spans import span_label
from models.vocabulary import Bound, DutyKind
from models.workdays import WorkCalendar

__all__ = ["Basis", "Deadline", "deadline_of", "deadline_sentence", "deadlines", "request_deadline"]


def deadlines(
    catalogue: Catalogue, programme: str | None = None, first: date | None = None, last: date | None = None
) -> list[Deadline]:
    """Every deadline of one programme or of all, by day; `first`/`last` (inclusive) filter on `due_on`."""
    found = list(_known(catalogue, programme))
    return [d for d in found if (first is None or d.due_on >= first) and (last is None or d.due_on <= last)]


def deadline_of(catalogue: Catalogue, programme: str, duty: str, period: str) -> Deadline:
    """One deadline by its key. Errors: `Refused` with the periods there are."""
    catalogue.duty(programme, duty)
    of_duty = [d for d in _known(catalogue, programme) if d.duty == duty]
    for found in of_duty:
        if found.period == period:
            return found
    known = ", ".join(d.period for d in of_duty) or "không có kỳ nào (văn bản không ấn định thời gian)"
    raise Refused(f"Nhiệm vụ {duty} không có kỳ “{period}”. Các kỳ: {known}.")


def _known(catalogue: Catalogue, programme: str | None) -> tuple[Deadline, ...]:
    key = ("deadlines", programme)
    if key not in catalogue.memo:
        if programme is not None:
            found = list(_of_programme(catalogue.programme(programme), catalogue.calendar))
        else:
            found = [d for slug in catalogue.programmes for d in _known(catalogue, slug)]
        catalogue.memo[key] = tuple(sorted(found, key=lambda d: (d.due_on, d.programme, d.duty, d.period)))
    return catalogue.memo[key]


def _of_programme(programme: Programme, calendar: WorkCalendar) -> Iterator[Deadline]:
    years = range(programme.valid_from.year, programme.valid_to.year + 1)
    for duty in programme.duties.values():
        shape = duty.rule.shape
        for occurrence in shape.occurrences(years) if shape else ():
            if _counts(occurrence, duty, programme):
                yield _deadline(occurrence, duty, programme, calendar)


def _counts(occurrence: Occurrence, duty: Duty, programme: Programme) -> bool:
    """Owed only if ordered before its due day, and inside the programme's and the duty's own time."""
    rule, day = duty.rule, occurrence.named_on or occurrence.span.last
    if (rule.first_on and day < rule.first_on) or (rule.last_on and day > rule.last_on):
        return False
    ordered = day > programme.ordered_on or duty.kind is DutyKind.LEGAL
    return ordered and day <= programme.valid_to


def _deadline(occurrence: Occurrence, duty: Duty, programme: Programme, calendar: WorkCalendar) -> Deadline:
    rule, span, named = duty.rule, occurrence.span, occurrence.named_on
    bound = rule.bound or Bound.WITHIN
    last_valid = last_valid_day(bound, named, span.last)
    target, due = calendar.last_working_on_or_before(last_valid), held_to(last_valid, rule.off_day_policy, calendar)
    one_day = isinstance(rule.shape, OnDay)
    begins = programme.ordered_on if one_day else max(span.first, programme.ordered_on)
    ends = last_valid if one_day else span.last
    window = rule.window.of_year(named.year) if rule.window and named else None
    return Deadline(
        programme=programme.slug,
        duty=duty.id,
        kind=duty.kind,
        levels=duty.levels,
        period=span.code,
        label=duty.period_label or span_label(span.code),
        period_from=min(begins, last_valid),
        period_to=ends,
        window_from=window[0] if window else None,
        window_to=window[1] if window else None,
        bound=bound,
        named_on=named,
        last_valid_on=last_valid,
        due_on=due,
        target_on=target,
        provisional=any(calendar.is_provisional(year) for year in {last_valid.year, target.year, due.year}),
        readings=readings_of(bound, named, target),
        steps=(
            *step.basis_steps(duty.source.citation, duty.document, duty.clause, duty.wording),
            step.period_step(rule, span, begins, window, duty.source),
            step.reading_step(bound, named, last_valid),
            step.calendar_step(last_valid, calendar),
            step.roll_step(last_valid, target, calendar),
            step.policy_step(rule.off_day_policy, rule.policy_set_by, due),
        ),
        basis=Basis(duty.document, duty.clause, duty.wording),
        has_day=named is not None,
    )
