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

from sqlalchemy import Boolean, Date, Integer, Select, String, and_, case, func, or_, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.deadlines import Deadline, deadline_of, deadlines, request_deadline
from models.errors import Refused
from models.facts import Decision, Extension, Hold, PeriodClose, Request, Submission, Waiver
from models.given_rows import given_rows
from models.quiet_hours import day_in_hanoi, end_of_day
from models.units import Assignment, Unit
from models.vocabulary import ObligationState, PeriodState

S = ObligationState
REPORTED = (S.FILED, S.ACCEPTED)
_COLUMNS: dict[str, TypeEngine[Any]] = {
    "n": Integer(),
    "programme": String(),
    "duty": String(),
    "period": String(),
    "period_from": Date(),
    "last_valid_on": Date(),
    "due_on": Date(),
    "target_on": Date(),
    "ends_on": Date(),
    "exists_by": Date(),
    "is_waiting": Boolean(),
}


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
    rows = session.connection().execute(
        owed(session, catalogue, chosen, on, unit_id=unit_id, states=states).order_by("n", "unit_id")
    )
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
    """Every period of every owed duty, past and to come, with n/N. Closed: closed by a person or with its programme."""
    known = known_deadlines(session, catalogue, programme, by=end_of_day(on))
    assigned = select(col(Assignment.programme), col(Assignment.duty)).distinct()
    given = {tuple(row) for row in session.connection().execute(assigned)}
    known = [d for d in known if (d.programme, d.duty) in given or _is_owed(catalogue, d)]
    counted = owed(session, catalogue, known, on, ahead=True).subquery("counted")
    query = select(
        counted.c.n,
        func.sum(case((counted.c.state.in_(REPORTED), 1), else_=0)).label("reported"),
        func.sum(case((counted.c.is_expected, 1), else_=0)).label("expected"),
    ).group_by(counted.c.n)
    counts = {row.n: (row.reported, row.expected) for row in session.connection().execute(query)}
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


