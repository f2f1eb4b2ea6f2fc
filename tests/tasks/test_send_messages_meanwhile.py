"""What happens while a drain has a batch in hand: somebody files, stops, is slow, or drains at the same moment."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlmodel import select

import tasks.drain_worker as sending
from models.facts import Extension
from models.messages import Attempt, MessageItem
from models.outbox import turn_kill_switch
from notifications.channels import PostOffice
from notifications.emulators.mailbox import Fault
from notifications.emulators.zalo import Order
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session

pytestmark = pytest.mark.both

P05, MEETING, PLAN = "05-ctrph-cat-mttq", "S000-16", "S000-12"


@pytest.fixture
def planned(at, day):
    """Plan the round of T6 22/3/2024; returns its instant."""

    def plan(province):
        now = at("22/03/2024 08:00")
        plan_reminders(province.home, day("T6 22/3/2024"), now)
        return now

    return plan


@pytest.fixture
def while_sending(monkeypatch):
    """`while_sending(2, act)`: do this while the second letter is on its way."""
    deliver, seen = PostOffice.deliver, []

    def arrange(n, act):
        def around(office, letter):
            seen.append(letter)
            outcome = deliver(office, letter)
            if len(seen) == n:
                act()
            return outcome

        monkeypatch.setattr(PostOffice, "deliver", around)

    return arrange


def test_who_files_while_the_letters_before_his_are_on_their_way_hears_nothing(province, planned, at, while_sending):
    for n in range(1, 5):
        province.commune(n)
    now = planned(province)
    while_sending(1, lambda: province.file("police/x/3", MEETING, "2024-03", at("22/03/2024 08:01")))
    report = drain(province.home, now + timedelta(minutes=1))
    assert report.states == {"sent": 3, "skipped": 1}
    assert not [mail for mail in province.mails() if "Số 3" in mail]
    assert province.messages()[2].reason == "Không còn việc cần nhắc trong tin này: đã nộp."
    with open_session(province.home) as s:
        assert sorted(a.message_id for a in s.exec(select(Attempt))) == [1, 2, 4]


def test_what_is_settled_meanwhile_is_taken_out_of_a_digest_already_in_hand(province, planned, at, day, while_sending):
    units = [province.commune(n) for n in (1, 2)]
    province.request(units, day("T6 22/3/2024"), date(2024, 3, 29))
    now = planned(province)
    while_sending(1, lambda: province.file(units[1], MEETING, "2024-03", at("22/03/2024 08:01")))
    drain(province.home, now + timedelta(minutes=1))
    second, first = province.mailbox.mails()
    assert "Họp định kỳ" in first.body("plain")
    assert "Họp định kỳ" not in second.body("plain")


@pytest.mark.parametrize("given", ["after the round", "while the letter before is on its way"])
def test_a_day_granted_meanwhile_is_the_day_the_letter_names(province, planned, at, day, while_sending, given):
    """The same rung on the same day, yet not the words that were written."""
    units = [province.commune(n, ()) for n in (1, 2)]
    province.request(units, day("T6 22/3/2024"), date(2024, 3, 29))
    now = planned(province)

    def grant():
        with open_session(province.home) as s:
            item = s.exec(select(MessageItem).where(MessageItem.unit_id == units[1])).one()
        key = item.model_dump(include={"programme", "duty", "period", "unit_id"})
        until, facts = day("T3 2/4/2024"), {"reason": "x", "granted_by": "y", "granted_at": at("22/03/2024 08:01")}
        province.add(Extension(**key, until=until, **facts))

    if given == "after the round":
        grant()
    else:
        while_sending(1, grant)
    assert drain(province.home, now + timedelta(minutes=2)).sent == 2
    extended, plain = province.mailbox.mails()
    assert "hết ngày 02/4/2024 (đã được gia hạn)" in extended.body("plain")
    assert "gia hạn" not in plain.body("plain")


def test_the_kill_switch_turned_in_mid_drain_stops_before_the_next_hand_over(
    province, planned, while_sending, monkeypatch
):
    monkeypatch.setattr("tasks.hand_over.BRIEF", 60)  # the second one holds two letters on any machine
    for n in range(1, 6):
        province.commune(n)
    now = planned(province)

    def stop():
        with open_session(province.home) as s:
            turn_kill_switch(s, on=True, by="dieu-hanh", now=now)

    while_sending(2, stop)
    report = drain(province.home, now)
    assert (report.stopped, report.sent) == (True, 3), "the second hand-over held two letters"
    assert province.states() == {"sent": 3, "planned": 2}
    assert all(m.lease_owner is None for m in province.messages()), "nothing is held back by a lease"
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 3


def test_a_lease_that_runs_out_over_a_slow_server_lets_nobody_send_twice_nor_overwrite(
    province, planned, while_sending
):
    for n in range(1, 6):
        province.commune(n)
    now = planned(province)
    clock = [now]
    others = []

    def stall():
        clock[0] = now + timedelta(minutes=6)
        others.append(drain(province.home, clock[0]))

    while_sending(2, stall)
    late = drain(province.home, now, clock=lambda: clock[0])
    assert (others[0].unknown, others[0].recovered, others[0].sent) == (1, 3, 3)
    assert late.sent == 1, "the second letter belongs to whoever declared it unknown"
    assert province.states() == {"sent": 4, "unknown": 1}
    assert len(province.mails()) == len(set(province.mails())) == 5
    with open_session(province.home) as s:
        answers = {a.message_id: a.outcome for a in s.exec(select(Attempt))}
    assert answers == dict.fromkeys(range(1, 6), "sent"), "what the server said late is kept beside it"


def test_a_slow_server_loses_no_lease_over_the_letter_it_is_taking(province, planned, while_sending):
    """Two hundred seconds a letter: the lease of the second one is its own, not what the first one left of it."""
    for n in range(1, 3):
        province.commune(n)
    now = planned(province)
    clock, other = [now], []

    def slow():
        clock[0] += timedelta(seconds=200)
        while_sending(2, slower)

    def slower():
        clock[0] += timedelta(seconds=200)
        other.append(drain(province.home, clock[0]))

    while_sending(1, slow)
    assert drain(province.home, now, clock=lambda: clock[0]).sent == 2
    assert (other[0].unknown, other[0].recovered) == (0, 0)


def test_one_refused_recipient_in_a_batch_and_many_batches(province, planned, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 3)
    for n in range(1, 12):
        province.commune(n, zalo="")
    province.mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user", match="xa-5@"))
    report = drain(province.home, planned(province))
    assert report.states == {"sent": 10, "failed": 1}
    assert [(m.recipient, m.channel) for m in province.messages() if m.state == "planned"] == [("police/x/5", "hand")]


def test_one_channel_down_keeps_the_other_of_the_same_units_going(province, at, day):
    for n in range(1, 6):
        province.commune(n, (PLAN,))
    plan_reminders(province.home, day("T5 14/3/2024"), at("14/03/2024 08:00"))
    settings = province.home.settings()
    province.home.save(settings.model_copy(update={"smtp_demo_port": 9}))
    report = drain(province.home, at("14/03/2024 08:00"))
    assert (list(report.closed_channels), report.left) == (["email"], 4)
    assert len(province.zalo.received) == 5
    assert {(m.channel, m.state) for m in province.messages()} == {("email", "planned"), ("zalo", "sent")}
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 6, "one mail was tried, the others are as they were"


@pytest.mark.parametrize(
    "order",
    [Order("http", status=429, headers={"Retry-After": "900"}), Order("code", code=-32)],
    ids=["429", "-32"],
)
def test_a_service_that_says_too_many_is_left_alone_for_this_time(province, planned, order):
    for n in range(1, 6):
        province.commune(n, email="")
    province.zalo.orders.append(order)
    report = drain(province.home, planned(province))
    assert list(report.closed_channels) == ["zalo"]
    assert province.states() == {"planned": 5}
    with open_session(province.home) as s:
        assert len(s.exec(select(Attempt)).all()) == 1


def test_a_server_that_takes_nothing_from_this_sender_fails_no_message(province, planned):
    """A wrong sender address is ours to mend: no unit is to be called because of it."""
    for n in range(1, 6):
        province.commune(n)
    province.mailbox.faults.append(Fault("sender", "550 5.7.1 Sender not allowed"))
    report = drain(province.home, planned(province))
    assert list(report.closed_channels) == ["email"]
    assert province.states() == {"planned": 5}


@pytest.mark.parametrize("broken", [{"zalo_token": "mã ủy quyền"}, {"zalo_url": "http://127.0.0.1:no"}])
def test_settings_no_request_can_be_made_from_lose_no_message(province, planned, broken):
    for n in range(1, 4):
        province.commune(n, email="")
    now = planned(province)
    province.home.save(province.home.settings().model_copy(update=broken))
    report = drain(province.home, now)
    assert list(report.closed_channels) == ["zalo"]
    assert province.states() == {"planned": 3}


def test_what_no_channel_should_ever_do_costs_one_letter_and_is_told(province, planned, monkeypatch):
    for n in range(1, 4):
        province.commune(n)
    now = planned(province)

    def broken(*_a, **_k):
        raise RuntimeError("xa-1@demo.example")

    monkeypatch.setattr("notifications.channels.email.NotifyDonDocMail.send", broken)
    report = drain(province.home, now)
    assert list(report.closed_channels) == ["email"]
    assert "xa-1@" not in repr(report)
    assert province.states() == {"unknown": 1, "planned": 2}, "nobody knows how far the first one came"


def test_a_batch_in_hand_is_given_back_when_the_drain_breaks(province, planned, monkeypatch):
    for n in range(1, 4):
        province.commune(n)
    now = planned(province)

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(sending, "begin_attempts", broken)
    with pytest.raises(OSError, match="disk full"):
        drain(province.home, now)
    monkeypatch.undo()
    assert drain(province.home, now).sent == 3, "nobody waits for a lease to run out"


def at_the_same_moment(*works):
    barrier, failed = threading.Barrier(len(works)), []

    def work(act):
        barrier.wait()
        try:
            act()
        except Exception as no:  # a thread would keep it to itself
            failed.append(no)

    threads = [threading.Thread(target=work, args=(act,)) for act in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def everyone_hears_once(province, at, day, count):
    """Messages of T6 that still wait, the round of T2, and two drains, all at 25/3 08:00."""
    for n in range(1, count + 1):
        province.commune(n)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    monday = at("25/03/2024 07:50")
    at_the_same_moment(
        lambda: drain(province.home, monday),
        lambda: plan_reminders(province.home, day("T2 25/3/2024"), monday),
        lambda: drain(province.home, monday),
    )
    drain(province.home, monday + timedelta(minutes=10))
    assert len(province.mails()) == len(set(province.mails())) == count
    with open_session(province.home) as s:
        said = {m.id for m in province.messages() if m.state == "sent"}
        keys = Counter(
            (i.unit_id, i.duty, i.period, i.stage) for i in s.exec(select(MessageItem)) if i.message_id in said
        )
    assert set(keys.values()) == {1}
    assert len(keys) == count


def test_a_round_and_two_drains_at_the_same_moment_say_everything_once(province, at, day):
    everyone_hears_once(province, at, day, 25)


def test_of_two_drains_neither_counts_on_the_other_to_speak(province, planned, monkeypatch):
    """Two messages of one rung to one address, claimed by two drains at one moment: one is said, not both, not none."""
    for n in range(1, 21):
        province.commune(n)
    now = planned(province)
    with open_session(province.home) as s:
        for m in province.messages():
            copy = {k: v for k, v in m.model_dump().items() if k not in ("id", "slot", "message_id")}
            twin = type(m)(**copy, slot="2024-03-21", message_id=f"<x{m.id}@demo.example>")
            s.add(twin)
            s.flush()
            (item,) = s.exec(select(MessageItem).where(MessageItem.message_id == m.id))
            s.add(MessageItem(**{**item.model_dump(exclude={"id"}), "message_id": twin.id}))
    monkeypatch.setattr(sending, "BATCH", 1)
    at_the_same_moment(lambda: drain(province.home, now), lambda: drain(province.home, now))
    drain(province.home, now + timedelta(minutes=6))
    assert Counter(province.mails()).most_common(1)[0][1] == 1
    assert len(province.mails()) == 20
    assert province.states() == {"sent": 20, "skipped": 20}
