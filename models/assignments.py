"""Phân công: which unit each duty falls on, derived from audience × scope × succession, or chosen by an officer.

A programme binds the places of its scope, everything below them, and whoever took over from any of these; the bodies
sitting on a bound place owe what their tree and level are asked for. A link of kind `functions` hands over tasks, not
the programme: it waits for a human word and binds nobody. Derived rows are rewritten freely; rows confirmed by a
person or made by an on-demand request are never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, String, and_, bindparam, case, delete, func, null, select, union_all, update
from sqlmodel import Session, col

from models.access import Switch
from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Request
from models.given_rows import given, given_rows
from models.units import Assignment, Succession, Unit
from models.vocabulary import SuccessionKind, Tree
from models.writing import insert_new, table_of

DERIVED = ("catalogue", "succession")
CARRIES_DUTIES = (SuccessionKind.FULL, SuccessionKind.PARTIAL)

Children = dict[str, list[str]]
Heirs = dict[str, list[tuple[str, date]]]


class _Wanted(NamedTuple):
    programme: str
    duty: str
    unit_id: str
    valid_from: date | None
    reason: str


def assign(session: Session, catalogue: Catalogue) -> int:
    """(Re)derive every assignment of the catalogue. Idempotent: returns the rows added, changed or taken away.

    Nothing is assigned from before the day this installation keeps count (`in_use_since`).
    """
    connection, table = session.connection(), table_of(Assignment)
    key = (table.c.programme, table.c.duty, table.c.unit_id)
    since = in_use_since(session)
    rows = [_Wanted(*row) for row in connection.execute(*_wanted(session, catalogue))]
    if since:
        rows = [row._replace(valid_from=max(row.valid_from or since, since)) for row in rows]
    wanted = {row[:3]: row for row in rows}
    held = {
        tuple(row[:3]): row
        for row in connection.execute(
            select(*key, table.c.valid_from, table.c.reason, table.c.id, table.c.confirmed_by).where(
                table.c.programme.in_(list(catalogue.programmes))
            )
        )
    }
    derived = {k: row for k, row in held.items() if row.reason in DERIVED and not row.confirmed_by}
    new = [row for k, row in wanted.items() if k not in held]
    moved = [(derived[k].id, row) for k, row in wanted.items() if k in derived and derived[k][3:5] != row[3:5]]
    stale = [row.id for k, row in derived.items() if k not in wanted]
    if new:
        insert_new(session, Assignment, [{**row._asdict(), "confirmed_by": ""} for row in new])
    for id, row in moved:
        connection.execute(update(table).where(table.c.id == id).values(valid_from=row.valid_from, reason=row.reason))
    if stale:
        connection.execute(delete(table).where(table.c.id == bindparam("stale")), [{"stale": id} for id in stale])
    if new or moved or stale:
        session.expire_all()
    return len(new) + len(moved) + len(stale)


def in_use_since(session: Session) -> date | None:
    """The day from which this installation keeps count; what was due before it is nobody's debt here. None: always."""
    switch = session.get(Switch, "in_use_since")
    return date.fromisoformat(switch.value) if switch else None


def assign_request(session: Session, request: Request, unit_ids: Iterable[str]) -> int:
    """Put an on-demand request on the chosen units. Idempotent. Errors: `Refused` for an unknown unit."""
    chosen = list(dict.fromkeys(unit_ids))
    known = set(session.connection().execute(select(col(Unit.id)).where(col(Unit.id).in_(chosen))).scalars())
    if unknown := [unit_id for unit_id in chosen if unit_id not in known]:
        raise Refused(f"Không có đơn vị mang mã: {', '.join(unknown[:5])}. Đề nghị kiểm tra lại danh sách đơn vị.")
    rows = [
        {
            "programme": request.programme,
            "duty": request.code,
            "unit_id": u,
            "reason": "request",
            "confirmed_by": request.by,
        }
        for u in chosen
    ]
    return len(insert_new(session, Assignment, rows, returning=[table_of(Assignment).c.id]))


