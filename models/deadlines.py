"""Which deadlines there are: every occurrence of every duty, each with its days and the steps that led there.

Pure: the catalogue goes in, deadlines come out; no clock, no units, no facts. An occurrence that fell due on or before
the day its document was signed was never owed and is not listed, nor is a period that had ended by then; a duty without
a day or a period has no deadline, and stands in `models.undecided` where a human has to say more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models import steps as step
from models.catalogue import Catalogue
from models.deadline import Basis, Deadline
from models.deadline_words import deadline_sentence
from models.errors import Refused
from models.programmes import Duty, Programme
from models.readings import Reading, held_to, read_day, read_term, readings_of, years_consulted
from models.request_deadlines import request_deadline
from models.shapes import FromEvent, Occurrence
from models.spans import span_label, span_of
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
    rule = catalogue.duty(programme, duty).rule
    of_duty = [d for d in _known(catalogue, programme) if d.duty == duty]
    for found in of_duty:
        if found.period == period:
            return found
    if not of_duty:
        raise Refused(f"Nhiệm vụ {duty} không có kỳ nào: {rule.words}.")
    raise Refused(f"Nhiệm vụ {duty} không có kỳ “{period}”. Các kỳ: {', '.join(d.period for d in of_duty)}.")


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
    known: dict[str, list[Deadline]] = {}
    for duty in programme.duties.values():
        yield from _of_duty(duty, programme, calendar, known)


def _of_duty(
    duty: Duty, programme: Programme, calendar: WorkCalendar, known: dict[str, list[Deadline]]
) -> list[Deadline]:
    """The deadlines of one duty. `known` keeps what was computed: another duty's term may be counted from them."""
    if duty.id not in known:
        known[duty.id] = []  # the loader refuses duties that wait for each other in a circle
        for occurrence in _occurrences(duty, programme, calendar, known):
            reading = _reading(duty, occurrence, calendar)
            if _counts(occurrence, reading, duty, programme):
                known[duty.id].append(_deadline(occurrence, reading, duty, programme, calendar))
    return known[duty.id]


def _occurrences(
    duty: Duty, programme: Programme, calendar: WorkCalendar, known: dict[str, list[Deadline]]
) -> Iterator[Occurrence]:
    shape = duty.rule.shape
    if isinstance(shape, FromEvent) and shape.of_duty:
        if shape.of_duty in programme.duties:
            for d in _of_duty(programme.duties[shape.of_duty], programme, calendar, known):
                yield shape.after(span_of(d.period), d.last_valid_on, d.last_valid_at)
    elif shape:
        yield from shape.occurrences(range(programme.valid_from.year, programme.valid_to.year + 1), calendar)


def _reading(duty: Duty, occurrence: Occurrence, calendar: WorkCalendar) -> Reading:
    rule, shape = duty.rule, duty.rule.shape
    bound = rule.bound or Bound.WITHIN
    if occurrence.event and isinstance(shape, FromEvent):
        return read_term(bound, occurrence.event, shape.term, calendar, rule.off_day_policy)
    return read_day(bound, occurrence.named_on, occurrence.span.last, rule.clock)


def _counts(occurrence: Occurrence, reading: Reading, duty: Duty, programme: Programme) -> bool:
    """Owed only if ordered before its due day, and inside the programme's and the duty's own time.

    What is counted from the end of a programme's last period falls due after the programme, and is owed all the same.
    """
    rule, span = duty.rule, occurrence.span
    is_period = span.first < span.last
    day = occurrence.named_on or (span.last if is_period else reading.last_valid_on)
    if (rule.first_on and day < rule.first_on) or (rule.last_on and day > rule.last_on):
        return False
    due = reading.last_valid_on
    ordered = due > programme.ordered_on and (not is_period or span.last > programme.ordered_on)
    return (ordered or duty.kind is DutyKind.LEGAL) and (due <= programme.valid_to or span.last <= programme.valid_to)


def _deadline(
    occurrence: Occurrence, reading: Reading, duty: Duty, programme: Programme, calendar: WorkCalendar
) -> Deadline:
    rule, span, last_valid = duty.rule, occurrence.span, reading.last_valid_on
    target, due = calendar.last_working_on_or_before(last_valid), held_to(reading, rule.off_day_policy, calendar)
    begins, ends = max(span.first, programme.ordered_on), span.last
    if span.first == span.last:  # once: it runs from the order, or from its event, to its last valid day
        begins, ends = programme.ordered_on, last_valid
        if reading.bound is Bound.AFTER and reading.event:
            begins = max(begins, reading.event.on)
    window = rule.window.of(span) if rule.window else None
    years = years_consulted(reading, (target, due))
    return Deadline(
        programme=programme.slug,
        duty=duty.id,
        kind=duty.kind,
        levels=duty.levels,
        period=span.code,
        label=duty.period_label or _label(occurrence),
        period_from=min(begins, last_valid),
        period_to=ends,
        window_from=window[0] if window else None,
        window_to=window[1] if window else None,
        bound=reading.bound,
        named_on=occurrence.named_on,
        last_valid_on=last_valid,
        last_valid_at=reading.last_valid_at,
        due_on=due,
        target_on=target,
        provisional=any(calendar.is_provisional(year) for year in years),
        readings=readings_of(reading, calendar),
        steps=(
            *step.basis_steps(duty.source.citation, duty.document, duty.clause, duty.wording),
            step.period_step(rule, occurrence, begins, window, duty.source, calendar),
            step.reading_step(reading, calendar),
            step.calendar_step(last_valid, years, calendar),
            step.roll_step(last_valid, target, calendar, reading),
            step.policy_step(rule.off_day_policy, rule.policy_set_by, due, reading),
        ),
        basis=Basis(duty.document, duty.clause, duty.wording),
        has_day=occurrence.named_on is not None or occurrence.event is not None,
        clock=reading.clock,
        event=reading.event,
        term=reading.term,
    )


def _label(occurrence: Occurrence) -> str:
    """The period in words; of a term counted from one dated event, that event."""
    span = occurrence.span
    if occurrence.event and span.first == span.last and not occurrence.event.of_duty:
        return f"{occurrence.event.words} {span_label(span.code).removeprefix('ngày ')}"
    return span_label(span.code)
