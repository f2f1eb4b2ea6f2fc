"""One officer speaks for another while that one is away; who filed approves nothing, in whatever coat they come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models.access import Officer
from models.approvals import standing_of
from models.delegations import LONGEST, delegate, delegations_to, revoke_delegation, speaks_for_head
from models.errors import Refused
from models.quiet_hours import day_in_hanoi
from models.same_person import is_same_person, used_link
from models.voices import speak, voices_of
from tests.models.review_house import COMMUNE, DISTRICT, LINK, NOW, file, furnish, stepwise

TODAY = day_in_hanoi(NOW)  # T2 20/5/2024


@pytest.fixture(scope="module")
def law(catalogue):
    return stepwise(catalogue)


@pytest.fixture
def house(session: Session) -> Session:
    furnish(session)
    session.commit()
    return session


def lend(session, frm="thutruong", to="nguoinop", from_on=TODAY, until=TODAY + timedelta(4), reason="nghỉ phép"):
    return delegate(
        session, from_username=frm, to_username=to, from_on=from_on, until=until, reason=reason, by=frm, now=NOW
    )


def test_who_stands_in_says_the_word_and_both_names_are_kept(house, law):
    lend(house)
    word = speak(house, law, "nguoinop", file(house, law).id, "approve", "", NOW)
    assert (word.by, word.on_behalf_of, word.as_unit) == ("nguoinop", "thutruong", COMMUNE)


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (4, True), (5, False)])
def test_a_delegation_stands_from_its_first_to_its_last_day(house, days, stands):
    lend(house)
    assert bool(delegations_to(house, "nguoinop", TODAY + timedelta(days))) is stands


def test_a_delegation_taken_back_is_over_at_once(house, law):
    given = lend(house)
    filed = file(house, law)
    revoke_delegation(house, given.id, "thutruong", NOW)
    again = revoke_delegation(house, given.id, "vanhanh", NOW + timedelta(hours=1))
    assert again.revoked_by == "thutruong"
    with pytest.raises(Refused, match="không có bước duyệt"):
        speak(house, law, "nguoinop", filed.id, "approve", "", NOW)


def test_what_was_lent_is_not_lent_on(house):
    lend(house, "thutruong", "pho")
    lend(house, "pho", "nguoinop")
    lent = voices_of(house, house.get_one(Officer, "nguoinop"), TODAY)
    assert [voice.on_behalf_of for voice in lent] == ["pho"]


def test_a_closed_account_lends_nothing(house):
    lend(house)
    house.get_one(Officer, "thutruong").is_active = False
    house.flush()
    assert not speaks_for_head(house, house.get_one(Officer, "nguoinop"), TODAY)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": "thutruong"}, "tự ủy quyền"),
        ({"to": "nguoila"}, "cùng đơn vị"),
        ({"frm": "an", "to": "huyen"}, "cùng đơn vị"),
        ({"frm": "an", "to": "sep"}, "chỉ có quyền xem"),
        ({"frm": "sep", "to": "an"}, "không có quyền duyệt"),
        ({"frm": "nguoinop", "to": "pho"}, "không có quyền duyệt"),
        ({"to": "khong-co"}, "Không có cán bộ"),
        ({"until": date(2024, 5, 19)}, "Ngày kết thúc"),
        ({"from_on": date(2024, 5, 25), "until": date(2024, 5, 24)}, "Ngày kết thúc"),
        ({"until": TODAY + LONGEST + timedelta(1)}, "nhiều nhất 184 ngày"),
        ({"reason": " "}, "ghi rõ lý do"),
        ({"reason": "đi học, gọi 0912 345 678"}, "thông tin về cá nhân"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(house, changed, why):
    with pytest.raises(Refused, match=why):
        lend(house, **changed)


def test_who_filed_does_not_approve_under_their_own_name(house, law):
    with pytest.raises(Refused, match="người nộp không tự duyệt"):
        speak(house, law, "thutruong", file(house, law, by="thutruong").id, "approve", "", NOW)


def test_who_filed_does_not_approve_in_another_s_place(house, law):
    lend(house)
    with pytest.raises(Refused, match="người nộp không tự duyệt"):
        speak(house, law, "nguoinop", file(house, law, by="nguoinop").id, "approve", "", NOW)


def test_nobody_approves_for_who_filed(house, law):
    lend(house)
    with pytest.raises(Refused, match="do tài khoản thutruong nộp; người nộp không tự duyệt"):
        speak(house, law, "nguoinop", file(house, law, by="thutruong").id, "approve", "", NOW)


def test_who_used_the_link_does_not_approve_what_came_through_it(house, law):
    filed = file(house, law, by=LINK)
    used_link(house, "thutruong", "lk", NOW)
    house.flush()
    with pytest.raises(Refused, match="qua liên kết đã mở trên cùng máy"):
        speak(house, law, "thutruong", filed.id, "approve", "", NOW)
    assert speak(house, law, "pho", filed.id, "approve", "", NOW).by == "pho"


def test_a_link_nobody_was_seen_with_is_nobody_s(house):
    assert not is_same_person(house, "thutruong", LINK)
    assert not is_same_person(house, "thutruong", "link:khong-co")


def test_an_officer_who_filed_for_a_unit_does_not_accept_it_but_may_return_it(house, catalogue):
    for username in ("thutruong", "pho"):
        house.get_one(Officer, username).is_active = False
    house.flush()
    filed = file(house, catalogue, by="an")
    with pytest.raises(Refused, match="người nộp không tự duyệt"):
        speak(house, catalogue, "an", filed.id, "accept", "", NOW)
    assert speak(house, catalogue, "an", filed.id, "return", "nhập nhầm", NOW).action == "return"


def test_what_its_only_head_filed_goes_straight_to_the_step_above(house, law):
    house.get_one(Officer, "pho").is_active = False
    house.flush()
    lend(house)
    filed = file(house, law, by="thutruong")
    standing = standing_of(house, law, filed, TODAY)
    assert (standing.turn.step.as_unit, standing.of(COMMUNE).is_filer) == (DISTRICT, True)
    for who in ("thutruong", "nguoinop"):
        with pytest.raises(Refused, match="người nộp không tự duyệt nên bài chuyển thẳng lên bước trên"):
            speak(house, law, who, filed.id, "approve", "", NOW)
    assert speak(house, law, "huyen", filed.id, "approve", "", NOW).as_unit == DISTRICT


def test_where_the_only_head_used_the_link_what_came_through_it_is_not_stuck(house, catalogue):
    house.get_one(Officer, "pho").is_active = False
    filed = file(house, catalogue, by=LINK)
    assert standing_of(house, catalogue, filed, TODAY).turn.step.as_unit == COMMUNE
    used_link(house, "thutruong", "lk", NOW)
    house.flush()
    assert speak(house, catalogue, "an", filed.id, "accept", "", NOW).action == "accept"


def test_a_second_head_is_waited_for_when_the_first_one_filed(house, law):
    filed = file(house, law, by="thutruong")
    assert standing_of(house, law, filed, TODAY).turn.step.as_unit == COMMUNE
    assert speak(house, law, "pho", filed.id, "approve", "", NOW).by == "pho"
