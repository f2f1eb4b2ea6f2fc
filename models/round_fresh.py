"""Chưa nói: which of the rungs that stand on a day are still to be said to whom, and what keeps the others silent.

Works inside the database on the tables of a round. A rung is silent where nothing is owed, where it was said while it
stood, where somebody asked for silence (models.hush), and where the unit has had its digest of the day already.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Date,
    Insert,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    tuple_,
)
from sqlmodel import Session

from models.budget import SAID_ANYWAY
from models.given_rows import given, given_rows
from models.hush import Hushed
from models.messages import Message, MessageItem
from models.outbox import ItemKey
from models.round_kinds import Kind
from models.round_tables import FRESH, KIND, PASSED, STANDING, weigh
from models.spoken import has_spoken
from models.vocabulary import Stage
from models.writing import table_of

SAID, WAITS = "said", "waits"  # beside the words of a state or of a hush: why something is silent
_TEXT = {name: String() for name in ("programme", "duty", "period", "unit_id", "stage", "why")}
_TODAY: Any = bindparam("today", type_=Date)
_S, _K = STANDING.c, KIND.c
_SAID, _INSIDE = table_of(Message).alias("said"), table_of(MessageItem).alias("inside")


def keep_kinds(session: Session, kinds: Sequence[Kind], on: date) -> None:
    """Write the kinds that stand on a rung into `round_kind`, and what they went past into `round_passed`."""
    connection, standing = session.connection(), [(line, kind) for line, kind in enumerate(kinds) if kind.rung]
    told = _told(session, [kind for _, kind in standing if kind.is_owed])
    rows = [
        {
            "kind": kind.key,
            "line": line,
            **_key(kind),
            "stage": str(kind.rung.stage),
            "from_on": kind.rung.from_on,
            "until_on": kind.rung.until_on,
            "returned_at": kind.returned_at,
            "slot": kind.slot if kind.is_urgent else on.isoformat(),
            "settled": "" if kind.is_owed else kind.obligation.state.label,
            "was_said": (*kind.obligation.deadline.key, str(kind.rung.stage)) in told,
        }
        for line, kind in standing
        if kind.rung
    ]
    if rows:
        connection.execute(insert(KIND), rows)
        weigh(session, KIND)
    passed = [
        {"kind": k.key, **_key(k), "stage": str(r.stage), "from_on": r.from_on, "until_on": r.until_on}
        for k in kinds
        for r in k.passed
    ]
    if passed:
        connection.execute(insert(PASSED), passed)


def find_fresh(session: Session, kinds: Sequence[Kind], hush: Hushed, on: date, *, with_silent: bool) -> None:
    """Write into `round_fresh` what is to be said; `with_silent` also what is not, and why."""
    is_chased = any(kind.rung and kind.rung.stage is Stage.CHASER_2 for kind in kinds)
    quiet = bool(hush.scopes), bool(hush.keys), bool(hush.spent)
    values = {"today": on, "day": on.isoformat(), **_wishes(hush)}
    statement = _finding(session.get_bind().dialect.name, is_chased, with_silent, quiet)
    session.connection().execute(statement, values)
    weigh(session, FRESH)


@lru_cache
def _finding(dialect: str, is_chased: bool, with_silent: bool, quiet: tuple[bool, bool, bool]) -> Insert:
    """INSERT INTO round_fresh SELECT …"""
    said_on = case((_K.was_said, last_said(_K.stage, _K.from_on, _K.until_on, _K.returned_at)), else_=None)
    part: Any = cast(_K.line, String)
    if is_chased:
        chased_on = case((_K.stage == Stage.CHASER_2.value, _first_chased()), else_=None)
        part = part.concat(func.coalesce(literal("@").concat(cast(chased_on, String)), ""))
    hushed, source = _hushed(dialect, quiet, STANDING.join(KIND, _K.kind == _S.kind))
    message = table_of(Message)
    had = select(message.c.recipient).where(
        message.c.as_of == _TODAY, message.c.slot == bindparam("day"), message.c.resend == 0
    )
    waits = and_(_K.slot == bindparam("day"), _S.unit_id.in_(had))
    why = case(
        (_K.settled != "", _K.settled),
        (said_on.is_not(None), SAID),
        *((words != "", words) for words in hushed),
        (waits, WAITS),
        else_="",
    )
    columns = ["n", "unit_id", "tree", "level", "kind", "slot", "part", "why", "said_on"]
    rows: Select[Any] = select(_S.n, _S.unit_id, _S.tree, _S.level, _S.kind, _K.slot, part).select_from(source)
    rows = rows.add_columns(why, said_on) if with_silent else rows.add_columns(literal(""), null()).where(why == "")
    return insert(FRESH).from_select(columns, rows)


def standing_items(session: Session, units: Collection[str]) -> set[ItemKey]:
    """What of these units stands on a rung, said or not."""
    these = given_rows(session.get_bind().dialect.name, "units", {"id": String()})
    query = select(_K.programme, _K.duty, _K.period, _S.unit_id, _K.stage).select_from(
        STANDING.join(KIND, _K.kind == _S.kind)
    )
    query = query.where(_S.unit_id.in_(select(these.c.id)), _K.settled == "")
    rows = session.connection().execute(query, {"units": given((unit,) for unit in sorted(units))})
    return {ItemKey(*row) for row in rows}


def _key(kind: Kind) -> dict[str, str]:
    o = kind.obligation
    return {"programme": o.programme, "duty": o.duty, "period": o.period}


def _told(session: Session, kinds: Sequence[Kind]) -> set[tuple[str, ...]]:
    """Of these kinds the deadlines and stages of which anybody was told before: only those need a look by unit."""
    asked = {(*k.obligation.deadline.key, str(k.rung.stage)) for k in kinds if k.rung}
    query = _known(session.get_bind().dialect.name)
    return set(session.connection().execute(query, {"asked": given(sorted(asked))}).tuples().all()) if asked else set()


@lru_cache
def _known(dialect: str) -> Select[Any]:
    names, inside = ("programme", "duty", "period", "stage"), table_of(MessageItem).c
    rows = given_rows(dialect, "asked", {name: String() for name in names})
    known = select(literal(1)).where(*(inside[name] == rows.c[name] for name in names)).exists()
    return select(*(rows.c[name] for name in names)).where(known)


def _messages_of(stage: Any, key: Any, what: Any) -> Select[Any]:
    """`what` of the messages that told this unit of a stage."""
    same = [_INSIDE.c[name] == key[name] for name in ("programme", "duty", "period")]
    return (
        select(what(_SAID.c.as_of))
        .select_from(_INSIDE.join(_SAID, _SAID.c.id == _INSIDE.c.message_id))
        .where(*same, _INSIDE.c.unit_id == _S.unit_id, _INSIDE.c.stage == stage, has_spoken(_SAID, _TODAY))
        .correlate(STANDING, KIND, PASSED)
    )


def last_said(stage: Any, from_on: Any, until_on: Any, returned_at: Any, key: Any = _K) -> Any:
    """The last day a rung was said on while it stood, and after the return it speaks of; null: never."""
    query = _messages_of(stage, key, func.max).where(_SAID.c.as_of >= from_on, _SAID.c.as_of <= until_on)
    if returned_at is not None:
        query = query.where(or_(returned_at.is_(None), _SAID.c.planned_at > returned_at))
    return query.scalar_subquery()


def _first_chased() -> Any:
    """The day of the first chaser, before today."""
    return _messages_of(Stage.CHASER_1.value, _K, func.min).where(_SAID.c.as_of < _TODAY).scalar_subquery()


def _wishes(hush: Hushed) -> dict[str, str]:
    """What somebody asked not to be said, as the parameters of `_hushed`."""
    found = {}
    if hush.scopes:
        found["scopes"] = given((*key, why) for key, why in hush.scopes.items())
    if hush.keys:
        found["rested"] = given((*key, why) for key, why in hush.keys.items())
    if hush.spent:
        found["spent"] = given((*key, why) for key, why in hush.spent.items())
        found["asked"] = given(sorted(hush.asked))
    return found


def _hushed(dialect: str, quiet: tuple[bool, bool, bool], source: Any) -> tuple[list[Any], Any]:
    """The reasons somebody gave for silence, as columns, with the rows they stand in joined to the source."""
    has_scopes, has_keys, has_spent = quiet
    words = list[Any]()
    if has_scopes:
        scope = given_rows(dialect, "scopes", {name: _TEXT[name] for name in ("programme", "duty", "unit_id", "why")})
        mine = {"programme": _K.programme, "duty": _K.duty, "unit_id": _S.unit_id}
        fits = [or_(scope.c[name] == "", scope.c[name] == value) for name, value in mine.items()]
        words.append(func.coalesce(select(func.min(scope.c.why)).where(*fits).scalar_subquery(), ""))
    if has_keys:
        rested = given_rows(dialect, "rested", _TEXT)
        mine = {"programme": _K.programme, "duty": _K.duty, "period": _K.period, "stage": _K.stage}
        same = [rested.c[name] == value for name, value in (mine | {"unit_id": _S.unit_id}).items()]
        source = source.outerjoin(rested, and_(*same))
        words.append(func.coalesce(rested.c.why, ""))
    if has_spent:
        spent = given_rows(dialect, "spent", {name: _TEXT[name] for name in ("programme", "unit_id", "why")})
        asked = given_rows(dialect, "asked", {name: _TEXT[name] for name in ("programme", "duty")})
        is_asked = tuple_(_K.programme, _K.duty).in_(select(asked.c.programme, asked.c.duty))
        said_anyway = or_(_K.stage.in_(sorted(str(stage) for stage in SAID_ANYWAY)), is_asked)
        spent_by = and_(spent.c.programme == _K.programme, spent.c.unit_id == _S.unit_id, ~said_anyway)
        source = source.outerjoin(spent, spent_by)
        words.append(func.coalesce(spent.c.why, ""))
    return words, source
