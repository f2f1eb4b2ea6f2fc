"""From the plan to the phone: the channel a unit asked for, an extra service, and the next one where it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlmodel import select

from models.units import Contact, ContactChannel
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session
from tests.gateway import Gateway, gateway_here
from tests.province import Province


@pytest.fixture
def gateway(province: Province) -> Iterator[Gateway]:
    """The province's own SMS gateway, set up as the extra service `sms`."""
    with gateway_here() as found:
        settings = province.home.settings()
        settings.extra_services = f"sms=json://127.0.0.1:{found.port}/gui/KhoaBiMat?:phone={{address}}"
        province.home.save(settings)
        yield found


@pytest.fixture
def sent(province, at, day):
    """Plan and send on T6 22/3/2024; returns (channel, state) of every message."""

    def send() -> list[tuple[str, str]]:
        now = at("22/03/2024 08:00")
        plan_reminders(province.home, day("T6 22/3/2024"), now)
        drain(province.home, now)
        return [(m.channel, m.state) for m in province.messages()]

    return send


def also(province: Province, unit: str, address: str = "sms:0987654321") -> None:
    with open_session(province.home) as s:
        contact = s.exec(select(Contact).where(Contact.unit_id == unit)).one()
        s.add(ContactChannel(contact_id=contact.id, channel="extra", address=address))


def test_who_asked_for_zalo_first_gets_one_short_message_and_no_letter(province, sent):
    province.commune(1, prefers="zalo")
    assert sent() == [("zalo", "sent")]
    assert province.mails() == []


def test_a_unit_known_to_an_extra_service_alone_is_told_there(province, gateway, sent):
    also(province, province.commune(1, email="", zalo=""))
    assert sent() == [("extra", "sent")]
    [(path, body)] = gateway.seen
    told = json.loads(body)
    assert (path, told["phone"]) == ("/gui/KhoaBiMat", "0987654321")
    assert "Công an xã Số 1" in told["message"]
    words, _, link = told["message"].partition("\n")
    assert len(words) <= 300
    assert "/n/" in link


def test_where_the_first_channel_refuses_the_letter_goes(province, gateway, sent):
    gateway.status = 400
    also(province, province.commune(1, zalo="", prefers="extra"))
    assert sent() == [("extra", "failed"), ("email", "sent")]
    assert len(province.mails()) == len(gateway.seen) == 1


def test_a_lost_answer_is_not_asked_for_again(province, gateway, sent):
    gateway.hangs_up = True
    also(province, province.commune(1, email="", zalo=""))
    assert sent() == [("extra", "unknown")]
    assert sent() == [("extra", "unknown")]
    assert len(gateway.seen) == 1


def test_an_address_on_a_service_nobody_set_up_ends_on_the_call_list(province, gateway, sent):
    also(province, province.commune(1, email="", zalo=""), "viber:abc")
    assert sent() == [("extra", "failed"), ("hand", "planned")]
    assert gateway.seen == []


def test_without_the_service_the_unit_is_called(province, sent):
    also(province, province.commune(1, email="", zalo=""))
    assert sent() == [("hand", "planned")]


def test_a_letter_leads_to_the_choice_of_channels(province, sent):
    province.commune(1)
    sent()
    mail = next(province.mailbox.mails())
    assert mail.header("List-Unsubscribe").endswith("?den=cach-nhan>")


def test_a_wish_for_zalo_waits_while_its_form_has_no_button(province, at, day):
    """Stored before the operator registered a form without one: the letter with the way in goes first."""
    unit = province.commune(1, prefers="zalo")
    settings = province.home.settings()
    province.home.save(settings.model_copy(update={"zalo_form": "nhac-viec-khong-nut"}))
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert [(m.recipient, m.channel) for m in province.messages()] == [(unit, "email")]
