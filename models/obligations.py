"""Nghĩa vụ: who owes what on a day, and in which state. A question with an answer, never a stored row.

Occurrences (pure calendar) ⋈ assignments ⋈ units − facts, in one set-based statement. `on` is a day, and only what was
known by its end in Hanoi counts: later filings, decisions, extensions, waivers and requests do not exist yet.
The word on a filing is its latest `Decision` by then; `Submission.state` is only the shorthand of today.
A unit owes a period it existed in; one that does not exist yet owes nothing; one that ended is never overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.deadline import closes_on
from models.deadlines import Deadline, deadline_of, deadlines, request_deadline
from models.errors import Refused
from models.facts import PeriodClose, Request
from models.owed import owed
from models.quiet_hours import day_in_hanoi, end_of_day
from models.units import Assignment
from models.vocabulary import ObligationState, PeriodState

S = ObligationState
REPORTED = (S.FILED, S.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty × one unit × one period on a day. `due_on` is the day held to, an extension included."""

    unit_id: str
    unit_name: str
    programme: str
    duty: str
    period: str
    state: ObligationState
    last_valid_on: date
    due_on: date
    days_left: int
    route: str
    title: str
    deadline: Deadline
    extended_until: date | None = None
    submission_id: int | None = None
    version: int | None = None
    filed_at: datetime | None = None
    first_filed_at: datetime | None = None
    ended_on: date | None = None  # last day of the unit, the assignment or the programme, whichever came first
    is_expected: bool = True  # counts in N

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.programme, self.duty, self.period, self.unit_id

    @property
    def days_late(self) -> int | None:
        """Days between the day held to and the first filing; 0 in time, None while nothing was filed."""
        return max(0, (day_in_hanoi(self.first_filed_at) - self.due_on).days) if self.first_filed_at else None

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc owes --json` prints."""
        return {
            "unit": self.unit_id,
            "programme": self.programme,
            "duty": self.duty,
            "period": self.period,
            "state": str(self.state),
            "last_valid_on": self.last_valid_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "days_left": self.days_left,
            "route": self.route,
        }


@dataclass(frozen=True, slots=True)
class PeriodStatus:
    """One period of one duty over all its units: n reported of N expected."""

    programme: str
    duty: str
    period: str
    state: PeriodState
    reported: int
    expected: int
    deadline: Deadline


def requests_known(session: Session, by: datetime | None = None) -> list[Request]:
    """On-demand requests, as far as they had been opened by that instant."""
    query = select(Request).order_by(col(Request.at), col(Request.id))
    return list(session.scalars(query.where(col(Request.at) <= by) if by else query))


def known_deadlines(
    session: Session,
    catalogue: Catalogue,
    programme: str | None = None,
    duty: str | None = None,
    *,
    by: datetime | None = None,
) -> list[Deadline]:
    """Every deadline there is: the catalogue's and, beside them, those of on-demand requests. Sorted by day."""
    found = deadlines(catalogue, programme)
    asked = [r for r in requests_known(session, by) if programme in (None, r.programme)]
    if asked:
        found += [request_deadline(request, catalogue.calendar) for request in asked]
        found.sort(key=lambda d: (d.due_on, d.programme, d.duty, d.period))
    return [d for d in found if duty in (None, d.duty)]


def find_deadline(session: Session, catalogue: Catalogue, programme: str, duty: str, period: str) -> Deadline:
    """One deadline by its key, a request's included. Errors: `Refused` with the periods there are."""
    query = select(Request).where(col(Request.programme) == programme, col(Request.code) == duty)
    request = session.scalars(query).first()
    if request is None:
        return deadline_of(catalogue, programme, duty, period)
    deadline = request_deadline(request, catalogue.calendar)
    if deadline.period != period:
        raise Refused(f"Yêu cầu {duty} không có kỳ “{period}”. Kỳ của yêu cầu: {deadline.period}.")
    return deadline


def owes(
    session: Session,
    catalogue: Catalogue,
    on: date,
    *,
    programme: str | None = None,
    unit_id: str | None = None,
    duty: str | None = None,
    period: str | None = None,
    states: Iterable[str] | None = None,
    due_from: date | None = None,
) -> list[Obligation]:
    """Every obligation whose period has begun by `on`, and the next one ahead of each duty, by day, duty and unit.

    `unit_id` may be a place: then all bodies sitting on it. `due_from` leaves out what fell due before that day.
    """
    requests = {(r.programme, r.code): r for r in requests_known(session, end_of_day(on))}
    known = known_deadlines(session, catalogue, programme, duty, by=end_of_day(on))
    known = [d for d in known if period in (None, d.period) and (due_from is None or d.due_on >= due_from)]
    chosen = begun_and_next(known, on)
    statement, values = owed(session, catalogue, chosen, on, unit_id=unit_id, states=states)
    rows = session.connection().execute(statement.order_by("n", "unit_id"), values)
    routes: dict[tuple[str, str, str], str] = {}
    found = []
    for row in rows:
        deadline = chosen[row.n]
        place = (deadline.programme, deadline.duty, row.level)
        if place not in routes:
            routes[place] = _route(catalogue, requests, *place)
        found.append(
            Obligation(
                unit_id=row.unit_id,
                unit_name=row.unit_name,
                programme=deadline.programme,
                duty=deadline.duty,
                period=deadline.period,
                state=S(row.state),
                last_valid_on=deadline.last_valid_on,
                due_on=row.held_on,
                days_left=(row.held_on - on).days,
                route=routes[place],
                title=duty_title(catalogue, requests, deadline),
                deadline=deadline,
                extended_until=row.extended_until,
                submission_id=row.submission_id,
                version=row.version,
                filed_at=row.filed_at,
                first_filed_at=row.first_filed_at,
                ended_on=row.ended_on,
                is_expected=bool(row.is_expected),
            )
        )
    return found


def periods(session: Session, catalogue: Catalogue, on: date, programme: str | None = None) -> list[PeriodStatus]:
    """Every period of every owed duty, past and to come, with n/N.

    Closed: by a person or the timetable, past its closing day (unless its programme waits), or with its programme.
    """
    known = known_deadlines(session, catalogue, programme, by=end_of_day(on))
    assigned = select(col(Assignment.programme), col(Assignment.duty)).distinct()
    given = {tuple(row) for row in session.connection().execute(assigned)}
    known = [d for d in known if (d.programme, d.duty) in given or _is_owed(catalogue, d)]
    statement, values = owed(session, catalogue, known, on, ahead=True)
    counted = statement.subquery("counted")
    query = select(
        counted.c.n,
        func.sum(case((counted.c.state.in_(REPORTED), 1), else_=0)).label("reported"),
        func.sum(case((counted.c.is_expected, 1), else_=0)).label("expected"),
    ).group_by(counted.c.n)
    counts = {row.n: (row.reported, row.expected) for row in session.connection().execute(query, values)}
    closes = select(PeriodClose).where(col(PeriodClose.at) <= end_of_day(on))
    closed = {(c.programme, c.duty, c.period) for c in session.scalars(closes)}
    found = []
    for n, deadline in enumerate(known):
        reported, expected = counts.get(n, (0, 0))
        state = _period_state(catalogue, deadline, on, deadline.key in closed)
        found.append(PeriodStatus(*deadline.key, state, reported, expected, deadline))
    return found


def begun_and_next(known: Sequence[Deadline], on: date) -> list[Deadline]:
    """The deadlines whose period has begun by `on`, and of each duty the one that begins next."""
    ahead: dict[tuple[str, str], Deadline] = {}
    for deadline in known:
        duty = deadline.programme, deadline.duty
        if deadline.period_from > on and (duty not in ahead or deadline.period_from < ahead[duty].period_from):
            ahead[duty] = deadline
    return [d for d in known if d.period_from <= on or ahead[(d.programme, d.duty)] is d]


def duty_title(catalogue: Catalogue, requests: Mapping[tuple[str, str], Request], deadline: Deadline) -> str:
    """What is to be delivered, in the words of the catalogue or of the request."""
    if request := requests.get((deadline.programme, deadline.duty)):
        return request.title
    return catalogue.programme(deadline.programme).duties[deadline.duty].title


def request_route(request: Request) -> str:
    via = f" (qua {request.route_via})" if request.route_via else ""
    return f"{request.route_to}{via}" if request.route_to else ""


def _route(
    catalogue: Catalogue, requests: Mapping[tuple[str, str], Request], programme: str, duty: str, level: str
) -> str:
    if request := requests.get((programme, duty)):
        return request_route(request)
    return catalogue.programme(programme).duties[duty].route.at(level).words


def _period_state(catalogue: Catalogue, deadline: Deadline, on: date, is_closed: bool) -> PeriodState:
    programme = catalogue.programme(deadline.programme)
    closing_on = closes_on(deadline, catalogue.calendar)
    waits = programme.waiting_from is not None and programme.waiting_from <= closing_on
    has_passed = closing_on < on and not waits
    if is_closed or has_passed or (deadline.duty in programme.duties and programme.valid_to < on):
        return PeriodState.CLOSED
    return PeriodState.UPCOMING if deadline.period_from > on else PeriodState.OPEN


def _is_owed(catalogue: Catalogue, deadline: Deadline) -> bool:
    duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
    return duty is None or duty.owed
