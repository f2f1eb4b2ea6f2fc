"""The way up of a filing: who stands on it, on which map, and what is true after each word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import Session, SQLModel, select

from models.access import Officer
from models.approvals import Chains, standing_of
from models.database import engine_for
from models.errors import Refused
from models.facts import Decision, Submission
from models.obligations import find_deadline, owes
from models.quiet_hours import day_in_hanoi
from models.review import decide, return_words
from models.review_queue import waiting_for
from models.version_changes import changes_between, last_read
from models.vocabulary import Level
from models.voices import speak, voices_of
from tests.models.review_house import (
    COMMUNE,
    DISTRICT,
    MEETING,
    NOW,
    OTHER,
    PROVINCE,
    file,
    furnish,
    stepwise,
)
from tests.ready_tables import tables_on

TODAY = day_in_hanoi(NOW)


@pytest.fixture(scope="module")
def law(catalogue):
    return stepwise(catalogue)


@pytest.fixture
def house(session: Session) -> Session:
    furnish(session)
    session.commit()
    return session


def steps(session, law, unit_id=COMMUNE, **key):
    deadline = find_deadline(session, law, *{**MEETING, **key}.values())
    chain = Chains(session, law).of(deadline.programme, deadline.last_valid_on, unit_id)
    return [(str(s.kind), s.as_unit, s.number) for s in chain]


def say(session, law, who, s: Submission, action, note="vì lý do", now=NOW, **more):
    return speak(session, law, who, s.id, action, note, now, **more)


def up(session, law, s: Submission, *people):
    for who in people:
        say(session, law, who, s, "accept" if who in ("an", "binh") else "approve")


def test_a_filing_climbs_its_own_head_its_line_and_the_agency(house, law):
    assert steps(house, law) == [
        ("head", COMMUNE, 1), ("superior", DISTRICT, 2), ("superior", PROVINCE, 3), ("agency", "", 4),
    ]  # fmt: skip


def test_without_a_policy_and_without_a_head_only_the_agency_is_asked(house, catalogue):
    for username in ("thutruong", "pho"):
        house.get_one(Officer, username).is_active = False
    house.flush()
    assert steps(house, catalogue) == [("agency", "", 1)]


def test_only_the_levels_the_programme_names_approve(house, catalogue):
    assert ("superior", DISTRICT, 2) not in steps(house, stepwise(catalogue, Level.PROVINCE))


def test_the_line_is_that_of_the_period(house, law):
    """The district was over on T2 30/6/2025: of a period after that it is no step any more."""
    commune = [step[1] for step in steps(house, law, period="2025-07")]
    assert DISTRICT not in commune


def test_a_step_whose_unit_is_no_more_falls_away(house, law):
    filed = file(house, law)
    up(house, law, filed, "thutruong")
    later = standing_of(house, law, filed, date(2025, 7, 1))
    assert later.turn.step.as_unit == PROVINCE
    assert later.why_not("approve", DISTRICT) == "Công an Huyện đã kết thúc hoạt động ngày 30/6/2025."
    assert say(house, law, "tinh", filed, "approve", now=datetime(2025, 7, 1, 3, tzinfo=UTC)).as_unit == PROVINCE


def test_an_upper_step_speaks_after_the_lower_ones(house, law):
    filed = file(house, law)
    with pytest.raises(Refused, match="Đang chờ Thủ trưởng Công an xã C duyệt trước"):
        say(house, law, "huyen", filed, "approve")
    with pytest.raises(Refused, match="Đang chờ Thủ trưởng"):
        say(house, law, "an", filed, "accept")
    up(house, law, filed, "thutruong", "huyen", "tinh", "an")
    assert filed.state == "accepted"


def test_what_was_approved_above_is_not_taken_back_below(house, law):
    filed = file(house, law)
    up(house, law, filed, "thutruong", "huyen")
    with pytest.raises(Refused, match="Công an Huyện đã duyệt nên cấp dưới không thay đổi được"):
        say(house, law, "thutruong", filed, "unapprove")
    say(house, law, "huyen", filed, "unapprove")
    say(house, law, "thutruong", filed, "unapprove")
    assert standing_of(house, law, filed, TODAY).turn.step.as_unit == COMMUNE


def test_what_is_accepted_is_frozen_until_the_agency_opens_it_again(house, law):
    filed = file(house, law)
    up(house, law, filed, "thutruong", "huyen", "tinh", "an")
    for who, action in (("thutruong", "unapprove"), ("tinh", "return"), ("huyen", "unapprove")):
        with pytest.raises(Refused, match="đang ở tình trạng “đã tiếp nhận”"):
            say(house, law, who, filed, action)
    with pytest.raises(Refused, match="đã được tiếp nhận"):
        file(house, law, count=2)
    with pytest.raises(Refused, match="cơ quan theo dõi thực hiện"):
        say(house, law, "tinh", filed, "reopen")
    say(house, law, "binh", filed, "reopen", "đơn vị báo sửa số liệu")
    [owed] = owes(house, law, TODAY, unit_id=COMMUNE, **MEETING)
    assert str(owed.state) == "filed"
    assert file(house, law, count=2).version == 2


@pytest.mark.parametrize("action", ["approve", "unapprove"])
def test_the_words_of_lower_steps_leave_a_filing_filed(house, law, action):
    filed = file(house, law)
    up(house, law, filed, "thutruong")
    if action == "unapprove":
        say(house, law, "thutruong", filed, "unapprove")
    [owed] = owes(house, law, TODAY, unit_id=COMMUNE, **MEETING)
    assert (str(owed.state), filed.state) == ("filed", "filed")


def test_a_return_goes_to_the_exact_cell_and_the_first_filing_still_counts(house, law):
    first = file(house, law)
    cells = [{"code": "F01", "message": "chưa khớp biên bản"}, {"code": "F02", "message": " "}]
    word = say(house, law, "thutruong", first, "return", "", cells=cells)
    assert word.cells == [{"code": "F01", "message": "chưa khớp biên bản"}]
    assert word.note == "Đề nghị xem lại 01 chỉ tiêu: F01."
    label = law.form("hop-dinh-ky").indicator("F01").label
    assert return_words(word, law.form("hop-dinh-ky")).endswith(f" F01 ({label}): chưa khớp biên bản.")
    late = datetime(2024, 6, 20, 3, 0, tzinfo=UTC)
    again = file(house, law, count=2, now=late)
    [owed] = owes(house, law, date(2024, 6, 21), unit_id=COMMUNE, **MEETING)
    assert (again.version, owed.first_filed_at, owed.is_late) == (2, NOW, False)


@pytest.mark.parametrize(("who", "action"), [("thutruong", "approve"), ("an", "accept")])
def test_what_is_marked_to_be_mended_is_not_let_through(house, law, who, action):
    filed = file(house, law)
    with pytest.raises(Refused, match="Đang ghi điểm cần sửa bên 01 chỉ tiêu"):
        say(house, law, who, filed, action, "", cells=[{"code": "F01", "message": "chưa khớp"}])
    assert not house.exec(select(Decision)).all()


def test_the_same_return_twice_is_one_and_other_reasons_are_not_swallowed(house, law):
    filed = file(house, law)
    first = say(house, law, "an", filed, "return", "thiếu biên bản")
    assert say(house, law, "an", filed, "return", "thiếu biên bản").id == first.id
    with pytest.raises(Refused, match="đang ở tình trạng “trả lại”"):
        say(house, law, "binh", filed, "return", "sai số liệu")


def test_each_version_is_approved_anew_and_the_approver_sees_what_changed(house, law):
    first = file(house, law)
    up(house, law, first, "thutruong")
    second = file(house, law, count=2, now=NOW + timedelta(hours=1))
    standing = standing_of(house, law, second, TODAY)
    mine = standing.of(COMMUNE)
    assert (mine.word, mine.earlier.action, standing.turn) == (None, "approve", mine)
    read, word = last_read(house, second, {COMMUNE})
    assert (read.id, word.action) == (first.id, "approve")
    [change] = changes_between(law.form(second.form), read, second)
    assert (change.code, change.before, change.after) == ("F01", 1, 2)


@pytest.mark.parametrize(
    ("text", "cells"),
    [("gọi 0912 345 678", []), ("", [{"code": "F01", "message": "hỏi a@b.example"}])],
)
def test_no_reason_points_to_a_person(house, law, text, cells):
    filed = file(house, law)
    with pytest.raises(Refused, match="không nhận thông tin về cá nhân"):
        say(house, law, "an", filed, "return", text, cells=cells)


@pytest.mark.parametrize("action", ["return", "reopen", "unapprove"])
def test_what_goes_backwards_says_why(house, law, action):
    with pytest.raises(Refused, match="phải ghi rõ"):
        decide(house, file(house, law).id, action, " ", "an", NOW)


@pytest.mark.parametrize(("who", "why"), [("sep", "không có bước duyệt"), ("nguoila", "không có bước duyệt"),
                                          ("nguoinop", "không có bước duyệt"), ("ai", "Không có cán bộ")])  # fmt: skip
def test_who_has_no_say_is_told_so(house, law, who, why):
    with pytest.raises(Refused, match=why):
        say(house, law, who, file(house, law), "approve")


def test_a_closed_account_says_nothing(house, law):
    filed = file(house, law)
    house.get_one(Officer, "an").is_active = False
    with pytest.raises(Refused, match="đã đóng"):
        say(house, law, "an", filed, "return")


def test_a_head_made_after_the_line_approved_is_not_waited_for(house, law):
    for username in ("thutruong", "pho"):
        house.get_one(Officer, username).is_active = False
    house.flush()
    filed = file(house, law)
    up(house, law, filed, "huyen")
    house.get_one(Officer, "thutruong").is_active = True
    house.flush()
    assert standing_of(house, law, filed, TODAY).turn.step.as_unit == PROVINCE


def test_a_filing_waits_with_those_whose_turn_it_is(house, law):
    filed = file(house, law)

    def waits_for() -> list[str]:
        people = ("thutruong", "huyen", "tinh", "an", "sep", "nguoila")
        return [
            who
            for who in people
            if waiting_for(house, law, voices_of(house, house.get_one(Officer, who), TODAY), TODAY)
        ]

    assert waits_for() == ["thutruong"]
    up(house, law, filed, "thutruong", "huyen", "tinh")
    assert waits_for() == ["an"]
    up(house, law, filed, "an")
    assert waits_for() == []


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else f"sqlite:///{tmp_path}/r.db"
    engine = engine_for(url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    with Session(engine) as session:
        furnish(session)
        session.commit()
    yield engine
    engine.dispose()


def at_once(engine, *deeds) -> list[str]:
    """Every deed in a session of its own, begun together; what was refused answers with its reason."""
    start = Barrier(len(deeds))

    def do(deed) -> str:
        with Session(engine) as session:
            start.wait()
            try:
                deed(session)
                session.commit()
            except Refused as no:
                session.rollback()
                return no.reason
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.mark.parametrize("turn", range(4))
def test_approving_above_and_taking_back_below_at_one_moment_never_both_stand(engine, law, turn):
    with Session(engine) as session:
        id = file(session, law).id
        speak(session, law, "thutruong", id, "approve", "", NOW)
        session.commit()
    told = at_once(
        engine,
        lambda s: speak(s, law, "huyen", id, "approve", "", NOW),
        lambda s: speak(s, law, "thutruong", id, "unapprove", "nhầm", NOW),
    )
    assert sum(not reason for reason in told) == 1
    with Session(engine) as session:
        standing = standing_of(session, law, session.get_one(Submission, id), TODAY)
        assert standing.of(COMMUNE).has_approved == standing.of(DISTRICT).has_approved


@pytest.mark.parametrize("turn", range(4))
def test_accepting_and_filing_again_at_one_moment_leaves_one_truth(engine, catalogue, turn):
    with Session(engine) as session:
        for username in ("thutruong", "pho"):
            session.get_one(Officer, username).is_active = False
        id = file(session, catalogue).id
        session.commit()
    told = at_once(
        engine,
        lambda s: speak(s, catalogue, "an", id, "accept", "", NOW),
        lambda s: file(s, catalogue, count=2),
    )
    with Session(engine) as session:
        states = dict(session.exec(select(Submission.version, Submission.state)).all())
    assert states in ({1: "accepted"}, {1: "superseded", 2: "filed"}), told
    assert bool(told[0]) == (2 in states)


def test_of_two_officers_with_different_words_one_is_heard(engine, catalogue):
    with Session(engine) as session:
        for username in ("thutruong", "pho"):
            session.get_one(Officer, username).is_active = False
        id = file(session, catalogue).id
        session.commit()
    at_once(
        engine,
        lambda s: speak(s, catalogue, "an", id, "accept", "", NOW),
        lambda s: speak(s, catalogue, "binh", id, "accept", "", NOW),
    )
    with Session(engine) as session:
        assert len(session.exec(select(Decision)).all()) == 1
        assert OTHER not in {d.as_unit for d in session.exec(select(Decision))}
