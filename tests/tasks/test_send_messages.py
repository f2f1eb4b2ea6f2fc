"""Emptying the outbox: real mail to a real server, silence decided at the last moment, nothing twice."""

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select, update

from models.errors import Refused
from models.facts import Extension
from models.links import read_link
from models.messages import Attempt, Message, Suppression
from models.outbox import resend, suppressed, turn_kill_switch
from models.outcomes import MOST_ATTEMPTS
from models.quiet_hours import HANOI
from models.settings import Settings
from notifications.emulators.mailbox import Fault
from notifications.emulators.zalo import Order
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain, send_messages
from tasks.session import open_session

P05, MEETING, PLAN = "05-ctrph-cat-mttq", "S000-16", "S000-12"


@pytest.fixture
def planned(province, at, day):
    """Plan the round of T6 22/3/2024; returns its instant."""

    def plan(**kw):
        now = at("22/03/2024 08:00")
        plan_reminders(province.home, day("T6 22/3/2024"), now, **kw)
        return now

    return plan


def test_a_reminder_arrives_and_its_link_opens(province, planned):
    unit = province.commune(1)
    now = planned()
    report = drain(province.home, now)
    assert (report.sent, report.states) == (1, {"sent": 1})
    mail = next(province.mailbox.mails())
    assert mail.subject.startswith("[Nhắc việc] Còn 05 ngày làm việc: Họp định kỳ cấp xã")
    assert mail.recipient == "Công an xã Số 1 <xa-1@demo.example>"
    assert mail.sender == "Công an tỉnh Đồng Tháp (demo) <nhac@demo.example>"
    token = re.search(r"http://127\.0\.0\.1:\d+/n/(\S+)", mail.body("plain"))[1]
    with open_session(province.home) as s:
        assert read_link(s, token, now, province.home.secret()).unit_id == unit
    message = province.messages()[0]
    assert message.state == "sent"
    assert mail.name in message.provider_id
    assert mail.header("Message-ID") == message.message_id


def test_a_second_drain_sends_nothing(province, planned):
    for n in range(1, 4):
        province.commune(n)
    now = planned()
    drain(province.home, now)
    assert drain(province.home, now + timedelta(minutes=10)).lines == []
    assert len(province.mails()) == 3


def test_who_files_between_planning_and_sending_hears_nothing(province, planned, at):
    filed, owing = province.commune(1), province.commune(2)
    now = planned()
    province.file(filed, MEETING, "2024-03", at("22/03/2024 08:05"))
    report = drain(province.home, now + timedelta(minutes=10))
    assert report.states == {"sent": 1, "skipped": 1}
    assert province.mails() == ["Công an xã Số 2 <xa-2@demo.example>"]
    silent = next(m for m in province.messages() if m.recipient == filed)
    assert silent.reason == "Không còn việc cần nhắc trong tin này: đã nộp."
    assert owing != filed


def test_what_was_settled_meanwhile_is_taken_out_of_the_digest(province, planned, at, day):
    unit = province.commune(1)
    province.request([unit], day("T6 22/3/2024"), date(2024, 3, 29))
    now = planned()
    assert "02 việc" in province.messages()[0].subject
    province.file(unit, MEETING, "2024-03", at("22/03/2024 08:05"))
    drain(province.home, now + timedelta(minutes=10))
    mail = next(province.mailbox.mails())
    assert mail.subject.startswith("[Đột xuất] Báo cáo đột xuất kết quả tuyên truyền")
    assert "Họp định kỳ" not in mail.body("plain")


def test_a_reminder_that_waited_overnight_speaks_of_the_new_day(province, planned):
    province.commune(1)
    now = planned()
    drain(province.home, now + timedelta(days=2, hours=23))
    assert "Còn 04 ngày làm việc" in next(province.mailbox.mails()).subject


