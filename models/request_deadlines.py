"""Hạn của yêu cầu đột xuất: ordered by an officer's letter, computed by the same arithmetic as the catalogue's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from models import steps as step
from models.dates_in_words import clock_text, day_text, instant_text
from models.deadline import Basis, Deadline
from models.errors import Refused
from models.quiet_hours import HANOI, day_in_hanoi
from models.readings import Reading, read_day, read_term, readings_of, years_consulted
from models.terms import LONGEST, Event, Term
from models.vocabulary import Bound, DutyKind, TermUnit
from models.workdays import WorkCalendar

if TYPE_CHECKING:
    from models.facts import Request

_NEEDS_A_DAY = (
    "Yêu cầu đột xuất phải có ngày hạn, hoặc thời hạn (số giờ, ngày, ngày làm việc, tuần, tháng, năm) "
    "kể từ ngày của văn bản yêu cầu."
)


def request_deadline(request: Request, calendar: WorkCalendar) -> Deadline:
    """Before, by or exactly a named day (or an hour of it), or a term counted from the letter.

    Its period is the ISO date of the named day; of the last valid day where it counts a term, as it was when the
    request was opened: a day off added later moves the day held to and leaves the period, on which filings hang.
    """
    reading = _reading(request, calendar)
    last_valid, named = reading.last_valid_on, reading.named_on
    if last_valid < request.document_on:
        raise Refused(f"Hạn {day_text(last_valid)} đã qua trước ngày văn bản yêu cầu {day_text(request.document_on)}.")
    target = calendar.last_working_on_or_before(last_valid)
    years = years_consulted(reading, (target,))
    window = (request.window_from, request.window_to)
    if window[0] and window[1]:
        label = f"từ ngày {day_text(window[0])} đến ngày {day_text(window[1])}"
    else:
        label = f"theo yêu cầu ngày {day_text(request.document_on)}"
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
        bound=reading.bound,
        named_on=named,
        last_valid_on=last_valid,
        last_valid_at=reading.last_valid_at,
        due_on=last_valid,
        target_on=target,
        provisional=any(calendar.is_provisional(year) for year in years),
        readings=readings_of(reading, calendar),
        steps=(
            *step.basis_steps(citation, request.document, request.clause, request.wording),
            step.reading_step(reading, calendar),
            step.calendar_step(last_valid, years, calendar),
            step.roll_step(last_valid, target, calendar, reading),
            step.policy_step(None, "", last_valid, reading),
        ),
        basis=Basis(request.document, request.clause, request.wording),
        has_day=True,
        clock=reading.clock,
        event=reading.event,
        term=reading.term,
        is_urgent=request.is_urgent,
        opened_at=request.at,
    )


def request_wording(request: Request) -> str:
    """The words of the letter that carry the day, as its fields say them: `trước 16h00 ngày 15/6/2026`."""
    bound = Bound.of(request.bound)
    if bound is Bound.AFTER and (term := _term(request)):
        start = f"ngày văn bản {day_text(request.document_on)}"
        if request.counts_from_at:
            start = instant_text(request.counts_from_at.astimezone(HANOI))
        return f"trong {term.words} kể từ {start}"
    day = day_text(request.named_on) if request.named_on else ""
    if request.clock:
        opening = {Bound.BEFORE: "trước", Bound.BY: "chậm nhất"}.get(bound, "đúng")
        return f"{opening} {clock_text(request.clock)} ngày {day}"
    return f"{bound.label} {day}"


def _reading(request: Request, calendar: WorkCalendar) -> Reading:
    bound, named = Bound.of(request.bound), request.named_on
    if bound is Bound.AFTER and (term := _term(request)):
        if request.clock:
            raise Refused("Giờ hạn chỉ đi với một ngày cụ thể, không đi với thời hạn tính từ ngày văn bản.")
        words = f"văn bản số {request.document}"
        return read_term(bound, Event(words, request.document_on, _starts_at(request, term)), term, calendar)
    if named and bound in (Bound.BEFORE, Bound.BY, Bound.EXACT):
        return read_day(bound, named, named, request.clock)
    raise Refused(_NEEDS_A_DAY)


def _term(request: Request) -> Term | None:
    """The term the letter grants; the older column `working_days` says it alone."""
    if request.term_count is not None and request.term_unit:
        unit, count = TermUnit.of(request.term_unit), request.term_count
    elif request.working_days is not None:
        unit, count = TermUnit.WORKING_DAYS, request.working_days
    else:
        return None
    if not 1 <= count <= LONGEST[unit]:
        raise Refused(f"Thời hạn phải từ 01 đến {LONGEST[unit]} {unit.label}.")
    return Term(count, unit)


def _starts_at(request: Request, term: Term) -> datetime | None:
    """The instant hours are counted from: it lies on the day of the letter."""
    at = request.counts_from_at
    if term.unit is TermUnit.HOURS and at is None:
        raise Refused("Thời hạn theo giờ phải ghi giờ bắt đầu tính.")
    if at is not None and day_in_hanoi(at) < request.document_on:
        raise Refused("Giờ bắt đầu tính không thể trước ngày của văn bản yêu cầu.")
    return at
