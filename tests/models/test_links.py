"""Links: signed, one a unit and day, expiring, revocable."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.access import Link
from models.errors import Refused
from models.links import link_url, read_link, revoke_link
from models.units import Unit
from tests.links import issue_link

NOW = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
SECRET = "a" * 64


@pytest.fixture
def unit(session):
    session.add(Unit(id="police/1", tree="police", level="xa", name="Công an xã An Bình"))
    session.commit()
    return "police/1"


def test_a_link_leads_back_to_its_unit(session, unit):
    link, token = issue_link(session, unit, NOW, 14, SECRET)
    assert read_link(session, token, NOW, SECRET).unit_id == unit
    assert link.expires_at == NOW + timedelta(days=14)


def test_planning_the_same_day_again_makes_no_second_link(session, unit):
    tokens = {issue_link(session, unit, NOW + timedelta(hours=h), 14, SECRET)[1] for h in range(5)}
    assert len(tokens) == 1
    assert len(session.exec(select(Link)).all()) == 1


def test_the_next_day_has_a_link_of_its_own(session, unit):
    first, second = (issue_link(session, unit, NOW + timedelta(days=d), 14, SECRET)[1] for d in (0, 1))
    assert first != second


def test_the_token_carries_only_the_links_id(session, unit):
    link, token = issue_link(session, unit, NOW, 14, SECRET)
    assert token.split(".")[0] == link.id
    assert unit not in token
    assert link_url("https://nop.example/", token) == f"https://nop.example/n/{token}"


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "0" + t[1:], lambda t: "", lambda t: "ă.b", lambda t: t + "x"]
)
def test_a_forged_token_is_refused(session, unit, spoil):
    _, token = issue_link(session, unit, NOW, 14, SECRET)
    with pytest.raises(Refused, match="không hợp lệ"):
        read_link(session, spoil(token), NOW, SECRET)


def test_a_token_signed_with_another_key_is_refused(session, unit):
    _, token = issue_link(session, unit, NOW, 14, SECRET)
    with pytest.raises(Refused, match="không hợp lệ"):
        read_link(session, token, NOW, "b" * 64)


def test_an_expired_link_says_so(session, unit):
    _, token = issue_link(session, unit, NOW, 14, SECRET)
    assert read_link(session, token, NOW + timedelta(days=14) - timedelta(seconds=1), SECRET)
    with pytest.raises(Refused, match="hết hạn"):
        read_link(session, token, NOW + timedelta(days=14), SECRET)


def test_a_revoked_link_is_closed_at_once(session, unit):
    link, token = issue_link(session, unit, NOW, 14, SECRET)
    revoke_link(session, link.id, NOW)
    revoke_link(session, link.id, NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="thu hồi"):
        read_link(session, token, NOW, SECRET)


def test_a_revoked_link_is_not_handed_out_again_on_its_day(session, unit):
    tokens = []
    for n in range(3):
        link, token = issue_link(session, unit, NOW + timedelta(hours=n), 14, SECRET)
        assert read_link(session, token, NOW, SECRET).id == link.id
        tokens.append(token)
        if n < 2:
            revoke_link(session, link.id, NOW + timedelta(hours=n, minutes=1))
    assert len(set(tokens)) == 3
    assert issue_link(session, unit, NOW + timedelta(hours=5), 14, SECRET)[1] == tokens[-1]


def test_what_was_revoked_yesterday_or_of_another_unit_changes_no_link(session, unit):
    session.add(Unit(id="police/2", tree="police", level="xa", name="Công an xã An Hòa"))
    session.flush()
    today = issue_link(session, unit, NOW, 14, SECRET)[1]
    for other, when in (("police/2", NOW), (unit, NOW - timedelta(days=1))):
        revoke_link(session, issue_link(session, other, when, 14, SECRET)[0].id, NOW)
    assert issue_link(session, unit, NOW, 14, SECRET)[1] == today
