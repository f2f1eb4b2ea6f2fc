"""Many units asked at once inside the database hear exactly as each of them would if asked alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import and_, delete, insert, select
from sqlmodel import Session, SQLModel

from models.database import engine_for
from models.reach import Contacts, contacts_on, is_loud, ways
from models.round_reach import address_of, gather_reach, keep_ways
from models.round_tables import DIGEST, REACH, WAY, open_tables
from models.units import Contact, ContactChannel, Unit
from models.vocabulary import Channel, Stage
from models.writing import table_of
from tests.ready_tables import tables_on

MONDAY = date(2026, 11, 23)  # a Monday
UNITS = tuple(f"u{n}" for n in range(4))
MAILS, NUMBERS = ["", "a@x.example", "b@x.example"], ["", "0911111111", "0922222222"]
DAYS = [None, date(2026, 11, 22), MONDAY, date(2026, 11, 24)]  # Sunday, Monday, Tuesday
CONTACTS = st.lists(
    st.fixed_dictionaries(
        {
            "unit_id": st.sampled_from(UNITS), "email": st.sampled_from(MAILS), "zalo": st.sampled_from(NUMBERS),
            "phone": st.sampled_from(NUMBERS), "is_head": st.booleans(), "by_hand": st.booleans(),
            "prefers": st.sampled_from(["", *Channel]), "valid_from": st.sampled_from(DAYS),
            "valid_to": st.sampled_from(DAYS),
            "further": st.dictionaries(
                st.sampled_from(["zalo_oa", "zalo_bot", "extra"]), st.sampled_from(["1", "2"]), max_size=2
            ),
        }
    ),
    max_size=8,
)  # fmt: skip
OPEN = st.sets(st.sampled_from([c for c in Channel if c is not Channel.HAND]))
ADDRESSES = st.sampled_from(["a@x.example", "0911111111", "1"])
DEAD = st.sets(st.tuples(st.sampled_from(["email", "zalo", "extra"]), ADDRESSES))
STAGES = st.sampled_from([Stage.SOON, Stage.LAST_DAY, Stage.CHASER_2])


EVERYTHING = (CONTACTS, OPEN, DEAD, STAGES, st.booleans())
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
ONE_DATABASE = [HealthCheck.function_scoped_fixture]  # every example begins by emptying it


@given(*EVERYTHING)
@settings(max_examples=80, suppress_health_check=ONE_DATABASE, deadline=None)
def test_together_and_alone_they_are_reached_the_same_way(session, contacts, channels, dead, stage, urgent) -> None:
    _hold_against_each_other(session, contacts, channels, dead, stage, urgent)


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Session]:
    engine = engine_for(postgres_url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@given(*EVERYTHING)
@settings(max_examples=40, suppress_health_check=ONE_DATABASE, deadline=None, phases=UNSHRUNK)
def test_on_postgres_as_well(on_postgres, contacts, channels, dead, stage, urgent) -> None:
    _hold_against_each_other(on_postgres, contacts, channels, dead, stage, urgent)


def _hold_against_each_other(
    session: Session, contacts: list[dict[str, Any]], channels: set[Channel], dead: set, stage: Stage, urgent: bool
) -> None:
    _begin(session, contacts)
    loud, chased = is_loud({stage}, urgent), stage is Stage.CHASER_2
    keep_ways(session, gather_reach(session, MONDAY, channels, dead), [(loud, chased)])
    query = select(REACH.c.unit_id, WAY.c.to_head, WAY.c.channel, address_of(WAY.c.to_head, WAY.c.channel))
    query = query.select_from(REACH.join(WAY, REACH.c.shape == WAY.c.shape))
    together = session.connection().execute(query.where(and_(WAY.c.loud == loud, WAY.c.chased == chased)))
    known = contacts_on(session, UNITS, MONDAY)
    alone = [
        (unit, way.to_head, str(way.channel), way.address)
        for unit in UNITS
        for way in ways(unit, known.get(unit, Contacts()), {stage}, is_urgent=urgent, open_channels=channels, dead=dead)
    ]
    assert sorted(tuple(row) for row in together) == sorted(alone)


def _begin(session: Session, contacts: list[dict[str, Any]]) -> None:
    """These contacts and no others; every unit has something to hear."""
    session.expire_all()
    connection = session.connection()
    for kind in (ContactChannel, Contact):
        connection.execute(delete(table_of(kind)))
    connection.execute(delete(table_of(Unit)).where(table_of(Unit).c.id.in_(UNITS)))
    connection.execute(insert(Unit), [{"id": id, "tree": "police", "level": "xa", "name": id} for id in UNITS])
    for number, contact in enumerate(contacts, 1):
        own = {name: value for name, value in contact.items() if name != "further"}
        connection.execute(insert(Contact).values(id=number, **own))
        for channel, address in contact["further"].items():
            connection.execute(insert(ContactChannel).values(contact_id=number, channel=channel, address=address))
    open_tables(session)
    connection.execute(insert(DIGEST), [{"unit_id": id} for id in UNITS])
