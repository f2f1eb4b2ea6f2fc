"""What a feed holds: a unit's own obligations, or for an officer every period that anybody owes.

Last year, this one and the next, as known on a day. Each event is made by `models.feed_events`; what was told of it
before is the business of `models.feed_marks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline import Deadline
from models.facts import Request, Ruling
from models.feed_events import OFF, OPENINGS, SETTLED, FeedEvent, agreed_event, deadline_event, event_id
from models.obligations import Obligation, duty_title, known_deadlines, owes, requests_by_duty
from models.owed import owed
from models.quiet_hours import end_of_day
from models.vocabulary import ObligationState

S = ObligationState
Requests = Mapping[tuple[str, str], Request]


def span_of_feed(on: date) -> tuple[date, date]:
    """The days a feed covers."""
    return date(on.year - 1, 1, 1), date(on.year + 1, 12, 31)


def unit_events(session: Session, catalogue: Catalogue, unit_id: str, on: date) -> list[FeedEvent]:
    """Every obligation of one unit, by day; then the days agreed on."""
    first, last = span_of_feed(on)
    found = owes(session, catalogue, on, unit_id=unit_id, due_from=first, due_until=last)
    own = [o for o in found if o.unit_id == unit_id]
    agreed = _agreed(session, catalogue, [o.deadline for o in own], _requests(session, on), on, "unit", unit_id)
    return [*(_of_obligation(catalogue, o) for o in own), *agreed]


def officer_events(session: Session, catalogue: Catalogue, on: date) -> list[FeedEvent]:
    """Every owed period, one event each; one more for each unit given a day of its own; then the days agreed on."""
    first, last = span_of_feed(on)
    known = [d for d in known_deadlines(session, catalogue, by=end_of_day(on)) if first <= d.due_on <= last]
    requests = _requests(session, on)
    statement, values = owed(session, catalogue, known, on, ahead=True)
    rows, connection = statement.subquery("feed"), session.connection()
    states: dict[int, set[S]] = {}
    for row in connection.execute(select(rows.c.n, rows.c.state).distinct(), values):
        states.setdefault(row.n, set()).add(S(row.state))
    events = [_of_period(catalogue, requests, known[n], _common(found)) for n, found in sorted(states.items())]
    extended = select(rows.c.n, rows.c.unit_id, rows.c.unit_name, rows.c.held_on).where(
        rows.c.extended_until.is_not(None), rows.c.state.in_([S.EXTENDED.value, S.OVERDUE.value])
    )
    for row in connection.execute(extended.order_by(rows.c.n, rows.c.unit_id), values):
        events.append(_of_extension(catalogue, requests, known[row.n], row.unit_id, row.unit_name, row.held_on))
    return [*events, *_agreed(session, catalogue, [known[n] for n in sorted(states)], requests, on, "officer")]


def _of_obligation(catalogue: Catalogue, o: Obligation) -> FeedEvent:
    lines = []
    if o.extended_until:
        lines.append(f"Được gia hạn đến hết ngày {day_text(o.extended_until)}.")
    if o.route:
        lines.append(f"Nơi nhận: {o.route}.")
    if o.state in OPENINGS and o.state is not S.EXTENDED:
        lines.append(f"Tình trạng: {o.state.label}.")
    if o.state not in SETTLED:
        lines.append("Nộp bằng liên kết trong tin nhắc gần nhất gửi cho đơn vị.")
    uid = event_id(catalogue, o.deadline, "unit", o.unit_id)
    return deadline_event(catalogue, o.deadline, uid, o.title, o.due_on, o.state, more=lines)


def _of_period(catalogue: Catalogue, requests: Requests, deadline: Deadline, state: ObligationState) -> FeedEvent:
    uid, title = event_id(catalogue, deadline, "officer"), duty_title(catalogue, requests, deadline)
    return deadline_event(catalogue, deadline, uid, title, deadline.due_on, state, path=_path(deadline))


def _of_extension(
    catalogue: Catalogue, requests: Requests, deadline: Deadline, unit_id: str, unit_name: str, until: date
) -> FeedEvent:
    uid = event_id(catalogue, deadline, "extension", unit_id)
    title = f"{unit_name} – {duty_title(catalogue, requests, deadline)}"
    more = [f"{unit_name} được gia hạn đến hết ngày {day_text(until)}."]
    return deadline_event(catalogue, deadline, uid, title, until, S.EXTENDED, more=more, path=_path(deadline))


def _agreed(
    session: Session,
    catalogue: Catalogue,
    known: Iterable[Deadline],
    requests: Requests,
    on: date,
    *whose: str,
) -> Iterator[FeedEvent]:
    by_key = {deadline.key: deadline for deadline in known}
    for ruling in session.scalars(select(Ruling).where(col(Ruling.at) <= end_of_day(on)).order_by(col(Ruling.id))):
        deadline = by_key.get((ruling.programme, ruling.duty, ruling.period))
        if deadline is not None:
            uid, title = event_id(catalogue, deadline, "agreed", *whose), duty_title(catalogue, requests, deadline)
            path = _path(deadline) if whose == ("officer",) else ""
            yield agreed_event(catalogue, deadline, uid, title, ruling.held_on, path=path)


def _common(states: set[ObligationState]) -> ObligationState:
    """What one event says for all its units: settled or waiting only when nobody has anything left to do."""
    unsettled = states - set(SETTLED)
    if not unsettled:
        return S.FILED if states - set(OFF) else S.ENDED
    return S.WAITING if unsettled == {S.WAITING} else S.OPEN


def _requests(session: Session, on: date) -> Requests:
    return requests_by_duty(session, end_of_day(on))


def _path(deadline: Deadline) -> str:
    return f"/can-bo/han/{deadline.programme}/{deadline.duty}/{deadline.period}"
