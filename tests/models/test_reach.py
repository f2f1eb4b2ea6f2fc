"""How a unit is reached: restrained, by its contact of the day, and never silently not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.messages import Message
from models.reach import Contacts, contacts_on, resend_where_reached, ways
from models.units import Contact, Unit
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
        subject="s", body_text="b",
        as_of=date(2026, 6, 12), planned_at=now, not_before=now, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    session.add(old)
    session.flush()
    again = resend_where_reached(session, old.id, reason="sửa địa chỉ", by="tham-muu", now=now)
    assert (again.resend, again.address, old.address) == (1, address, "cũ")