def bound_places(session: Session, scope: Iterable[str]) -> dict[str, date | None]:
    """Every place a scope binds → the day from which (None: from the programme's start)."""
    return _bound(scope, _below(session), _heirs(session))


def _bound(scope: Iterable[str], below: Children, heirs: Heirs) -> dict[str, date | None]:
    bound: dict[str, date | None] = {}
    queue = list(scope)
    while queue:
        place = queue.pop()
        if place not in bound:
            bound[place] = None
            queue.extend(below.get(place, ()))
    return _with_heirs(bound, heirs)


def _with_heirs(holders: dict[str, date | None], heirs: Heirs) -> dict[str, date | None]:
    """The holders and, link by link, whoever took over from them wholly or in part."""
    found = dict(holders)
    queue = list(holders)
    while queue:
        for heir, on in heirs.get(queue.pop(), ()):
            if heir not in found or ((known := found[heir]) is not None and on < known):
                found[heir] = on
                queue.append(heir)
    return found


def _below(session: Session) -> Children:
    """Each place and the places right below it."""
    below: Children = defaultdict(list)
    places = select(col(Unit.id), col(Unit.parent_id)).where(col(Unit.tree) == Tree.TERRITORY)
    for unit_id, parent_id in session.connection().execute(places):
        below[parent_id].append(unit_id)
    return below


def _heirs(session: Session) -> Heirs:
    """Each unit and who took over from it, wholly or in part, from which day."""
    heirs: Heirs = defaultdict(list)
    links = select(col(Succession.from_id), col(Succession.to_id), col(Succession.takes_over_on)).where(
        col(Succession.kind).in_([str(kind) for kind in CARRIES_DUTIES])
    )
    for from_id, to_id, on in session.connection().execute(links):
        heirs[from_id].append((to_id, on))
    return heirs


def _wanted(session: Session, catalogue: Catalogue) -> tuple[Select[Any], dict[str, str]]:
    """What the catalogue asks for, as a query and its parameters: programme, duty, unit, from when, and why."""
    asked, places, named = [], [], []
    below, heirs = _below(session), _heirs(session)
    for programme in catalogue.programmes.values():
        places += [(programme.slug, place, on) for place, on in _bound(programme.scope, below, heirs).items()]
        for duty in programme.duties.values():
            if not duty.owed:
                continue
            for audience in duty.audience:
                asked += [(programme.slug, duty.id, str(t), str(v)) for t in audience.trees for v in audience.levels]
                holders = _with_heirs(dict.fromkeys(audience.units), heirs)
                named += [(programme.slug, duty.id, unit_id, on) for unit_id, on in holders.items()]
    text = String()
    dialect = session.get_bind().dialect.name
    ask = given_rows(dialect, "asked", {"programme": text, "duty": text, "tree": text, "level": text})
    place = given_rows(dialect, "bound", {"programme": text, "territory_id": text, "since": Date()})
    one = given_rows(dialect, "named", {"programme": text, "duty": text, "unit_id": text, "since": Date()})
    by_tree = (
        select(ask.c.programme, ask.c.duty, col(Unit.id).label("unit_id"), place.c.since)
        .select_from(place)
        .join(Unit, col(Unit.territory_id) == place.c.territory_id)
        .join(
            ask,
            and_(
                ask.c.programme == place.c.programme,
                ask.c.tree == col(Unit.tree),
                ask.c.level == col(Unit.level),
            ),
        )
    )
    by_name = select(one.c.programme, one.c.duty, one.c.unit_id, one.c.since).join(Unit, col(Unit.id) == one.c.unit_id)
    every = union_all(by_tree, by_name).subquery("every")
    # one unit may be reached twice; once without a day means: bound from the start
    always = func.count() > func.count(every.c.since)
    wanted = select(
        every.c.programme,
        every.c.duty,
        every.c.unit_id,
        case((always, null()), else_=func.min(every.c.since)).label("valid_from"),
        case((always, "catalogue"), else_="succession").label("reason"),
    ).group_by(every.c.programme, every.c.duty, every.c.unit_id)
    return wanted, {"asked": given(asked), "bound": given(places), "named": given(named)}
