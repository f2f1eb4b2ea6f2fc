"""The one statement behind every question about obligations: occurrences ⋈ assignments ⋈ units − facts.

A row for each (n-th deadline, unit) with its state on a day, decided in the order of `ObligationState`, from facts
known by the end of that day. Its text depends only on the database and on which filters are asked, so it is built once;
the deadlines, the day and the filters are parameters. Set-based on SQLite and PostgreSQL; no loop over units anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Select, String, Table, and_, bindparam, case, false, func, or_, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from models.catalogue import Catalogue
from models.database import Instant
from models.deadlines import Deadline
from models.facts import Decision, Extension, Hold, Submission, Waiver
from models.given_rows import given, given_rows
from models.inheritance import WAITING
from models.quiet_hours import end_of_day
from models.units import Assignment, Unit
from models.vocabulary import ObligationState
from models.writing import table_of

S = ObligationState
FAR = date.max
OCCURRENCE: dict[str, TypeEngine[Any]] = {
    "n": Integer(),
    "programme": String(),
    "duty": String(),
    "period": String(),
    "period_from": Date(),
    "last_valid_on": Date(),
    "due_on": Date(),
    "target_on": Date(),
    "ends_on": Date(),  # last day of the programme
    "exists_by": Date(),  # a unit younger than this owes nothing yet
    "is_waiting": Boolean(),
}
KNOWN_BY: Any = bindparam("known_by", type_=Instant)
ON: Any = bindparam("on", type_=Date)


def owed(
    session: Session,
    catalogue: Catalogue,
    chosen: Sequence[Deadline],
    on: date,
    *,
    unit_id: str | None = None,
    units: Iterable[str] | None = None,
    states: Iterable[str] | None = None,
    ahead: bool = False,
) -> tuple[Select[Any], dict[str, Any]]:
    """The statement and its parameters. Columns: n (index into `chosen`), unit_id, unit_name, tree, level,
    territory_id, state, held_on, extended_until, ended_on, submission_id, version, filed_at, first_filed_at,
    is_provisional, is_expected.

    `unit_id` may be a place: all bodies on it; `units` are exactly these. `ahead`: for a period to come, units that
    will exist then count too.
    """
    values = {
        "occurrence": given(_occurrence(catalogue, deadline, n, on, ahead) for n, deadline in enumerate(chosen)),
        "on": on,
        "known_by": end_of_day(on),
    }
    if unit_id is not None:
        values["unit"] = unit_id
    if units is not None:
        values["units"] = given((unit,) for unit in units)
    if states is not None:
        values["states"] = [str(state) for state in states]
    dialect = session.get_bind().dialect.name
    return _statement(dialect, unit_id is not None, states is not None, units is not None), values


def _occurrence(catalogue: Catalogue, d: Deadline, n: int, on: date, ahead: bool) -> tuple[Any, ...]:
    programme = catalogue.programme(d.programme)
    # What is due after its programme (năm sau liền kề) ends with its own day; a request outlives the programme.
    ends_on = max(programme.valid_to, d.due_on) if d.duty in programme.duties else None
    exists_by = max(on, d.period_from) if ahead else on
    is_waiting = programme.waiting_from is not None and programme.waiting_from <= on
    days = (d.period_from, d.last_valid_on, d.due_on, d.target_on, ends_on, exists_by)
    return (n, d.programme, d.duty, d.period, *days, is_waiting)


@lru_cache
def _statement(dialect: str, of_one_unit: bool, in_some_states: bool, of_these_units: bool) -> Select[Any]:
    occurrence = given_rows(dialect, "occurrence", OCCURRENCE)
    o, a, u = occurrence.c, table_of(Assignment).alias("a"), table_of(Unit).alias("u")
    filed, first = table_of(Submission).alias("filed"), table_of(Submission).alias("first_filed")
    extended = table_of(Extension).alias("extended")

    def same_key(fact: Any) -> Any:
        return and_(
            fact.c.programme == o.programme,
            fact.c.duty == o.duty,
            fact.c.period == o.period,
            fact.c.unit_id == a.c.unit_id,
        )

    def newest(fact: type[SQLModel], order: str, when: str) -> Any:
        """The id of the latest of the facts of this obligation known by then."""
        known = table_of(fact).alias(f"known_{fact.__tablename__}")
        query = select(known.c.id).where(same_key(known), known.c[when] <= KNOWN_BY).order_by(known.c[order].desc())
        return query.limit(1).correlate(occurrence, a).scalar_subquery()

    waiver = table_of(Waiver)
    ended_on = _earliest(u.c.valid_to, a.c.valid_to, o.ends_on)
    held_on = func.coalesce(extended.c.until, o.due_on, type_=Date())
    first_filed_at = case(
        (filed.c.version > 1, select(first.c.filed_at).where(same_key(first), first.c.version == 1).scalar_subquery()),
        else_=filed.c.filed_at,
    )
    # approve, unapprove and reopen leave a filing filed
    decided = case({"accept": S.ACCEPTED.value, "return": S.RETURNED.value}, value=_word_on(filed), else_=S.FILED.value)
    state = case(
        (filed.c.id.is_not(None), decided),
        (select(waiver.c.id).where(same_key(waiver), waiver.c.granted_at <= KNOWN_BY).exists(), S.WAIVED.value),
        (ended_on < ON, S.ENDED.value),
        (or_(o.is_waiting, a.c.reason == WAITING, _on_hold(o, a)), S.WAITING.value),
        (held_on < ON, S.OVERDUE.value),
        (extended.c.id.is_not(None), S.EXTENDED.value),
        (o.period_from > ON, S.UPCOMING.value),  # first: a term may lie wholly in days off, its target before its event
        (o.target_on <= ON, S.DUE.value),
        else_=S.OPEN.value,
    )
    query = (
        select(
            o.n,
            a.c.unit_id,
            u.c.name.label("unit_name"),
            u.c.tree,
            u.c.level,
            u.c.territory_id,
            state.label("state"),
            held_on.label("held_on"),
            extended.c.until.label("extended_until"),
            ended_on.label("ended_on"),
            filed.c.id.label("submission_id"),
            filed.c.version,
            filed.c.filed_at,
            first_filed_at.label("first_filed_at"),
            func.coalesce(filed.c.is_provisional, false(), type_=Boolean()).label("is_provisional"),
        )
        .select_from(occurrence)
        .join(a, and_(a.c.programme == o.programme, a.c.duty == o.duty))
        .join(u, u.c.id == a.c.unit_id)
        .join(filed, filed.c.id == newest(Submission, "version", "filed_at"), isouter=True)
        .join(extended, extended.c.id == newest(Extension, "id", "granted_at"), isouter=True)
        .where(*(_lived(thing, o) for thing in (u, a)))
    )
    if of_one_unit:
        query = query.where(or_(u.c.id == bindparam("unit"), u.c.territory_id == bindparam("unit")))
    if of_these_units:
        these = given_rows(dialect, "units", {"id": String()})
        query = query.where(a.c.unit_id.in_(select(these.c.id)))
    # set apart by its OFFSET: woven into a question, the state would be worked out as often as that question names it
    rows = query.offset(0).subquery("every_obligation")
    # N leaves out who never had to: waived, waiting, or gone before the day came. Gone later and silent stays counted.
    gone_before = and_(rows.c.state == S.ENDED.value, rows.c.ended_on < rows.c.held_on)
    is_expected = ~or_(rows.c.state.in_([S.WAIVED.value, S.WAITING.value]), gone_before)
    answer = select(*rows.c, is_expected.label("is_expected"))
    return answer.where(rows.c.state.in_(bindparam("states", expanding=True))) if in_some_states else answer


def _word_on(filed: Any) -> Any:
    """The latest decision on a filing, as known by then."""
    decision = table_of(Decision)
    query = (
        select(decision.c.action)
        .where(decision.c.submission_id == filed.c.id, decision.c.at <= KNOWN_BY)
        .order_by(decision.c.at.desc(), decision.c.id.desc())
        .limit(1)
    )
    return query.scalar_subquery()


def _on_hold(o: Any, a: Any) -> Any:
    """Whether a person holds this obligation back; empty duty or unit on the hold means all."""
    hold = table_of(Hold)
    held = and_(
        hold.c.programme == o.programme,
        or_(hold.c.duty == "", hold.c.duty == o.duty),
        or_(hold.c.unit_id == "", hold.c.unit_id == a.c.unit_id),
        hold.c.from_on <= ON,
        or_(hold.c.until.is_(None), hold.c.until >= ON),
    )
    return select(hold.c.id).where(held).exists()


def _lived(thing: Table | Any, o: Any) -> Any:
    """Whether a unit or an assignment lived at any time of the period, and has begun; open ends are open."""
    first, last = thing.c.valid_from, thing.c.valid_to
    begun = or_(first.is_(None), and_(first <= o.last_valid_on, first <= o.exists_by))
    return and_(begun, or_(last.is_(None), last >= o.period_from))


def _earliest(*days: Any) -> Any:
    """The earliest of days of which some may be null; null when all are."""
    smallest: Any = func.coalesce(days[0], FAR, type_=Date())
    for day in days[1:]:
        other = func.coalesce(day, FAR, type_=Date())
        smallest = case((other < smallest, other), else_=smallest)
    return func.nullif(smallest, FAR, type_=Date())
