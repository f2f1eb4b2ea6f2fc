"""At which moment a message leaves: quiet hours, the pace a channel takes, clocks that jump, disks that are full."""

import errno
from datetime import date, timedelta

import pytest
from sqlmodel import select, update

import tasks.hand_over as hand_over
from models.alarms import open_alarms
from models.messages import Attempt, Message
from models.pulses import Pulse
from models.quiet_hours import HANOI
from models.settings import Settings
from notifications.emulators.mailbox import Fault
from tasks.journal import Journal
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain, send_messages
from tasks.session import open_session

MEETING, PLAN = "S000-16", "S000-12"


@pytest.fixture
def planned(province, at, day):
    """Plan the round of T6 22/3/2024 for so many communes; returns its instant."""

    def plan(communes=1, **contact):
        for n in range(1, communes + 1):
            province.commune(n, **contact)
        now = at("22/03/2024 08:00")
        plan_reminders(province.home, day("T6 22/3/2024"), now)
        return now

    return plan


def go_live(province, **settings):
    port = province.home.settings().smtp_demo_port
    facts = {"agency": "A", "public_url": "https://nop.example", "sender_email": "a@b.example"}
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    province.home.save(Settings(mode="live", **facts, **server, **settings))


def set_to(province, **settings):
    province.home.save(province.home.settings().model_copy(update=settings))


def waits_until(province) -> set[str]:
    return {f"{m.not_before.astimezone(HANOI):%d/%m/%Y %H:%M}" for m in province.messages() if m.state == "planned"}


# quiet hours


def test_a_drain_after_an_outage_sends_nothing_at_night(province, planned, at):
    planned(3)
    go_live(province)
    report = drain(province.home, at("22/03/2024 23:00"))
    assert report.states == {"planned": 3}
    assert province.mails() == []
    assert waits_until(province) == {"25/03/2024 07:30"}
    assert {m.reason for m in province.messages()} == {"Chờ hết giờ yên lặng."}
    assert drain(province.home, at("24/03/2024 10:00")).lines == [], "a Sunday is no working day"
    assert drain(province.home, at("25/03/2024 07:30")).sent == 3


def test_in_a_demo_the_night_holds_nothing_back(province, planned, at):
    planned()
    assert drain(province.home, at("22/03/2024 23:00")).sent == 1


def test_on_its_last_day_a_message_leaves_within_the_urgent_hours(province, at, day):
    """T7 30/3/2024 is no working day; the month of the meeting ends on CN 31/3."""
    unit = province.commune(1, ())
    province.request([unit], day("T2 25/3/2024"), date(2024, 3, 30))
    plan_reminders(province.home, day("T7 30/3/2024"), at("30/03/2024 08:00"))
    go_live(province)
    late = at("30/03/2024 20:30")
    assert drain(province.home, late).sent == 1


def test_an_urgent_message_waits_for_the_morning_of_any_day(province, at, day):
    unit = province.commune(1, ())
    province.request([unit], day("T6 22/3/2024"), date(2024, 3, 26), urgent=True)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    go_live(province)
    drain(province.home, at("22/03/2024 22:30"))
    assert waits_until(province) == {"23/03/2024 06:00"}
    assert drain(province.home, at("23/03/2024 06:00")).sent == 1


# the pace of a channel


def test_no_more_mails_a_minute_than_the_server_takes(province, planned):
    now = planned(10)
    set_to(province, mail_per_minute=4)
    clock, waited = [now], []

    def pause(seconds):
        waited.append(seconds)
        clock[0] += timedelta(seconds=seconds)

    report = drain(province.home, now, clock=lambda: clock[0], pause=pause)
    assert report.sent == 10
    assert len(waited) == 2
    with open_session(province.home) as s:
        began = sorted(a.started_at for a in s.exec(select(Attempt)))
    for n in range(len(began) - 4):
        assert began[n + 4] - began[n] >= timedelta(minutes=1)


def test_the_next_drain_counts_what_the_last_one_sent(province, planned):
    now = planned(6)
    set_to(province, mail_per_minute=4)
    stopped = []

    def pause(seconds):
        stopped.append(seconds)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(province.home, now, clock=lambda: now, pause=pause)
    assert province.states() == {"sent": 4, "planned": 2}
    later = now + timedelta(seconds=30)
    with pytest.raises(KeyboardInterrupt):
        drain(province.home, later, clock=lambda: later, pause=pause)
    assert stopped == [60, 30]
    assert drain(province.home, now + timedelta(minutes=1)).sent == 2


def test_a_drain_does_not_wait_beyond_its_end(province, planned):
    now = planned(6)
    set_to(province, mail_per_minute=1)
    clock = [now]

    def pause(seconds):
        clock[0] += timedelta(seconds=seconds)

    report = drain(province.home, now, clock=lambda: clock[0], pause=pause)
    assert report.sent == 4
    assert province.states() == {"sent": 4, "planned": 2}
    assert all(m.lease_owner is None for m in province.messages())


def test_zalo_has_a_pace_of_its_own(province, planned):
    now = planned(25, email="")
    clock = [now]

    def pause(seconds):
        clock[0] += timedelta(seconds=seconds)

    assert drain(province.home, now, clock=lambda: clock[0], pause=pause).sent == 25
    assert clock[0] - now == timedelta(seconds=2), "ten a second unless an operator says otherwise"