def test_a_reminder_overtaken_by_the_calendar_is_not_sent(province, at, day):
    province.commune(1, (PLAN,))
    plan_reminders(province.home, day("T5 14/3/2024"), at("14/03/2024 08:00"))
    report = drain(province.home, at("15/03/2024 08:00"))
    assert report.states == {"skipped": 2}
    assert {m.reason for m in province.messages()} == {"Đã sang nấc nhắc khác; tin của nấc này không còn đúng."}
    assert province.mails() == []


def test_an_extension_silences_the_chaser_that_was_planned(province, at, day):
    unit = province.commune(1, (PLAN,))
    now = at("15/03/2024 08:00")
    plan_reminders(province.home, day("T6 15/3/2024"), now)
    province.add(
        Extension(
            programme=P05, duty=PLAN, period="2024-03-15", unit_id=unit, until=date(2024, 4, 30), reason="x",
            granted_by="y", granted_at=now,
        )
    )  # fmt: skip
    assert drain(province.home, now + timedelta(minutes=1)).states == {"skipped": 2}


def test_a_walk_through_another_day_in_the_demo_is_sent_as_of_that_day(province, at, day):
    province.commune(1)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/11/2026 08:00"))
    assert drain(province.home, at("22/11/2026 08:10")).states == {"sent": 1}
    assert "(tháng 3/2024)" in next(province.mailbox.mails()).subject


@pytest.mark.parametrize("held", ["sending", "sent", "unknown"])
def test_what_another_message_of_the_same_rung_carries_is_not_said_again(province, planned, at, day, held):
    province.commune(1)
    planned()
    plan_reminders(province.home, day("T2 25/3/2024"), at("25/03/2024 08:00"))
    lease = at("25/03/2024 08:05")
    with open_session(province.home) as s:
        s.exec(update(Message).where(Message.id == 1).values(state=held, lease_owner="x", lease_until=lease))
    assert drain(province.home, at("25/03/2024 08:01")).states == {"skipped": 1}
    assert "đã được nhắc ở một tin khác" in province.messages()[1].reason
    assert province.mails() == []


def test_what_stands_in_for_a_failed_mail_goes_though_a_new_day_has_its_digest(province, at, day):
    unit = province.commune(1, zalo="")
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    province.mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user", times=1))
    drain(province.home, at("22/03/2024 08:01"))
    with open_session(province.home) as s:
        s.exec(update(Message).where(Message.fallback_of == 1).values(channel="zalo", address="0900000001"))
    province.request([unit], date(2024, 3, 25), date(2024, 4, 26))
    with open_session(province.home) as s:
        s.exec(update(Suppression).values(until=date(2024, 3, 22)))
    plan_reminders(province.home, day("T2 25/3/2024"), at("25/03/2024 08:00"))
    assert [(m.channel, m.state) for m in province.messages()] == [
        ("email", "failed"), ("zalo", "planned"), ("email", "planned"),
    ]  # fmt: skip


def test_the_kill_switch_stops_everything_and_loses_nothing(province, planned):
    province.commune(1)
    now = planned()
    with open_session(province.home) as s:
        turn_kill_switch(s, on=True, by="dieu-hanh", now=now)
    assert drain(province.home, now).stopped
    assert province.states() == {"planned": 1}
    with open_session(province.home) as s:
        turn_kill_switch(s, on=False, by="dieu-hanh", now=now)
    assert drain(province.home, now).sent == 1


def test_two_parallel_drains_send_each_message_once(province, planned):
    for n in range(1, 41):
        province.commune(n)
    now = planned()
    reports, barrier = [], threading.Barrier(3)

    def work():
        barrier.wait()
        reports.append(drain(province.home, now))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(report.sent for report in reports) == 40
    assert len(province.mails()) == len(set(province.mails())) == 40
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 40


def test_an_answer_lost_after_handing_over_is_listed_and_never_sent_again(province, planned):
    province.commune(1)
    province.mailbox.faults.append(Fault("data", drop=True, times=1))
    now = planned()
    report = drain(province.home, now)
    assert (report.unknown, report.states) == (1, {"unknown": 1})
    for n in range(1, 5):
        drain(province.home, now + timedelta(hours=n))
    assert len(province.mails()) == 1


