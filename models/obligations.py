"""Nghĩa vụ: who owes what on a day, and in which state. A question with an answer, never a stored row.

Occurrences (pure calendar) ⋈ assignments ⋈ units − facts, in one set-based statement. `on` is a day, and only what was
known by its end in Hanoi counts: later filings, decisions, extensions, waivers and requests do not exist yet.
The word on a filing is its latest `Decision` by then; `Submission.state` is only the shorthand of today.
A unit owes a period it existed in; one that does not exist yet owes nothing; one that ended is never overdue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline_words import due_words
from models.deadlines import Deadline, deadline_of, deadlines, request_deadline
from models.errors import Refused
from models.facts import Request
from models.map_of_day import pasts
from models.owed import owed
from models.quiet_hours import day_in_hanoi, end_of_day
from models.vocabulary import ObligationState
from models.ways import Way, Ways

S = ObligationState
REPORTED = (S.FILED, S.ACCEPTED)
_REQUESTS = select(Request).order_by(col(Request.at), col(Request.id))


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
    is_provisional: bool = False  # the version that stands holds estimates
    old_route: str = ""  # as the text has it, where a receiver in it has come to its end
    old_route_until: date | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.programme, self.duty, self.period, self.unit_id

    @property
    def due_at(self) -> datetime:
        """The last instant still in time (aware UTC): the end of an extension's day, else what the deadline says."""
        return end_of_day(self.extended_until) if self.extended_until else self.deadline.due_at

    @property
    def due_words(self) -> str:
        """That instant as an officer says it: `hết ngày 17/6/2026`, `16h00 ngày 17/6/2026`."""
        if self.extended_until:
            return f"hết ngày {day_text(self.extended_until)}"
        return due_words(self.deadline)

    @property
    def seen_on(self) -> date:
        """The day it is looked at."""
        return self.due_on - timedelta(days=self.days_left)

    @property
    def awaits_final(self) -> bool:
        """Whether what was filed are estimates, with the final figures still to come from a unit that lives on."""
        is_over = self.ended_on is not None and self.ended_on < self.seen_on
        return self.is_provisional and self.state in REPORTED and not is_over

    @property
    def is_late(self) -> bool:
        """Whether the first filing came after that instant; a deadline with an hour can be missed on its own day."""
        return self.first_filed_at is not None and self.first_filed_at > self.due_at

    @property
    def days_late(self) -> int | None:
        """Days between the day held to and the first filing; 0 on that day or earlier, None while nothing was filed."""
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


def requests_known(session: Session, by: datetime | None = None) -> list[Request]:
    """On-demand requests, as far as they had been opened by that instant."""
    return list(session.scalars(_REQUESTS.where(col(Request.at) <= by) if by else _REQUESTS))


def requests_by_duty(session: Session, by: datetime | None = None) -> dict[tuple[str, str], Request]:
    """The same by programme and code, which is the duty of their deadlines."""
    return {(request.programme, request.code): request for request in requests_known(session, by)}


def known_deadlines(
    session: Session,
    catalogue: Catalogue,
    programme: str | None = None,
    duty: str | None = None,
    *,
    by: datetime | None = None,
    requests: Iterable[Request] | None = None,
) -> list[Deadline]:
    """Every deadline there is: the catalogue's and, beside them, those of on-demand requests. Sorted by day.

    `requests`: the known ones, where they are at hand already.
    """
    found = deadlines(catalogue, programme)
    opened = requests_known(session, by) if requests is None else requests
    asked = [r for r in opened if programme in (None, r.programme)]
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
    due_until: date | None = None,
    among: Collection[tuple[str, str, str]] | None = None,
    units: Collection[str] | None = None,
) -> list[Obligation]:
    """Every obligation whose period has begun by `on`, and the next one ahead of each duty, by day, duty and unit.

    `unit_id` may be a place: then all bodies sitting on it. `due_from` leaves out what fell due before that day;
    `due_until` asks for everything due up to that day, however far ahead. `among`: these deadlines only; `units`:
    these units only.
    """
    requests = requests_by_duty(session, end_of_day(on))
    known = known_deadlines(session, catalogue, programme, duty, requests=requests.values())
    known = [d for d in known if period in (None, d.period) and (due_from is None or d.due_on >= due_from)]
    known = [d for d in known if among is None or d.key in among]
    chosen = begun_and_next(known, on) if due_until is None else [d for d in known if d.due_on <= due_until]
    ahead = due_until is not None
    statement, values = owed(session, catalogue, chosen, on, unit_id=unit_id, units=units, states=states, ahead=ahead)
    rows = session.connection().execute(_in_order(statement), values)
    ways, then = Ways(session, catalogue, on), pasts(session, on)
    found = []
    for row in rows:
        deadline = chosen[row.n]
        way = _way(ways, catalogue, requests, deadline, row)
        found.append(
            Obligation(
                unit_id=row.unit_id,
                unit_name=then[row.unit_id]["name"] if row.unit_id in then else row.unit_name,
                programme=deadline.programme,
                duty=deadline.duty,
                period=deadline.period,
                state=S(row.state),
                last_valid_on=deadline.last_valid_on,
                due_on=row.held_on,
                days_left=(row.held_on - on).days,
                route=way.words,
                title=duty_title(catalogue, requests, deadline),
                deadline=deadline,
                extended_until=row.extended_until,
                submission_id=row.submission_id,
                version=row.version,
                filed_at=row.filed_at,
                first_filed_at=row.first_filed_at,
                ended_on=row.ended_on,
                is_expected=bool(row.is_expected),
                is_provisional=bool(row.is_provisional),
                old_route=way.was,
                old_route_until=way.until,
            )
        )
    return found


@lru_cache
def _in_order(statement: Select[Any]) -> Select[Any]:
    return statement.order_by("n", "unit_id")


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


def _way(
    ways: Ways, catalogue: Catalogue, requests: Mapping[tuple[str, str], Request], deadline: Deadline, row: Any
) -> Way:
    if request := requests.get((deadline.programme, deadline.duty)):
        return Way(request_route(request))
    duty = catalogue.programme(deadline.programme).duties[deadline.duty]
    return ways.of(duty, row.level, row.territory_id, row.ended_on)
