"""Calendar addresses: one an owner, signed, revocable, without an end of their own."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models.errors import Refused
from models.feeds import Feed, feed_in_use, feed_token, feed_url, open_feed, read_feed, revoke_feed
from models.officers import close_account, create_officer
from models.units import Unit

NOW = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
SECRET = "a" * 64


@pytest.fixture
def owners(session):
    session.add(Unit(id="police/1", tree="police", level="xa", name="Công an xã An Bình"))
    create_officer(session, username="thammuu", full_name="Cán bộ", password="mat-khau-kiem-thu", role="staff")
    session.commit()
    return {"unit": {"unit_id": "police/1"}, "officer": {"officer": "thammuu"}}


def opened(session, owner, now=NOW):
    return open_feed(session, **owner, by="thammuu", now=now, secret=SECRET)


@pytest.mark.parametrize("kind", ["unit", "officer"])
def test_an_address_leads_back_to_its_owner_years_later(session, owners, kind):
    feed = opened(session, owners[kind])
    found = read_feed(session, feed_token(feed, SECRET), SECRET)
    assert (found.unit_id, found.officer) == (owners[kind].get("unit_id"), owners[kind].get("officer"))


def test_asking_again_gives_the_same_address_and_each_owner_has_their_own(session, owners):
    ids = [opened(session, owners[kind]).id for kind in ("unit", "officer", "unit", "officer")]
    assert ids[0] == ids[2]
    assert ids[1] == ids[3]
    assert len(session.exec(select(Feed)).all()) == 2


def test_the_address_says_nothing_about_its_owner(session, owners):
    feed = opened(session, owners["officer"])
    url = feed_url("https://nop.example/", feed, SECRET)
    assert url == f"https://nop.example/lich/{feed_token(feed, SECRET)}.ics"
    assert "thammuu" not in url


def test_a_revoked_address_is_closed_at_once_and_never_handed_out_again(session, owners):
    tokens = []
    for _ in range(3):
        feed = opened(session, owners["unit"])
        tokens.append(feed_token(feed, SECRET))
        assert feed_in_use(session, **owners["unit"]) == feed
        revoke_feed(session, feed, NOW)
        revoke_feed(session, feed, NOW)
        assert feed_in_use(session, **owners["unit"]) is None
        with pytest.raises(Refused, match="thu hồi"):
            read_feed(session, tokens[-1], SECRET)
    assert len(set(tokens)) == 3


def test_the_address_of_a_closed_account_is_closed_with_it(session, owners):
    token = feed_token(opened(session, owners["officer"]), SECRET)
    close_account(session, "thammuu")
    with pytest.raises(Refused, match="đã đóng"):
        read_feed(session, token, SECRET)


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "0" + t[1:], lambda t: "", lambda t: "ă.b"])
def test_a_forged_address_is_refused(session, owners, spoil):
    token = feed_token(opened(session, owners["unit"]), SECRET)
    with pytest.raises(Refused, match="không hợp lệ"):
        read_feed(session, spoil(token), SECRET)


def test_a_link_for_filing_is_no_calendar_address_and_the_other_way_round(session, owners):
    from models.links import read_link
    from tests.links import issue_link

    _, link = issue_link(session, "police/1", NOW, 14, SECRET)
    with pytest.raises(Refused):
        read_feed(session, link, SECRET)
    with pytest.raises(Refused):
        read_link(session, feed_token(opened(session, owners["unit"]), SECRET), NOW, SECRET)


def test_a_feed_of_nobody_or_of_two_is_a_fault_of_ours(session, owners):
    for both in ({}, owners["unit"] | owners["officer"]):
        with pytest.raises(ValueError, match="unit or to an officer"):
            opened(session, both)
