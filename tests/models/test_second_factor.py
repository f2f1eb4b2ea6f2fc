"""The second step: a code of the telephone serves once, a code of the paper once; nothing readable is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

import models.entering
import models.officers
from models.entering import AT_THE_DOOR, GUESSES, Knock, ask_for_code, ask_to_enter
from models.errors import Refused
from models.facts import Audit
from models.guesses import FROM_ONE_ADDRESS, PAUSE
from models.officers import create_officer, set_password
from models.second_factor import (
    RecoveryCode,
    address_of,
    begin_with,
    give_up,
    new_paper_codes,
    paper_codes_left,
    proposed,
    roles_in,
    takes,
)
from models.visits import LONGEST, begin, end_all, end_one, mark_of, note_seen, standing, visits_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECRET, GOOD, IDLE = "bí mật của bản cài đặt", "mật khẩu đủ dài", timedelta(hours=2)
HERE = Knock(address="192.0.2.7")


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real argon2id at its lowest cost: what is counted here is guesses."""
    monkeypatch.setattr(models.officers, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def officer(session: Session):
    return create_officer(session, username="tham-muu", full_name="Cán bộ", password=GOOD, role="staff")


@pytest.fixture
def key(session: Session, officer) -> str:
    key = proposed("token", SECRET)
    begin_with(session, officer, key, code(key), SECRET, NOW)
    return key


def code(key: str, at: datetime = NOW) -> str:
    return pyotp.TOTP(key).at(at)


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_code_serves_once_and_none_from_before_it_does(session: Session, officer, key: str) -> None:
    assert not takes(session, officer, code(key), SECRET, NOW)  # served when it was set up
    assert takes(session, officer, code(key, later(30)), SECRET, later(5))  # a telephone a little ahead
    assert not takes(session, officer, code(key, later(30)), SECRET, later(30))
    assert not takes(session, officer, code(key, later(30)), SECRET, later(55))
    assert not takes(session, officer, code(key, later(600)), SECRET, later(60))
    assert takes(session, officer, code(key, later(60)), SECRET, later(85))  # a little behind


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "000000 000000", "x" * 40])
def test_what_is_no_code_is_none(session: Session, officer, key: str, typed: str) -> None:
    assert not takes(session, officer, typed, SECRET, later(60))


def test_each_of_ten_paper_codes_serves_once_and_a_new_set_ends_the_old(session: Session, officer, key: str) -> None:
    codes = new_paper_codes(session, officer, SECRET)
    assert len(set(codes)) == 10
    assert takes(session, officer, codes[0].upper().replace("-", " "), SECRET, NOW)
    assert not takes(session, officer, codes[0], SECRET, NOW)
    assert paper_codes_left(session, officer) == 9
    fresh = new_paper_codes(session, officer, SECRET)
    assert not takes(session, officer, codes[1], SECRET, NOW)
    assert takes(session, officer, fresh[1], SECRET, NOW)


def test_neither_the_key_nor_a_paper_code_stands_in_the_database(session: Session, officer, key: str) -> None:
    codes = new_paper_codes(session, officer, SECRET)
    kept = [officer.second_factor, *session.exec(select(RecoveryCode.code))]
    for said in (key, *codes, *(c.replace("-", "") for c in codes)):
        assert not any(said in row for row in kept)
    assert officer.second_factor not in repr(officer)
    with pytest.raises(Refused, match="quản trị vận hành đặt lại"):
        takes(session, officer, "123456", "another installation's secret", NOW)


def test_the_proposed_key_is_the_visit_s_own_and_the_picture_says_whose(officer) -> None:
    assert proposed("token", SECRET) == proposed("token", SECRET) != proposed("another", SECRET)
    address = address_of(proposed("token", SECRET), "tham-muu", "Don Doc")
    assert address.startswith("otpauth://totp/Don%20Doc:tham-muu?secret=")


def test_an_app_without_the_key_cannot_begin(session: Session, officer) -> None:
    with pytest.raises(Refused, match="kiểm tra giờ của điện thoại"):
        begin_with(session, officer, proposed("token", SECRET), "000000", SECRET, NOW)
    assert officer.second_factor == ""


def test_a_right_password_does_not_give_new_guesses_at_the_code(session: Session, officer, key: str) -> None:
    for _ in range(GUESSES):
        assert ask_to_enter(session, "tham-muu", GOOD, NOW, HERE).wants_code
        assert ask_for_code(session, officer, "000000", SECRET, NOW, HERE).officer is None
    assert "tạm khóa" in ask_to_enter(session, "tham-muu", GOOD, NOW, HERE).reason
    assert "tạm khóa" in ask_for_code(session, officer, code(key, later(60)), SECRET, later(60), HERE).reason
    after = NOW + PAUSE
    assert ask_for_code(session, officer, code(key, after), SECRET, after, HERE).officer is officer
    assert officer.failed_logins == 0


def test_who_guesses_shuts_out_only_browsers_nobody_knows(session: Session, officer) -> None:
    known = Knock(address="192.0.2.8", device="the officer's own browser")
    for _ in range(40):
        ask_to_enter(session, "tham-muu", "đoán mò thôi mà", NOW, HERE)
    assert "tạm khóa" in ask_to_enter(session, "tham-muu", GOOD, NOW, Knock(address="192.0.2.9")).reason
    assert ask_to_enter(session, "tham-muu", GOOD, NOW, known).officer is officer
    assert officer.locked_until is not None  # the others go on waiting


