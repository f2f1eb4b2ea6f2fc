"""Whom to telephone first: every point has its sentence, who may wait comes last, and no call list tells a number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.call_weights import shares_of
from models.calls import MOST_BY_DAYS, RULES, Call, calls
from models.catalogue import Catalogue
from models.facts import Decision, Mute, Submission
from models.messages import Message, MessageItem
from models.quiet_hours import begin_of_day
from models.rollup import Leaf
from models.units import Assignment, Contact, Unit

P05, MEETING = "05-ctrph-cat-mttq", "S000-16"
ON = date(2025, 4, 4)  # T6; the meeting of March was due T2 31/03/2025
NOW = datetime(2025, 4, 4, 3, tzinfo=UTC)
STEADY = "12 tháng qua luôn đúng hạn"
MARCH = {"programme": P05, "duty": MEETING, "period": "2025-03"}


@pytest.fixture
def communes(session: Session) -> list[str]:
    """Three communes that filed every meeting of the year in time, but not that of March."""
    ids = [f"police/x/{n}" for n in range(3)]
    for n, id in enumerate(ids):
        session.add(Unit(id=id, tree="police", level="xa", name=f"Công an xã Số {n}", valid_from=date(2025, 1, 1)))
        session.flush()
        session.add(Assignment(programme=P05, duty=MEETING, unit_id=id, reason="catalogue"))
        session.add(Contact(unit_id=id, post="Cán bộ tổng hợp", phone=f"02770000{n:02}"))
        for month in (1, 2):
            file(session, id, f"2025-{month:02}", date(2025, month, 20), {"F01": 1 + 8 * (n == 1)})
    session.flush()
    return ids


def file(session: Session, unit: str, period: str, on: date, figures: dict) -> Submission:
    key = {"programme": P05, "duty": MEETING, "period": period, "unit_id": unit}
    row = Submission(**key, kind="figures", form="hop-dinh-ky", figures=figures, filed_at=begin_of_day(on))
    session.add(row)
    session.flush()
    return row


def told(session: Session, unit: str, stage: str, state: str, channel: str = "email", on: date = ON) -> Message:
    row = Message(
        recipient=unit, channel=channel, slot=f"{stage}-{on}", state=state, address="x@xa.example", subject="",
        as_of=on, planned_at=begin_of_day(on), not_before=begin_of_day(on), expires_at=begin_of_day(on),
        sent_at=begin_of_day(on) + timedelta(hours=2) if state == "sent" else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(MessageItem(message_id=row.id, **MARCH, unit_id=unit, stage=stage))
    session.flush()
    return row


def listed(session: Session, catalogue: Catalogue, **how) -> list[Call]:
    return calls(session, catalogue, ON, NOW, programme=P05, **how)


def words_of(call: Call) -> list[str]:
    return [reason.words for reason in call.reasons]


def test_the_day_in_the_examples_is_what_it_says(day):
    assert day("T6 04/04/2025") == ON


def test_a_late_unit_is_listed_with_what_is_missing_and_why(session, catalogue, communes):
    first = listed(session, catalogue)[0]
    [item] = first.missing
    assert (item.duty, item.label, item.due_words, item.days_overdue) == (
        MEETING, "tháng 3/2025", "hết ngày 31/03/2025".replace("/03/", "/3/"), 4
    )  # fmt: skip
    assert words_of(first)[0] == "quá hạn 04 ngày"
    assert "chưa có tin nào đến được đơn vị" in words_of(first)
    assert f"ngoài việc này, {STEADY}" in words_of(first)
    assert first.score == sum(reason.points for reason in first.reasons)


def test_who_holds_back_more_of_the_total_is_called_first(session, catalogue, communes):
    found = listed(session, catalogue)
    assert [call.unit_id for call in found] == [communes[1], communes[0], communes[2]]
    assert "chiếm khoảng 81,8% tổng số đang chờ" in words_of(found[0])


def test_who_filed_is_not_called(session, catalogue, communes):
    file(session, communes[1], "2025-03", ON, {"F01": 1})
    assert [call.unit_id for call in listed(session, catalogue)] == [communes[0], communes[2]]


def test_a_returned_filing_is_still_missing(session, catalogue, communes):
    row = file(session, communes[1], "2025-03", date(2025, 3, 20), {"F01": 1})
    session.add(Decision(submission_id=row.id, action="return", note="thiếu", by="an", at=begin_of_day(ON)))
    session.flush()
    first = listed(session, catalogue)[0]
    assert first.missing[0].state == "returned"
    assert words_of(first)[0] == "trả lại, chưa nộp lại, hạn đã qua 04 ngày"


def test_chasers_in_vain_weigh_more_the_second_time(session, catalogue, communes):
    for stage in ("chaser_1", "chaser_2"):
        told(session, communes[0], stage, "sent", on=ON - timedelta(days=1))
    told(session, communes[2], "chaser_1", "sent", on=ON - timedelta(days=1))
    points = {c.unit_id: {r.words: r.points for r in c.reasons} for c in listed(session, catalogue)}
    assert points[communes[0]]["đã đôn đốc lần 2"] == 4
    assert points[communes[2]]["đã đôn đốc lần 1"] == 2
    assert "chưa có tin nào đến được đơn vị" not in points[communes[0]]


def test_a_message_nobody_knows_of_is_a_reason_to_call(session, catalogue, communes):
    told(session, communes[0], "chaser_1", "unknown")
    found = next(c for c in listed(session, catalogue) if c.unit_id == communes[0])
    assert "tin đã gửi chưa rõ đến hay chưa" in words_of(found)


def test_mail_sent_about_another_matter_has_reached_the_unit_too(session, catalogue, communes):
    message = told(session, communes[0], "chaser_1", "sent", on=ON - timedelta(days=30))
    item = session.exec(select(MessageItem).where(MessageItem.message_id == message.id)).one()
    item.period = "2025-02"
    session.flush()
    words = {call.unit_id: words_of(call) for call in listed(session, catalogue)}
    assert "chưa có tin nào đến được đơn vị" not in words[communes[0]]
    assert "chưa có tin nào đến được đơn vị" in words[communes[1]]


def test_who_was_late_before_is_not_late_for_the_first_time(session, catalogue, communes):
    for row in session.exec(select(Submission).where(Submission.unit_id == communes[0])):
        row.filed_at += timedelta(days=20)
    session.flush()
    found = next(c for c in listed(session, catalogue) if c.unit_id == communes[0])
    assert STEADY not in " ".join(words_of(found))


def test_who_filed_late_what_another_unit_still_owes_was_late(session, catalogue, communes):
    """Units 1 and 2 never met the deadline of February; unit 0 did. All three owe March."""
    for row in session.exec(select(Submission).where(Submission.period == "2025-02")).all():
        if row.unit_id == communes[1]:
            row.filed_at = begin_of_day(date(2025, 3, 3))  # three days late
            session.add(row)
        if row.unit_id == communes[2]:
            session.delete(row)
    session.flush()
    steady = {call.unit_id for call in listed(session, catalogue) if STEADY in " ".join(words_of(call))}
    assert steady == {communes[0], communes[2]}


def test_who_was_told_by_hand_today_may_wait(session, catalogue, communes):
    told(session, communes[1], "chaser_2", "sent", channel="hand")
    found = listed(session, catalogue)
    assert (found[-1].unit_id, found[-1].may_wait) == (communes[1], "đã chuyển tay trong ngày 04/4/2025")


def test_who_is_muted_may_wait_with_the_reason(session, catalogue, communes):
    until = ON + timedelta(days=3)
    session.add(Mute(unit_id=communes[1], until=until, reason="lũ lụt", by="an", at=begin_of_day(ON)))
    session.flush()
    found = listed(session, catalogue)
    assert found[-1].unit_id == communes[1]
    assert "lũ lụt" in found[-1].may_wait


def test_the_json_of_a_call_list_holds_no_telephone(session, catalogue, communes):
    found = listed(session, catalogue)
    assert all(call.phone for call in found)
    assert not any(call.phone in str(call.as_json()) for call in found)


def test_without_contact_a_unit_is_listed_all_the_same(session, catalogue, communes):
    for contact in session.exec(select(Contact)):
        session.delete(contact)
    session.flush()
    assert [call.phone for call in listed(session, catalogue)] == [""] * 3


def test_what_is_long_past_is_no_matter_for_a_call(session, catalogue, communes):
    later = date(2026, 3, 1)
    found = calls(session, catalogue, later, begin_of_day(later), programme=P05)
    assert {item.period for call in found for item in call.missing} == {"2025-11", "2025-12", "2026-01", "2026-02"}
    assert all(call.reasons[0].points == MOST_BY_DAYS for call in found)


def test_the_rules_of_the_order_are_said_in_words():
    assert all(rule.endswith(".") for rule in RULES)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_the_shares_of_all_sum_to_a_hundred_or_there_are_none(catalogue, counts):
    leaves = [Leaf(f"u{n}", "", "p", True, figures={"F01": count}) for n, count in enumerate(counts)]
    shares = shares_of(catalogue.form("hop-dinh-ky"), leaves)
    assert abs(sum(shares.values()) - 100) < 1e-9 if any(counts) else shares == {}