def owed(
    session: Session,
    catalogue: Catalogue,
    chosen: Sequence[Deadline],
    on: date,
    *,
    unit_id: str | None = None,
    states: Iterable[str] | None = None,
    ahead: bool = False,
) -> Select[Any]:
    """The one statement: a row for each (n-th deadline, unit) with its state on that day.

    Columns: n, unit_id, unit_name, level, territory_id, state, held_on, extended_until, ended_on, is_expected,
    submission_id, version, filed_at, first_filed_at. `ahead`: for a period to come, units that will exist then count.
    """
    occurrence = given_rows(session, "occurrence", _COLUMNS, _occurrence_rows(catalogue, chosen, on, ahead))
    o, a, u, known_by = occurrence.c, Assignment, Unit, end_of_day(on)

    def same_key(fact: Any) -> Any:
        return and_(
            fact.programme == o.programme,
            fact.duty == o.duty,
            fact.period == o.period,
            fact.unit_id == col(a.unit_id),
        )

    latest = _latest(Submission, Submission.version, Submission.filed_at, known_by, same_key)
    extended = _latest(Extension, Extension.id, Extension.granted_at, known_by, same_key)
    first = _table(Submission).alias("first_submission")
    decided = (
        select(col(Decision.action))
        .where(col(Decision.submission_id) == col(Submission.id), col(Decision.at) <= known_by)
        .order_by(col(Decision.at).desc(), col(Decision.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    ended_on = _earliest(col(u.valid_to), col(a.valid_to), o.ends_on)
    held_on = func.coalesce(col(Extension.until), o.due_on, type_=Date())
    waived = select(col(Waiver.id)).where(same_key(Waiver), col(Waiver.granted_at) <= known_by).exists()
    waiting = or_(o.is_waiting, _on_hold(o, on))
    state = case(
        (decided == "accept", S.ACCEPTED.value),
        (decided == "return", S.RETURNED.value),
        (col(Submission.id).is_not(None), S.FILED.value),
        (waived, S.WAIVED.value),
        (ended_on < on, S.ENDED.value),
        (waiting, S.WAITING.value),
        (held_on < on, S.OVERDUE.value),
        (col(Extension.until).is_not(None), S.EXTENDED.value),
        (o.target_on <= on, S.DUE.value),
        (o.period_from <= on, S.OPEN.value),
        else_=S.UPCOMING.value,
    )
    query = (
        select(
            o.n,
            col(a.unit_id).label("unit_id"),
            col(u.name).label("unit_name"),
            col(u.level).label("level"),
            col(u.territory_id).label("territory_id"),
            state.label("state"),
            held_on.label("held_on"),
            col(Extension.until).label("extended_until"),
            ended_on.label("ended_on"),
            col(Submission.id).label("submission_id"),
            col(Submission.version).label("version"),
            col(Submission.filed_at).label("filed_at"),
            first.c.filed_at.label("first_filed_at"),
        )
        .select_from(occurrence)
        .join(Assignment, and_(col(a.programme) == o.programme, col(a.duty) == o.duty))
        .join(Unit, col(u.id) == col(a.unit_id))
        .join(Submission, and_(same_key(Submission), col(Submission.version) == latest), isouter=True)
        .join(first, and_(same_key(first.c), first.c.version == 1, first.c.filed_at <= known_by), isouter=True)
        .join(Extension, and_(same_key(Extension), col(Extension.id) == extended), isouter=True)
        .where(
            _spans(u, o.period_from, o.last_valid_on),
            _spans(a, o.period_from, o.last_valid_on),
            or_(col(u.valid_from).is_(None), col(u.valid_from) <= o.exists_by),
            or_(col(a.valid_from).is_(None), col(a.valid_from) <= o.exists_by),
        )
    )
    if unit_id:
        query = query.where(or_(col(u.id) == unit_id, col(u.territory_id) == unit_id))
    rows = query.subquery("every_obligation")
    # N leaves out who never had to: waived, waiting, or gone before the day came. Gone later and silent stays counted.
    gone_before = and_(rows.c.state == S.ENDED.value, rows.c.ended_on < rows.c.held_on)
    is_expected = ~or_(rows.c.state.in_([S.WAIVED.value, S.WAITING.value]), gone_before)
    answer = select(*rows.c, is_expected.label("is_expected"))
    return answer.where(rows.c.state.in_([str(s) for s in states])) if states is not None else answer


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


def _occurrence_rows(catalogue: Catalogue, chosen: Sequence[Deadline], on: date, ahead: bool) -> list[tuple[Any, ...]]:
    rows = []
    for n, d in enumerate(chosen):
        programme = catalogue.programme(d.programme)
        is_request = d.duty not in programme.duties
        rows.append(
            (
                n,
                d.programme,
                d.duty,
                d.period,
                d.period_from,
                d.last_valid_on,
                d.due_on,
                d.target_on,
                None if is_request else programme.valid_to,
                max(on, d.period_from) if ahead else on,
                programme.waiting_from is not None and programme.waiting_from <= on,
            )
        )
    return rows


def _period_state(catalogue: Catalogue, deadline: Deadline, on: date, is_closed: bool) -> PeriodState:
    programme = catalogue.programme(deadline.programme)
    if is_closed or (deadline.duty in programme.duties and programme.valid_to < on):
        return PeriodState.CLOSED
    return PeriodState.UPCOMING if deadline.period_from > on else PeriodState.OPEN


def _is_owed(catalogue: Catalogue, deadline: Deadline) -> bool:
    duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
    return duty is None or duty.owed


def _table(model: Any) -> Any:
    return model.__table__


def _latest(fact: Any, newest: Any, when: Any, known_by: datetime, same_key: Any) -> Any:
    """The highest `newest` (version, id) among the facts of one obligation known by an instant."""
    again = _table(fact).alias(f"known_{fact.__tablename__}")
    query = select(func.max(again.c[newest.key])).where(same_key(again.c), again.c[when.key] <= known_by)
    return query.scalar_subquery()


def _on_hold(o: Any, on: date) -> Any:
    """Whether a person holds this obligation back; empty duty or unit on the hold means all."""
    h = Hold
    held = and_(
        col(h.programme) == o.programme,
        or_(col(h.duty) == "", col(h.duty) == o.duty),
        or_(col(h.unit_id) == "", col(h.unit_id) == col(Assignment.unit_id)),
        col(h.from_on) <= on,
        or_(col(h.until).is_(None), col(h.until) >= on),
    )
    return select(col(h.id)).where(held).exists()


def _spans(thing: Any, first: Any, last: Any) -> Any:
    """Whether a unit or an assignment lived at any time between two days; open ends are open."""
    return and_(
        or_(col(thing.valid_from).is_(None), col(thing.valid_from) <= last),
        or_(col(thing.valid_to).is_(None), col(thing.valid_to) >= first),
    )


def _earliest(*days: Any) -> Any:
    """The earliest of days of which some may be null; null when all are."""
    far = date.max
    smallest: Any = func.coalesce(days[0], far, type_=Date())
    for day in days[1:]:
        other = func.coalesce(day, far, type_=Date())
        smallest = case((other < smallest, other), else_=smallest)
    return func.nullif(smallest, far, type_=Date())
