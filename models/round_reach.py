"""Cách tới của một vòng: over which channels every unit of a round is reached, asked once for each distinct shape.

The choice is `models.reach.choose` and nothing else; here the contacts of the day are only laid side by side, so that
units with the same shape share one answer. Works inside the database on the tables of a round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Insert, Select, String, and_, bindparam, case, cast, func, insert, literal, or_, select
from sqlmodel import Session

from models.given_rows import given, given_rows
from models.reach import HOUSE_ORDER, Reach, Shape, choose, shape_with
from models.round_tables import CHANNELS, DIGEST, REACH, STALE, WAY, weigh
from models.units import Contact, ContactChannel
from models.vocabulary import Channel
from models.writing import table_of

_TODAY: Any = bindparam("today", type_=Date)
_FURTHER = (Channel.ZALO_OA, Channel.ZALO_BOT, Channel.EXTRA)
_NOBODY = "-"
_ANY_FURTHER = select(table_of(ContactChannel).c.id).limit(1)
_SHAPES = select(REACH.c.shape).distinct()
_BAR = "|"


def gather_reach(
    session: Session, on: date, open_channels: Collection[Channel], dead: Collection[tuple[str, str]]
) -> list[str]:
    """Write how every unit of the round can be reached into `round_reach`; returns the distinct shapes."""
    connection, dialect = session.connection(), session.get_bind().dialect.name
    has_further = connection.execute(_ANY_FURTHER).first() is not None
    values: dict[str, Any] = {"today": on, "heads_main": False, "heads_head": True}
    if dead:
        values["dead"] = given((f"{channel}:{address}",) for channel, address in sorted(dead))
    connection.execute(_gathering(dialect, frozenset(open_channels), bool(dead), has_further), values)
    weigh(session, REACH)
    return sorted(connection.execute(_SHAPES).scalars())


def keep_ways(
    session: Session,
    shapes: Iterable[str],
    tones: Iterable[tuple[bool, bool]],
    mute: frozenset[Channel] = frozenset(),
) -> None:
    """Write the ways of every shape into `round_way`, for every tone there is: (loud, to the head as well)."""
    rows = [
        {"shape": key, "loud": loud, "chased": chased, "to_head": to_head, "channel": str(channel)}
        for key in shapes
        for loud, chased in {*tones, (False, False)}
        for to_head, channel in choose(shape_behind(key), loud, chased, mute)
    ]
    if rows:
        session.connection().execute(insert(WAY), rows)
        weigh(session, WAY)


def shape_behind(key: str) -> Shape:
    """The shape that `models.reach` would see in these contacts."""
    main, head, own = key.split(_BAR)
    return shape_with(_reach(main), _reach(head), _channels(own))


def address_of(to_head: Any, channel: Any) -> Any:
    """The address of a way, in SQL."""
    sides = {True: {c: REACH.c[f"head_{c}"] for c in CHANNELS}, False: {c: REACH.c[f"main_{c}"] for c in CHANNELS}}
    # where only a head is known, the work is told to the head
    first = {c: func.coalesce(sides[False][c], sides[True][c], "") for c in CHANNELS}
    there = {c: func.coalesce(sides[True][c], "") for c in CHANNELS}
    return case((to_head, case(there, value=channel, else_="")), else_=case(first, value=channel, else_=""))


@lru_cache
def _gathering(dialect: str, open_channels: frozenset[Channel], has_dead: bool, has_further: bool) -> Insert:
    """INSERT INTO round_reach SELECT …: one row a unit, its contacts side by side."""
    main, head = (_contacts(name, has_further) for name in ("main", "head"))
    is_dead = given_rows(dialect, "dead", {"address": String()}) if has_dead else None
    known = [c for c in HOUSE_ORDER if c in open_channels and (has_further or c not in _FURTHER)]
    main_bits, head_bits = (
        [_usable(c, side.c[str(c)], is_dead) if c in known else None for c in HOUSE_ORDER] for side in (main, head)
    )
    own = [
        None if bit is None else and_(bit, head.c[str(c)] != func.coalesce(main.c[str(c)], ""))
        for c, bit in zip(HOUSE_ORDER, head_bits, strict=True)
    ]
    shape = _joined(_described(main, main_bits), _described(head, head_bits), _bits(own))
    units = select(DIGEST.c.unit_id).union(select(STALE.c.unit_id)).subquery("told")
    addresses = [side.c[name] for side in (main, head) for name in CHANNELS]
    rows = select(units.c.unit_id, shape, *addresses).select_from(
        units.outerjoin(main, main.c.unit_id == units.c.unit_id).outerjoin(head, head.c.unit_id == units.c.unit_id)
    )
    return insert(REACH).from_select([c.name for c in REACH.columns], rows)


def _reach(text: str) -> Reach | None:
    if text == _NOBODY:
        return None
    bits, by_hand, prefers = text.split(",")
    return Reach(_channels(bits), prefers, by_hand == "1")


def _channels(bits: str) -> frozenset[Channel]:
    return frozenset(channel for channel, bit in zip(HOUSE_ORDER, bits, strict=True) if bit == "1")


def _contacts(name: str, has_further: bool) -> Any:
    """The posts (or the heads) that hold on the day, one of each unit: the latest begun of several."""
    contact, later = table_of(Contact).alias(f"{name}_contact"), table_of(Contact).alias(f"{name}_later")
    is_head: Any = bindparam(f"heads_{name}")
    c, other = contact.c, later.c

    def holds(row: Any) -> Any:
        begun = or_(row.valid_from.is_(None), row.valid_from <= _TODAY)
        return and_(row.is_head == is_head, begun, or_(row.valid_to.is_(None), row.valid_to >= _TODAY))

    begun, begun_later = (func.coalesce(row.valid_from, date.min, type_=Date()) for row in (c, other))
    newer = or_(begun_later > begun, and_(begun_later == begun, other.id > c.id))
    replaced = select(literal(1)).where(other.unit_id == c.unit_id, holds(other), newer).correlate(contact).exists()
    columns: dict[str, Any] = {"email": c.email, "zalo": c.zalo, "hand": c.phone}
    for channel in _FURTHER:
        columns[str(channel)] = _further(c, channel) if has_further else literal("")
    query: Select[Any] = select(
        c.unit_id, c.prefers, c.by_hand, *(columns[channel].label(channel) for channel in CHANNELS)
    )
    return query.where(holds(c), ~replaced).subquery(name)


def _further(contact: Any, channel: Channel) -> Any:
    also = table_of(ContactChannel).alias(f"also_{channel.value}").c
    query = select(also.address).where(also.contact_id == contact.id, also.channel == channel.value)
    return func.coalesce(query.scalar_subquery(), "")


def _usable(channel: Channel, address: Any, dead: Any) -> Any:
    """As `models.reach.usable`, of an open channel."""
    if dead is None:
        return address != ""
    return and_(address != "", literal(f"{channel}:").concat(address).not_in(select(dead.c.address)))


def _described(side: Any, usable: Iterable[Any]) -> Any:
    by_hand = case((side.c.by_hand, "1"), else_="0")
    words = _bits(usable).concat(",").concat(by_hand).concat(",").concat(side.c.prefers)
    return case((side.c.unit_id.is_(None), _NOBODY), else_=words)


def _bits(flags: Iterable[Any]) -> Any:
    """One letter a channel; None: nobody can be reached over it."""
    found: Any = literal("")
    for flag in flags:
        found = found.concat("0" if flag is None else case((flag, "1"), else_="0"))
    return found


def _joined(first: Any, *rest: Any) -> Any:
    found = first
    for part in rest:
        found = found.concat(_BAR).concat(part)
    return cast(found, String)