def test_a_pause_that_begins_has_a_line_and_a_slip_has_none(session: Session, officer) -> None:
    for _ in range(GUESSES + 3):
        ask_to_enter(session, "tham-muu", "sai", NOW, HERE)
    for _ in range(9):
        ask_to_enter(session, "tham-muu", "sai", NOW, Knock(device="máy quen"))
    said = [(line.action, line.subject) for line in session.exec(select(Audit).where(Audit.actor == AT_THE_DOOR))]
    assert said == [("paused", "officer:tham-muu")] * 2


def test_a_pause_that_begins_while_a_password_is_compared_holds_for_it(session: Session, officer, monkeypatch) -> None:
    def slowly(kept: str, typed: str) -> bool:
        monkeypatch.setattr(models.entering, "matches", models.officers.matches)
        for _ in range(GUESSES):
            ask_to_enter(session, "tham-muu", "sai", NOW, HERE)
        return models.officers.matches(kept, typed)

    monkeypatch.setattr(models.entering, "matches", slowly)
    assert ask_to_enter(session, "tham-muu", GOOD, NOW, HERE).officer is None


def test_a_password_changed_while_the_old_one_is_compared_shuts_the_old_one_out(
    session: Session, officer, monkeypatch
) -> None:
    def slowly(kept: str, typed: str) -> bool:
        set_password(session, "tham-muu", "một mật khẩu mới")
        return models.officers.matches(kept, typed)

    monkeypatch.setattr(models.entering, "matches", slowly)
    assert ask_to_enter(session, "tham-muu", GOOD, NOW, HERE).officer is None


def test_a_known_browser_has_its_own_few_guesses(session: Session, officer) -> None:
    known = Knock(address="192.0.2.8", device="the officer's own browser")
    for _ in range(GUESSES):
        ask_to_enter(session, "tham-muu", "đoán mò thôi mà", NOW, known)
    assert "tạm khóa" in ask_to_enter(session, "tham-muu", GOOD, NOW, known).reason
    assert ask_to_enter(session, "tham-muu", GOOD, NOW, HERE).officer is officer
    assert ask_to_enter(session, "tham-muu", GOOD, NOW + PAUSE, known).officer is officer


def test_an_address_that_tries_many_names_waits_and_the_names_of_nobody_pause_like_others(session: Session) -> None:
    for n in range(FROM_ONE_ADDRESS):
        ask_to_enter(session, f"ten-{n}", GOOD, NOW, HERE)
    assert "tạm khóa" in ask_to_enter(session, "ten-khac", GOOD, NOW, HERE).reason
    for _ in range(GUESSES):
        ask_to_enter(session, "khong-co", GOOD, NOW)
    assert "tạm khóa" in ask_to_enter(session, "khong-co", GOOD, NOW).reason


def test_a_visit_lasts_until_it_is_idle_old_or_ended(session: Session, officer) -> None:
    token = begin(session, officer, NOW, device="Firefox trên Windows", address="192.0.2.7")
    assert standing(session, token, NOW + IDLE - timedelta(seconds=1), IDLE)
    assert standing(session, token, NOW + IDLE, IDLE) is None
    visit, _ = standing(session, token, NOW, IDLE) or pytest.fail("no visit")
    assert token not in repr(visit)
    assert visit.address not in repr(visit)
    at = NOW
    while at < NOW + LONGEST:
        assert standing(session, token, at, IDLE)
        note_seen(session, visit, at)
        at += timedelta(hours=1)
    assert standing(session, token, at, IDLE) is None
    assert standing(session, "another", NOW, IDLE) is None


@pytest.mark.parametrize("change", ["password", "second factor", "closed", "ended"])
def test_a_visit_ends_with_what_it_was_begun_under(session: Session, officer, change: str) -> None:
    token = begin(session, officer, NOW)
    before = mark_of(officer)
    if change == "password":
        set_password(session, "tham-muu", "mật khẩu mới tinh")
    elif change == "second factor":
        key = proposed("token", SECRET)
        begin_with(session, officer, key, code(key), SECRET, NOW)
    elif change == "closed":
        officer.is_active = False
    else:
        end_all(session, "tham-muu", "console", NOW)
    assert standing(session, token, NOW, IDLE) is None
    assert [lasts for _, lasts in visits_of(session, "tham-muu", NOW, IDLE)] == [False]
    assert (mark_of(officer) != before) == (change in ("password", "second factor"))


def test_one_visit_is_ended_by_the_beginning_of_its_number_and_only_one_s_own(session: Session, officer) -> None:
    tokens = [begin(session, officer, NOW) for _ in range(2)]
    first = visits_of(session, "tham-muu", NOW, IDLE)[0][0]
    for wrong in ("", first.id[:3], "%" * 8, "f" * 12):
        with pytest.raises(Refused, match="Không có phiên"):
            end_one(session, "tham-muu", wrong, "console", NOW)
    with pytest.raises(Refused, match="Không có phiên"):
        end_one(session, "nguoi-khac", first.id[:12], "console", NOW)
    end_one(session, "tham-muu", first.id[:12], "console", NOW)
    assert sum(standing(session, token, NOW, IDLE) is not None for token in tokens) == 1


def test_giving_up_takes_the_paper_codes_along(session: Session, officer, key: str) -> None:
    give_up(session, officer)
    assert not session.exec(select(RecoveryCode)).all()
    assert ask_to_enter(session, "tham-muu", GOOD, NOW).wants_code is False


def test_roles_are_read_and_a_wrong_one_is_refused() -> None:
    assert roles_in(" operator,staff  leader ") == {"operator", "staff", "leader"}
    assert roles_in("") == frozenset()
    with pytest.raises(Refused, match="Vai trò “boss” không có"):
        roles_in("operator, boss")