# clocks


def test_a_lease_from_a_clock_that_ran_ahead_holds_nothing_for_a_year(province, planned):
    now = planned()
    with open_session(province.home) as s:
        ahead = {"state": "sending", "lease_owner": "x:1:0", "lease_until": now + timedelta(days=365)}
        s.exec(update(Message).values(**ahead))
    report = drain(province.home, now)
    assert (report.recovered, report.sent) == (1, 1)


def test_attempts_of_a_clock_that_ran_ahead_do_not_stop_the_channel(province, planned):
    now = planned(3)
    set_to(province, mail_per_minute=2)
    with open_session(province.home) as s:
        s.add_all(Attempt(message_id=1, number=n, owner="x", started_at=now + timedelta(days=9)) for n in (8, 9))
    clock = [now]

    def pause(seconds):
        clock[0] += timedelta(seconds=seconds)

    assert drain(province.home, now, clock=lambda: clock[0], pause=pause).sent == 3


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_clock_put_right_while_letters_leave_sends_nothing_twice_and_holds_nothing(
    province, planned, jump, monkeypatch
):
    now = planned(6)
    clock, jumps = [now], [jump]
    deliver = hand_over.HandOvers.deliver

    def around(self, *a):
        came = deliver(self, *a)
        clock[0] += jumps.pop() if jumps else timedelta()
        return came

    monkeypatch.setattr(hand_over.HandOvers, "deliver", around)
    drain(province.home, now, clock=lambda: clock[0])
    monkeypatch.undo()
    for minutes in (6, 12, 24):
        drain(province.home, now + timedelta(minutes=minutes))
    assert len(province.mails()) == len(set(province.mails())) == 6
    assert province.states() == {"sent": 6}


# the disk


def test_no_letter_leaves_where_the_journal_has_no_room(province, planned, monkeypatch):
    planned(3)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Journal, "begin", full)
    now = province.messages()[0].planned_at
    with pytest.raises(OSError, match="No space"):
        drain(province.home, now)
    assert province.mails() == []
    assert province.states() == {"planned": 3}
    with open_session(province.home) as s:
        assert s.exec(select(Attempt)).all() == []
    monkeypatch.undo()
    assert drain(province.home, now).sent == 3


def test_an_answer_that_found_no_room_in_the_database_is_told_by_the_journal(province, planned, monkeypatch):
    now = planned(3)

    def full(*_a, **_k):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tasks.settling.finish", full)
    with pytest.raises(OSError, match="No space"):
        drain(province.home, now)
    monkeypatch.undo()
    assert len(province.mails()) == 1
    report = drain(province.home, now + timedelta(minutes=6))
    assert (report.answered, report.unknown, report.sent) == (1, 0, 2)
    assert province.states() == {"sent": 3}
    assert len(province.mails()) == len(set(province.mails())) == 3


def test_a_drain_that_fails_says_so_and_one_that_ends_too(province, planned, monkeypatch):
    planned()

    def full(*_a, **_k):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tasks.send_messages.under_way", full)
    with pytest.raises(OSError, match="No space"):
        send_messages(province.home)
    with open_session(province.home) as s:
        (pulse,) = s.exec(select(Pulse).where(Pulse.work == "drain"))
        assert (pulse.finished_at, pulse.failed_at is not None, pulse.said) == (None, True, "OSError")
        assert [(a.code, a.subject) for a in open_alarms(s)] == [("disk", "")]
    monkeypatch.undo()
    send_messages(province.home)
    with open_session(province.home) as s:
        (pulse,) = s.exec(select(Pulse).where(Pulse.work == "drain"))
        assert (pulse.failed_at, pulse.said) == (None, "đã gửi 0 tin")


# channels that do not work


def test_a_channel_that_is_down_rings_once_and_falls_silent_when_it_works_again(province, planned):
    now = planned(2)
    settings = province.home.settings()
    set_to(province, smtp_demo_port=9)
    for minutes in (0, 6, 12):
        drain(province.home, now + timedelta(minutes=minutes))
    with open_session(province.home) as s:
        assert [(a.code, a.subject, a.rings) for a in open_alarms(s)] == [("channel-down", "email", 3)]
    province.home.save(settings)
    drain(province.home, now + timedelta(minutes=20))
    with open_session(province.home) as s:
        assert open_alarms(s) == []


def test_a_server_down_for_a_day_loses_nothing_and_sends_once(province, planned):
    now = planned(20)
    settings = province.home.settings()
    set_to(province, smtp_demo_port=9)
    for tick in range(0, 24 * 60, 45):
        drain(province.home, now + timedelta(minutes=tick))
    assert province.states() == {"planned": 20}
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) <= 24 * 60 / 45 + 1, "one try a tick, not one a message"
    province.home.save(settings)
    assert drain(province.home, now + timedelta(hours=24)).sent == 20


def test_one_poisoned_recipient_among_many_holds_up_nobody(province, planned):
    province.mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user", "^xa-77@"))
    now = planned(150, zalo="")
    report = drain(province.home, now)
    assert report.states == {"sent": 149, "failed": 1}
    assert len(province.mails()) == len(set(province.mails())) == 149
