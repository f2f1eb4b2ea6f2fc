"""How a unit is reached: restrained, by its contact of the day, and never silently not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.messages import Message
from models.reach import HOUSE_ORDER, Contacts, contacts_on, next_way, resend_where_reached, ways
from models.units import Contact, ContactChannel, Unit
from models.vocabulary import Channel, Stage

ALL = {Channel.EMAIL, Channel.ZALO, Channel.HAND}


def contact(**kw) -> Contact:
    return Contact(**{"unit_id": "u", "email": "u@x.example", "zalo": "0912345678", "phone": "0277", **kw})


def over(contacts: Contacts, *stages: Stage, urgent=False, channels=ALL, dead=()) -> list[tuple[str, str, str]]:
    found = ways("u", contacts, set(stages), is_urgent=urgent, open_channels=channels, dead=set(dead))
    return [(way.recipient, str(way.channel), way.address) for way in found]


MAIL, ZALO, CALL = ("u", "email", "u@x.example"), ("u", "zalo", "0912345678"), ("u", "hand", "0277")


@pytest.mark.parametrize("stage", [Stage.OPENED, Stage.SOON, Stage.EVENT_AHEAD, Stage.RESULT, Stage.RETURNED])
def test_an_ordinary_reminder_is_one_mail(stage):
    assert over(Contacts(contact()), stage) == [MAIL]


@pytest.mark.parametrize("stage", [Stage.LAST_DAY, Stage.CHASER_1, Stage.CHASER_2])
def test_from_the_last_day_on_a_short_message_goes_beside_it(stage):
    assert over(Contacts(contact()), stage) == [MAIL, ZALO]


def test_what_is_urgent_goes_both_ways_at_once():
    assert over(Contacts(contact()), Stage.OPENED, urgent=True) == [MAIL, ZALO]


def test_zalo_stands_in_where_there_is_no_mail():
    assert over(Contacts(contact(email="")), Stage.OPENED) == [ZALO]
    assert over(Contacts(contact()), Stage.OPENED, dead=[("email", "u@x.example")]) == [ZALO]
    assert over(Contacts(contact()), Stage.OPENED, channels={Channel.ZALO, Channel.HAND}) == [ZALO]


def test_who_cannot_be_reached_by_machine_is_called():
    assert over(Contacts(contact(by_hand=True)), Stage.SOON) == [CALL]
    assert over(Contacts(contact(email="", zalo="")), Stage.SOON) == [CALL]
    assert over(Contacts(contact()), Stage.SOON, channels={Channel.HAND}) == [CALL]
    assert over(Contacts(), Stage.SOON) == [("u", "hand", "")]


def test_the_second_chaser_goes_to_the_head_as_well():
    both = Contacts(contact(), contact(email="truong@x.example", is_head=True))
    assert ("head:u", "email", "truong@x.example") in over(both, Stage.CHASER_2)
    assert all(recipient == "u" for recipient, *_ in over(both, Stage.CHASER_1))


def test_a_head_who_does_the_work_is_told_once():
    alone = Contacts(None, contact(is_head=True))
    assert over(alone, Stage.CHASER_2) == [MAIL, ZALO]


def test_contacts_hold_between_their_days(session):
    session.add(Unit(id="u", tree="police", level="xa", name="Công an xã An Bình"))
    session.flush()
    for email, first, last in (("cu@x", None, date(2025, 6, 30)), ("moi@x", date(2025, 7, 1), None)):
        session.add(contact(email=email, valid_from=first, valid_to=last))
    session.commit()
    assert contacts_on(session, ["u"], date(2025, 6, 30))["u"].main.email == "cu@x"
    assert contacts_on(session, ["u"], date(2025, 7, 1))["u"].main.email == "moi@x"
    assert contacts_on(session, ["v"], date(2025, 7, 1)) == {}


@pytest.mark.parametrize(
    ("recipient", "channel", "address"),
    [("u", "email", "moi@x.example"), ("u", "zalo", "0912345678"), ("head:u", "email", "truong@x.example")],
)
def test_what_is_sent_again_goes_to_the_address_that_holds_today(session, recipient, channel, address):
    now = datetime(2026, 6, 12, 1, 0, tzinfo=UTC)
    session.add(Unit(id="u", tree="police", level="xa", name="Công an xã An Bình"))
    session.flush()
    session.add_all([contact(email="moi@x.example"), contact(email="truong@x.example", is_head=True)])
    old = Message(
        recipient=recipient, channel=channel, slot="2026-06-12", state="failed", address="cũ",
        subject="s",
        as_of=date(2026, 6, 12), planned_at=now, not_before=now, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    session.add(old)
    session.flush()
    again = resend_where_reached(session, old.id, reason="sửa địa chỉ", by="tham-muu", now=now)
    assert (again.resend, again.address, old.address) == (1, address, "cũ")


EVERYWHERE = {*Channel}
OA, BOT, SMS = (
    ("u", "zalo_oa", "2468458835296117922"),
    ("u", "zalo_bot", "b3fa2c5e81"),
    ("u", "extra", "sms:0912345678"),
)
FURTHER = {Channel.ZALO_OA: OA[2], Channel.ZALO_BOT: BOT[2], Channel.EXTRA: SMS[2]}


def with_further(**kw) -> Contacts:
    return Contacts(contact(id=1, **kw), further={1: FURTHER})


def test_who_asked_for_zalo_first_gets_the_short_message_alone():
    assert over(Contacts(contact(prefers="zalo")), Stage.SOON) == [ZALO]
    assert over(Contacts(contact(prefers="email")), Stage.SOON) == [MAIL]


def test_a_preference_never_takes_the_letter_away_from_what_is_loud():
    assert over(Contacts(contact(prefers="zalo")), Stage.LAST_DAY) == [ZALO, MAIL]
    assert over(Contacts(contact(prefers="zalo")), Stage.OPENED, urgent=True) == [ZALO, MAIL]


def test_a_preferred_channel_that_is_dead_or_shut_gives_way():
    asked = Contacts(contact(prefers="zalo"))
    assert over(asked, Stage.SOON, dead=[("zalo", "0912345678")]) == [MAIL]
    assert over(asked, Stage.SOON, channels={Channel.EMAIL, Channel.HAND}) == [MAIL]
    assert over(Contacts(contact(prefers="extra")), Stage.SOON, channels=EVERYWHERE) == [MAIL]


def test_further_channels_stand_in_in_the_order_of_the_house():
    assert over(with_further(email=""), Stage.SOON, channels=EVERYWHERE) == [ZALO]
    assert over(with_further(email="", zalo=""), Stage.SOON, channels=EVERYWHERE) == [OA]
    dead = [("zalo_oa", OA[2])]
    assert over(with_further(email="", zalo=""), Stage.SOON, channels=EVERYWHERE, dead=dead) == [BOT]
    assert over(with_further(email="", zalo=""), Stage.SOON, channels={Channel.EXTRA}) == [SMS]
    assert over(with_further(email="", zalo=""), Stage.SOON) == [CALL]


def test_what_is_loud_is_one_letter_and_one_short_message_never_three():
    assert over(with_further(), Stage.CHASER_1, channels=EVERYWHERE) == [MAIL, ZALO]
    assert over(with_further(prefers="extra"), Stage.CHASER_1, channels=EVERYWHERE) == [SMS, MAIL]
    assert over(with_further(email=""), Stage.CHASER_1, channels=EVERYWHERE) == [ZALO]


def test_a_head_without_mail_hears_the_second_chaser_over_what_it_has():
    short = Contacts(contact(), contact(email="", zalo="0987654321", is_head=True))
    assert ("head:u", "zalo", "0987654321") in over(short, Stage.CHASER_2)
    same = Contacts(contact(email=""), contact(email="", is_head=True))
    assert over(same, Stage.CHASER_2) == [ZALO], "the head's number is the unit's own"


def test_a_head_whose_address_is_dead_is_called():
    both = Contacts(contact(), contact(email="truong@x.example", zalo="", phone="0278", is_head=True))
    assert ("head:u", "hand", "0278") in over(both, Stage.CHASER_2, dead=[("email", "truong@x.example")])


def test_further_channels_are_read_with_their_contact(session):
    session.add(Unit(id="u", tree="police", level="xa", name="Công an xã An Bình"))
    session.flush()
    one = contact()
    session.add(one)
    session.flush()
    session.add(ContactChannel(contact_id=one.id, channel="extra", address=SMS[2]))
    session.flush()
    found = contacts_on(session, ["u"], date(2026, 11, 23))["u"]
    assert found.addresses(found.main) == {
        Channel.EMAIL: MAIL[2], Channel.ZALO: ZALO[2], Channel.EXTRA: SMS[2], Channel.HAND: CALL[2],
    }  # fmt: skip


TEXT = st.sampled_from(["", "a@x.example", "b@x.example"])
NUMBER = st.sampled_from(["", "0911111111", "0922222222"])
PEOPLE = st.builds(
    contact, id=st.integers(1, 2), email=TEXT, zalo=NUMBER, phone=NUMBER, by_hand=st.booleans(),
    prefers=st.sampled_from(["", "email", "zalo", "zalo_oa", "zalo_bot", "extra"]),
)  # fmt: skip
OTHER = st.dictionaries(st.sampled_from([Channel.ZALO_OA, Channel.ZALO_BOT, Channel.EXTRA]), st.just("1"), max_size=3)
UNITS = st.builds(
    Contacts, st.none() | PEOPLE, st.none() | PEOPLE, st.fixed_dictionaries({1: OTHER, 2: OTHER})
)  # fmt: skip
OPEN = st.sets(st.sampled_from(list(Channel)))
DEAD = st.sets(st.tuples(st.sampled_from(["email", "zalo"]), st.sampled_from(["a@x.example", "0911111111"])))


@given(UNITS, st.sets(st.sampled_from(list(Stage)), min_size=1), st.booleans(), OPEN, DEAD)
def test_no_unit_is_left_out_and_no_address_is_written_to_twice(contacts, stages, urgent, channels, dead):
    found = ways("u", contacts, stages, is_urgent=urgent, open_channels=channels, dead=dead)
    to_unit = [way for way in found if not way.to_head]
    assert 1 <= len(to_unit) <= 2
    assert len(found) - len(to_unit) <= (Stage.CHASER_2 in stages)
    by_machine = [(way.channel, way.address) for way in found if way.channel is not Channel.HAND]
    assert len(set(by_machine)) == len(by_machine)
    for channel, address in by_machine:
        assert address
        assert channel in channels
        assert (str(channel), address) not in dead


@given(UNITS, OPEN, DEAD, st.sampled_from(["u", "head:u"]))
def test_a_chain_of_fallbacks_tries_each_channel_once_and_ends_with_a_call(contacts, channels, dead, recipient):
    tried: list[str] = []
    while (way := next_way(contacts, recipient, tried, channels, dead)).channel is not Channel.HAND:
        assert way.channel not in tried
        assert way.recipient == recipient
        tried.append(way.channel)
    assert len(tried) <= len(HOUSE_ORDER)
    assert way.address == (contacts.of(recipient).phone if contacts.of(recipient) else "")