def test_an_operator_may_send_an_unknown_one_again(province, planned):
    province.commune(1)
    province.mailbox.faults.append(Fault("data", drop=True, times=1))
    now = planned()
    drain(province.home, now)
    with open_session(province.home) as s:
        resend(s, 1, reason="đã gọi, chưa nhận được", by="tham-muu", now=now + timedelta(hours=1))
    assert drain(province.home, now + timedelta(hours=1)).sent == 1
    assert [(m.resend, m.state) for m in province.messages()] == [(0, "unknown"), (1, "sent")]
    first, second = (mail.header("Message-ID") for mail in province.mailbox.mails())
    assert first != second


def test_sending_again_stops_at_who_has_filed(province, planned, at):
    unit = province.commune(1)
    now = planned()
    drain(province.home, now)
    province.file(unit, MEETING, "2024-03", at("22/03/2024 09:00"))
    with open_session(province.home) as s:
        resend(s, 1, reason="thử", by="tham-muu", now=now + timedelta(hours=2))
    assert drain(province.home, now + timedelta(hours=2)).states == {"skipped": 1}
    assert len(province.mails()) == 1


def test_a_temporary_refusal_is_tried_again_later_and_in_the_end_a_person_calls(province, planned):
    unit = province.commune(1, zalo="")
    province.mailbox.faults.append(Fault("recipient", "451 4.7.1 Greylisted"))
    now = planned()
    waits = []
    for _ in range(MOST_ATTEMPTS):
        drain(province.home, now)
        waiting = province.messages()[0]
        waits.append(waiting.not_before - now)
        now = max(waiting.not_before, now)
    first = province.messages()[0]
    assert (first.state, first.attempts) == ("failed", MOST_ATTEMPTS)
    assert "451" in first.reason
    assert waits[:-2] == sorted(waits[:-2]), "each wait is longer than the one before"
    assert [(m.recipient, m.channel, m.fallback_of) for m in province.messages()[1:]] == [(unit, "hand", first.id)]


def test_a_greylisted_mail_arrives_at_the_second_try(province, planned):
    province.commune(1)
    province.mailbox.faults.append(Fault("recipient", "451 4.7.1 Greylisted", times=1))
    now = planned()
    assert drain(province.home, now).states == {"planned": 1}
    assert drain(province.home, now).lines == [], "not before its time"
    assert drain(province.home, now + timedelta(minutes=2)).sent == 1


def test_a_dead_mailbox_is_remembered_and_zalo_stands_in(province, planned):
    unit = province.commune(1)
    province.mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user"))
    now = planned()
    assert drain(province.home, now).states == {"failed": 1, "sent": 1}
    assert [(m.channel, m.state) for m in province.messages()] == [("email", "failed"), ("zalo", "sent")]
    assert province.zalo.received[0].data["ten_don_vi"] == "Công an xã Số 1"
    with open_session(province.home) as s:
        assert suppressed(s, date(2024, 4, 21)) == {("email", "xa-1@demo.example")}
        assert suppressed(s, date(2024, 4, 22)) == set()
    assert unit


def test_where_zalo_fails_too_a_person_calls(province, planned):
    province.commune(1)
    province.zalo.without_zalo.add("84900000001")
    province.mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user"))
    drain(province.home, planned())
    assert [(m.channel, m.state) for m in province.messages()] == [
        ("email", "failed"), ("zalo", "failed"), ("hand", "planned"),
    ]  # fmt: skip
    assert [m.fallback_of for m in province.messages()] == [None, 1, 2]


def test_a_short_message_that_fails_beside_its_mail_needs_no_call(province, at, day):
    province.commune(1, (PLAN,))
    province.zalo.orders.append(Order("code", code=-118))
    plan_reminders(province.home, day("T5 14/3/2024"), at("14/03/2024 08:00"))
    drain(province.home, at("14/03/2024 08:00"))
    assert [(m.channel, m.state) for m in province.messages()] == [("email", "sent"), ("zalo", "failed")]


