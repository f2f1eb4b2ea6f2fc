"""What a round reads of the contacts in SQL is what `models.reach` sees in them one by one."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlmodel import delete

from models.reach import Contacts, contacts_on, shape_of, ways
from models.round_reach import address_of, gather_reach, keep_ways, shape_behind
from models.round_tables import DIGEST, REACH, WAY, open_tables
from models.units import Contact, ContactChannel, Unit
from models.vocabulary import Channel, Stage

ON = date(2026, 11, 23)
UNIT = "police/x/1"
ADDRESS = {"email": ["", "a@x.example", "b@x.example"], "zalo": ["", "0900000001", "0900000002"], "phone": ["", "0277"]}
DAYS = st.sampled_from([None, date(2026, 1, 1), ON, date(2026, 12, 1)])
CONTACT = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(values) for name, values in ADDRESS.items()},
        "by_hand": st.booleans(),
        "is_head": st.booleans(),
        "prefers": st.sampled_from(["", "email", "zalo", "zalo_oa"]),
        "valid_from": st.sampled_from([date(2025, 1, 1), date(2026, 1, 1), ON, date(2026, 12, 1)]),
        "valid_to": DAYS,
        "further": st.dictionaries(st.sampled_from(["zalo_oa", "zalo_bot", "extra"]), st.sampled_from(["u1", "u2"])),
    }
)
CHANNELS = st.sets(st.sampled_from(list(Channel)))
DEAD = st.sets(st.sampled_from([("email", "a@x.example"), ("zalo", "0900000001"), ("zalo_oa", "u1")]))


@pytest.fixture
def told(session):
    session.add(Unit(id=UNIT, tree="police", level="xa", name="Công an xã Số 1"))
    session.commit()
    return session


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(contacts=st.lists(CONTACT, max_size=4), channels=CHANNELS, dead=DEAD, loud=st.booleans(), chased=st.booleans())
def test_every_unit_is_reached_in_sql_as_it_is_one_by_one(told, contacts, channels, dead, loud, chased):
    session, open_channels = told, {*channels, Channel.HAND}
    session.exec(delete(ContactChannel))
    session.exec(delete(Contact))
    for each in contacts:
        row = Contact(unit_id=UNIT, **{name: value for name, value in each.items() if name != "further"})
        session.add(row)
        session.flush()
        session.add_all(ContactChannel(contact_id=row.id, channel=c, address=a) for c, a in each["further"].items())
    session.flush()
    known = contacts_on(session, [UNIT], ON).get(UNIT, Contacts())
    open_tables(session)
    digest = {"unit_id": UNIT, "tree": "police", "level": "xa", "slot": "2026-11-23", "parts": "0"}
    session.connection().execute(insert(DIGEST), [digest])
    shapes = gather_reach(session, ON, open_channels, dead)
    assert [shape_behind(shape) for shape in shapes] == [shape_of(known, open_channels, dead)]
    keep_ways(session, shapes, {(loud, chased)})
    query = select(WAY.c.to_head, WAY.c.channel, address_of(WAY.c.to_head, WAY.c.channel)).select_from(
        WAY.join(REACH, REACH.c.shape == WAY.c.shape)
    )
    stages = ({Stage.CHASER_2} if chased else set()) or ({Stage.LAST_DAY} if loud else {Stage.SOON})
    told_of = session.connection().execute(query.where(WAY.c.loud == (loud or chased), WAY.c.chased == chased)).all()
    if chased and not loud:
        return  # no second chaser is quiet
    expected = ways(UNIT, known, stages, is_urgent=False, open_channels=open_channels, dead=dead)
    assert sorted(told_of) == sorted((w.to_head, str(w.channel), w.address) for w in expected)
