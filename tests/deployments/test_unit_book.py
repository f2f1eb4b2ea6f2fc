"""The Excel book of units: it goes out with every way a contact has, and comes back without having changed any."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, col, select

from deployments.unit_book import filled_template, take_book
from models.catalogue import home_catalogue
from models.errors import Refused
from models.further_channels import further_of
from models.settings import Home
from models.units import Assignment, Contact, ContactChannel
from tasks.session import open_session

SUNDAY = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def one_who_owes(session: Session) -> Contact:
    owing = select(Assignment.unit_id)
    found = session.exec(
        select(Contact).where(col(Contact.unit_id).in_(owing), Contact.email != "", Contact.zalo != "")
    )
    return next(contact for contact in found if contact.valid_to is None)


@pytest.fixture
def with_sms(own_demo: Home) -> Home:
    settings = own_demo.settings()
    settings.extra_services = "sms=json://127.0.0.1:9/gui?:phone={address}"
    own_demo.save(settings)
    with open_session(own_demo) as session:
        contact = one_who_owes(session)
        contact.prefers = "zalo"
        session.add(ContactChannel(contact_id=contact.id or 0, channel="extra", address="sms:0987654321"))
    return own_demo


def test_a_book_that_comes_back_as_it_went_out_changes_nothing(with_sms: Home):
    with open_session(with_sms) as session:
        book = filled_template(session, SUNDAY)
        counts = take_book(session, home_catalogue(with_sms), with_sms.settings(), book, SUNDAY, NOW, "test")
        assert (counts.changed, counts.contacts_same > 100) == (0, True)
        assert len(further_of(session)) == 1


def test_a_book_that_names_a_service_nobody_has_set_up_is_refused_whole(with_sms: Home):
    with open_session(with_sms) as session:
        book = filled_template(session, SUNDAY)
        bare = with_sms.settings().model_copy(update={"extra_services": ""})
        with pytest.raises(Refused, match="chưa có kênh nào được thiết lập"):
            take_book(session, home_catalogue(with_sms), bare, book, SUNDAY, NOW, "test")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("sms=jsons://sms.tinh.example/gui?:phone={address}", "Bản demo chỉ gửi trong máy"),
        ("sms=json://127.0.0.1:9/gui?verify=no&:phone={address}", "không dùng tham số “verify”"),
        ("sms", "cần dạng tên=địa-chỉ"),
    ],
)
def test_a_service_that_is_not_safe_is_not_kept(dondoc, own_demo: Home, value: str, told: str):
    refused = dondoc("settings", "set", "extra_services", value, home=own_demo)
    assert refused.exit_code == 1
    assert told in " ".join(refused.stderr.split())
    assert own_demo.settings().extra_services == ""


def test_a_service_is_kept_and_its_keys_are_never_shown(dondoc, own_demo: Home):
    value = "sms=json://127.0.0.1:9/gui/KhoaBiMat?:phone={address}"
    assert dondoc("settings", "set", "extra_services", value, home=own_demo).exit_code == 0
    assert own_demo.settings().extra_services == value
    for options in ((), ("--json",)):
        assert "KhoaBiMat" not in dondoc("settings", "show", *options, home=own_demo).stdout
