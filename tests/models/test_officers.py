"""Officers: accounts with a lock on the door, a pause after five wrong guesses, passwords kept as argon2id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from models.entering import GUESSES, PAUSE, ask_to_enter
from models.errors import Refused
from models.officers import create_officer, find_officer, list_officers, set_password

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
GOOD = "một mật khẩu đủ dài"


@pytest.fixture
def officer(session: Session):
    return create_officer(session, username=" Tham-Muu ", full_name="Cán bộ", password=GOOD, role="staff")


def test_the_name_is_kept_small_and_the_password_only_as_argon2id(officer):
    assert officer.username == "tham-muu"
    assert officer.password_hash.startswith("$argon2id$")
    assert GOOD not in officer.password_hash


def test_who_knows_the_password_comes_in_whichever_way_the_keyboard_writes_it(session, officer):
    import unicodedata

    assert ask_to_enter(session, "THAM-MUU", GOOD, NOW).officer is officer
    assert ask_to_enter(session, "tham-muu", unicodedata.normalize("NFD", GOOD), NOW).officer is officer


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(session, officer):
    wrong = ask_to_enter(session, "tham-muu", "sai mật khẩu rồi", NOW)
    unknown = ask_to_enter(session, "khong-co", GOOD, NOW)
    assert wrong.officer is unknown.officer is None
    assert wrong.reason == unknown.reason


def test_five_wrong_guesses_close_the_door_for_a_quarter_of_an_hour(session, officer):
    for _ in range(GUESSES):
        assert ask_to_enter(session, "tham-muu", "sai mật khẩu rồi", NOW).officer is None
    shut = ask_to_enter(session, "tham-muu", GOOD, NOW + timedelta(minutes=1))
    assert shut.officer is None
    assert "14 phút" in shut.reason
    assert ask_to_enter(session, "tham-muu", GOOD, NOW + PAUSE).officer is officer


def test_a_right_password_forgets_the_wrong_ones(session, officer):
    for _ in range(GUESSES - 1):
        ask_to_enter(session, "tham-muu", "sai mật khẩu rồi", NOW)
    assert ask_to_enter(session, "tham-muu", GOOD, NOW).officer
    assert officer.failed_logins == 0


def test_a_new_password_opens_a_locked_account(session, officer):
    for _ in range(GUESSES):
        ask_to_enter(session, "tham-muu", "sai mật khẩu rồi", NOW)
    set_password(session, "tham-muu", "mật khẩu mới tinh")
    assert ask_to_enter(session, "tham-muu", "mật khẩu mới tinh", NOW).officer is officer
    assert ask_to_enter(session, "tham-muu", GOOD, NOW).officer is None


def test_an_account_that_is_put_out_of_use_does_not_come_in(session, officer):
    officer.is_active = False
    session.add(officer)
    session.flush()
    assert ask_to_enter(session, "tham-muu", GOOD, NOW).officer is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"username": "tham-muu"}, "đã có"),
        ({"username": "Nguyễn Văn A"}, "không hợp lệ"),
        ({"username": "x"}, "không hợp lệ"),
        ({"full_name": "  "}, "tên hiển thị"),
        ({"role": "boss"}, "leader"),
        ({"password": "ngắn"}, "ít nhất 10"),
        ({"username": "hai-muoi-ky-tu", "password": "Hai-Muoi-Ky-Tu"}, "trùng tên"),
    ],
)
def test_a_wrong_account_is_refused_in_words(session, officer, change, said):
    asked = {"username": "moi", "full_name": "Cán bộ", "password": GOOD, "role": "staff", **change}
    with pytest.raises(Refused, match=said):
        create_officer(session, **asked)
    assert [o.username for o in list_officers(session)] == ["tham-muu"]


def test_an_officer_nobody_knows_is_refused(session, officer):
    with pytest.raises(Refused, match="Không có cán bộ “ai”"):
        find_officer(session, "ai")
