"""How a unit is reached: an officer keeps its addresses, the unit says which comes first, none is turned off."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from models.facts import Audit
from models.links import preferences_url
from models.reach import contacts_on
from models.units import Contact, ContactChannel
from models.vocabulary import Channel
from tests.portal.people import Portal, seal_in

WAYS = "/don-vi/cach-nhan"
MONDAY = date(2026, 11, 23)  # a Monday
FULL = {
    "post": "Cán bộ tổng hợp", "email": "tonghop@cax.example", "zalo": "0912345678", "valid_from": "23/11/2026",
    "zalo_oa": "2468458835296117922", "extra": "sms:0987654321",
}  # fmt: skip


@pytest.fixture
def with_sms(portal: Portal) -> Portal:
    settings = portal.home.settings()
    settings.extra_services = "sms=json://127.0.0.1:9/gui/KhoaBiMat?:phone={address}"
    portal.home.save(settings)
    return portal


def contact_of(portal: Portal, n: int = 0, on: date = MONDAY) -> dict[Channel, str]:
    with portal.session() as session:
        found = contacts_on(session, [portal.units[n]], on)[portal.units[n]]
        assert found.main is not None
        return found.addresses(found.main)


def keep(portal: Portal, n: int = 0, officer: TestClient | None = None, **typed: str):
    officer, unit = officer or portal.officer(), portal.units[n]
    with portal.session() as session:
        held = session.exec(select(Contact.id).where(Contact.unit_id == unit, Contact.valid_to == None)).first()  # noqa: E711
    seal = seal_in(officer.get(f"/can-bo/don-vi/{unit}").text)
    return officer.post(
        f"/can-bo/don-vi/dau-moi/{unit}", data={"seal": seal, "contact_id": str(held or ""), **FULL, **typed}
    )


def choose(portal: Portal, first: str, n: int = 0):
    unit = portal.unit(portal.units[n])
    return unit, unit.post(WAYS, data={"seal": seal_in(unit.get(WAYS).text), "first": first})


def test_an_officer_keeps_further_channels_with_the_contact(with_sms: Portal) -> None:
    assert keep(with_sms).status_code == 303
    assert contact_of(with_sms) == {
        Channel.EMAIL: "tonghop@cax.example", Channel.ZALO: "0912345678", Channel.ZALO_OA: FULL["zalo_oa"],
        Channel.EXTRA: "sms:0987654321", Channel.HAND: "",
    }  # fmt: skip
    page = with_sms.officer().get(f"/can-bo/don-vi/{with_sms.units[0]}").text
    assert "Zalo OA: 2468458835296117922" in page
    assert "đã thiết lập: sms" in page
    assert "KhoaBiMat" not in page


def test_a_corrected_contact_keeps_its_further_channels_as_typed_and_the_old_one_its_own(with_sms: Portal) -> None:
    keep(with_sms)
    assert keep(with_sms, extra="", zalo_oa="11111", valid_from="01/12/2026").status_code == 303
    assert contact_of(with_sms)[Channel.EXTRA] == "sms:0987654321"
    later = contact_of(with_sms, on=date(2026, 12, 1))  # a Tuesday
    assert (later[Channel.ZALO_OA], Channel.EXTRA in later) == ("11111", False)


def test_a_contact_that_never_held_goes_with_its_channels(with_sms: Portal) -> None:
    keep(with_sms, valid_from="01/12/2026")
    assert keep(with_sms, valid_from="01/12/2026", what="end").status_code == 303
    with with_sms.session() as session:
        assert session.exec(select(ContactChannel)).all() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"extra": "sms:a,b"}, "chỉ một địa chỉ"),
        ({"extra": "viber:1"}, "các kênh đã thiết lập: sms"),
        ({"extra": "json://evil.example/x"}, "tên-kênh:địa-chỉ"),
        ({"zalo_oa": "<script>"}, "chỉ gồm chữ số"),
        ({"zalo": "", "prefers": "zalo"}, "Kênh nhận trước chưa có địa chỉ"),
        ({"prefers": "hand"}, "Kênh nhận trước chưa có địa chỉ"),
        ({"prefers": "fax"}, "Kênh nhận trước chưa có địa chỉ"),
    ],
)
def test_a_wrong_way_is_named_and_nothing_changes(with_sms: Portal, typed, told) -> None:
    answer = keep(with_sms, **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert contact_of(with_sms) == {Channel.EMAIL: "tonghop@cax.example", Channel.HAND: ""}


def test_a_unit_says_which_channel_comes_first_and_it_is_written_down(with_sms: Portal) -> None:
    keep(with_sms)
    unit, answer = choose(with_sms, "zalo")
    assert answer.status_code == 303
    page = unit.get(answer.headers["location"]).text
    assert "Đã lưu kênh nhận trước" in page
    assert 'value="zalo" checked' in page
    with with_sms.session() as session:
        found = contacts_on(session, [with_sms.units[0]], MONDAY)[with_sms.units[0]]
        assert found.main is not None
        assert found.main.prefers == "zalo"
        lines = session.exec(select(Audit).where(Audit.action == "prefer_channel")).all()
        assert [line.detail for line in lines] == ["mặc định → zalo"]
    assert "Zalo trước" in with_sms.officer().get(f"/can-bo/don-vi/{with_sms.units[0]}").text


def test_the_page_shows_no_whole_address_and_says_that_nothing_is_turned_off(with_sms: Portal) -> None:
    keep(with_sms)
    page = with_sms.unit(with_sms.units[0]).get(WAYS).text
    assert "t***@cax.example" in page
    assert "sms, 098****321" in page
    for address in ("tonghop@", "0912345678", "0987654321", "2468458835296117922"):
        assert address not in page
    assert "không tắt được" in page


def test_an_address_is_kept_as_an_import_book_would_have_it(portal: Portal) -> None:
    assert keep(portal, zalo="+84 912.345.678", extra="").status_code == 303
    assert contact_of(portal)[Channel.ZALO] == "0912345678"
    for typed in ({"email": "Tổ tổng hợp<a@b.example>"}, {"email": "a@b.example,c@d.example"}, {"zalo": "12345678"}):
        assert keep(portal, extra="", **typed).status_code == 422


def test_a_template_without_a_button_comes_first_only_where_there_is_nothing_else(with_sms: Portal) -> None:
    settings = with_sms.home.settings()
    settings.zalo_form = "nhac-viec-khong-nut"
    with_sms.home.save(settings)
    refused = keep(with_sms, prefers="zalo")
    assert refused.status_code == 422
    assert "không có nút mở cổng" in refused.text
    assert keep(with_sms).status_code == 303
    unit, answer = choose(with_sms, "zalo")
    assert answer.status_code == 422
    page = unit.get(WAYS).text
    assert 'value="zalo"' not in page
    assert "chưa có nút mở trang của đơn vị" in page
    assert keep(with_sms, n=1, email="", zalo_oa="", extra="", prefers="zalo").status_code == 303


@pytest.mark.parametrize("first", ["extra", "hand", "fax", "zalo"])
def test_a_channel_without_an_address_cannot_come_first(portal: Portal, first: str) -> None:
    _, answer = choose(portal, first)
    assert answer.status_code == 422
    assert "chưa có địa chỉ" in answer.text


def test_a_unit_without_any_address_is_told_whom_to_ask(portal: Portal) -> None:
    unit, answer = choose(portal, "", n=1)
    assert answer.status_code == 422
    page = unit.get(WAYS).text
    assert "chưa có địa chỉ nhận tin điện tử" in page
    assert "Đội Tổng hợp" in page


def test_the_link_in_a_letter_leads_straight_to_the_choice_and_nowhere_else(portal: Portal) -> None:
    token = portal.link(portal.units[0]).removeprefix("/n/")
    asked = preferences_url("", token)
    assert portal.stranger().get(asked).headers["location"] == WAYS
    for aim in ("", "//evil.example", "/can-bo", "http://evil.example"):
        assert portal.stranger().get(f"/n/{token}?den={aim}").headers["location"] == "/don-vi"
