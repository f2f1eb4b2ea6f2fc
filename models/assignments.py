"""Phân công: which unit each duty falls on, derived from audience × scope × succession, or chosen by an officer.

A programme binds the places of its scope, everything below them, and whoever took over from any of these, each between
its days (`models.scopes`); the bodies sitting on a bound place owe what their tree and level are asked for. A link of
kind `functions` hands over tasks, not the programme: it waits for a human word and binds nobody. What a person said of
the duties of a unit that is no more is obeyed (`models.inheritance`). Derived rows are rewritten freely; rows confirmed
by a person or made by an on-demand request are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    delete,
    func,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col

from models.access import Switch
from models.catalogue import Catalogue
from models.disposition_words import Word, words_on_holders
from models.errors import Refused
from models.facts import Request
from models.given_rows import given as rows_as_parameter
from models.given_rows import given_rows
from models.heirs import Heirs, heirs_in
from models.inheritance import SUCCESSION, WAITING, Holding, Key, obeyed
from models.scopes import bound, named, parents_in
from models.units import Assignment, Unit
from models.writing import insert_new, table_of

DERIVED = ("catalogue", SUCCESSION, WAITING)
_DERIVED_FIELDS = ("valid_from", "reason", "valid_to")


def assign(session: Session, catalogue: Catalogue) -> int:
    """(Re)derive every assignment of the catalogue. Idempotent: returns the rows added, changed or taken away.

    Nothing is assigned from before the day this installation keeps count (`in_use_since`).
    """
    connection, table = session.connection(), table_of(Assignment)
    key = (table.c.programme, table.c.duty, table.c.unit_id)
    held = {
        tuple(row[:3]): row
        for row in connection.execute(
            select(*key, *(table.c[name] for name in _DERIVED_FIELDS), table.c.id, table.c.confirmed_by).where(
                table.c.programme.in_(list(catalogue.programmes))
            )
        )
    }
    derived = {k: row for k, row in held.items() if row.reason in DERIVED and not row.confirmed_by}
    given = {k: Holding(*row[:6]) for k, row in held.items() if k not in derived}
    wanted = {k: row for k, row in _with_words(session, catalogue, given).items() if k not in given}
    if since := in_use_since(session):
        lasting = {k: row for k, row in wanted.items() if row.valid_to is None or row.valid_to >= since}
        wanted = {k: row._replace(valid_from=max(row.valid_from or since, since)) for k, row in lasting.items()}
    new = [row for k, row in wanted.items() if k not in derived]
    moved = [(derived[k].id, row) for k, row in wanted.items() if k in derived and derived[k][3:6] != row[3:6]]
    stale = [row.id for k, row in derived.items() if k not in wanted]
    if new:
        insert_new(session, Assignment, [{**row._asdict(), "confirmed_by": ""} for row in new])
    if moved:
        to: dict[str, Any] = {name: bindparam(f"to_{name}") for name in _DERIVED_FIELDS}
        changed = [{f"to_{name}": getattr(row, name) for name in to} | {"moved": id} for id, row in moved]
        connection.execute(update(table).where(table.c.id == bindparam("moved")).values(to), changed)
    if stale:
        connection.execute(delete(table).where(table.c.id == bindparam("stale")), [{"stale": id} for id in stale])
    if new or moved or stale:
        session.expire_all()
    return len(new) + len(moved) + len(stale)


def holdings(session: Session, catalogue: Catalogue) -> dict[Key, Holding]:
    """Every duty on every unit it ever fell on, those nobody files included: from the catalogue, successions and words.

    Nothing is cut off at the day from which this installation keeps count.
    """
    table = table_of(Assignment)
    key = (table.c.programme, table.c.duty, table.c.unit_id)
    by_hand = select(*key, *(table.c[name] for name in _DERIVED_FIELDS)).where(
        table.c.programme.in_(list(catalogue.programmes)),
        or_(table.c.reason.not_in(DERIVED), table.c.confirmed_by != ""),
    )
    given = {row.key: row for row in (Holding(*row) for row in session.connection().execute(by_hand))}
    return {**_with_words(session, catalogue, given, with_standing=True), **given}


def _with_words(
    session: Session, catalogue: Catalogue, given: dict[Key, Holding], *, with_standing: bool = False
) -> dict[Key, Holding]:
    """What the catalogue and the successions give, beside the rows that stand by themselves, after every human word."""
    heirs, words = heirs_in(session), words_on_holders(session)
    rows = session.connection().execute(*_wanted(session, catalogue, heirs, with_standing))
    wanted = {row.key: row for row in (Holding(*row) for row in rows)}

    def word_on(programme: str, duty: str, unit_id: str) -> Word | None:
        """What was said of a unit that is no more; a unit whose end was undone holds its duties as before."""
        word, ended_on = words.on(programme, duty, unit_id), heirs.ended.get(unit_id)
        return word if word and ended_on and ended_on < word.effective_on else None

    return obeyed({**wanted, **given}, word_on, heirs.links) if words else wanted


def asks_alike(one: Catalogue, other: Catalogue) -> bool:
    """Whether both put the same duties on the same units: all that assignments are derived from beside the units."""

    def asked(catalogue: Catalogue) -> dict[str, Any]:
        return {
            programme.slug: (
                tuple(programme.scope),
                {duty.id: (duty.owed, duty.audience) for duty in programme.duties.values()},
            )
            for programme in catalogue.programmes.values()
        }

    return asked(one) == asked(other)


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


def bound_places(session: Session, scope: Iterable[str], on: date) -> set[str]:
    """Every place a scope binds on a day, those that are no more by then included."""
    return {place for place, span in bound(scope, parents_in(session), heirs_in(session)).items() if span.holds(on)}


def _wanted(
    session: Session, catalogue: Catalogue, heirs: Heirs, with_standing: bool
) -> tuple[Select[Any], dict[str, str]]:
    """What the catalogue asks for, as a query and its parameters: the columns are those of a `Holding`.

    `with_standing`: also what nobody files, such as standing duties and those without a day.
    """
    asked, places, by_name = [], [], []
    parents = parents_in(session)
    for programme in catalogue.programmes.values():
        places += [(programme.slug, place, *span) for place, span in bound(programme.scope, parents, heirs).items()]
        for duty in programme.duties.values():
            if not (duty.owed or with_standing):
                continue
            for audience in duty.audience:
                asked += [(programme.slug, duty.id, str(t), str(v)) for t in audience.trees for v in audience.levels]
                holders = named(audience.units, heirs) if audience.units else {}
                by_name += [(programme.slug, duty.id, unit_id, *span) for unit_id, span in holders.items()]
    text = String()
    dialect = session.get_bind().dialect.name
    span: dict[str, TypeEngine[Any]] = {"first": Date(), "last": Date(), "is_heir": Boolean()}
    ask = given_rows(dialect, "asked", {"programme": text, "duty": text, "tree": text, "level": text})
    place = given_rows(dialect, "bound", {"programme": text, "territory_id": text, **span})
    one = given_rows(dialect, "named", {"programme": text, "duty": text, "unit_id": text, **span})
    of_place = select(
        ask.c.programme, ask.c.duty, col(Unit.id).label("unit_id"), place.c.first, place.c.last, place.c.is_heir
    )
    of_place = of_place.select_from(place).join(Unit, col(Unit.territory_id) == place.c.territory_id)
    is_asked = and_(ask.c.tree == col(Unit.tree), ask.c.level == col(Unit.level))
    of_place = of_place.join(ask, and_(ask.c.programme == place.c.programme, is_asked))
    of_name = select(*one.c).join(Unit, col(Unit.id) == one.c.unit_id)
    every = union_all(of_place, of_name).subquery("every")

    def outermost(day: Any, pick: Any) -> Any:
        """One unit may be reached twice: the wider span counts, and an open end is the widest."""
        return case((func.count() > func.count(day), null()), else_=pick(day))

    is_heir = func.count() == func.sum(case((every.c.is_heir, 1), else_=0))
    wanted = select(
        every.c.programme,
        every.c.duty,
        every.c.unit_id,
        outermost(every.c.first, func.min).label("valid_from"),
        case((is_heir, SUCCESSION), else_="catalogue").label("reason"),
        outermost(every.c.last, func.max).label("valid_to"),
    ).group_by(every.c.programme, every.c.duty, every.c.unit_id)
    return wanted, {
        name: rows_as_parameter(rows) for name, rows in (("asked", asked), ("bound", places), ("named", by_name))
    }
