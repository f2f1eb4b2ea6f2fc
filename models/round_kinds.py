"""Loại việc của một vòng: obligations that read alike are one kind, and a ladder is climbed once for each.

A kind is one deadline, held to one day, in one state, sent one way. A nation's heaviest day knows a few hundred; who is
of which kind stays in the database (`round_standing`), where each obligation carries the key of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Select, String, and_, bindparam, case, cast, func, insert, or_, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.facts import Request, Submission
from models.ladder import REMINDED, Rung, days_of, is_reminded, ladder_of, rungs
from models.obligations import REPORTED, Obligation, duty_title, request_route
from models.owed import ON, owed
from models.quiet_hours import day_in_hanoi
from models.reminders import AT_ONCE, returned_at
from models.round_tables import STANDING, weigh
from models.vocabulary import ObligationState
from models.ways import Ways

_FIELDS = ("n", "state", "held_on", "extended_until", "submission_id", "estimate", "level", "ended_on", "place")
_BAR = "|"


@dataclass(frozen=True, slots=True)
class Kind:
    """All obligations that read alike; `rung`: where they stand, or would if they were owed. Both Nones: nowhere."""

    key: str
    obligation: Obligation  # of no unit in particular
    rung: Rung | None
    passed: tuple[Rung, ...] = ()  # rungs that came and went since the last round
    returned_at: datetime | None = None

    @property
    def is_owed(self) -> bool:
        return is_reminded(self.obligation)

    @property
    def is_urgent(self) -> bool:
        return self.obligation.deadline.is_urgent

    @property
    def slot(self) -> str:
        """The message of its own that an urgent rung gets; sent back or granted more time it is said anew."""
        if self.rung is None:
            return ""
        anew = self.returned_at or self.obligation.extended_until
        return _BAR.join((*self.obligation.deadline.key, str(self.rung.stage), *([anew.isoformat()] if anew else [])))


def gather(
    session: Session, catalogue: Catalogue, chosen: Sequence[Deadline], on: date, *, every_state: bool = False
) -> list[str]:
    """Write everybody who owes any of these deadlines into `round_standing`; returns the keys of their kinds."""
    states = None if every_state else (*REMINDED, *REPORTED)
    statement, values = owed(session, catalogue, chosen, on, states=states)
    placed = [n for n, deadline in enumerate(chosen) if _leads_to_bodies(catalogue, deadline)]
    connection = session.connection()
    connection.execute(
        _gathering(statement, bool(placed), every_state), values | ({"placed": placed} if placed else {})
    )
    weigh(session, STANDING)
    return sorted(connection.execute(_KINDS).scalars(), key=lambda key: (int(key.partition(_BAR)[0]), key))


def kinds_of(
    session: Session,
    catalogue: Catalogue,
    keys: Sequence[str],
    chosen: Sequence[Deadline],
    requests: Mapping[tuple[str, str], Request],
    on: date,
    at: datetime,
    since: date,
) -> list[Kind]:
    """The kinds behind these keys, each climbed once. `at`: the instant of that day; `since`: the day of the last
    round, after which a rung that came and went was overtaken in silence.
    """
    ways = Ways(session, catalogue, on)
    found = [(key, _obligation(ways, catalogue, key, chosen, requests, on)) for key in keys]
    back = [o for _, o in found if o.state is ObligationState.RETURNED]
    returned, filed = returned_at(session, back), _filed_at(session, back)
    answer = []
    for key, o in found:
        sent_back = returned.get(o.submission_id or 0)
        if o.submission_id in filed:
            o = replace(o, filed_at=filed[o.submission_id])
        laid = _laid(catalogue, o, day_in_hanoi(sent_back) if sent_back else None)
        standing = next((rung for rung in reversed(laid) if rung.holds(on, at)), None)
        passed = tuple(rung for rung in laid if since < rung.from_on and rung.until_on < on)
        answer.append(Kind(key, o, standing, passed if o.state in REMINDED else (), sent_back))
    return answer


def _laid(catalogue: Catalogue, o: Obligation, returned_on: date | None) -> list[Rung]:
    ladder = ladder_of(catalogue, o)
    return rungs(ladder, days_of(o, catalogue.calendar, returned_on), catalogue.calendar) if ladder else []


def _obligation(
    ways: Ways,
    catalogue: Catalogue,
    key: str,
    chosen: Sequence[Deadline],
    requests: Mapping[tuple[str, str], Request],
    on: date,
) -> Obligation:
    said = dict(zip(_FIELDS, key.split(_BAR, len(_FIELDS) - 1), strict=True))
    deadline, held_on = chosen[int(said["n"])], date.fromisoformat(said["held_on"])
    if request := requests.get((deadline.programme, deadline.duty)):
        route = request_route(request)
    else:
        duty = catalogue.programme(deadline.programme).duties[deadline.duty]
        route = ways.of(duty, said["level"], said["place"] or None, _day(said["ended_on"])).words
    return Obligation(
        unit_id="",
        unit_name="",
        programme=deadline.programme,
        duty=deadline.duty,
        period=deadline.period,
        state=ObligationState(said["state"]),
        last_valid_on=deadline.last_valid_on,
        due_on=held_on,
        days_left=(held_on - on).days,
        route=route,
        title=duty_title(catalogue, requests, deadline),
        deadline=deadline,
        extended_until=_day(said["extended_until"]),
        submission_id=int(said["submission_id"]) if said["submission_id"] else None,
        is_provisional=bool(said["estimate"]),
    )


def _filed_at(session: Session, returned: Sequence[Obligation]) -> dict[int | None, datetime]:
    ids = [o.submission_id for o in returned]
    found: dict[int | None, datetime] = {}
    for n in range(0, len(ids), AT_ONCE):
        rows = select(col(Submission.id), col(Submission.filed_at)).where(col(Submission.id).in_(ids[n : n + AT_ONCE]))
        found |= dict(session.connection().execute(rows).tuples().all())
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _leads_to_bodies(catalogue: Catalogue, deadline: Deadline) -> bool:
    """Whether where it is sent depends on where the sender sits."""
    duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
    return duty is not None and any(stop.receiver for stop in duty.route.stops)


_KINDS = select(STANDING.c.kind).distinct()


@lru_cache
def _gathering(statement: Select[Any], is_placed: bool, every_state: bool) -> Insert:
    """INSERT INTO round_standing SELECT …, with the key of each obligation's kind (`_FIELDS`, in that order)."""
    r = statement.subquery("r").c
    sent_back: Any = func.coalesce(cast(r.submission_id, String), "")  # who has filed and owes all the same
    reported = r.state.in_([state.value for state in REPORTED])
    if every_state:
        sent_back = case((r.state == ObligationState.RETURNED.value, sent_back), else_="")
    else:
        sent_back = case((reported, ""), else_=sent_back)
    awaited = and_(reported, r.is_provisional, or_(r.ended_on.is_(None), r.ended_on >= ON))
    estimate: Any = case((awaited, "1"), else_="")
    key: Any = cast(r.n, String).concat(_BAR).concat(r.state)
    key = key.concat(_BAR).concat(cast(r.held_on, String))
    key = key.concat(_BAR).concat(func.coalesce(cast(r.extended_until, String), ""))
    key = key.concat(_BAR).concat(sent_back).concat(_BAR).concat(estimate).concat(_BAR).concat(r.level)
    if is_placed:
        place = func.coalesce(cast(r.ended_on, String), "").concat(_BAR).concat(func.coalesce(r.territory_id, ""))
        key = key.concat(_BAR).concat(case((r.n.in_(bindparam("placed", expanding=True)), place), else_=_BAR))
    else:
        key = key.concat(_BAR + _BAR)  # where it sits and until when changes nothing for anybody here
    rows = select(r.n, r.unit_id, r.tree, r.level, key)
    if not every_state:
        rows = rows.where(or_(~reported, awaited))  # of what was filed only estimates are spoken of
    return insert(STANDING).from_select(["n", "unit_id", "tree", "level", "kind"], rows)