def test_a_server_that_is_down_costs_one_try_and_loses_nothing(province, planned):
    for n in range(1, 11):
        province.commune(n)
    now = planned()
    settings = province.home.settings()
    province.home.save(settings.model_copy(update={"smtp_demo_port": 9}))
    report = drain(province.home, now)
    assert list(report.closed_channels) == ["email"]
    assert (report.states, report.left) == ({"planned": 1}, 9)
    assert province.states() == {"planned": 10}
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 1
    province.home.save(settings)
    assert drain(province.home, now + timedelta(minutes=10)).sent == 10


def test_what_cannot_go_out_for_three_days_expires_and_is_planned_anew_if_still_true(province, planned, at, day):
    province.commune(1)
    now = planned()
    late = now + timedelta(days=3)
    assert drain(province.home, late).expired == 1
    assert plan_reminders(province.home, day("T2 25/3/2024"), late).planned == 1
    assert drain(province.home, late).sent == 1


def test_a_live_home_does_not_retry_at_night(province, at, day, planned):
    unit = province.commune(1)
    planned()
    province.mailbox.faults.append(Fault("recipient", "451 later"))
    port = province.home.settings().smtp_demo_port
    facts = {
        "agency": "A",
        "public_url": "https://nop.example",
        "sender_email": "a@b.example",
        "smtp_host": "127.0.0.1",
    }
    province.home.save(Settings(mode="live", smtp_port=port, smtp_security="none", **facts))
    drain(province.home, at("22/03/2024 19:59") + timedelta(seconds=30))
    retry = province.messages()[0].not_before.astimezone(HANOI)
    assert f"{retry:%d/%m/%Y %H:%M}" == "25/03/2024 07:30"
    assert unit


def test_a_demo_pointed_outside_claims_nothing(province, planned):
    province.commune(1)
    now = planned()
    province.home.save(Settings(mode="demo", smtp_host="mail.example"))
    with pytest.raises(Refused, match="chỉ gửi trong máy"):
        drain(province.home, now)
    assert province.states() == {"planned": 1}
    with open_session(province.home) as s:
        assert s.exec(select(Attempt)).all() == []


def test_a_poisoned_recipient_does_not_hold_up_the_others(province, planned):
    for n in range(1, 8):
        province.commune(n, **({"email": "không phải địa chỉ", "zalo": ""} if n == 3 else {}))
    drain(province.home, planned())
    assert province.states() == {"sent": 6, "failed": 1, "planned": 1}
    assert [m.channel for m in province.messages() if m.state == "planned"] == ["hand"]


def test_no_address_stands_in_full_in_a_report(province, planned):
    province.commune(1)
    report = drain(province.home, planned())
    assert "xa-1@" not in repr(report)


def test_two_messages_to_one_address_go_one_after_the_other_in_one_drain(province, at, day):
    """What the first one says decides what the second still has to say, so they are never looked at together."""
    unit = province.commune(1, zalo="")
    province.request([unit], day("T6 22/3/2024"), date(2024, 3, 26), urgent=True)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert [(m.recipient, m.channel) for m in province.messages()] == [(unit, "email")] * 2
    report = drain(province.home, at("22/03/2024 08:01"))
    assert report.states == {"sent": 2}
    assert [mail.subject.split("]")[0] for mail in province.mailbox.mails()][::-1][0] == "[Đột xuất"


def test_a_drain_with_nothing_to_do_takes_no_lock(province, at):
    """Every ten minutes a drain looks; it must not wait for, nor hold up, whoever is writing."""
    with open_session(province.home) as writing:
        writing.add(Suppression(channel="email", address="a@b.example", reason="x", since=at("22/03/2024 08:00")))
        writing.flush()
        assert drain(province.home, at("22/03/2024 08:00")).lines == []


def test_the_clock_of_the_door_sends_what_is_ready(province, planned):
    province.commune(1)
    planned()
    with open_session(province.home) as s:
        s.exec(update(Message).values(expires_at=datetime(2999, 1, 1, tzinfo=UTC)))
    assert send_messages(province.home).states == {"skipped": 1}, "years later nothing of it is true"
